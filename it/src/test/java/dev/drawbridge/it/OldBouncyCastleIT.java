package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program with Bouncy Castle 1.70 under the agent, which brings 1.84: the two never meet. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OldBouncyCastleIT {
    private static final String OLD = System.getProperty("it.oldBouncyCastle");
    private static final String AGENT = System.getProperty("it.allJar");

    @TempDir
    Path directory;

    static Stream<Jdk> jdks() {
        return Jdk.found();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theProgramKeepsItsOwnAndTheAgentUsesTheRenamedOne(Jdk jdk) throws Exception {
        PlainProgram program = PlainProgram.compile(directory, OLD, "OldBouncyCastle");
        Path log = directory.resolve("classes.log");
        Keys keys = Keys.of(Keys.Kind.EC);
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of(
                "-javaagent:" + AGENT,
                "-Xlog:class+load:file=" + log,
                "-Djavax.net.ssl.keyStore=" + keys.keyStoreFile(),
                "-Djavax.net.ssl.keyStorePassword=changeit",
                "-Djavax.net.ssl.trustStore=" + Keys.trustStoreFile(),
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-cp", program.classes() + ":" + OLD, program.name()));
        assertEquals(0, ended.status(), ended.output());
        assertEquals(saidBy(OLD), ended.output());

        List<String> loaded = Files.readAllLines(log);
        List<String> own = loaded.stream().filter(line -> line.contains(" org.bouncycastle.")).toList();
        List<String> renamed = loaded.stream().filter(line -> line.contains(" dev.drawbridge.shaded.bouncycastle.")).toList();
        assertTrue(own.size() > 100, () -> "classes of the program's Bouncy Castle: " + own);
        assertEquals(List.of(), own.stream().filter(line -> !line.contains("source: file:" + OLD)).toList());
        assertTrue(renamed.size() > 10, () -> "classes of the agent's Bouncy Castle: " + renamed);
        assertEquals(List.of(), renamed.stream().filter(line -> !line.contains("source: file:" + canonical(AGENT)) && !isMade(line)).toList());
    }

    /** Lambdas have no file of their own. */
    private static boolean isMade(String line) {
        return line.contains("$$Lambda") || line.contains("source: __") || line.contains("LambdaForm");
    }

    private static Path canonical(String path) {
        return Path.of(path).normalize();
    }

    /** SHA3-256 of "abc" from FIPS 202's examples; 20 bytes and a tag of 8 for EAX. */
    private static String saidBy(String jar) {
        return said("before", jar) + "https to myself, by Drawbridge\n" + said("after", jar);
    }

    private static String said(String when, String jar) {
        return when + " info BouncyCastle Security Provider v1.70\n"
                + when + " jar " + jar + "\n"
                + when + " sha3 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532\n"
                + when + " eax 28\n";
    }
}
