package dev.drawbridge.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes the entries of a PEM key store so that they are read as they were. */
final class PemWriter {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemWriter() {
    }

    /**
     * Writes all.
     *
     * @param passphrase encrypts the keys that are plain; null leaves them so
     */
    static void write(Map<String, PemEntry> entries, OutputStream to, char[] passphrase) throws IOException, CertificateEncodingException {
        Writer out = new OutputStreamWriter(to, StandardCharsets.UTF_8);
        Set<X509Certificate> inChains = new HashSet<>();
        for (Map.Entry<String, PemEntry> e : entries.entrySet()) {
            if (e.getValue() instanceof PemEntry.OfKey k) {
                inChains.addAll(k.chain());
                name(out, e.getKey());
                EncodedKey key = k.key();
                boolean encrypt = passphrase != null && key.label().equals(EncodedKey.PKCS8) && !key.encrypted();
                EncodedKey written = encrypt ? EncodedKey.of(key.der(), passphrase, key.place()) : key;
                block(out, written.label(), written.header(), written.der());
                for (X509Certificate c : k.chain()) {
                    block(out, "CERTIFICATE", "", c.getEncoded());
                }
            }
        }
        for (Map.Entry<String, PemEntry> e : entries.entrySet()) {
            if (e.getValue() instanceof PemEntry.Trusted t) {
                name(out, e.getKey());
                // In a chain too: a plain block would be taken for a part of the chain only.
                block(out, inChains.contains(t.certificate()) ? "TRUSTED CERTIFICATE" : "CERTIFICATE", "", t.certificate().getEncoded());
            }
        }
        out.flush();
    }

    private static void name(Writer out, String alias) throws IOException {
        out.write("friendlyName: " + alias.replaceAll("\\p{Cntrl}", "?") + "\n");
    }

    private static void block(Writer out, String label, String header, byte[] der) throws IOException {
        out.write("-----BEGIN " + label + "-----\n");
        if (!header.isEmpty()) {
            out.write(header.replace("\r", "").stripTrailing() + "\n\n");
        }
        out.write(LINES.encodeToString(der) + "\n-----END " + label + "-----\n");
    }
}
