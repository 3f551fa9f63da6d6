package dev.drawbridge.jsse;

import dev.drawbridge.engine.Status;
import dev.drawbridge.engine.Transfer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** What calls of a connection did, in JSSE's words. */
final class EngineResults {
    static final SSLEngineResult CLOSED = new SSLEngineResult(SSLEngineResult.Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);

    private EngineResults() {
    }

    static HandshakeStatus of(Status s) {
        return switch (s) {
            case NOT_HANDSHAKING -> HandshakeStatus.NOT_HANDSHAKING;
            case FINISHED -> HandshakeStatus.FINISHED;
            case NEED_TASK -> HandshakeStatus.NEED_TASK;
            case NEED_WRAP -> HandshakeStatus.NEED_WRAP;
            case NEED_UNWRAP -> HandshakeStatus.NEED_UNWRAP;
        };
    }

    static SSLEngineResult of(Transfer t) {
        SSLEngineResult.Status status = switch (t.outcome) {
            case OK -> SSLEngineResult.Status.OK;
            case OVERFLOW -> SSLEngineResult.Status.BUFFER_OVERFLOW;
            case UNDERFLOW -> SSLEngineResult.Status.BUFFER_UNDERFLOW;
            case CLOSED -> SSLEngineResult.Status.CLOSED;
        };
        return new SSLEngineResult(status, of(t.status), t.consumed, t.produced);
    }
}
