package dev.drawbridge.jsse;

import dev.drawbridge.SslFailure;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import java.io.Serializable;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * The exceptions that programs catch, with OpenSSL's reason. They show themselves under the JDK's names, since logs are searched for those:
 * {@code javax.net.ssl.SSLHandshakeException: (handshake_failure) ...}.
 */
@SuppressWarnings("OverrideThrowableToString") // it is the name that differs, not the message
final class FaultExceptions {
    private FaultExceptions() {
    }

    static SSLException plain(String message, TlsFault fault) {
        return new Plain(message, Why.of(fault));
    }

    static SSLException handshake(String message, TlsFault fault) {
        return new Handshake(message, Why.of(fault));
    }

    static SSLException protocol(String message, TlsFault fault) {
        return new Protocol(message, Why.of(fault));
    }

    /** What is told of a fault. */
    private record Why(String reason, int code, String alert) implements Serializable {
        static Why of(TlsFault fault) {
            SslReason.Told told = SslReason.of(fault);
            return new Why(told.text(), told.code(), fault.alert() == null ? null : fault.alert().toString());
        }
    }

    private interface Reasoned extends SslFailure {
        Why why();

        @Override
        default String reason() {
            return why().reason;
        }

        @Override
        default int code() {
            return why().code;
        }

        @Override
        default String alert() {
            return why().alert;
        }
    }

    private static String show(Exception e) {
        return e.getClass().getSuperclass().getName() + ": " + e.getLocalizedMessage();
    }

    private static final class Plain extends SSLException implements Reasoned {
        private static final long serialVersionUID = 1L;
        private final Why why;

        Plain(String message, Why why) {
            super(message);
            this.why = why;
        }

        @Override
        public Why why() {
            return why;
        }

        @Override
        public String toString() {
            return show(this);
        }
    }

    private static final class Handshake extends SSLHandshakeException implements Reasoned {
        private static final long serialVersionUID = 1L;
        private final Why why;

        Handshake(String message, Why why) {
            super(message);
            this.why = why;
        }

        @Override
        public Why why() {
            return why;
        }

        @Override
        public String toString() {
            return show(this);
        }
    }

    private static final class Protocol extends SSLProtocolException implements Reasoned {
        private static final long serialVersionUID = 1L;
        private final Why why;

        Protocol(String message, Why why) {
            super(message);
            this.why = why;
        }

        @Override
        public Why why() {
            return why;
        }

        @Override
        public String toString() {
            return show(this);
        }
    }
}
