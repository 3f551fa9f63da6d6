package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.Certificate;

/** A private key that is given without its certificate, and knows it when it comes. */
public final class OwnKey {
    private final PrivateKey key;
    /** Null when the key does not show its numbers, because it lives in hardware. */
    private final KeyIdentity identity;

    private OwnKey(PrivateKey key, KeyIdentity identity) {
        this.key = key;
        this.identity = identity;
    }

    /** The first key of a file, PEM, DER or PKCS#12. */
    public static OwnKey read(Path file, Passphrase passphrase) throws StoreException {
        return first(StoreReader.read(file, passphrase), file.toString(), passphrase);
    }

    /** The key of a DER encoding: PKCS#8, encrypted or not, or the traditional form of RSA or EC. The bytes stay the caller's. */
    public static OwnKey ofDer(byte[] der, Passphrase passphrase) throws StoreException {
        String origin = "a private key in DER";
        return first(StoreReader.read(der, origin, passphrase), origin, passphrase);
    }

    private static OwnKey first(List<StoreItem> items, String origin, Passphrase passphrase) throws StoreException {
        try {
            for (StoreItem item : items) {
                if (item instanceof StoreItem.OfKey k) {
                    EncodedKey.Opened opened = k.key().open(passphrase);
                    return new OwnKey(opened.key(), opened.identity());
                }
            }
            throw Place.whole(origin).error("has no private key; expected " + EncodedKey.PKCS8 + ", " + EncodedKey.ENCRYPTED_PKCS8 + ", "
                    + EncodedKey.RSA + " or " + EncodedKey.EC, "no start line");
        } finally {
            KeyPairFile.wipe(items);
        }
    }

    /** A key of the program, perhaps in hardware. */
    public static OwnKey of(PrivateKey key) throws StoreException {
        byte[] encoded = "PKCS#8".equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            return new OwnKey(key, null);
        }
        try {
            return new OwnKey(key, KeyIdentity.of(PrivateKeyInfo.getInstance(encoded)));
        } catch (IOException | RuntimeException e) {
            throw new StoreException("a private key of algorithm " + key.getAlgorithm() + " cannot be used", "unsupported", e);
        }
    }

    public PrivateKey key() {
        return key;
    }

    /** The certificate must be of this key; a key that does not show its numbers is compared by its algorithm. */
    public void requireFits(X509Certificate leaf) throws StoreException {
        boolean sameAlgorithm;
        boolean fits;
        try {
            KeyIdentity of = KeyIdentity.of(Certificate.getInstance(leaf.getEncoded()).getSubjectPublicKeyInfo());
            sameAlgorithm = identity == null ? key.getAlgorithm().equals(leaf.getPublicKey().getAlgorithm())
                    : identity.algorithm().equals(of.algorithm());
            fits = identity == null ? sameAlgorithm : identity.equals(of);
        } catch (CertificateEncodingException | IOException | RuntimeException e) {
            throw new StoreException("the public key of " + leaf.getSubjectX500Principal() + " cannot be decoded", "unsupported", e);
        }
        if (!fits) {
            throw new StoreException("the certificate of " + leaf.getSubjectX500Principal() + " is not of this private key",
                    sameAlgorithm ? "key values mismatch" : "key type mismatch", null);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "OwnKey[" + key.getAlgorithm() + "]";
    }
}
