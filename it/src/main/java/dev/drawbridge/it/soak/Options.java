package dev.drawbridge.it.soak;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long and how many. */
@Command(name = "soak", sortOptions = false, usageHelpWidth = 120,
        description = "Serves idle, active and misbehaving TLS connections in one JVM, from another, and checks what must hold meanwhile: "
                + "every byte, every end, threads, file descriptors, heap.")
final class Options {
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "15",
            description = "how long the active connections run; 0: each scenario once (default: ${DEFAULT-VALUE})")
    double minutes;

    @Option(names = "--idle", paramLabel = "N", defaultValue = "10000", description = "idle connections (default: ${DEFAULT-VALUE})")
    int idle;

    @Option(names = "--active", paramLabel = "N", defaultValue = "500", description = "active connections at a time (default: ${DEFAULT-VALUE})")
    int active;

    @Option(names = "--abandoned", paramLabel = "N", defaultValue = "50000", description = "abandoned handshakes (default: ${DEFAULT-VALUE})")
    int abandoned;

    @Option(names = "--seed", paramLabel = "N", description = "seed of sizes, points and choices (default: the time, which is printed)")
    long seed = System.nanoTime();

    @Option(names = "--pace", paramLabel = "MILLIS", defaultValue = "600",
            description = "longest pause between two writes of an active connection (default: ${DEFAULT-VALUE})")
    int pace;

    @Option(names = "--bound", paramLabel = "SECONDS", defaultValue = "60",
            description = "a thread or connection that does not move for longer is stuck (default: ${DEFAULT-VALUE})")
    int bound;

    @Option(names = "--deadline", paramLabel = "SECONDS", defaultValue = "5",
            description = "the servers hang up on handshakes that take longer, in scenarios that wait for it (default: ${DEFAULT-VALUE})")
    int deadline;

    @Option(names = "--heap-tolerance", paramLabel = "PERCENT", defaultValue = "2",
            description = "how far the heap may be from the first sample, judged from 5000 idle connections on; 0: not measured (default: ${DEFAULT-VALUE})")
    double heapTolerance;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "print this")
    boolean help;

    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
}
