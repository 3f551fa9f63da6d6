package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate chain and its private key in files, as {@code SSL_CTX_use_certificate_chain_file} and {@code SSL_CTX_use_PrivateKey_file}
 * read them: the first certificate is the key's, those after it are sent as they stand, except trusted ones; of the keys the
 * first counts. PEM, DER and PKCS#12.
 *
 * @param certificates the file with the certificates
 * @param key the file with the key; may be the same
 * @param passphrase opens an encrypted key
 */
public record KeyPairFile(Path certificates, Path key, Passphrase passphrase) {
    /** Key and chain in one file. */
    public static KeyPairFile of(Path both, Passphrase passphrase) {
        return new KeyPairFile(both, both, passphrase);
    }

    /** The files that it is made of. */
    public List<Path> files() {
        return certificates.equals(key) ? List.of(key) : List.of(certificates, key);
    }

    /** Reads both and compares them. */
    public KeyAndChain load() throws StoreException {
        List<StoreItem> items = StoreReader.read(certificates, passphrase);
        List<StoreItem> keyItems = certificates.equals(key) ? items : StoreReader.read(key, passphrase);
        try {
            StoreItem.OfKey privateKey = key(keyItems);
            EncodedKey.Opened opened = privateKey.key().open(passphrase);
            List<StoreItem.OfCertificate> chain = chain(items, opened.identity());
            List<X509Certificate> jdk = new ArrayList<>();
            for (StoreItem.OfCertificate c : chain) {
                jdk.add(x509(c));
            }
            compare(chain.get(0), privateKey.place(), opened.identity());
            return new KeyAndChain(jdk, opened.key(), certificates.equals(key) ? key.toString() : certificates + " and " + key);
        } finally {
            wipe(items);
            wipe(keyItems);
        }
    }

    private StoreItem.OfKey key(List<StoreItem> items) throws StoreException {
        for (StoreItem item : items) {
            if (item instanceof StoreItem.OfKey k) {
                return k;
            }
        }
        throw Place.whole(key.toString()).error("has no private key; expected " + EncodedKey.PKCS8 + ", " + EncodedKey.ENCRYPTED_PKCS8 + ", "
                + EncodedKey.RSA + " or " + EncodedKey.EC, "no start line");
    }

    /** In the order of the file; PKCS#12 has none, and there the key's own certificate is taken first. */
    private List<StoreItem.OfCertificate> chain(List<StoreItem> items, KeyIdentity identity) throws StoreException {
        List<StoreItem.OfCertificate> found = new ArrayList<>();
        for (StoreItem item : items) {
            if (item instanceof StoreItem.OfCertificate c && (found.isEmpty() || !c.trusted())) {
                found.add(c);
            }
        }
        if (found.isEmpty()) {
            throw Place.whole(certificates.toString()).error("has no certificate; expected CERTIFICATE, the key's own first", "no start line");
        }
        if (found.get(0).place().block() > 0) {
            return found;
        }
        for (StoreItem.OfCertificate c : found) {
            if (identity.equals(identity(c))) {
                found.remove(c);
                found.add(0, c);
                break;
            }
        }
        return found;
    }

    private static void compare(StoreItem.OfCertificate leaf, Place keyPlace, KeyIdentity ofKey) throws StoreException {
        KeyIdentity ofCertificate = identity(leaf);
        if (!ofKey.equals(ofCertificate)) {
            throw leaf.place().error("this certificate (" + leaf.cert().subjectLine() + ") is not of the key in " + keyPlace
                    + "; expected the certificate of the key first",
                    ofKey.algorithm().equals(ofCertificate.algorithm()) ? "key values mismatch" : "key type mismatch");
        }
    }

    static KeyIdentity identity(StoreItem.OfCertificate c) throws StoreException {
        try {
            return KeyIdentity.of(c.cert().asn1().getSubjectPublicKeyInfo());
        } catch (IOException | RuntimeException e) {
            throw c.place().error("the public key of this certificate cannot be decoded", "unsupported", e);
        }
    }

    static X509Certificate x509(StoreItem.OfCertificate c) throws StoreException {
        try {
            return c.cert().x509();
        } catch (CertificateException e) {
            throw c.place().error("the JDK does not take this certificate: " + e.getMessage(), "wrong tag", e);
        }
    }

    static void wipe(List<StoreItem> items) {
        for (StoreItem item : items) {
            if (item instanceof StoreItem.OfKey k) {
                k.key().wipe();
            }
        }
    }

    /** Without the passphrase. */
    @Override
    public String toString() {
        return "KeyPairFile[" + certificates + ", " + key + "]";
    }
}
