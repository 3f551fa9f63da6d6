package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The transcripts that the unit tests of {@code Bio} compare are what this machine's libcrypto prints. Left out where there is no gcc or no libssl-dev:
 * the unit tests need neither.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BioIT {
    private static final Path TRANSCRIPTS = Path.of("../provider/src/test/resources/dev/drawbridge/openssl");

    @TempDir
    static Path directory;
    private static Path program;

    @BeforeAll
    static void compile() throws Exception {
        String gcc = Programs.require("gcc", "gcc, with libssl-dev");
        program = directory.resolve("Bio");
        Path source = Path.of(System.getProperty("it.programs"), "Bio.c");
        assertEquals("", run(null, gcc, "-o", program.toString(), source.toString(), "-lcrypto"));
    }

    @Test
    void chosenStepsReturnWhatTheyDidThen() throws Exception {
        Path transcript = TRANSCRIPTS.resolve("bio.txt");
        assertEquals(Files.readString(transcript), run(transcript, program.toString()));
    }

    @Test
    void randomStepsReturnWhatTheyDidThen() throws Exception {
        String transcript = Files.readString(TRANSCRIPTS.resolve("bio-random.txt"));
        List<String> titles = transcript.lines().filter(l -> l.startsWith("#")).toList();
        String steps = Long.toString(transcript.lines().count() / titles.size() - 9);
        assertTrue(titles.size() > 1, transcript);
        StringBuilder again = new StringBuilder();
        for (String title : titles) {
            again.append(run(null, program.toString(), title.substring(title.lastIndexOf(' ') + 1), steps));
        }
        assertEquals(transcript, again.toString());
    }

    private static String run(Path input, String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), List.of(command) + " does not end");
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + said);
        return said;
    }
}
