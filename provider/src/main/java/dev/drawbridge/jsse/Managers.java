package dev.drawbridge.jsse;

import dev.drawbridge.PskKeyManager;
import dev.drawbridge.config.AuthorityNames;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whom a context asks for our credentials and about the peer's: the first manager of each kind that the program gave, as JSSE has it.
 *
 * @param keys or null when the program gave none for X.509
 * @param psks or null when it gave none for pre-shared keys
 * @param trust or null when it gave an array without any for X.509: then nobody is trusted
 */
record Managers(X509KeyManager keys, PskKeyManager psks, X509TrustManager trust) {
    /** Without pre-shared keys. */
    Managers(X509KeyManager keys, X509TrustManager trust) {
        this(keys, null, trust);
    }

    /** The managers of an {@code SSLContext.init}; a null array of trust managers stands for those of {@code defaultTrust}. */
    static Managers of(KeyManager[] keys, TrustManager[] trust, X509TrustManager defaultTrust) {
        X509KeyManager k = null;
        PskKeyManager p = null;
        for (KeyManager m : keys == null ? new KeyManager[0] : keys) {
            if (k == null && m instanceof X509KeyManager x) {
                k = x;
            }
            if (p == null && m instanceof PskKeyManager x) {
                p = x;
            }
        }
        X509TrustManager t = trust == null ? defaultTrust : null;
        for (TrustManager m : trust == null ? new TrustManager[0] : trust) {
            if (t == null && m instanceof X509TrustManager x) {
                t = x;
            }
        }
        return new Managers(k, p, t);
    }

    /** DER names of the issuers that the trust manager accepts; empty, which stands for any, when they are too many to send. */
    List<byte[]> acceptableAuthorities() {
        X509Certificate[] issuers = trust == null ? null : trust.getAcceptedIssuers();
        List<byte[]> names = new ArrayList<>();
        int length = 0;
        for (X509Certificate c : issuers == null ? new X509Certificate[0] : issuers) {
            byte[] name = c.getSubjectX500Principal().getEncoded();
            names.add(name);
            length += 2 + name.length;
        }
        return length > AuthorityNames.MOST ? List.of() : names;
    }

    /** Whether there may be pre-shared keys for a role. */
    boolean hasPsks(boolean client) {
        return psks instanceof FilePsks files ? files.serves(client) : psks != null;
    }

    /** Whether a connection can have wishes about the verification of its peer. */
    boolean takesWishes() {
        return trust instanceof PkixTrustManager ours && ours.takesWishes();
    }

    /** Who judges, for reports. */
    String describeTrust() {
        if (trust instanceof PkixTrustManager ours) {
            return ours.toString();
        }
        return trust == null ? "nobody" : "the program's " + trust.getClass().getName();
    }
}
