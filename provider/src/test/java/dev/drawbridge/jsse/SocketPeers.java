package dev.drawbridge.jsse;

import dev.drawbridge.config.Properties;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Two implementations of sockets with the same certificates, and connected pairs of them on the loopback. */
enum SocketPeers {
    OURS, SUN;

    /** A name with dots, so that it is sent as server_name; the certificate has it. */
    static final String HOST = "www.example.test";
    static final char[] PASSWORD = "not a secret".toCharArray();

    private static final String PROVIDER = "SunJSSE";
    private static final Materials MATERIALS = new Materials();

    /** Who plays which role in which version. */
    record Roles(SocketPeers client, SocketPeers server, String version) {
        @Override
        public String toString() {
            return client + " client, " + server + " server, " + version;
        }
    }

    /** Both roles against SunJSSE and against ourselves, in both versions. */
    static Stream<Roles> roles() {
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(v -> Stream.of(new Roles(OURS, SUN, v), new Roles(SUN, OURS, v),
                new Roles(OURS, OURS, v)));
    }

    static Stream<String> versions() {
        return Stream.of("TLSv1.3", "TLSv1.2");
    }

    /** Two ends of one connection. */
    static final class Pair implements AutoCloseable {
        final SSLSocket client;
        final SSLSocket server;

        Pair(SSLSocket client, SSLSocket server) {
            this.client = client;
            this.server = server;
        }

        /** Runs both handshakes. */
        Pair shake() throws Exception {
            CompletableFuture<Void> other = async(() -> {
                server.startHandshake();
                return null;
            });
            client.startHandshake();
            await(other);
            return this;
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /** Trusts what both present. */
    static TrustManager[] trust() {
        return MATERIALS.trust;
    }

    SSLSocketFactory sockets() {
        return this == OURS ? Factories.sockets(MATERIALS.ours) : MATERIALS.sun.getSocketFactory();
    }

    SSLServerSocketFactory serverSockets() {
        return this == OURS ? Factories.serverSockets(MATERIALS.ours) : MATERIALS.sun.getServerSocketFactory();
    }

    SSLServerSocket listen(String version) throws IOException {
        SSLServerSocket s = (SSLServerSocket) serverSockets().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        s.setEnabledProtocols(new String[] {version});
        return s;
    }

    SSLSocket connect(int port) throws IOException {
        return (SSLSocket) sockets().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    /** A client layered over a plain socket; {@code plain} is connected. */
    SSLSocket over(Socket plain, boolean autoClose) throws IOException {
        return (SSLSocket) sockets().createSocket(plain, HOST, plain.getPort(), autoClose);
    }

    /** A server layered over a plain socket. */
    SSLSocket serverOver(Socket plain, InputStream consumed, boolean autoClose) throws IOException {
        SSLSocket s = (SSLSocket) sockets().createSocket(plain, consumed, autoClose);
        s.setUseClientMode(false);
        return s;
    }

    static Pair pair(Roles r) throws Exception {
        try (SSLServerSocket listener = r.server.listen(r.version)) {
            SSLSocket c = r.client.connect(listener.getLocalPort());
            return new Pair(c, (SSLSocket) listener.accept());
        }
    }

    /** A pair with a relay between them. */
    static Pair pair(Roles r, SocketRelay relay) throws Exception {
        try (SSLServerSocket listener = r.server.listen(r.version)) {
            relay.start(listener.getLocalPort());
            SSLSocket c = r.client.connect(relay.port());
            return new Pair(c, (SSLSocket) listener.accept());
        }
    }

    /** Two ends of a plain connection, client first. */
    static Socket[] plainPair() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket c = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            return new Socket[] {c, listener.accept()};
        }
    }

    /** Runs on a daemon thread of its own, so that a test that hangs ends by its own timeout. */
    static <T> CompletableFuture<T> async(Callable<T> work) {
        CompletableFuture<T> f = new CompletableFuture<>();
        Thread t = new Thread(() -> {
            try {
                f.complete(work.call());
            } catch (Throwable e) {
                f.completeExceptionally(e);
            }
        }, "peer");
        t.setDaemon(true);
        t.start();
        return f;
    }

    static <T> T await(CompletableFuture<T> f) throws Exception {
        return f.get(20, TimeUnit.SECONDS);
    }

    /** A CA and one certificate for both roles, in the shape of both implementations. */
    private static final class Materials {
        final SSLContext sun;
        final TrustManager[] trust;
        final ContextCore ours;

        Materials() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair ca = generator.generateKeyPair();
                KeyPair leaf = generator.generateKeyPair();
                X509Certificate root = certificate("CN=Test CA", ca, "CN=Test CA", ca, true);
                X509Certificate own = certificate("CN=localhost", leaf, "CN=Test CA", ca, false);
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("leaf", leaf.getPrivate(), PASSWORD, new X509Certificate[] {own, root});
                KeyStore anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                anchors.setCertificateEntry("ca", root);
                KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509", PROVIDER);
                keys.init(store, PASSWORD);
                TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", PROVIDER);
                trust.init(anchors);
                this.trust = trust.getTrustManagers();
                sun = SSLContext.getInstance("TLS", PROVIDER);
                sun.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
                ours = new ContextCore(ContextProtocol.TLS, Properties.ofJvm(), keys.getKeyManagers(), trust.getTrustManagers(), null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private static X509Certificate certificate(String subject, KeyPair key, String issuer, KeyPair signer, boolean authority)
                throws Exception {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(authority ? 1 : 2),
                    Date.from(now.minus(1, ChronoUnit.DAYS)), Date.from(now.plus(1, ChronoUnit.DAYS)), new X500Name(subject),
                    key.getPublic());
            b.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                List<GeneralName> names = new ArrayList<>();
                names.add(new GeneralName(GeneralName.dNSName, "localhost"));
                names.add(new GeneralName(GeneralName.dNSName, HOST));
                names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
                b.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(new GeneralName[0])));
            }
            return new JcaX509CertificateConverter().getCertificate(b.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        }
    }
}
