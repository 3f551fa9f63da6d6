package dev.drawbridge.handshake;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;

/** What every state of one handshake needs, all final. */
public record Handshake(TlsConfig config, Transcript transcript, ConnectionFacts facts) {
    public Crypto crypto() {
        return config.crypto();
    }
}
