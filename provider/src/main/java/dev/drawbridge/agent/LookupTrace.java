package dev.drawbridge.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Which provider answers each JSSE look-up of this JVM, one JSON line each, beside the handshakes of the same trace file. */
final class LookupTrace {

    private record Lookup(String type, String algorithm) {

        /** The first provider in the JVM's order that has the service; no service is instantiated. */
        String line() {
            String server = "none";
            for (Provider provider : Security.getProviders()) {
                if (provider.getService(type, algorithm) != null) {
                    server = provider.getName();
                    break;
                }
            }
            return "{\"event\":\"lookup\",\"type\":\"" + type + "\",\"algorithm\":\"" + algorithm + "\",\"provider\":\"" + server + "\"}";
        }
    }

    private LookupTrace() {}

    static void append(Path file) {
        List<String> lines = new ArrayList<>();
        for (Lookup lookup : lookups()) {
            lines.add(lookup.line());
        }
        try {
            Files.write(file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("drawbridge.trace=" + file + ": expected a file that can be appended to", e);
        }
    }

    private static List<Lookup> lookups() {
        return List.of(
                new Lookup("SSLContext", "Default"),
                new Lookup("SSLContext", "TLS"),
                new Lookup("SSLContext", "TLSv1.3"),
                new Lookup("SSLContext", "TLSv1.2"),
                new Lookup("KeyManagerFactory", KeyManagerFactory.getDefaultAlgorithm()),
                new Lookup("TrustManagerFactory", TrustManagerFactory.getDefaultAlgorithm()),
                new Lookup("KeyStore", "PKCS12"));
    }
}
