package dev.drawbridge.it.soak;

import dev.drawbridge.DrawbridgeProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Contexts of Drawbridge with its own managers, from the key stores of a run. */
final class SoakContexts {
    static final char[] PASSWORD = "changeit".toCharArray();
    private static final Provider DRAWBRIDGE = new DrawbridgeProvider();

    private SoakContexts() {
    }

    static SSLContext server(Path keyStore) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", DRAWBRIDGE);
        keys.init(load(keyStore), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS", DRAWBRIDGE);
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    static SSLContext client(Path trustStore) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", DRAWBRIDGE);
        trust.init(load(trustStore));
        SSLContext context = SSLContext.getInstance("TLS", DRAWBRIDGE);
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
