package dev.drawbridge.tool;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The demo's two programs, which were compiled against the JDK alone. They are run as anybody's program would be: from class files
 * in a directory, in a JVM of their own, with {@code -javaagent}.
 */
record DemoPrograms(Path agentJar, Path directory) {

    private static final List<String> NAMES = List.of("PlainServer", "PlainClient");
    private static final List<String> HANDED_ON = List.of("javax.net.", "java.net.", "jdk.tls.", "http.", "https.");
    private static final long LIMIT_SECONDS = 120;

    static DemoPrograms extract(Path directory) throws IOException {
        for (String name : NAMES) {
            String resource = "programs/" + name + ".bin";
            try (InputStream classFile = DemoPrograms.class.getResourceAsStream(resource)) {
                if (classFile == null) {
                    throw new FileNotFoundException("this jar has no " + resource + ", the compiled program of the demo");
                }
                Files.copy(classFile, directory.resolve(name + ".class"));
            }
        }
        return new DemoPrograms(ownJar(), directory);
    }

    /** The jar this class came from, which must be the self-contained one. */
    private static Path ownJar() throws IOException {
        Path here;
        try {
            here = Path.of(DemoPrograms.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the path of this jar is not a URI", e);
        }
        if (Files.isRegularFile(here)) {
            try (JarFile jar = new JarFile(here.toFile())) {
                Manifest manifest = jar.getManifest();
                if (manifest != null && manifest.getMainAttributes().getValue("Premain-Class") != null) {
                    return here;
                }
            }
        }
        throw new IOException(here + " is no agent: the demo is run by java -jar drawbridge-all.jar demo");
    }

    Running start(String name, Map<String, String> properties, List<String> arguments) throws IOException {
        Path trace = directory.resolve(name + ".trace");
        Map<String, String> all = new TreeMap<>();
        for (String property : System.getProperties().stringPropertyNames()) {
            if (HANDED_ON.stream().anyMatch(property::startsWith)) {
                all.put(property, System.getProperty(property));
            }
        }
        all.putAll(properties);
        all.put("drawbridge.trace", trace.toString());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-javaagent:" + agentJar);
        all.forEach((property, value) -> command.add("-D" + property + "=" + value));
        command.add("-cp");
        command.add(directory.toString());
        command.add(name);
        command.addAll(arguments);
        return new Running(name, new ProcessBuilder(command).redirectErrorStream(true).start(), trace);
    }

    /** One program in its JVM. */
    static final class Running implements AutoCloseable {

        private final String name;
        private final Process process;
        private final BufferedReader output;
        private final Path trace;
        private final List<String> said = new ArrayList<>();

        private Running(String name, Process process, Path trace) {
            this.name = name;
            this.process = process;
            this.output = process.inputReader(StandardCharsets.UTF_8);
            this.trace = trace;
            // A program that hangs ends the demo with what it said until then.
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        }

        String name() {
            return name;
        }

        /** Everything the program printed so far. */
        List<String> said() {
            return said;
        }

        /** The rest of the first line that starts like this, or null when the program ended without one. */
        String waitFor(String start) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith(start)) {
                    return line.substring(start.length());
                }
            }
            return null;
        }

        /** Ends the program's input, which is how the server is told to stop, and waits for its end. */
        int finish() throws IOException, InterruptedException {
            process.getOutputStream().close();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
            }
            return process.waitFor();
        }

        List<TraceLine> trace() throws IOException {
            return Files.exists(trace) ? TraceLine.readAll(trace) : List.of();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
