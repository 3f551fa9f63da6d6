package dev.drawbridge.it.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.drawbridge.it.Keys;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;

/** The client's JVM, which leads: it starts the server's, plays the phases one after the other, and reports. */
final class Soak {
    /** Parts of the time of the active connections; the heap is sampled after each, when only the idle ones are up. */
    private static final int ROUNDS = 5;
    /** Idle connections beside which the pools of buffers, at most 1.6 MB, are few enough for the heap's line; they fill as chance has it. */
    private static final int TELLING = 5_000;
    /** The most bytes of heap that a handshake which waits for its client may hold in the server: a record's buffer, and a thread's. */
    private static final long PENDING_LIMIT = 32 * 1024;

    private final Options options;
    private final Client client;
    private final ServerProcess server;
    private final Tally tally;
    private final SplittableRandom random;
    private final Report report;
    private final IdleCrowd crowd;

    private Soak(Options options) throws IOException, GeneralSecurityException {
        this.options = options;
        this.tally = new Tally();
        this.random = new SplittableRandom(options.seed);
        List<String> jvmOptions = ManagementFactory.getRuntimeMXBean().getInputArguments();
        this.server = new ServerProcess(jvmOptions, Keys.of(Keys.Kind.EC).keyStoreFile(), options.deadline, options.bound);
        this.client = new Client(SoakContexts.client(Keys.trustStoreFile()), server, tally, new Watchdog(tally, options.bound), new AtomicLong(),
                options.pace);
        this.report = new Report(options, jvmOptions);
        this.crowd = new IdleCrowd(client);
    }

    /** Exit code 0 when everything held, 1 when something did not, 2 for wrong options. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        try {
            line.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            System.err.println("soak: " + e.getMessage());
            System.exit(2);
        }
        if (line.isUsageHelpRequested()) {
            line.usage(System.out);
            System.exit(0);
        }
        requireDescriptors(options);
        System.exit(new Soak(options).run() ? 0 : 1);
    }

    private static void requireDescriptors(Options options) {
        long needed = options.idle + options.active + options.abandoned / 32 + 500L;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os && os.getMaxFileDescriptorCount() < needed) {
            System.err.println("soak: " + needed + " file descriptors are needed in each JVM, " + os.getMaxFileDescriptorCount()
                    + " are allowed (ulimit -n); raise the hard limit, or ask for fewer with --idle and --abandoned");
            System.exit(2);
        }
    }

    private boolean run() throws IOException, InterruptedException {
        try (server) {
            report.say("one connection of every kind, to load what there is to load");
            play(everyCast(), 0);
            awaitOpen(0);
            Sample empty = sample("nothing open");
            if (measured() && options.idle < TELLING) {
                report.say("with fewer than " + TELLING + " idle connections the heap is told but not judged");
            }
            growCrowd(empty);
            Sample first = activity();
            if (options.abandoned > 0) {
                abandon(first);
            }
            crowd.dissolve();
            awaitOpen(0);
            compareEnd(empty, sample("all closed"));
            List<String> served = server.end();
            Server.awaitWorkers(tally);
            return report.end(tally, server, served);
        }
    }

    /** The active connections while the idle ones are up; the sample before it, after a part to warm up. */
    private Sample activity() throws InterruptedException {
        int rounds = options.minutes > 0 ? ROUNDS : 1;
        if (options.minutes > 0) {
            report.say("active connections, to warm up");
            play(everyCast(), options.minutes / (2 * rounds));
            awaitOpen(options.idle);
        }
        Sample first = sample("first, " + options.idle + " idle");
        for (int round = 1; round <= rounds; round++) {
            play(everyCast(), options.minutes / rounds);
            awaitOpen(options.idle);
            compare(first, sample("after round " + round));
        }
        return first;
    }

    // ---- samples

    /** Both JVMs at one time. */
    record Sample(String when, Vitals server, Vitals client) {
    }

    private Sample sample(String when) throws InterruptedException {
        Sample s = new Sample(when, server.vitals(), Vitals.sample());
        report.sample(s);
        return s;
    }

    private void compare(Sample first, Sample now) {
        compare("server", first.server, now.server, now.when);
        compare("client", first.client, now.client, now.when);
    }

    private void compare(String who, Vitals first, Vitals now, String when) {
        double grown = 100.0 * (now.heap() - first.heap()) / first.heap();
        report.growth(who, grown);
        if (measured() && options.idle >= TELLING && Math.abs(grown) > options.heapTolerance) {
            tally.problem(String.format(Locale.ROOT, "heap of the %s changed by %+.2f %% (%s)", who, grown, when), null);
        }
        compareCounts(who, first, now, when);
    }

    /** Whether this run is large enough for its heap to say something. */
    private boolean measured() {
        return options.heapTolerance > 0;
    }

    private void compareEnd(Sample empty, Sample end) {
        compareCounts("server", empty.server, end.server, end.when);
        compareCounts("client", empty.client, end.client, end.when);
    }

    private void compareCounts(String who, Vitals first, Vitals now, String when) {
        if (now.descriptors() > first.descriptors()) {
            tally.problem(who + " has " + now.descriptors() + " descriptors open, " + first.descriptors() + " before (" + when + ")", null);
        }
        if (now.workers() > first.workers()) {
            tally.problem(who + " has " + now.workers() + " threads, " + first.workers() + " before (" + when + ")", null);
        }
    }

    /** Waits until the server has let go of everything else. */
    private void awaitOpen(int expected) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2L * options.bound);
        while (server.open() != expected) {
            if (System.nanoTime() > end) {
                tally.problem("the server has " + server.open() + " connections open, not " + expected, null);
                return;
            }
            Thread.sleep(50);
        }
    }

    // ---- phases

    /** Every scenario with either face at either end, in both versions. */
    private Queue<Play.Cast> everyCast() {
        Queue<Play.Cast> casts = new ConcurrentLinkedQueue<>();
        for (Scenario s : Scenario.active()) {
            for (String protocol : Options.PROTOCOLS) {
                for (Face c : Face.values()) {
                    for (Face f : Face.values()) {
                        if (s.runsWith(protocol) && s.runsWith(c)) {
                            casts.add(new Play.Cast(s, c, f, protocol));
                        }
                    }
                }
            }
        }
        return casts;
    }

    /** The active connections: first each of these once, then any of them until the time is over. */
    private void play(Queue<Play.Cast> once, double minutes) {
        List<Play.Cast> all = List.copyOf(once);
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.active; i++) {
            SplittableRandom own = random.split();
            Thread t = new Thread(() -> {
                for (Play.Cast cast = once.poll(); cast != null || System.nanoTime() < end; cast = once.poll()) {
                    new Play(client, cast != null ? cast : all.get(own.nextInt(all.size())), own.split()).run();
                }
            }, Vitals.WORKER + "active-" + i);
            t.start();
            threads.add(t);
        }
        IdleCrowd.join(threads);
    }

    private void growCrowd(Sample empty) throws InterruptedException {
        Sample before = empty;
        int left = options.idle;
        int parts = Face.values().length * Options.PROTOCOLS.size();
        for (Face face : Face.values()) {
            for (String protocol : Options.PROTOCOLS) {
                int n = left / parts--;
                left -= n;
                crowd.grow(n, face, protocol);
                if (n > 0 && measured()) {
                    Sample now = sample(crowd.size() + " idle");
                    report.idleCost(face + ", " + protocol, n, before, now);
                    before = now;
                }
            }
        }
    }

    private void abandon(Sample first) throws IOException, InterruptedException {
        report.say("abandoned handshakes");
        int groups = Face.values().length * Options.PROTOCOLS.size() * Abandoned.Stage.values().length;
        int left = options.abandoned;
        for (Face face : Face.values()) {
            for (String protocol : Options.PROTOCOLS) {
                for (Abandoned.Stage stage : Abandoned.Stage.values()) {
                    int n = left / groups--;
                    left -= n;
                    abandon(new Abandoned(client, face, protocol, stage), n);
                }
            }
        }
        Sample after = sample("after " + options.abandoned + " abandoned");
        report.abandonedCost(options.abandoned, first, after);
        compare(first, after);
    }

    private void abandon(Abandoned some, int n) throws IOException, InterruptedException {
        int stay = n / 2;
        some.vanish(n - stay);
        awaitOpen(options.idle);
        Vitals before = measured() ? server.vitals() : null;
        some.stay(stay);
        awaitOpen(options.idle + stay);
        if (stay > 0 && before != null) {
            long each = (server.vitals().heap() - before.heap()) / stay;
            report.pendingCost(some.toString(), stay, each);
            if (each > PENDING_LIMIT) {
                tally.problem(each + " bytes for each pending handshake: " + some, null);
            }
        }
        some.leave();
        awaitOpen(options.idle);
    }
}
