package dev.drawbridge.diag;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** What {@code javax.net.debug} gets: the trace's lines on {@code System.err}, or in the log as SunJSSE has it for an empty value. */
public final class DebugTrace {
    private static final String HELP = """
            javax.net.debug prints, with every word that SunJSSE knows, one line of JSON for each handshake of Drawbridge, and no secrets:
            all            as ssl
            ssl            one line for each handshake; what can be added, such as ssl:handshake or ssl:record, adds nothing
            help           print this
            (empty)        the same lines in the log javax.net.ssl, at level DEBUG
            """;
    private static final System.Logger LOG = System.getLogger("javax.net.ssl");
    private static final AtomicBoolean HELPED = new AtomicBoolean();

    private DebugTrace() {
    }

    /** The trace for the words of the property, or null when they ask for none. */
    public static Trace of(String words) {
        if (words == null) {
            return null;
        }
        if (words.isEmpty()) {
            return report -> LOG.log(System.Logger.Level.DEBUG, report::toJson);
        }
        if (words.toLowerCase(Locale.ROOT).equals("help")) {
            if (HELPED.compareAndSet(false, true)) {
                System.err.println(HELP);
            }
            return null;
        }
        return report -> System.err.println(report.toJson());
    }
}
