package dev.drawbridge.fault;

import dev.drawbridge.spec.Alert;

/** The one checked exception of the engine: a {@link Fault}, a detail free of secrets, and perhaps a cause. */
public final class TlsFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final Alert alert;
    private final boolean received;

    /** A fault of this kind, with what was seen and what was expected in {@code detail} (never secret bytes). */
    public TlsFault(Fault fault, String detail) {
        this(fault, detail, null);
    }

    /** As above with the exception that led here. */
    public TlsFault(Fault fault, String detail, Throwable cause) {
        this(fault, detail.isEmpty() ? fault.text() : fault.text() + ": " + detail, cause, fault.alert(), false);
    }

    /** A fault that needs no detail. */
    public TlsFault(Fault fault) {
        this(fault, "", null);
    }

    private TlsFault(Fault fault, String message, Throwable cause, Alert alert, boolean received) {
        super(message, cause);
        this.fault = fault;
        this.alert = alert;
        this.received = received;
    }

    /** The fault of a fatal alert that the peer sent; {@code code} may be unknown to us. */
    public static TlsFault received(int code) {
        Alert alert = Alert.of(code);
        String name = alert == null ? "alert " + code : alert.toString();
        return new TlsFault(Fault.RECEIVED_ALERT, Fault.RECEIVED_ALERT.text() + ": " + name, null, alert, true);
    }

    /**
     * The fault of a message that no state expects here. RFC 8446 section 4: "A peer which receives a handshake message in an unexpected
     * order MUST abort the handshake with an "unexpected_message" alert."
     */
    public static TlsFault unexpected(Object message, String expected) {
        return new TlsFault(Fault.UNEXPECTED_MESSAGE, message + " where " + expected + " was expected");
    }

    /** Any throwable as a fault: a fault itself, or an internal error that has it as its cause. */
    public static TlsFault of(Throwable t) {
        return t instanceof TlsFault f ? f : new TlsFault(Fault.INTERNAL, t.getClass().getName(), t);
    }

    public Fault fault() {
        return fault;
    }

    /** The alert of this fault: the one to send, or the one received; null when there is none. */
    public Alert alert() {
        return alert;
    }

    /** Whether the peer sent the alert, so that nothing may be sent back. */
    public boolean received() {
        return received;
    }
}
