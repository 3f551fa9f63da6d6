package dev.drawbridge.jsse;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.net.ssl.X509KeyManager;

/**
 * The session_id_context of servers that share sessions and were not told one: the hash of the names in their certificates.
 *
 * <p>A client takes a resumed server for the one that showed its certificate. So a server must resume only what one of its own names could
 * have begun, or a connection to one host that is led to another, which has the same ticket keys, ends there unnoticed. Certificates of equal
 * names may be shown in each other's place anyway, which is why a renewed one, or one for each machine, does not end sessions. nginx, which
 * takes the certificates themselves for the same reason, also takes the authorities of clients: a client that OpenSSL resumes is not verified
 * again. Ours is, by the rules of the server that resumes, with the chain that it proved to be its own.
 */
final class SessionIdContext {
    private static final byte[] LABEL = "drawbridge server names 1\n".getBytes(StandardCharsets.US_ASCII);

    private SessionIdContext() {
    }

    /** 32 bytes; null when the key manager tells of no certificate. Asks foreign code. */
    static byte[] of(Crypto crypto, X509KeyManager keys) {
        SortedSet<String> names = new TreeSet<>();
        for (String type : SignatureScheme.NEGOTIABLE.stream().map(ParametersMapper::keyType).distinct().toList()) {
            String[] aliases = keys.getServerAliases(type, null);
            for (String alias : aliases == null ? new String[0] : aliases) {
                X509Certificate[] chain = keys.getCertificateChain(alias);
                if (chain != null && chain.length > 0) {
                    add(names, chain[0]);
                }
            }
        }
        if (names.isEmpty()) {
            return null;
        }
        WireWriter all = new WireWriter().bytes(LABEL);
        names.forEach(n -> all.opaque24(n.getBytes(StandardCharsets.UTF_8)));
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(all.toByteArray(), 0, all.length());
        return hash.peek();
    }

    private static void add(SortedSet<String> names, X509Certificate leaf) {
        Collection<List<?>> alternative;
        try {
            alternative = leaf.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            alternative = null; // it names nobody whom a client would look for
        }
        if (alternative == null) {
            names.add("subject " + leaf.getSubjectX500Principal().getName());
            return;
        }
        for (List<?> name : alternative) {
            Object value = name.get(1);
            names.add(name.get(0) + " " + (value instanceof byte[] der ? HexFormat.of().formatHex(der)
                    : String.valueOf(value).toLowerCase(Locale.ROOT)));
        }
    }
}
