package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * What {@code openssl rehash} sees in a file of a CApath.
 *
 * @param content how much of it can be linked
 * @param crl whether it is a CRL
 * @param name the subject of the certificate or the issuer of the CRL; null when there is nothing to link
 * @param der the certificate or CRL, to tell duplicates; null likewise
 */
public record HashableFile(Content content, boolean crl, CanonicalName name, byte[] der) {
    /** How much of a file can be linked. */
    public enum Content {
        /** One certificate or CRL, perhaps with a key beside it. */
        ONE,
        /** Nothing, or more than one. */
        NOT_ONE,
        /** A key alone. */
        KEY_ONLY,
        /** PEM that is damaged. */
        DAMAGED
    }

    /**
     * Looks into a file.
     *
     * @throws StoreException when it cannot be read
     */
    public static HashableFile read(Path file) throws StoreException {
        if (Files.isDirectory(file)) {
            return nothing(Content.NOT_ONE);
        }
        byte[] bytes = FileBytes.read(file);
        List<StoreItem> items;
        try {
            items = StoreReader.pem(bytes, file.toString());
        } catch (StoreException e) {
            return nothing(Content.DAMAGED);
        }
        return of(items);
    }

    /**
     * A certificate, a CRL and a key that follow each other count as one, whatever their order; a second of a kind begins the next. That is
     * how OpenSSL groups them (PEM_X509_INFO_read_bio(3)).
     */
    private static HashableFile of(List<StoreItem> items) {
        Cert cert = null;
        Crl crl = null;
        boolean key = false;
        for (StoreItem item : items) {
            boolean second = item instanceof StoreItem.OfCertificate && cert != null || item instanceof StoreItem.OfCrl && crl != null
                    || item instanceof StoreItem.OfKey && key;
            if (second) {
                return nothing(Content.NOT_ONE);
            }
            if (item instanceof StoreItem.OfCertificate c) {
                cert = c.cert();
            } else if (item instanceof StoreItem.OfCrl c) {
                crl = c.crl();
            } else if (item instanceof StoreItem.OfKey k) {
                key = true;
                if (!readable(k.key())) {
                    return nothing(Content.DAMAGED);
                }
            }
        }
        if (cert != null) {
            return new HashableFile(Content.ONE, false, cert.subject(), cert.encoded());
        }
        return crl != null ? new HashableFile(Content.ONE, true, crl.issuer(), crl.encoded())
                : nothing(key ? Content.KEY_ONLY : Content.NOT_ONE);
    }

    /** OpenSSL decodes a plain key that it comes across. */
    private static boolean readable(EncodedKey key) {
        try {
            return key.encrypted() || ASN1Primitive.fromByteArray(DerElement.first(key.der())) instanceof ASN1Sequence;
        } catch (IOException e) {
            return false;
        }
    }

    private static HashableFile nothing(Content content) {
        return new HashableFile(content, false, null, null);
    }

    /** Without its bytes. */
    @Override
    public String toString() {
        return content + (name == null ? "" : (crl ? " CRL of " : " certificate of ") + name);
    }
}
