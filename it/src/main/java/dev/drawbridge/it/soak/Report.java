package dev.drawbridge.it.soak;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is printed: progress as it comes, and the result. */
final class Report {
    private final PrintStream out = System.out;
    private final long begin = System.nanoTime();
    private final Map<String, Double> growth = new TreeMap<>();

    Report(Options o, List<String> jvmOptions) {
        say(String.format(Locale.ROOT, "soak: %s minutes, %d idle, %d active, %d abandoned, seed %d", o.minutes, o.idle, o.active, o.abandoned,
                o.seed));
        say("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors, " + String.join(" ", jvmOptions));
    }

    void say(String line) {
        Duration d = Duration.ofNanos(System.nanoTime() - begin);
        out.printf(Locale.ROOT, "%3d:%02d  %s%n", d.toMinutes(), d.toSecondsPart(), line);
    }

    void sample(Soak.Sample s) {
        say(String.format(Locale.ROOT, "%-26s server %s, client %s", s.when(), text(s.server()), text(s.client())));
    }

    private static String text(Vitals v) {
        return String.format(Locale.ROOT, "%.2f MB heap %d kB direct %d descriptors %d threads", v.heap() / 1e6, v.direct() / 1000,
                v.descriptors(), v.workers());
    }

    void growth(String who, double percent) {
        growth.merge(who, percent, (a, b) -> Math.abs(a) > Math.abs(b) ? a : b);
        say(String.format(Locale.ROOT, "  %s: %+.2f %% heap since the first sample", who, percent));
    }

    void idleCost(String what, int n, Soak.Sample before, Soak.Sample now) {
        say(String.format(Locale.ROOT, "  %s: %d bytes of heap an idle connection in the server, %d in the client", what,
                (now.server().heap() - before.server().heap()) / n, (now.client().heap() - before.client().heap()) / n));
    }

    void pendingCost(String what, int n, long each) {
        say(String.format(Locale.ROOT, "  %s: %d pending, %d bytes of heap each in the server", what, n, each));
    }

    void abandonedCost(int n, Soak.Sample before, Soak.Sample after) {
        say(String.format(Locale.ROOT, "  each abandoned handshake left %.2f bytes of heap in the server, %.2f in the client",
                (double) (after.server().heap() - before.server().heap()) / n, (double) (after.client().heap() - before.client().heap()) / n));
    }

    /** The counts and the verdict; whether everything held. */
    boolean end(Tally client, ServerProcess server, List<String> served) {
        List<String> counts = new ArrayList<>(client.lines());
        counts.addAll(served);
        out.printf("%n%-30s %-7s %8s  %s%n", "scenario", "side", "count", "end");
        counts.stream().sorted().map(l -> l.split("\t"))
                .forEach(f -> out.printf("%-30s %-7s %8s  %s%n", f[0], f[1], f[3], f[2]));
        List<String> serverProblems = server.problems();
        int problems = client.problemCount() + Integer.parseInt(serverProblems.get(0));
        client.problems().forEach(p -> out.println("\nPROBLEM in the client: " + p));
        if (serverProblems.size() > 1) {
            out.println("\nPROBLEMS in the server:");
            serverProblems.stream().skip(1).forEach(out::println);
        }
        out.println();
        say(String.format(Locale.ROOT, "%d bytes compared with what was sent: %d in the server, %d in the client",
                client.verified() + server.verified(), server.verified(), client.verified()));
        growth.forEach((who, percent) -> say(String.format(Locale.ROOT, "heap farthest from the first sample, %s: %+.2f %%", who, percent)));
        say(problems == 0 ? "PASSED" : "FAILED: " + problems + " problems");
        return problems == 0;
    }
}
