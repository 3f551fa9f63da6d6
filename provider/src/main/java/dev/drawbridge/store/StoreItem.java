package dev.drawbridge.store;

/** One thing of a file. */
sealed interface StoreItem {
    /** Where it was. */
    Place place();

    /** The name that the file gives it, or null. */
    String name();

    /**
     * A certificate.
     *
     * @param trusted whether it stands in a {@code TRUSTED CERTIFICATE} block
     */
    record OfCertificate(Cert cert, boolean trusted, String name, Place place) implements StoreItem {
    }

    /** A certificate revocation list. */
    record OfCrl(Crl crl, String name, Place place) implements StoreItem {
    }

    /** A private key, encrypted perhaps. */
    record OfKey(EncodedKey key, String name, Place place) implements StoreItem {
    }
}
