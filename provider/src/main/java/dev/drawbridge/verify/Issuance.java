package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertFacts;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Can one certificate have issued another, as far as names, key identifiers and algorithms tell; no signature is looked at. */
final class Issuance {
    private Issuance() {
    }

    /** Whether the subject can be the issuer's: its name, its key identifier, an algorithm that its key can sign with. */
    static boolean likely(Cert issuer, Cert subject) {
        return issuer.subject().equals(subject.issuer()) && !issuer.facts().invalid() && !subject.facts().invalid()
                && identified(issuer, subject.facts().authorityKeyId()) && keyFits(issuer, subject);
    }

    /** Whether a certificate can be its own issuer. That it is, nobody relies on: it proves nothing. */
    static boolean selfSigned(Cert c) {
        return c.selfIssued() && identified(c, c.facts().authorityKeyId()) && keyFits(c, c);
    }

    /** Whether an authorityKeyIdentifier can mean this issuer; what it leaves out, or the issuer has not, is not compared. */
    static boolean identified(Cert issuer, AuthorityKeyIdentifier id) {
        if (id == null) {
            return true;
        }
        byte[] wanted = id.getKeyIdentifierOctets();
        byte[] key = issuer.facts().subjectKeyId();
        if (wanted != null && key != null && !Arrays.equals(wanted, key)) {
            return false;
        }
        if (id.getAuthorityCertSerialNumber() != null
                && !id.getAuthorityCertSerialNumber().equals(issuer.asn1().getSerialNumber().getValue())) {
            return false;
        }
        CanonicalName name = firstDirectoryName(id.getAuthorityCertIssuer());
        return name == null || name.equals(issuer.issuer());
    }

    /** The first directoryName among names, or null. */
    static CanonicalName firstDirectoryName(GeneralNames names) {
        if (names != null) {
            for (GeneralName n : names.getNames()) {
                if (n.getTagNo() == GeneralName.directoryName) {
                    return CanonicalName.of(X500Name.getInstance(n.getName()));
                }
            }
        }
        return null;
    }

    private static boolean keyFits(Cert issuer, Cert subject) {
        CertSignature algorithm = CertSignature.of(subject.asn1().getTBSCertificate().getSignature());
        return algorithm != null && hasKey(issuer) && algorithm.fits(issuer.asn1().getSubjectPublicKeyInfo());
    }

    /** Whether the public key can be decoded. */
    static boolean hasKey(Cert c) {
        try {
            return c.publicKey() != null;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether an issuer's keyUsage lets it sign a certificate, or its own proxy; {@link VerifyResult#OK} when it does. */
    static VerifyResult signing(Cert issuer, Cert subject) {
        CertFacts f = issuer.facts();
        if (subject.facts().proxy()) {
            return f.keyUsageRefuses(KeyUsage.digitalSignature) ? VerifyResult.KEYUSAGE_NO_DIGITAL_SIGNATURE : VerifyResult.OK;
        }
        return f.keyUsageRefuses(KeyUsage.keyCertSign) ? VerifyResult.KEYUSAGE_NO_CERTSIGN : VerifyResult.OK;
    }
}
