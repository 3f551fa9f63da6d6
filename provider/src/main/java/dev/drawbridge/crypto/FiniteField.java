package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;

/** A group of Diffie-Hellman in a finite field, as TLS 1.2 has it. */
public interface FiniteField {
    /** The prime, without leading zeros. */
    byte[] prime();

    byte[] generator();

    /** Its name where it is one of RFC 7919, else null. */
    NamedGroup group();

    /** How many bits the prime has. */
    int bits();

    /** Starts a key exchange: makes our ephemeral key. Costly. */
    KeyAgreement start();

    /**
     * Answers a public key of the peer. Costly.
     *
     * @throws TlsFault {@code BAD_DH_SHARE} when it is not valid for the group
     */
    KeyAgreement.Answer answer(byte[] peerShare) throws TlsFault;
}
