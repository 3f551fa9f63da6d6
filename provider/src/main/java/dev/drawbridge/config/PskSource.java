package dev.drawbridge.config;

import dev.drawbridge.PskKey;

/** Where the external pre-shared keys of one connection come from. Foreign code: asked in tasks, so it may be slow. */
public interface PskSource {
    /** A source that never has any, for contexts without pre-shared keys. */
    PskSource NONE = new PskSource() {
        @Override
        public PskKey ofClient(byte[] hint) {
            return null;
        }

        @Override
        public PskKey ofServer(byte[] identity) {
            return null;
        }

        @Override
        public byte[] hint() {
            return null;
        }
    };

    /**
     * The key that a client uses, or null.
     *
     * @param hint of a server of TLS 1.2, or null
     */
    PskKey ofClient(byte[] hint);

    /** The key that a server has under an identity, or null. */
    PskKey ofServer(byte[] identity);

    /** What a server of TLS 1.2 says of the identity that it wants, or null. */
    byte[] hint();
}
