package dev.drawbridge.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A JDK of this machine. */
record Jdk(int version, Path home) {
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    /** The JDKs 17 and 25 found by JAVA17_HOME, JAVA25_HOME or in the usual place, and the one that runs this test; one of each version. */
    static Stream<Jdk> found() {
        Map<Integer, Jdk> found = new LinkedHashMap<>();
        add(found, Path.of(System.getProperty("java.home")));
        for (int wanted : List.of(17, 25)) {
            String home = System.getenv("JAVA" + wanted + "_HOME");
            if (home != null) {
                add(found, Path.of(home));
            }
        }
        if (Files.isDirectory(USUAL_PLACE)) {
            try (Stream<Path> homes = Files.list(USUAL_PLACE)) {
                homes.sorted().forEach(home -> add(found, home));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        int own = Runtime.version().feature();
        return found.values().stream().filter(jdk -> jdk.version == 17 || jdk.version == 25 || jdk.version == own);
    }

    private static void add(Map<Integer, Jdk> found, Path home) {
        Path release = home.resolve("release");
        if (Files.isExecutable(home.resolve("bin/java")) && Files.isReadable(release)) {
            try (Stream<String> lines = Files.lines(release)) {
                lines.filter(line -> line.startsWith("JAVA_VERSION="))
                        .map(line -> Runtime.Version.parse(line.replaceAll("JAVA_VERSION=|\"", "")).feature())
                        .forEach(version -> found.putIfAbsent(version, new Jdk(version, home)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    String java() {
        return home.resolve("bin/java").toString();
    }

    @Override
    public String toString() {
        return "JDK " + version;
    }
}
