package dev.drawbridge.store;

import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/** An entry of a PEM key store. */
sealed interface PemEntry {
    Date created();

    /** A certificate that is trusted. */
    record Trusted(X509Certificate certificate, Date created) implements PemEntry {
    }

    /** A key as the file has it, and the certificates that belong to it. */
    record OfKey(EncodedKey key, List<X509Certificate> chain, Date created) implements PemEntry {
        public OfKey {
            chain = List.copyOf(chain);
        }
    }
}
