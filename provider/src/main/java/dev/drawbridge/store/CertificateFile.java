package dev.drawbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The certificates and CRLs of a file, PEM, DER or PKCS#12, in its order; its keys are left out.
 *
 * @param origin the file
 */
public record CertificateFile(List<Cert> certificates, List<Crl> crls, String origin) {
    /** Reads a file. */
    public static CertificateFile read(Path file) throws StoreException {
        return of(StoreReader.read(file, Passphrase.NONE), file.toString());
    }

    /** Reads a stream to its end. */
    public static CertificateFile read(InputStream in, String origin) throws StoreException {
        try {
            return of(StoreReader.read(FileBytes.read(in, origin), origin, Passphrase.NONE), origin);
        } catch (IOException e) {
            throw new StoreException(origin + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static CertificateFile of(List<StoreItem> items, String origin) {
        return new CertificateFile(
                items.stream().map(i -> i instanceof StoreItem.OfCertificate c ? c.cert() : null).filter(Objects::nonNull).toList(),
                items.stream().map(i -> i instanceof StoreItem.OfCrl c ? c.crl() : null).filter(Objects::nonNull).toList(), origin);
    }

    /** All of them, trusted. */
    public TrustSource trusted() {
        return new MemorySource(certificates, crls, origin);
    }
}
