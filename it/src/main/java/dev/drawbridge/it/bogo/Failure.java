package dev.drawbridge.it.bogo;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** A connection that failed, with the {@link Fault} of the engine, by which the configuration knows it. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String name;

    private Failure(String name, Throwable cause) {
        super(cause.getMessage(), cause);
        this.name = name;
    }

    static Failure of(TlsFault f) {
        return new Failure(f.received() ? received(f.alert()) : f.fault().name(), f);
    }

    /** An exception of an {@code SSLEngine}: its message or its cause tells which fault it was. */
    static Failure of(SSLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof TlsFault f) {
                return of(f);
            }
        }
        // Where a fault has a cause, that is the exception's cause; the message is "(alert) reason: detail".
        String reason = String.valueOf(e.getMessage()).replaceFirst("^\\([^)]*\\) ", "");
        for (Fault f : Fault.values()) {
            if (reason.equals(f.text()) || reason.startsWith(f.text() + ": ")) {
                return new Failure(f.name(), e);
            }
        }
        return new Failure("UNKNOWN_FAULT", e);
    }

    /** The name by which the configuration's ErrorMap knows it: a fault's, or that of an alert received. */
    String faultName() {
        return name;
    }

    static String received(Alert alert) {
        return Fault.RECEIVED_ALERT.name() + (alert == null ? "" : "." + alert.name().toLowerCase(Locale.ROOT));
    }
}
