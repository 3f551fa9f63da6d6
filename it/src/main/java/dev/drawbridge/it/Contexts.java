package dev.drawbridge.it;

import dev.drawbridge.DrawbridgeProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Contexts of Drawbridge and of the JDK's own provider over the same keys. */
final class Contexts {
    static final Provider DRAWBRIDGE = new DrawbridgeProvider();
    static final Provider SUN = Security.getProvider("SunJSSE");

    private Contexts() {
    }

    /** A context of {@code provider} that authenticates as {@code keys} (null: as nobody) and trusts the test CA. */
    static SSLContext context(Provider provider, Keys keys) {
        try {
            SSLContext c = SSLContext.getInstance("TLS", provider);
            KeyManager[] km = keys == null ? new KeyManager[0] : keys.keyManagers().getKeyManagers();
            TrustManager[] tm = Keys.trustManagers().getTrustManagers();
            c.init(km, tm, new SecureRandom());
            return c;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
