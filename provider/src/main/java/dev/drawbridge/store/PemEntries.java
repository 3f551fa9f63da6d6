package dev.drawbridge.store;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The blocks of a PEM text as entries of a key store: each key with the certificates that belong to it, wherever they stand, and the
 * remaining certificates as trusted ones.
 */
final class PemEntries {
    private static final String ANY_USE = "2.5.29.37.0";
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final Passphrase passphrase;
    private final Date now = new Date();
    private final List<StoreItem.OfKey> keys = new ArrayList<>();
    /** Each certificate once. */
    private final Map<Cert, StoreItem.OfCertificate> certificates = new LinkedHashMap<>();
    private final Set<Cert> used = new HashSet<>();
    private final Map<String, PemEntry> entries = new LinkedHashMap<>();

    private PemEntries(List<StoreItem> items, Passphrase passphrase) {
        this.passphrase = passphrase;
        for (StoreItem item : items) {
            if (item instanceof StoreItem.OfKey k) {
                keys.add(k);
            } else if (item instanceof StoreItem.OfCertificate c) {
                certificates.merge(c.cert(), c, (first, again) -> first.trusted() ? first : again.trusted() ? again : first);
            }
        }
    }

    /** The entries by alias, in lower case; keys first. */
    static Map<String, PemEntry> of(List<StoreItem> items, Passphrase passphrase) throws StoreException {
        return new PemEntries(items, passphrase).build();
    }

    private Map<String, PemEntry> build() throws StoreException {
        for (Map.Entry<StoreItem.OfKey, StoreItem.OfCertificate> pair : matched().entrySet()) {
            List<X509Certificate> chain = new ArrayList<>();
            for (StoreItem.OfCertificate c : chain(pair.getValue())) {
                used.add(c.cert());
                chain.add(KeyPairFile.x509(c));
            }
            String name = pair.getKey().name() == null ? pair.getValue().name() : pair.getKey().name();
            put(name, new PemEntry.OfKey(pair.getKey().key(), chain, now));
        }
        for (StoreItem.OfCertificate c : certificates.values()) {
            if (c.trusted() || !used.contains(c.cert())) {
                refuseLimited(c);
                put(c.name(), new PemEntry.Trusted(KeyPairFile.x509(c), now));
            }
        }
        return entries;
    }

    /**
     * The certificate of each key. A key that nobody can open yet gets what is left over: the next certificate that is of no other key and
     * issues none of the others; whether they belong together is looked at when the key is opened.
     */
    private Map<StoreItem.OfKey, StoreItem.OfCertificate> matched() throws StoreException {
        Map<KeyIdentity, StoreItem.OfCertificate> byKey = new LinkedHashMap<>();
        if (!keys.isEmpty()) {
            for (StoreItem.OfCertificate c : certificates.values()) {
                byKey.putIfAbsent(KeyPairFile.identity(c), c);
            }
        }
        Map<StoreItem.OfKey, StoreItem.OfCertificate> pairs = new LinkedHashMap<>();
        List<StoreItem.OfKey> closed = new ArrayList<>();
        for (StoreItem.OfKey k : keys) {
            char[] known = k.key().encrypted() ? passphrase.of(k.place().toString()) : new char[0];
            if (known == null) {
                closed.add(k);
                pairs.put(k, null);
                continue;
            }
            StoreItem.OfCertificate c = byKey.get(k.key().open(what -> known).identity());
            if (c == null) {
                throw k.place().error("there is no certificate of this key among the " + certificates.size()
                        + " that were read with it", "key values mismatch");
            }
            pairs.put(k, c);
        }
        for (StoreItem.OfKey k : closed) {
            pairs.put(k, leftOver(k, new LinkedHashSet<>(pairs.values())));
        }
        return pairs;
    }

    private StoreItem.OfCertificate leftOver(StoreItem.OfKey key, Set<StoreItem.OfCertificate> taken) throws StoreException {
        List<StoreItem.OfCertificate> leaves = certificates.values().stream().filter(c -> certificates.values().stream()
                .noneMatch(o -> !o.equals(c) && o.cert().issuer().equals(c.cert().subject()))).toList();
        for (StoreItem.OfCertificate c : leaves) {
            if (!taken.contains(c)) {
                return c;
            }
        }
        if (!leaves.isEmpty()) {
            return leaves.get(0); // one key under two names
        }
        throw key.place().error("there is no certificate for this encrypted key among the " + certificates.size()
                + " that were read with it", "key values mismatch");
    }

    /** From a leaf up to a self-issued certificate, or as far as there are some. */
    private List<StoreItem.OfCertificate> chain(StoreItem.OfCertificate leaf) {
        Set<StoreItem.OfCertificate> chain = new LinkedHashSet<>();
        StoreItem.OfCertificate at = leaf;
        while (at != null && chain.add(at)) {
            at = at.cert().selfIssued() ? null : issuer(at.cert());
        }
        return new ArrayList<>(chain);
    }

    /** The certificate with the name of the issuer; of several, that whose key has signed. */
    private StoreItem.OfCertificate issuer(Cert cert) {
        List<StoreItem.OfCertificate> named = certificates.values().stream().filter(c -> c.cert().subject().equals(cert.issuer())).toList();
        if (named.size() < 2) {
            return named.isEmpty() ? null : named.get(0);
        }
        return named.stream().filter(c -> signedBy(cert, c.cert())).findFirst().orElse(null);
    }

    private static boolean signedBy(Cert cert, Cert issuer) {
        try {
            cert.x509().verify(issuer.publicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // another key of the same name
        }
    }

    /** A key store cannot say for what a certificate is trusted, and more than the file says must not be trusted. */
    private static void refuseLimited(StoreItem.OfCertificate c) throws StoreException {
        TrustSettings s = c.cert().settings();
        List<String> trusted = s.trusted();
        boolean rejected = s.rejected().contains(ANY_USE) || s.rejected().contains(SERVER) || s.rejected().contains(CLIENT);
        boolean all = trusted.isEmpty() || trusted.contains(ANY_USE) || trusted.contains(SERVER) && trusted.contains(CLIENT);
        if (rejected || !all) {
            throw c.place().error("this TRUSTED CERTIFICATE is trusted for some uses only (trusted: " + trusted + ", rejected: " + s.rejected()
                    + "), which a key store cannot express; expected one without limits for TLS, or a CERTIFICATE");
        }
    }

    private void put(String name, PemEntry entry) {
        String alias = name == null ? null : alias(name);
        for (int n = 1; alias == null || entries.containsKey(alias); n++) {
            alias = name == null ? Integer.toString(n) : alias(name) + " " + (n + 1);
        }
        entries.put(alias, entry);
    }

    /** Aliases do not tell upper from lower case, as in the JDK's stores. */
    static String alias(String name) {
        return name.toLowerCase(Locale.ENGLISH);
    }
}
