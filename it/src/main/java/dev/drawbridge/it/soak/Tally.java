package dev.drawbridge.it.soak;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How connections ended, counted, and everything that must not have happened. */
final class Tally {
    /** What is told in full; one problem often brings thousands of the same kind. */
    private static final int TOLD = 25;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger problemCount = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();

    /** A connection ended. What its scenario does not list is a problem. */
    void ended(Side side, Scenario scenario, String protocol, String end, Throwable why) {
        String counted = end.startsWith(Ends.UNEXPECTED) ? "UNEXPECTED" : end;
        counts.computeIfAbsent(scenario + "\t" + side + "\t" + counted, k -> new LongAdder()).increment();
        if (!scenario.allows(side, protocol, end)) {
            problem(side + " of " + scenario + ", " + protocol + ", ended as \"" + end + "\"", why);
        }
    }

    /** Bytes that were compared with what was sent, and equal. */
    void verified(long n) {
        bytes.add(n);
    }

    long verified() {
        return bytes.sum();
    }

    void problem(String what, Throwable why) {
        if (problemCount.incrementAndGet() > TOLD) {
            return;
        }
        StringWriter text = new StringWriter();
        text.write(what);
        if (why != null) {
            text.write('\n');
            why.printStackTrace(new PrintWriter(text, true));
        }
        problems.add(text.toString().stripTrailing());
    }

    int problemCount() {
        return problemCount.get();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Lines of scenario, side, end and count, separated by tabs. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(counts).forEach((k, n) -> lines.add(k + "\t" + n));
        return lines;
    }
}
