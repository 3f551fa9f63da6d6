package dev.drawbridge.openssl;

import dev.drawbridge.PskKey;
import dev.drawbridge.config.PskSource;
import java.nio.charset.StandardCharsets;

/** The pre-shared keys that the callbacks of a connection give out. */
record CallbackPsks(Ssl ssl, Choices choices) implements PskSource {
    /** Those of a connection, or none where it has no callback for its role. */
    static PskSource of(Ssl ssl, Choices choices, boolean client) {
        return (client ? choices.pskClient : choices.pskServer) == null ? NONE : new CallbackPsks(ssl, choices);
    }

    @Override
    public PskKey ofClient(byte[] hint) {
        return choices.pskClient.apply(ssl, hint);
    }

    @Override
    public PskKey ofServer(byte[] identity) {
        return choices.pskServer.apply(ssl, identity.clone());
    }

    @Override
    public byte[] hint() {
        return choices.pskHint == null ? null : choices.pskHint.getBytes(StandardCharsets.UTF_8);
    }
}
