package dev.drawbridge.jsse;

import java.io.IOException;
import java.net.SocketException;

/** The exceptions that sockets make themselves, worded as programs know them from plain sockets and SunJSSE. */
final class SocketFaults {
    private SocketFaults() {
    }

    /** This end was closed, perhaps by another thread. */
    static SocketException closed(Throwable cause) {
        return withCause(new SocketException("Socket closed"), cause);
    }

    static <E extends IOException> E withCause(E e, Throwable cause) {
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
