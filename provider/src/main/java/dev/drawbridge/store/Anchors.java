package dev.drawbridge.store;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Certificates that are trusted, found by their subject, and where they come from. */
public final class Anchors {
    private final List<X509Certificate> certificates;
    private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();
    private final String origin;

    /**
     * Anchors from anywhere.
     *
     * @param origin the file or whatever else they come from, for messages
     */
    public Anchors(Collection<X509Certificate> certificates, String origin) {
        this.origin = origin;
        for (X509Certificate c : certificates) {
            List<X509Certificate> sameSubject = bySubject.computeIfAbsent(c.getSubjectX500Principal(), n -> new ArrayList<>(1));
            if (!sameSubject.contains(c)) {
                sameSubject.add(c);
            }
        }
        this.certificates = bySubject.values().stream().flatMap(List::stream).toList();
    }

    /** All of them, each once. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Those with this subject; empty when there are none. */
    public List<X509Certificate> named(X500Principal subject) {
        return Collections.unmodifiableList(bySubject.getOrDefault(subject, List.of()));
    }

    /** Whether the certificate is one of them. */
    public boolean contains(X509Certificate c) {
        return bySubject.getOrDefault(c.getSubjectX500Principal(), List.of()).contains(c);
    }

    /** The certificates that a key store trusts: its certificate entries and the leaf of each of its keys, as JSSE has it. */
    public static Anchors of(KeyStore store, String origin) throws KeyStoreException {
        List<X509Certificate> found = new ArrayList<>();
        Enumeration<String> aliases = store.aliases();
        while (aliases.hasMoreElements()) {
            Certificate c = store.getCertificate(aliases.nextElement());
            if (c instanceof X509Certificate x) {
                found.add(x);
            }
        }
        return new Anchors(found, origin);
    }

    /** The anchors of a file, read now. */
    static Anchors of(StoreFile file) throws StoreException {
        try {
            return of(file.load(), file.path() == null ? file.toString() : file.path());
        } catch (KeyStoreException e) {
            throw new StoreException(file + ": " + e.getMessage(), e);
        }
    }

    /** The file or whatever else they come from. */
    String origin() {
        return origin;
    }

    /** For example {@code 1 trust anchor from /etc/ca.p12}. */
    @Override
    public String toString() {
        return certificates.size() + (certificates.size() == 1 ? " trust anchor from " : " trust anchors from ") + origin;
    }
}
