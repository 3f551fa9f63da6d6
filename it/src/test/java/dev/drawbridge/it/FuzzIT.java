package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the fuzzer over all targets, from the checked-in inputs on: a fixed number of executions and a fixed seed. */
class FuzzIT {
    private static final int EXECUTIONS = Integer.getInteger("fuzz.executions", 2_500);
    /** An executor that hangs, on a machine however slow. */
    private static final int HANG_MINUTES = 20;

    @Test
    void nothingIsFound(@TempDir Path directory) throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        collect(corpus);
        Path log = directory.resolve("log");
        Process fuzzer = new ProcessBuilder(command(directory, corpus)).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            assertTrue(fuzzer.waitFor(HANG_MINUTES, TimeUnit.MINUTES), "the fuzzer hangs");
        } finally {
            fuzzer.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        assertEquals(0, fuzzer.exitValue(), () -> lines.stream().filter(line -> !line.startsWith("INFO: "))
                .collect(Collectors.joining("\n")));
        Map<String, Integer> executions = new TreeMap<>();
        lines.stream().map(line -> line.split(" ")).filter(words -> words[0].equals("executed"))
                .forEach(words -> executions.put(words[1], Integer.valueOf(words[2])));
        System.out.println("fuzzed: " + executions);
        for (String target : FuzzTargets.names()) {
            // How often each is chosen is the fuzzer's affair; none may be left out.
            assertTrue(executions.getOrDefault(target, 0) > 0, () -> target + " of " + executions);
        }
    }

    /** The inputs of each target behind the number of the target. */
    private static void collect(Path corpus) throws IOException {
        for (String target : FuzzTargets.names()) {
            Path inputs = FuzzSeeds.directory(target);
            try (Stream<Path> files = Files.list(inputs)) {
                for (Path file : files.sorted().toList()) {
                    byte[] input = Files.readAllBytes(file);
                    byte[] numbered = new byte[1 + input.length];
                    numbered[0] = (byte) FuzzTargets.names().indexOf(target);
                    System.arraycopy(input, 0, numbered, 1, input.length);
                    Files.write(corpus.resolve(target.replace('/', '-') + "-" + file.getFileName()), numbered);
                }
            }
        }
    }

    private static List<String> command(Path directory, Path corpus) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                // It runs for seconds: the second compiler would cost more than it gains.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + FuzzTargets.class.getName()));
        command.addAll(List.of("--instrumentation_includes=dev.drawbridge.**", "--custom_hook_includes=dev.drawbridge.**",
                "--trace=cov:cmp", "--reproducer_path=" + directory, "-runs=" + EXECUTIONS, "-seed=1", "-len_control=0", "-max_len=4096",
                "-artifact_prefix=" + directory + "/", corpus.toString()));
        return command;
    }
}
