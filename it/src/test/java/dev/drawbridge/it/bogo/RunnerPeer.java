package dev.drawbridge.it.bogo;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** In the runner's place: accepts the shim's connection, reads its id, and speaks TLS by the JDK's own provider. */
final class RunnerPeer implements Closeable {
    private static final char[] PASSWORD = "password".toCharArray();

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Path certificateFile;
    private final Path keyFile;
    private final SSLContext context;
    private Socket socket;

    RunnerPeer(Path directory) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = certificate(pair);
        certificateFile = Files.writeString(directory.resolve("cert.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        keyFile = Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("peer", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
        store.setCertificateEntry("anchor", certificate);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        context = SSLContext.getInstance("TLS", Security.getProvider("SunJSSE"));
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static X509Certificate certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=peer.test");
        Date from = Date.from(Instant.now().minus(Duration.ofHours(1)));
        Date to = Date.from(Instant.now().plus(Duration.ofHours(1)));
        return new JcaX509CertificateConverter().getCertificate(
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    int port() {
        return listener.getLocalPort();
    }

    String certificateFile() {
        return certificateFile.toString();
    }

    String keyFile() {
        return keyFile.toString();
    }

    /** Runs what the shim's caller does beside us. */
    <T> Future<T> call(Callable<T> work) {
        return executor.submit(work);
    }

    /** Waits for the shim; returns its id as it came. */
    byte[] accept() throws IOException {
        socket = listener.accept();
        return socket.getInputStream().readNBytes(8);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
    }

    SSLSocket handshake(boolean weAreClient) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "peer.test", socket.getPort(), true);
        tls.setUseClientMode(weAreClient);
        tls.startHandshake();
        return tls;
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        listener.close();
        if (socket != null) {
            socket.close();
        }
    }
}
