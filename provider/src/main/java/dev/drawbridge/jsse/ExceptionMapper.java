package dev.drawbridge.jsse;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/** Our faults as the exceptions that programs written for SunJSSE catch and whose messages their logs are searched for. */
final class ExceptionMapper {
    /** Alerts that do not speak of a handshake: of records, of ourselves, of an end in good order. */
    private static final Set<Alert> NOT_OF_HANDSHAKES = EnumSet.of(Alert.CLOSE_NOTIFY, Alert.BAD_RECORD_MAC, Alert.DECRYPTION_FAILED,
            Alert.RECORD_OVERFLOW, Alert.DECOMPRESSION_FAILURE, Alert.INTERNAL_ERROR, Alert.INAPPROPRIATE_FALLBACK, Alert.USER_CANCELED);

    private ExceptionMapper() {
    }

    /**
     * The exception for a fault: {@code (alert_name) reason}, an {@link SSLHandshakeException} where the alert belongs to handshakes, an
     * {@link SSLProtocolException} for unexpected_message, else an {@link SSLException}. Its cause is what led to the fault, such as the
     * {@code CertificateException} of a trust manager, or the fault itself.
     */
    static SSLException map(TlsFault fault) {
        if (fault.fault() == Fault.TRUNCATED) {
            return caused(FaultExceptions.plain("closing inbound before receiving peer's close_notify", fault), fault);
        }
        if (fault.fault() == Fault.NOT_TLS) {
            return caused(FaultExceptions.plain("Unsupported or unrecognized SSL message", fault), fault);
        }
        String reason = fault.received() ? "Received fatal alert: " + alertName(fault) : fault.getMessage();
        String message = "(" + alertName(fault) + ") " + reason;
        Alert alert = fault.alert();
        if (alert == Alert.UNEXPECTED_MESSAGE) {
            return caused(FaultExceptions.protocol(message, fault), fault);
        }
        if (alert != null && !NOT_OF_HANDSHAKES.contains(alert)) {
            return caused(FaultExceptions.handshake(message, fault), fault);
        }
        return caused(FaultExceptions.plain(message, fault), fault);
    }

    private static String alertName(TlsFault fault) {
        if (fault.alert() != null) {
            return fault.alert().toString();
        }
        return fault.received() ? "unknown alert" : "no alert";
    }

    private static SSLException caused(SSLException e, TlsFault fault) {
        e.initCause(fault.getCause() != null ? fault.getCause() : fault);
        return e;
    }
}
