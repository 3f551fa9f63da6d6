package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.drawbridge.it.HostileBench.Outcome;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many seeded cases on two threads, counted. {@code -Dhostile.cases=N} changes their number, {@code -Dhostile.case=N} plays that one
 * case alone.
 */
final class HostileRun {
    private static final int CASES = Integer.getInteger("hostile.cases", 50_000);
    private static final int ONLY = Integer.getInteger("hostile.case", -1);
    private static final long SEED = 0x0d7a3b71d9eL;
    private static final int THREADS = 2;
    /** Classes are loaded and caches filled in these, which count for nothing else. */
    private static final int WARM_UP = 2_000;
    /** Bytes that one case may allocate in all, both sides, however hostile it is. */
    private static final long MAX_ALLOCATION = 2 << 20;
    /** Bytes by which all cases together may make the heap grow. */
    private static final long MAX_GROWTH = 4 << 20;
    private static final int SHOWN = 40;

    private final boolean client;
    private final ProtocolVersion version;
    private final boolean messages;
    private final List<HostileBench> benches = new ArrayList<>();

    /** What one thread saw; each is written by its thread alone. */
    private static final class Tally {
        final Map<String, Integer> ends = new TreeMap<>();
        final Map<String, Integer> targets = new TreeMap<>();
        final Map<String, Failure> failures = new TreeMap<>();
        int alertsRead;
        int faults;
        long mostAllocated;

        void add(Tally other) {
            other.ends.forEach((k, v) -> ends.merge(k, v, Integer::sum));
            other.targets.forEach((k, v) -> targets.merge(k, v, Integer::sum));
            other.failures.forEach((k, v) -> failures.merge(k, v, Failure::and));
            alertsRead += other.alertsRead;
            faults += other.faults;
            mostAllocated = Math.max(mostAllocated, other.mostAllocated);
        }
    }

    private record Failure(int first, int count, String text) {
        Failure and(Failure other) {
            return new Failure(Math.min(first, other.first), count + other.count, first < other.first ? text : other.text);
        }
    }

    HostileRun(boolean client, ProtocolVersion version, boolean messages) {
        this.client = client;
        this.version = version;
        this.messages = messages;
        for (int i = 0; i < THREADS; i++) {
            benches.add(new HostileBench(client, version, messages));
        }
    }

    void run() throws Exception {
        if (ONLY >= 0) {
            Tally one = new Tally();
            playOne(benches.get(0), ONLY, one);
            report(one, 1, 0);
            return;
        }
        Tally all = play(0, Math.min(WARM_UP, CASES));
        long before = heapInUse();
        long start = System.nanoTime();
        all.add(play(Math.min(WARM_UP, CASES), CASES));
        long micros = (System.nanoTime() - start) / 1000;
        long growth = heapInUse() - before;
        report(all, CASES, micros);
        assertTrue(growth < MAX_GROWTH, () -> "the heap has grown by " + growth + " bytes");
        assertTrue(all.mostAllocated < MAX_ALLOCATION, () -> "a case allocated " + all.mostAllocated + " bytes");
        // Late targets cost a whole handshake, but they get their share.
        for (Map.Entry<String, Integer> e : all.targets.entrySet()) {
            assertTrue(e.getValue() >= CASES / 100, () -> "too few cases for " + e);
        }
        assertTrue(all.alertsRead >= all.faults * 0.75, () -> "the peer could read only " + all.alertsRead + " alerts of " + all.faults);
    }

    private Tally play(int from, int to) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Tally>> futures = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                futures.add(threads.submit(() -> {
                    Tally tally = new Tally();
                    for (int i = from + thread; i < to; i += THREADS) {
                        playOne(benches.get(thread), i, tally);
                    }
                    return tally;
                }));
            }
            Tally sum = new Tally();
            for (Future<Tally> f : futures) {
                sum.add(f.get());
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private void playOne(HostileBench bench, int number, Tally tally) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            Outcome o = bench.play(new SplittableRandom(SEED + number));
            tally.ends.merge(o.end(), 1, Integer::sum);
            tally.targets.merge(o.target(), 1, Integer::sum);
            if (o.failure() != null && !o.failure().received()) {
                tally.faults++;
                tally.alertsRead += o.alertSeen() ? 1 : 0;
            }
            if (!o.allowed()) {
                note(tally, number, o.what() + ": " + o.end() + ", but allowed is " + o.expected(), o.where(), o.failure());
            }
        } catch (AssertionError | RuntimeException e) {
            note(tally, number, String.valueOf(e.getMessage()), "", e);
        }
        if (number >= WARM_UP) {
            tally.mostAllocated = Math.max(tally.mostAllocated, memory.getCurrentThreadAllocatedBytes() - before);
        }
    }

    private static void note(Tally tally, int number, String what, String where, Throwable cause) {
        StringWriter text = new StringWriter();
        text.append(where).append('\n');
        if (!tally.failures.containsKey(what) && cause != null) {
            cause.printStackTrace(new PrintWriter(text, true));
        }
        tally.failures.merge(what, new Failure(number, 1, text.toString()), Failure::and);
    }

    private void report(Tally tally, int cases, long micros) {
        System.out.println((messages ? "messages" : "records") + " against " + (client ? "client" : "server") + " of " + version + ": "
                + cases + " cases in " + micros / 1000 + " ms" + " (at most " + tally.mostAllocated / 1024 + " kB allocated in one)"
                + "\n  ends: " + tally.ends + "\n  targets: " + tally.targets + "\n  alerts read by the peer: " + tally.alertsRead + " of "
                + tally.faults);
        if (tally.failures.isEmpty()) {
            assertEquals(cases, tally.ends.values().stream().mapToInt(Integer::intValue).sum());
            return;
        }
        StringBuilder text = new StringBuilder("seed 0x" + Long.toHexString(SEED) + "; replay with -Dhostile.case=N\n");
        tally.failures.entrySet().stream().limit(SHOWN).forEach(e -> text.append("case ").append(e.getValue().first()).append(" and ")
                .append(e.getValue().count() - 1).append(" more: ").append(e.getKey()).append('\n').append(e.getValue().text().lines()
                        .limit(8).reduce("", (a, b) -> a + "    " + b + "\n")));
        fail(text.toString());
    }

    private static long heapInUse() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(50);
            Runtime r = Runtime.getRuntime();
            least = Math.min(least, r.totalMemory() - r.freeMemory());
        }
        return least;
    }
}
