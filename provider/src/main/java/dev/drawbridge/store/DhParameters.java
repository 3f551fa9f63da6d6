package dev.drawbridge.store;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * A group of Diffie-Hellman in a finite field, as {@code openssl dhparam} and {@code openssl genpkey -genparam} write it: the DHParameter of PKCS#3 or the
 * DomainParameters of X9.42, of which prime and generator count.
 */
public record DhParameters(BigInteger prime, BigInteger generator) {
    private static final String PKCS3 = "DH PARAMETERS";
    private static final String X942 = "X9.42 DH PARAMETERS";
    private static final int LARGEST_FILE = 1 << 20;
    /** As with what a server sends: whatever a configuration permits, numbers below are no group, and those above only keep us busy. */
    private static final int LEAST_BITS = 512;
    private static final int MOST_BITS = 8192;
    private static final int CERTAINTY = 80;
    private static final String EXPECTED = "parameters of Diffie-Hellman in PEM or DER, as from: openssl dhparam 2048";

    /**
     * Those that a program gives.
     *
     * @param origin what errors call it
     */
    public static DhParameters of(BigInteger prime, BigInteger generator, String origin) throws StoreException {
        return new DhParameters(prime, generator).checked(Place.whole(origin));
    }

    /** Reads the first ones in a file. */
    public static DhParameters read(Path file) throws StoreException {
        return decode(FileBytes.read(file, LARGEST_FILE, EXPECTED), file.toString());
    }

    /**
     * The first ones in PEM, or DER.
     *
     * @param origin what errors call it
     */
    static DhParameters decode(byte[] bytes, String origin) throws StoreException {
        if (!PemReader.looksLikePem(bytes, bytes.length)) {
            return decode(bytes, Place.whole(origin));
        }
        PemReader reader = new PemReader(origin, bytes);
        for (PemBlock block = reader.next(); block != null; block = reader.next()) {
            if (block.label().equals(PKCS3) || block.label().equals(X942)) {
                return decode(block.der(), block.place());
            }
        }
        throw Place.whole(origin).error("has no block " + PKCS3 + "; expected " + EXPECTED, "no start line");
    }

    private static DhParameters decode(byte[] der, Place place) throws StoreException {
        try {
            ASN1Sequence parts = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
            BigInteger prime = ASN1Integer.getInstance(parts.getObjectAt(0)).getPositiveValue();
            BigInteger generator = ASN1Integer.getInstance(parts.getObjectAt(1)).getPositiveValue();
            return new DhParameters(prime, generator).checked(place);
        } catch (IOException | RuntimeException e) {
            throw place.error("is not a prime and a generator; expected " + EXPECTED, "bad object header", e);
        }
    }

    /** Whoever counts with a number that is no prime has no secret. */
    private DhParameters checked(Place place) throws StoreException {
        if (prime.bitLength() < LEAST_BITS || prime.bitLength() > MOST_BITS) {
            throw place.error("has a prime of " + prime.bitLength() + " bits; expected " + LEAST_BITS + " to " + MOST_BITS,
                    prime.bitLength() < LEAST_BITS ? "modulus too small" : "modulus too large");
        }
        if (!prime.isProbablePrime(CERTAINTY)) {
            throw place.error("has a number that is no prime; expected " + EXPECTED, "check p not prime");
        }
        if (generator.compareTo(BigInteger.TWO) < 0 || generator.compareTo(prime.subtract(BigInteger.TWO)) > 0) {
            throw place.error("has a generator that is not within 2 and the prime less 2; expected " + EXPECTED, "not suitable generator");
        }
        return this;
    }
}
