package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's own program of our sockets, {@link HttpsURLConnection}: proxies, properties, verifiers, connections used again. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UrlConnectionTest {

    /** A server that answers each request with its path and notes what it sees; it closes a connection after so many answers. */
    private static final class Server implements AutoCloseable {
        final List<String> seen = new CopyOnWriteArrayList<>();
        private final SSLServerSocket listener;
        private final int answers;

        Server(int answers) throws IOException {
            this.answers = answers;
            listener = (SSLServerSocket) SocketPeers.SUN.serverSockets().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            SocketPeers.async(() -> {
                while (true) {
                    SSLSocket s = (SSLSocket) listener.accept();
                    SocketPeers.async(() -> serve(s));
                }
            });
        }

        private Void serve(SSLSocket socket) throws IOException {
            try (SSLSocket s = socket) {
                BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
                for (int i = 0; i < answers; i++) {
                    String request = in.readLine();
                    if (request == null) {
                        return null;
                    }
                    while (!in.readLine().isEmpty()) {
                        continue;
                    }
                    seen.add(s.getPort() + " " + s.getSession().getProtocol());
                    String path = request.split(" ")[1];
                    s.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path)
                            .getBytes(StandardCharsets.US_ASCII));
                }
            }
            return null;
        }

        URL url(String host, String path) throws IOException {
            return new URL("https", host, listener.getLocalPort(), path);
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** One for all, as the default one is: connections are used again for the same factory only. */
    private static final SSLSocketFactory FACTORY = factory();

    private static SSLSocketFactory factory() {
        try {
            return Contexts.context("TLS", Contexts.OURS, null, SocketPeers.trust()).getSocketFactory();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpsURLConnection open(URL url, Proxy proxy) throws IOException {
        HttpsURLConnection c = (HttpsURLConnection) url.openConnection(proxy);
        c.setSSLSocketFactory(FACTORY);
        return c;
    }

    private static String fetch(HttpsURLConnection c) throws IOException {
        try (InputStream in = c.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        try (Server server = new Server(100)) {
            for (String path : List.of("/a", "/b", "/c")) {
                assertEquals(path, fetch(open(server.url("localhost", path), Proxy.NO_PROXY)));
            }
            assertEquals(1, server.seen.stream().distinct().count(), server.seen.toString());
            assertTrue(server.seen.get(0).endsWith("TLSv1.3"));
        }
    }

    @Test
    void aConnectionThatTheServerClosedIsReplaced() throws Exception {
        try (Server server = new Server(1)) {
            for (String path : List.of("/a", "/b", "/c")) {
                assertEquals(path, fetch(open(server.url("localhost", path), Proxy.NO_PROXY)));
                Thread.sleep(50); // for close_notify to come while nobody reads
            }
            assertEquals(3, server.seen.stream().distinct().count(), server.seen.toString());
        }
    }

    /** A proxy gives the transport; the name that is asked for and checked is the server's. */
    @Test
    void throughAProxy() throws Exception {
        try (Server server = new Server(100); ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = tunnel(proxy, server.listener.getLocalPort());
            Proxy by = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort()));
            HttpsURLConnection c = open(server.url(SocketPeers.HOST, "/tunnelled"), by);
            assertEquals("/tunnelled", fetch(c));
            assertTrue(asked.get(5, TimeUnit.SECONDS).startsWith("CONNECT " + SocketPeers.HOST + ":"));
        }
        try (Server server = new Server(100); ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            tunnel(proxy, server.listener.getLocalPort());
            Proxy by = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort()));
            assertThrows(SSLHandshakeException.class, () -> fetch(open(server.url("wrong.example.test", "/"), by)));
        }
    }

    private static CompletableFuture<String> tunnel(ServerSocket proxy, int port) {
        CompletableFuture<String> asked = new CompletableFuture<>();
        SocketPeers.async(() -> {
            Socket client = proxy.accept();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            asked.complete(head.toString());
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            client.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            SocketPeers.async(() -> copy(client.getInputStream(), server.getOutputStream()));
            return copy(server.getInputStream(), client.getOutputStream());
        });
        return asked;
    }

    private static Void copy(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
        to.close();
        return null;
    }

    @Test
    void protocolsOfTheProperty() throws Exception {
        System.setProperty("https.protocols", "TLSv1.2");
        try (Server server = new Server(1)) {
            assertEquals("/", fetch(open(server.url("localhost", "/"), Proxy.NO_PROXY)));
            assertTrue(server.seen.get(0).endsWith("TLSv1.2"), server.seen.toString());
        } finally {
            System.clearProperty("https.protocols");
        }
    }

    /** A suite of TLS 1.2 leaves no other version. */
    @Test
    void cipherSuitesOfTheProperty() throws Exception {
        System.setProperty("https.cipherSuites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        try (Server server = new Server(1)) {
            assertEquals("/", fetch(open(server.url("localhost", "/"), Proxy.NO_PROXY)));
            assertTrue(server.seen.get(0).endsWith("TLSv1.2"), server.seen.toString());
        } finally {
            System.clearProperty("https.cipherSuites");
        }
    }

    /** The verifier is asked only when the certificate does not have the name, and then decides. */
    @Test
    void verifiers() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (Server server = new Server(1)) {
            HttpsURLConnection fits = open(server.url("localhost", "/"), Proxy.NO_PROXY);
            fits.setHostnameVerifier((host, session) -> {
                asked.set(true);
                return false;
            });
            assertEquals("/", fetch(fits));
            assertFalse(asked.get());
        }
        try (Server server = new Server(1); ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            tunnel(proxy, server.listener.getLocalPort());
            Proxy by = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort()));
            HttpsURLConnection c = open(server.url("wrong.example.test", "/y"), by);
            c.setHostnameVerifier((host, session) -> {
                asked.set(host.equals("wrong.example.test") && session.getPeerHost() != null && session.isValid());
                return true;
            });
            assertEquals(200, c.getResponseCode());
            assertEquals("CN=localhost", c.getPeerPrincipal().getName());
            assertEquals("/y", fetch(c));
            assertTrue(asked.get());
        }
    }
}
