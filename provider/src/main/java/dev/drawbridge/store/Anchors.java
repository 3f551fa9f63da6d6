package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Certificates that are trusted, and where they come from.
 *
 * @param certificates the anchors, each once
 * @param origin the file or whatever else they come from, for messages
 */
public record Anchors(List<X509Certificate> certificates, String origin) {
    /** The anchors read last from a file; most programs have one trust store and many contexts. */
    private static final AtomicReference<Cached> LAST = new AtomicReference<>();

    private record Cached(StoreFile file, FileTime modified, long size, Anchors anchors) {
    }

    public Anchors {
        certificates = List.copyOf(certificates);
    }

    /** The certificates that a key store trusts: its certificate entries and the leaf of each of its keys, as JSSE has it. */
    public static Anchors of(KeyStore store, String origin) throws KeyStoreException {
        Set<X509Certificate> found = new LinkedHashSet<>();
        Enumeration<String> aliases = store.aliases();
        while (aliases.hasMoreElements()) {
            Certificate c = store.getCertificate(aliases.nextElement());
            if (c instanceof X509Certificate x) {
                found.add(x);
            }
        }
        return new Anchors(List.copyOf(found), origin);
    }

    /** The anchors of a file, read again only when it has changed. */
    public static Anchors of(StoreFile file) throws StoreException {
        try {
            if (file.path() == null) {
                return of(file.load(), file.toString());
            }
            Path path = Path.of(file.path());
            Cached last = LAST.get();
            if (last != null && last.file.equals(file) && Files.exists(path)
                    && last.modified.equals(Files.getLastModifiedTime(path)) && last.size == Files.size(path)) {
                return last.anchors;
            }
            Anchors anchors = of(file.load(), file.path());
            LAST.set(new Cached(file, Files.getLastModifiedTime(path), Files.size(path), anchors));
            return anchors;
        } catch (KeyStoreException | IOException e) {
            throw new StoreException(file + ": " + e.getMessage(), e);
        }
    }

    /** For example {@code 1 trust anchor from /etc/ca.p12}. */
    @Override
    public String toString() {
        return certificates.size() + (certificates.size() == 1 ? " trust anchor from " : " trust anchors from ") + origin;
    }
}
