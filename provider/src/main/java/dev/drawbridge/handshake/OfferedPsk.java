package dev.drawbridge.handshake;

import dev.drawbridge.crypto.Secret;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.verify.PeerVerified;
import java.time.Duration;
import java.time.Instant;

/**
 * A PSK that a client of TLS 1.3 offers, in the hands of either side (RFC 8446 section 4.2.11).
 *
 * @param kind what it is, which its binder tells too
 * @param identity the ticket, or the name of an external PSK
 * @param secret the PSK; belongs to whoever has this
 * @param suite the one that it was made with, or any other with its hash: that alone binds
 * @param session of a ticket, null with an external PSK
 */
public record OfferedPsk(Kind kind, byte[] identity, Secret secret, CipherSuite suite, Session session) {
    /** Where a PSK comes from. */
    public enum Kind {
        /** From a NewSessionTicket. */
        TICKET,
        /** From somewhere else than TLS. */
        EXTERNAL,
        /** From somewhere else, and imported (RFC 9258). */
        IMPORTED
    }

    /** The PSK of a session that a ticket stands for; takes over its secret. */
    public static OfferedPsk of(byte[] ticket, Session session) {
        return new OfferedPsk(Kind.TICKET, ticket, session.secret(), session.suite(), session);
    }

    /** The hash that suites must have to go with it. */
    public HashAlgorithm hash() {
        return suite.hash();
    }

    /** Who the peer is that has it too. */
    public PeerVerified peer() {
        return session != null ? session.peer() : PeerVerified.ofPsk(identity);
    }

    /**
     * RFC 8446 section 4.2.11.1: milliseconds since the ticket came, plus ticket_age_add, modulo 2 to the 32. Section 4.2.11: "For identities
     * established externally, an obfuscated_ticket_age of 0 SHOULD be used, and servers MUST ignore the value."
     */
    public long obfuscatedAge(Instant now) {
        if (session == null) {
            return 0;
        }
        return Duration.between(session.ticket().received(), now).toMillis() + session.ticket().ageAdd() & 0xffffffffL;
    }

    /** Overwrites the PSK; further use is an error, wiping again is not. */
    public void wipe() {
        secret.wipe();
    }

    /** Without the PSK. */
    @Override
    public String toString() {
        return "OfferedPsk[" + kind + ", identity of " + identity.length + " bytes, " + hash() + "]";
    }
}
