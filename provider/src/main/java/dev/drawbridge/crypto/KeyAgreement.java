package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;

/** One ephemeral key exchange that we started: our share goes out, the peer's comes back once. */
public interface KeyAgreement {
    /** Our share as it stands in a key_share entry or an ECPoint. */
    byte[] share();

    /**
     * The shared secret; wipes our private part, so it can be asked only once. Costly.
     *
     * @throws TlsFault {@code BAD_KEY_SHARE} when the peer's share is not valid for the group or leads to the all-zero secret
     */
    Secret agree(byte[] peerShare) throws TlsFault;

    /** Wipes our private part if it was not used; further use is an error, wiping again is not. */
    void wipe();

    /** What the answering side has at once: its own share and the secret. */
    record Answer(byte[] share, Secret secret) {
        @Override
        public String toString() {
            return "Answer[" + share.length + " bytes]";
        }
    }
}
