package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets over sockets: STARTTLS and proxies, on either side. */
@Timeout(60)
class SocketLayeredTest {
    static Stream<Roles> roles() {
        return SocketPeers.roles();
    }

    private static Pair layered(Roles roles, Socket[] ends, boolean autoClose) throws IOException {
        SSLSocket c = roles.client().over(ends[0], autoClose);
        c.setEnabledProtocols(new String[] {roles.version()});
        return new Pair(c, roles.server().serverOver(ends[1], null, autoClose));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void sendsAndChecksTheNameOfTheHost(Roles roles) throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (Pair p = layered(roles, ends, true)) {
            SSLParameters params = p.client.getSSLParameters();
            params.setEndpointIdentificationAlgorithm("HTTPS");
            p.client.setSSLParameters(params);
            p.shake();
            assertEquals(SocketPeers.HOST, p.client.getSession().getPeerHost());
            assertEquals(new SNIHostName(SocketPeers.HOST),
                    ((ExtendedSSLSession) p.server.getSession()).getRequestedServerNames().get(0));
            p.client.getOutputStream().write(5);
            assertEquals(5, p.server.getInputStream().read());
        }
        assertTrue(ends[0].isClosed());
        assertTrue(ends[1].isClosed());
    }

    @Test
    void refusesAnotherHost() throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        SSLSocket client = (SSLSocket) SocketPeers.OURS.sockets().createSocket(ends[0], "other.example.test", 443, true);
        SSLParameters params = client.getSSLParameters();
        params.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(params);
        SSLSocket server = SocketPeers.SUN.serverOver(ends[1], null, true);
        CompletableFuture<Void> serving = SocketPeers.async(() -> {
            server.startHandshake();
            server.getInputStream().read();
            return null;
        });
        assertThrows(SSLHandshakeException.class, client::startHandshake);
        ExecutionException e = assertThrows(ExecutionException.class, () -> SocketPeers.await(serving));
        assertTrue(e.getCause().getMessage().contains("certificate_unknown"), e.getCause().getMessage());
    }

    /** The transport that is not ours stays open, with exactly what follows our close_notify still in it. */
    @ParameterizedTest
    @MethodSource("roles")
    void leavesATransportThatIsNotItsOwn(Roles roles) throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (Socket client = ends[0]; Socket server = ends[1]) {
            Pair p = layered(roles, ends, false).shake();
            p.server.getOutputStream().write(new byte[] {1, 2, 3});
            CompletableFuture<Void> closing = SocketPeers.async(() -> {
                assertEquals(-1, p.server.getInputStream().read());
                p.server.close();
                server.getOutputStream().write(new byte[] {'p', 'l', 'a', 'i', 'n'});
                return null;
            });
            assertArrayEquals(new byte[] {1, 2, 3}, p.client.getInputStream().readNBytes(3));
            if (roles.version().equals("TLSv1.3")) {
                p.client.shutdownOutput();
                assertEquals(-1, p.client.getInputStream().read());
            }
            p.client.close();
            assertTrue(p.client.isClosed());
            assertFalse(client.isClosed());
            assertArrayEquals(new byte[] {'p', 'l', 'a', 'i', 'n'}, client.getInputStream().readNBytes(5));
            SocketPeers.await(closing);
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void serverTakesWhatWasConsumedFirst(Roles roles) throws Exception {
        for (int consumed : new int[] {1, 5, 6, 100}) {
            Socket[] ends = SocketPeers.plainPair();
            SSLSocket client = roles.client().over(ends[0], true);
            client.setEnabledProtocols(new String[] {roles.version()});
            CompletableFuture<Void> shaking = SocketPeers.async(() -> {
                client.startHandshake();
                client.getOutputStream().write(77);
                return null;
            });
            byte[] first = ends[1].getInputStream().readNBytes(consumed);
            try (SSLSocket server = roles.server().serverOver(ends[1], new ByteArrayInputStream(first), true)) {
                assertEquals(77, server.getInputStream().read());
                SocketPeers.await(shaking);
            }
            client.close();
        }
    }

    @Test
    void needsAConnectedTransport() {
        assertThrows(SocketException.class, () -> SocketPeers.OURS.over(new Socket(), true));
        assertThrows(SocketException.class, () -> SocketPeers.OURS.serverOver(new Socket(), null, true));
        assertThrows(NullPointerException.class, () -> SocketPeers.OURS.sockets().createSocket((Socket) null, "h", 1, true));
    }

    @Test
    void passesOnWhatTlsDoesNotChange() throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (SSLSocket s = SocketPeers.OURS.over(ends[0], true); Socket other = ends[1]) {
            s.setSoTimeout(1234);
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            s.setSoLinger(true, 7);
            assertEquals(1234, ends[0].getSoTimeout());
            assertEquals(1234, s.getSoTimeout());
            assertTrue(ends[0].getTcpNoDelay() && ends[0].getKeepAlive() && ends[0].getReuseAddress());
            assertEquals(7, s.getSoLinger());
            assertEquals(true, s.getOption(StandardSocketOptions.SO_REUSEADDR));
            assertEquals(ends[0].supportedOptions(), s.supportedOptions());
            assertEquals(other.getLocalPort(), s.getPort());
            assertEquals(ends[0].getLocalPort(), s.getLocalPort());
            assertEquals(ends[0].getRemoteSocketAddress(), s.getRemoteSocketAddress());
            assertEquals(ends[0].getLocalSocketAddress(), s.getLocalSocketAddress());
            assertSame(ends[0].getInetAddress(), s.getInetAddress());
            assertTrue(s.isConnected() && s.isBound() && !s.isClosed());
            assertNull(s.getChannel());
            assertThrows(SocketException.class, () -> s.sendUrgentData(1));
            assertThrows(IOException.class, () -> s.connect(other.getLocalSocketAddress()));
            assertThrows(IOException.class, () -> s.bind(null));
            s.setSoLinger(false, 0);
        }
    }
}
