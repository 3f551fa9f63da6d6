package dev.drawbridge.config;

import dev.drawbridge.crypto.FiniteField;

/**
 * Which group of Diffie-Hellman in a finite field a server takes, in TLS 1.2 and older.
 *
 * @param automatic whether one of RFC 7919 that is as large as the key that signs, and that the client takes
 * @param given the one that is taken otherwise; null for none, so that there are no suites with DHE
 */
public record DhChoice(boolean automatic, FiniteField given) {
    /** As long as nobody says. OpenSSL's programs do so too; its library has none then. */
    public static final DhChoice AUTOMATIC = new DhChoice(true, null);
    /** No suites with DHE. */
    public static final DhChoice NONE = new DhChoice(false, null);

    /** A group that is taken whatever the client names, as in OpenSSL. */
    public static DhChoice of(FiniteField given) {
        return new DhChoice(false, given);
    }
}
