package dev.drawbridge.it.soak;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** How a connection may end, in one or two words that scenarios list and the report counts. */
final class Ends {
    /** Every byte came and was right, then close_notify. */
    static final String COMPLETE = "complete";
    /** close_notify came before the last byte: the peer said that it is done with less. */
    static final String CUT_SHORT = "cut short";
    /** The transport ended without close_notify. */
    static final String TRUNCATED = "truncated";
    /** The transport ended before the first byte. */
    static final String NEVER_BEGAN = "never began";
    /** The transport was reset, and whoever looked first learned of it: another thread then sees an end. */
    static final String RESET = "reset";
    /** What was received is not TLS. */
    static final String NOT_TLS = "not TLS";
    /** This server closes handshakes that take too long. */
    static final String DEADLINE = "deadline";
    /** This end did what its scenario says, and stopped. */
    static final String AS_PLANNED = "as planned";
    /** In place of a protocol when none was agreed. */
    static final String NO_PROTOCOL = "none";
    /** Starts every end that no scenario lists. */
    static final String UNEXPECTED = "UNEXPECTED ";

    static final String CLOSED_IN_HANDSHAKE = "Remote host closed the connection during the handshake";

    private static final Pattern ALERT = Pattern.compile("\\((\\w+)\\) (Received fatal alert: )?.*", Pattern.DOTALL);
    private static final List<String> TRUNCATIONS = List.of("closing inbound before receiving peer's close_notify",
            "Remote host terminated the handshake", "Remote host terminated the connection inside a record",
            "Remote host terminated the connection without close_notify");
    private static final List<String> RESETS = List.of("Connection reset", "Connection reset by peer", "Broken pipe");

    private Ends() {
    }

    static String sent(String alert) {
        return "sent " + alert;
    }

    static String received(String alert) {
        return "received " + alert;
    }

    /** The end that an exception tells of. */
    static String of(Throwable e) {
        String message = String.valueOf(e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Wire.Planned) {
                return AS_PLANNED;
            }
        }
        if (e instanceof SSLException) {
            Matcher alert = ALERT.matcher(message);
            if (alert.matches()) {
                return alert.group(2) == null ? sent(alert.group(1)) : received(alert.group(1));
            }
            if (TRUNCATIONS.contains(message)) {
                return TRUNCATED;
            }
            if (message.equals(CLOSED_IN_HANDSHAKE)) {
                return CUT_SHORT;
            }
            if (message.equals("Unsupported or unrecognized SSL message")) {
                return NOT_TLS;
            }
        }
        if (e.getClass() == SocketException.class || e.getClass() == IOException.class) {
            if (RESETS.contains(message)) {
                return RESET;
            }
            if (message.equals("Connection or outbound has closed")) {
                return e.getCause() == null ? CUT_SHORT : of(e.getCause());
            }
        }
        return UNEXPECTED + e;
    }
}
