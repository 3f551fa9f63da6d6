package dev.drawbridge.handshake;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;

/**
 * What every state of one handshake needs, all final.
 *
 * @param before the handshake that this one renegotiates; null in a connection's first
 */
public record Handshake(TlsConfig config, Transcript transcript, ConnectionFacts facts, Predecessor before) {
    /** The first handshake of a connection. */
    public Handshake(TlsConfig config, Transcript transcript, ConnectionFacts facts) {
        this(config, transcript, facts, null);
    }

    public Crypto crypto() {
        return config.crypto();
    }
}
