package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way into a JVM that the README names, on each JDK found: JSSE's look-ups come to Drawbridge and the others stay. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RegistrationIT {
    private static final String AGENT = System.getProperty("it.allJar");
    private static final String JAR = System.getProperty("it.jar");
    private static final String LIB = System.getProperty("it.lib");
    private static final Path FRAGMENT = Path.of(System.getProperty("it.conf"), "drawbridge.security");

    @TempDir
    Path directory;

    private PlainProgram program;

    static Stream<Jdk> jdks() {
        return Jdk.found();
    }

    @BeforeEach
    void compile() throws IOException {
        program = PlainProgram.compile(directory, "", "WhoServes", "RegistersItself");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void classPathByClass(Jdk jdk) throws Exception {
        Path security = fragment(jdk, "dev.drawbridge.DrawbridgeProvider");
        assertServed(PlainProgram.run(jdk, List.of("-Djava.security.properties=" + security, "-cp", classPath(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void classPathByName(Jdk jdk) throws Exception {
        Path security = fragment(jdk, "Drawbridge");
        assertServed(PlainProgram.run(jdk, List.of("-Djava.security.properties=" + security, "-cp", classPath(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void modulePathByName(Jdk jdk) throws Exception {
        Path security = fragment(jdk, "Drawbridge");
        assertServed(PlainProgram.run(jdk, List.of("-Djava.security.properties=" + security,
                "-p", JAR + File.pathSeparator + LIB, "--add-modules", "ALL-MODULE-PATH",
                "-cp", program.classes().toString(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void modulePathByClassWithJar(Jdk jdk) throws Exception {
        Path security = fragment(jdk, "dev.drawbridge.DrawbridgeProvider");
        assertServed(PlainProgram.run(jdk, List.of("-Djava.security.properties=" + security,
                "-p", JAR + File.pathSeparator + LIB, "--add-modules", "ALL-MODULE-PATH",
                "-jar", program.jar().toString())));
    }

    /** The file's own line of JDK 25: one more line at the end of java.security. */
    @ParameterizedTest
    @MethodSource("jdks")
    void includedBySecurityFile(Jdk jdk) throws Exception {
        assumeTrue(jdk.version() >= 25, "security files have include from JDK 25 on");
        Path security = Files.writeString(directory.resolve("including.security"), "include " + fragment(jdk, "Drawbridge") + "\n");
        assertServed(PlainProgram.run(jdk, List.of("-Djava.security.properties=" + security, "-cp", classPath(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void agent(Jdk jdk) throws Exception {
        assertServed(PlainProgram.run(jdk, List.of("-javaagent:" + AGENT, "-cp", program.classes().toString(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void agentWithJar(Jdk jdk) throws Exception {
        assertServed(PlainProgram.run(jdk, List.of("-javaagent:" + AGENT, "-jar", program.jar().toString())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void agentByEnvironment(Jdk jdk) throws Exception {
        assertServed(PlainProgram.run(jdk, "-javaagent:" + AGENT, List.of("-jar", program.jar().toString())));
    }

    /** The security file appends it, and the agent puts it first all the same. */
    @ParameterizedTest
    @MethodSource("jdks")
    void agentBesideSecurityFile(Jdk jdk) throws Exception {
        Path security = fragment(jdk, "dev.drawbridge.DrawbridgeProvider");
        assertServed(PlainProgram.run(jdk, List.of("-javaagent:" + AGENT, "-Djava.security.properties=" + security,
                "-cp", program.classes().toString(), program.name())));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void insertedInCode(Jdk jdk) throws Exception {
        assertServed(PlainProgram.run(jdk,
                List.of("-cp", classPath(), "RegistersItself", "dev.drawbridge.DrawbridgeProvider")));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void agentWithAnArgumentStopsTheJvm(Jdk jdk) throws Exception {
        PlainProgram.Ended ended =
                PlainProgram.run(jdk, List.of("-javaagent:" + AGENT + "=first", "-cp", program.classes().toString(), program.name()));
        assertNotEquals(0, ended.status());
        assertTrue(ended.output().contains("takes no arguments, but was given \"first\""), ended.output());
        assertFalse(ended.output().contains("Default "), ended.output());
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void agentThatCannotWriteItsTraceStopsTheJvm(Jdk jdk) throws Exception {
        Path nowhere = directory.resolve("no/such/trace");
        PlainProgram.Ended ended = PlainProgram.run(jdk,
                List.of("-javaagent:" + AGENT, "-Ddrawbridge.trace=" + nowhere, "-cp", program.classes().toString(), program.name()));
        assertNotEquals(0, ended.status());
        assertTrue(ended.output().contains("drawbridge.trace") && ended.output().contains(nowhere.toString()), ended.output());
        assertFalse(ended.output().contains("Default "), ended.output());
    }

    private static void assertServed(PlainProgram.Ended ended) {
        assertEquals(0, ended.status(), ended.output());
        assertEquals(List.of("Default Drawbridge", "TLS Drawbridge", "TLSv1.3 Drawbridge", "keys Drawbridge", "trust Drawbridge",
                "digest SUN", "random SUN", "suites true"),
                ended.output().lines().filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS")).toList());
    }

    private String classPath() {
        return String.join(File.pathSeparator, program.classes().toString(), JAR, LIB + "/*");
    }

    /** The fragment as shipped, with this JDK's free number and the class or name under test. */
    private Path fragment(Jdk jdk, String provider) throws IOException {
        String shipped = Files.readString(FRAGMENT);
        String line = "security.provider.13=dev.drawbridge.DrawbridgeProvider";
        assertTrue(shipped.contains("\n" + line + "\n"), shipped);
        return Files.writeString(directory.resolve("drawbridge.security"),
                shipped.replace(line, "security.provider." + freeNumber(jdk) + "=" + provider));
    }

    private static int freeNumber(Jdk jdk) throws IOException {
        try (Stream<String> lines = Files.lines(jdk.home().resolve("conf/security/java.security"))) {
            return (int) lines.filter(line -> line.matches("security\\.provider\\.\\d+=.*")).count() + 1;
        }
    }
}
