package dev.drawbridge.it.bogo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The command behind {@code src/bin/bogo}: starts the {@link Resident}, lets BoringSSL's runner test against it, and reports.
 */
public final class Bogo {
    private static final String USAGE = """
            usage: bogo [--api engine|sslengine] [--audit] [--log FILE] RUNNER [flags of the runner...]
              RUNNER      BoringSSL's ssl/test/runner: the directory of its sources (needs Go), or the binary that "go test -c" makes of it
              --api       which way into Drawbridge is tested: the engine's own API (the default) or an SSLEngine of the provider
              --audit     runs the disabled tests too, and fails when one of them passes
              --log FILE  where the runner's whole output goes""";

    private final Shim.Api api;
    private final boolean audit;
    private final Path home;
    private final Path log;
    private final Path runner;
    private final List<String> runnerFlags;

    private Bogo(Path home, Deque<String> arguments) throws UsageException {
        Shim.Api chosen = Shim.Api.ENGINE;
        boolean all = false;
        Path file = null;
        while (!arguments.isEmpty() && arguments.peek().startsWith("--")) {
            String option = arguments.pop();
            switch (option) {
                case "--api" -> chosen = api(value(option, arguments));
                case "--audit" -> all = true;
                case "--log" -> file = Path.of(value(option, arguments));
                default -> throw new UsageException("unknown option " + option);
            }
        }
        if (arguments.isEmpty()) {
            throw new UsageException("no RUNNER given");
        }
        this.home = home;
        this.api = chosen;
        this.audit = all;
        this.log = file != null ? file : home.resolve("../../target/bogo-" + chosen.title().toLowerCase(Locale.ROOT) + ".log").normalize();
        this.runner = Path.of(arguments.pop()).toAbsolutePath();
        this.runnerFlags = List.copyOf(arguments);
        if (!Files.exists(runner)) {
            throw new UsageException("there is no " + runner);
        }
    }

    /** Why the arguments mean nothing. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private static String value(String option, Deque<String> arguments) throws UsageException {
        if (arguments.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return arguments.pop();
    }

    private static Shim.Api api(String name) throws UsageException {
        for (Shim.Api a : Shim.Api.values()) {
            if (a.title().toLowerCase(Locale.ROOT).equals(name)) {
                return a;
            }
        }
        throw new UsageException("--api " + name + ": expected engine or sslengine");
    }

    /**
     * Runs the suite. The first argument is the directory of launcher and configuration, which the script knows.
     *
     * @param arguments as the usage says
     * @throws Exception when something other than a test fails
     */
    public static void main(String[] arguments) throws Exception {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        try {
            System.exit(new Bogo(Path.of(rest.pop()), rest).run());
        } catch (UsageException e) {
            System.err.println("bogo: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    private int run() throws IOException, InterruptedException {
        Config config = Config.read(home.resolve("config.json"), api);
        Path work = Files.createTempDirectory("drawbridge-bogo");
        Path json = work.resolve("results.json");
        Path runnerConfig = Files.writeString(work.resolve("config.json"), config.forRunner());
        Files.createDirectories(log.toAbsolutePath().getParent());
        long begin = System.nanoTime();
        try (Resident resident = new Resident(api, config)) {
            List<String> command = new ArrayList<>(List.of(binary(work).toString(), "-pipe", "-allow-unimplemented",
                    "-shim-path", home.resolve("shim").toAbsolutePath().toString(), "-shim-config", runnerConfig.toString(),
                    "-json-output", json.toString()));
            addUnlessGiven(command, "-num-workers", "4");
            addUnlessGiven(command, "-idle-timeout", "60s"); // a busy machine is no failure
            if (audit) {
                command.add("-include-disabled");
            }
            command.addAll(runnerFlags);
            int tests = runRunner(command, resident.address());
            if (!Files.exists(json)) {
                System.err.println("bogo: the runner left no results; its output is in " + log);
                return 2;
            }
            Report report = Report.of(Files.readString(json), config, resident.missing());
            System.out.printf(Locale.ROOT, "%n%s, JDK %s, %d s; the runner's output is in %s%n", api.title(), Runtime.version(),
                    (System.nanoTime() - begin) / 1_000_000_000, log);
            System.out.print(report.text(audit));
            return report.good() && tests > 0 ? 0 : 1;
        } finally {
            deleteAll(work);
        }
    }

    private void addUnlessGiven(List<String> command, String flag, String value) {
        if (!runnerFlags.contains(flag)) {
            command.addAll(List.of(flag, value));
        }
    }

    /** The runner as a program: made by Go when its sources were given. */
    private Path binary(Path work) throws IOException, InterruptedException {
        if (!Files.isDirectory(runner)) {
            return runner;
        }
        Path binary = work.resolve("runner.test");
        Process go = new ProcessBuilder("go", "test", "-c", "-o", binary.toString(), ".").directory(runner.toFile()).inheritIO().start();
        if (go.waitFor() != 0) {
            throw new IOException("go test -c failed in " + runner);
        }
        return binary;
    }

    /** Returns how many tests it said something about. */
    private int runRunner(List<String> command, String address) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DRAWBRIDGE_BOGO", address);
        Process process = builder.start();
        int tests = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
                BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                boolean quiet = line.startsWith("PASSED (") || line.startsWith("UNIMPLEMENTED (");
                if (quiet || line.startsWith("FAILED (")) {
                    tests++;
                }
                if (!quiet && !audit) {
                    System.out.println(line);
                }
            }
        } finally {
            process.destroy();
        }
        process.waitFor();
        return tests;
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path f : files.toList()) {
                Files.delete(f);
            }
        }
        Files.delete(directory);
    }
}
