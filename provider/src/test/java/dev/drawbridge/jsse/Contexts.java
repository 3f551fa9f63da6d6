package dev.drawbridge.jsse;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.verify.TestCa;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Contexts of ours and of the JDK with the same keys and the same authority. */
final class Contexts {
    static final Provider OURS = new DrawbridgeProvider();
    static final Provider SUN = Security.getProvider("SunJSSE");

    private Contexts() {
    }

    static Provider provider(String name) {
        return name.equals("Drawbridge") ? OURS : SUN;
    }

    static SSLContext context(Provider provider, TestCa ca, TestCa.Identity... identities) throws Exception {
        return context("TLS", provider, keyManagers(provider, identities), trustManagers(provider, ca));
    }

    static SSLContext context(String protocol, Provider provider, KeyManager[] keys, TrustManager[] trust) throws Exception {
        SSLContext c = SSLContext.getInstance(protocol, provider);
        c.init(keys, trust, null);
        return c;
    }

    static KeyManager[] keyManagers(Provider provider, TestCa.Identity... identities) throws Exception {
        KeyManagerFactory f = KeyManagerFactory.getInstance(provider == SUN ? "NewSunX509" : "PKIX", provider);
        if (provider == SUN) {
            f.init(new KeyStoreBuilderParameters(KeyStore.Builder.newInstance(TestCa.keyStore(identities),
                    new KeyStore.PasswordProtection(TestCa.PASSWORD))));
        } else {
            f.init(TestCa.keyStore(identities), TestCa.PASSWORD);
        }
        return f.getKeyManagers();
    }

    static TrustManager[] trustManagers(Provider provider, TestCa ca) throws Exception {
        TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX", provider);
        f.init(TestCa.trustStore(ca.certificate()));
        return f.getTrustManagers();
    }
}
