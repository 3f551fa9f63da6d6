package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.spec.HashAlgorithm;

/** What makes a master secret of a pre-master secret, and a key block of a master secret. */
interface Prf {
    /** That of TLS, with a hash. */
    static Prf of(Crypto crypto, HashAlgorithm hash) {
        return HmacPrf.of(crypto, hash);
    }

    /** That of the version of a handshake. */
    static Prf of(Hellos12 hellos) {
        return hellos.version().ssl() ? new Ssl30(hellos.crypto()) : of(hellos.crypto(), hellos.hash());
    }

    /**
     * The first {@code length} bytes.
     *
     * @param label what they are for, of which SSL 3.0 knows nothing
     */
    byte[] compute(byte[] secret, String label, byte[] seed, int length);
}
