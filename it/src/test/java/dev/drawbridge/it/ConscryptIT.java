package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.SslControl;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against BoringSSL, by way of Conscrypt: the peer on this machine that speaks X25519MLKEM768. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConscryptIT {
    private static final Provider CONSCRYPT = Conscrypt.newProvider();

    @Test
    void hybridGroupAsClient() throws Exception {
        assertEquals("X25519MLKEM768", groupOf(Contexts.DRAWBRIDGE, CONSCRYPT));
    }

    @Test
    void hybridGroupAsServer() throws Exception {
        assertEquals("X25519MLKEM768", groupOf(CONSCRYPT, Contexts.DRAWBRIDGE));
    }

    private static String groupOf(Provider clientProvider, Provider serverProvider) throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        SSLEngine client = client(clientProvider, null).createSSLEngine("drawbridge.test", 443);
        SSLEngine server = Contexts.context(serverProvider, keys).createSSLEngine();
        EnginePair pair = new EnginePair(client, server, false);
        pair.handshake();
        byte[] data = new byte[50_000];
        assertArrayEquals(data, pair.transfer(client, server, data));
        assertArrayEquals(data, pair.transfer(server, client, data));
        return SslControl.of(clientProvider == CONSCRYPT ? server : client).group();
    }

    /** Conscrypt calls the key exchange of TLS 1.3 GENERIC, which the JDK's trust manager does not know. */
    static SSLContext client(Provider provider, Keys keys) throws GeneralSecurityException {
        X509TrustManager jdk = (X509TrustManager) Keys.trustManagers().getTrustManagers()[0];
        X509TrustManager renaming = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
                jdk.checkClientTrusted(chain, authType);
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
                jdk.checkServerTrusted(chain, "UNKNOWN");
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return jdk.getAcceptedIssuers();
            }
        };
        SSLContext context = SSLContext.getInstance("TLS", provider);
        context.init(keys == null ? null : keys.keyManagers().getKeyManagers(), new TrustManager[] {renaming}, null);
        return context;
    }
}
