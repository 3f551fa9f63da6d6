package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A program of {@code src/test/programs}, compiled without our classes, to be run as anybody's program is: from a directory or a jar. */
record PlainProgram(String name, Path classes) {

    /** Compiles the named sources; the first is the main class. The class path is the program's own. */
    static PlainProgram compile(Path directory, String classPath, String... names) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes.toString(), "-cp", classPath));
        for (String name : names) {
            arguments.add(Path.of(System.getProperty("it.programs"), name + ".java").toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])), "javac");
        return new PlainProgram(names[0], classes);
    }

    /** The same program for {@code java -jar}. */
    Path jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, name);
        Path jar = classes.resolveSibling(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.list(classes)) {
            for (Path file : files.sorted().toList()) {
                entries.putNextEntry(new JarEntry(file.getFileName().toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    /** Runs {@code java} with these arguments to its end. */
    static Ended run(Jdk jdk, List<String> arguments) throws IOException, InterruptedException {
        return run(jdk, "", arguments);
    }

    /** The same with {@code JDK_JAVA_OPTIONS}. */
    static Ended run(Jdk jdk, String options, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "-u", "JDK_JAVA_OPTIONS"));
        if (!options.isEmpty()) {
            command.add("JDK_JAVA_OPTIONS=" + options);
        }
        command.addAll(List.of(jdk.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // as Programs.java
        command.addAll(arguments);
        try (Programs.Running running = Programs.start(command)) {
            return new Ended(running.await(), running.output());
        }
    }

    /** What a program left behind. */
    record Ended(int status, String output) {}
}
