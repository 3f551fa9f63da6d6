package dev.drawbridge.store;

import java.security.cert.CRLException;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.CertificateList;

/** A certificate revocation list, parsed only as far as needed; see {@link Cert}. */
public final class Crl {
    private final byte[] encoded;
    private final CertificateList asn1;
    private final CanonicalName issuer;
    private volatile CrlFacts facts;

    private Crl(byte[] encoded, CertificateList asn1) {
        this.encoded = encoded;
        this.asn1 = asn1;
        this.issuer = CanonicalName.of(asn1.getIssuer());
    }

    /** Parses DER, which the caller must not change afterwards. */
    public static Crl of(byte[] der) throws CRLException {
        try {
            return new Crl(der, CertificateList.getInstance(der));
        } catch (RuntimeException e) { // the parser throws whatever it stumbles over
            throw new CRLException("not a certificate revocation list: " + e.getMessage(), e);
        }
    }

    /** The DER; not a copy, not to be changed. */
    public byte[] encoded() {
        return encoded;
    }

    /** Its structure. */
    public CertificateList asn1() {
        return asn1;
    }

    public CanonicalName issuer() {
        return issuer;
    }

    /** What it says. */
    public CrlFacts facts() {
        CrlFacts f = facts;
        if (f == null) {
            f = new CrlFacts(this);
            facts = f;
        }
        return f;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Crl c && Arrays.equals(encoded, c.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** For example {@code CRL of CN=Example CA}. */
    @Override
    public String toString() {
        return "CRL of " + asn1.getIssuer().toString().replaceAll("\\p{Cntrl}", "?");
    }
}
