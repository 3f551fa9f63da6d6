package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connecting, handshakes by any of their triggers, and what sockets tell about them. */
@Timeout(60)
class SocketHandshakeTest {
    static Stream<Roles> roles() {
        return SocketPeers.roles();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void takesTheNameFromTheAddressItConnectsTo(Roles roles) throws Exception {
        try (SSLServerSocket listener = roles.server().listen(roles.version());
                SSLSocket client = (SSLSocket) roles.client().sockets().createSocket()) {
            assertFalse(client.isConnected());
            assertThrows(SocketException.class, client::getInputStream);
            assertThrows(SocketException.class, client::startHandshake);
            assertEquals("SSL_NULL_WITH_NULL_NULL", client.getSession().getCipherSuite());
            client.setSoTimeout(10_000);
            SSLParameters params = client.getSSLParameters();
            params.setEndpointIdentificationAlgorithm("HTTPS");
            client.setSSLParameters(params);
            InetAddress named = InetAddress.getByAddress(SocketPeers.HOST, InetAddress.getLoopbackAddress().getAddress());
            client.connect(new InetSocketAddress(named, listener.getLocalPort()), 5000);
            assertEquals(10_000, client.getSoTimeout());
            assertThrows(SocketException.class, () -> client.connect(new InetSocketAddress(named, 1), 5000));
            Pair p = new Pair(client, (SSLSocket) listener.accept());
            p.shake();
            assertEquals(SocketPeers.HOST, client.getSession().getPeerHost());
            assertEquals(listener.getLocalPort(), client.getSession().getPeerPort());
            assertEquals(List.of(new SNIHostName(SocketPeers.HOST)),
                    ((ExtendedSSLSession) p.server.getSession()).getRequestedServerNames());
            assertEquals(roles.version(), client.getSession().getProtocol());
            assertEquals(p.server.getSession().getCipherSuite(), client.getSession().getCipherSuite());
            assertNull(client.getHandshakeSession());
            p.server.close();
        }
    }

    @Test
    void connectsByEveryOverload() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket listener = new ServerSocket(0, 10, loopback)) {
            int port = listener.getLocalPort();
            for (Socket s : List.of(SocketPeers.OURS.sockets().createSocket("localhost", port),
                    SocketPeers.OURS.sockets().createSocket(loopback, port),
                    SocketPeers.OURS.sockets().createSocket("localhost", port, loopback, 0),
                    SocketPeers.OURS.sockets().createSocket(loopback, port, loopback, 0))) {
                assertTrue(s.isConnected());
                assertEquals(port, s.getPort());
                listener.accept().close();
                s.close();
                assertTrue(s.isClosed());
            }
        }
        int closed;
        try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
            closed = listener.getLocalPort();
        }
        assertThrows(ConnectException.class, () -> SocketPeers.OURS.sockets().createSocket(loopback, closed));
    }

    @Test
    void listensByEveryOverload() throws Exception {
        for (ServerSocket s : List.of(SocketPeers.OURS.serverSockets().createServerSocket(0),
                SocketPeers.OURS.serverSockets().createServerSocket(0, 3),
                SocketPeers.OURS.serverSockets().createServerSocket(0, 3, InetAddress.getLoopbackAddress()))) {
            assertTrue(s.isBound());
            s.close();
        }
        try (ServerSocket s = SocketPeers.OURS.serverSockets().createServerSocket()) {
            assertFalse(s.isBound());
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void readerAndWriterStartOneHandshakeTogether(Roles roles) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Pair p = SocketPeers.pair(roles)) {
                CompletableFuture<Integer> clientRead = SocketPeers.async(() -> p.client.getInputStream().read());
                CompletableFuture<Integer> serverRead = SocketPeers.async(() -> p.server.getInputStream().read());
                CompletableFuture<SSLSession> session = SocketPeers.async(p.client::getSession);
                CompletableFuture<Void> serverWrite = SocketPeers.async(() -> {
                    p.server.getOutputStream().write(4);
                    return null;
                });
                p.client.getOutputStream().write(3);
                assertEquals(4, SocketPeers.await(clientRead));
                assertEquals(3, SocketPeers.await(serverRead));
                assertEquals(roles.version(), SocketPeers.await(session).getProtocol());
                SocketPeers.await(serverWrite);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void authenticatesTheClient(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            p.server.setNeedClientAuth(true);
            assertTrue(p.server.getNeedClientAuth());
            p.shake();
            p.client.getOutputStream().write(8);
            assertEquals(8, p.server.getInputStream().read());
            assertEquals("CN=localhost", p.server.getSession().getPeerPrincipal().getName());
            assertEquals("CN=localhost", p.client.getSession().getPeerPrincipal().getName());
            assertNotNull(p.client.getSession().getLocalCertificates());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void acceptedSocketsHaveTheListenersSettings(String version) throws Exception {
        try (SSLServerSocket listener = SocketPeers.OURS.listen(version)) {
            listener.setWantClientAuth(true);
            SSLParameters params = listener.getSSLParameters();
            params.setApplicationProtocols(new String[] {"b", "a"});
            listener.setSSLParameters(params);
            SSLSocket client = SocketPeers.SUN.connect(listener.getLocalPort());
            SSLParameters offer = client.getSSLParameters();
            offer.setApplicationProtocols(new String[] {"a", "b"});
            client.setSSLParameters(offer);
            try (Pair p = new Pair(client, (SSLSocket) listener.accept())) {
                assertFalse(p.server.getUseClientMode());
                assertTrue(p.server.getWantClientAuth());
                assertEquals(List.of(version), List.of(p.server.getEnabledProtocols()));
                assertNull(p.server.getApplicationProtocol());
                p.shake();
                assertEquals("b", p.server.getApplicationProtocol());
                assertEquals("b", client.getApplicationProtocol());
                assertNotNull(p.server.getSession().getPeerCertificates());
                assertThrows(IllegalArgumentException.class, () -> p.server.setUseClientMode(true));
                p.server.setUseClientMode(false);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void theProgramMayChooseTheApplicationProtocol(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.SUN, SocketPeers.OURS, version))) {
            SSLParameters offer = p.client.getSSLParameters();
            offer.setApplicationProtocols(new String[] {"x", "y"});
            p.client.setSSLParameters(offer);
            p.server.setHandshakeApplicationProtocolSelector((socket, names) -> {
                assertSame(p.server, socket);
                return names.get(1);
            });
            p.shake();
            assertEquals("y", p.server.getApplicationProtocol());
            assertEquals("y", p.client.getApplicationProtocol());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void tellsListenersOnAThreadOfTheirOwn(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version))) {
            CompletableFuture<HandshakeCompletedEvent> told = new CompletableFuture<>();
            CompletableFuture<Thread> where = new CompletableFuture<>();
            HandshakeCompletedListener removed = e -> told.completeExceptionally(new AssertionError("removed"));
            p.client.addHandshakeCompletedListener(removed);
            p.client.removeHandshakeCompletedListener(removed);
            assertThrows(IllegalArgumentException.class, () -> p.client.removeHandshakeCompletedListener(removed));
            assertThrows(IllegalArgumentException.class, () -> p.client.addHandshakeCompletedListener(null));
            CompletableFuture<Thread> shaking = new CompletableFuture<>();
            p.client.addHandshakeCompletedListener(e -> {
                where.complete(Thread.currentThread());
                told.complete(e);
            });
            CompletableFuture<Void> server = SocketPeers.async(() -> {
                p.server.startHandshake();
                return null;
            });
            SocketPeers.async(() -> {
                shaking.complete(Thread.currentThread());
                p.client.startHandshake();
                return null;
            });
            HandshakeCompletedEvent event = SocketPeers.await(told);
            assertSame(p.client, event.getSocket());
            assertSame(p.client.getSession(), event.getSession());
            assertEquals(p.client.getSession().getCipherSuite(), event.getCipherSuite());
            assertTrue(SocketPeers.await(where) != SocketPeers.await(shaking));
            SocketPeers.await(server);
        }
    }

    @Test
    void getSessionNeverThrows() throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (SSLSocket client = SocketPeers.OURS.over(ends[0], true); Socket server = ends[1]) {
            CompletableFuture<Void> answering = SocketPeers.async(() -> {
                server.getInputStream().read();
                server.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
                return null;
            });
            SSLSession session = client.getSession();
            assertEquals("SSL_NULL_WITH_NULL_NULL", session.getCipherSuite());
            assertEquals("NONE", session.getProtocol());
            assertFalse(session.isValid());
            assertThrows(SSLPeerUnverifiedException.class, session::getPeerCertificates);
            assertTrue(client.isClosed());
            SocketPeers.await(answering);
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void bothSidesLearnWhyAHandshakeFailed(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            p.client.setEnabledProtocols(new String[] {roles.version().equals("TLSv1.3") ? "TLSv1.2" : "TLSv1.3"});
            CompletableFuture<Void> server = SocketPeers.async(() -> {
                p.server.startHandshake();
                return null;
            });
            SSLException client = assertThrows(SSLException.class, p.client::startHandshake);
            assertTrue(client.getMessage().contains("protocol_version"), client.getMessage());
            ExecutionException e = assertThrows(ExecutionException.class, () -> SocketPeers.await(server));
            assertInstanceOf(SSLException.class, e.getCause());
            assertTrue(p.client.isClosed() && p.server.isClosed());
        }
    }

    @Test
    void aSilentPeerTimesOutAndMayStillAnswerLater() throws Exception {
        try (SSLServerSocket listener = SocketPeers.SUN.listen("TLSv1.3");
                SSLSocket client = SocketPeers.OURS.connect(listener.getLocalPort())) {
            client.setSoTimeout(50);
            assertThrows(SocketTimeoutException.class, client::startHandshake);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            assertFalse(client.isClosed());
            client.setSoTimeout(0);
            try (SSLSocket server = (SSLSocket) listener.accept()) {
                CompletableFuture<Void> serving = SocketPeers.async(() -> {
                    server.getOutputStream().write(6);
                    return null;
                });
                assertEquals(6, client.getInputStream().read());
                SocketPeers.await(serving);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void closeEndsAHandshakeThatWaits(String version) throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (Socket silent = ends[1]) {
            SSLSocket client = SocketPeers.OURS.over(ends[0], true);
            client.setEnabledProtocols(new String[] {version});
            CompletableFuture<Void> shaking = SocketPeers.async(() -> {
                client.startHandshake();
                return null;
            });
            Thread.sleep(200);
            client.close();
            ExecutionException e = assertThrows(ExecutionException.class, () -> shaking.get(5, TimeUnit.SECONDS));
            assertInstanceOf(SocketException.class, e.getCause());
            assertTrue(silent.getInputStream().readAllBytes().length > 100);
        }
    }

    @Test
    void refusesUnknownNames() throws Exception {
        try (SSLSocket s = (SSLSocket) SocketPeers.OURS.sockets().createSocket()) {
            assertThrows(IllegalArgumentException.class, () -> s.setEnabledProtocols(new String[] {"TLSv9"}));
            assertThrows(IllegalArgumentException.class, () -> s.setEnabledCipherSuites(new String[] {"TLS_NO_SUCH_SUITE"}));
            assertTrue(List.of(s.getSupportedProtocols()).contains("TLSv1.3"));
            assertTrue(List.of(s.getSupportedCipherSuites()).containsAll(List.of(s.getEnabledCipherSuites())));
            assertTrue(s.getUseClientMode());
            s.setEnableSessionCreation(false);
            assertFalse(s.getEnableSessionCreation());
        }
    }
}
