package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two properties of SunJSSE that say how strict the end of a connection is. */
class CloseNotifyPropertiesTest {
    private static final String REQUIRE = "com.sun.net.ssl.requireCloseNotify";
    private static final String ACKNOWLEDGE = "jdk.tls.acknowledgeCloseNotify";

    private static SSLContext context(String property) throws Exception {
        System.setProperty(property, "true");
        try {
            return Contexts.context("TLS", Contexts.OURS, null, SocketPeers.trust());
        } finally {
            System.clearProperty(property);
        }
    }

    private static SocketPeers.Pair connected(String property, String version, SocketRelay relay) throws Exception {
        try (SSLServerSocket l = SocketPeers.SUN.listen(version)) {
            relay.start(l.getLocalPort());
            SSLSocket c = (SSLSocket) context(property).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), relay.port());
            return new SocketPeers.Pair(c, (SSLSocket) l.accept()).shake();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEndWithoutCloseNotifyCanBeAnError(String version) throws Exception {
        try (SocketRelay relay = new SocketRelay(1 << 14); SocketPeers.Pair p = connected(REQUIRE, version, relay)) {
            p.server.getOutputStream().write(1);
            assertEquals(1, p.client.getInputStream().read());
            relay.cut();
            assertThrows(SSLProtocolException.class, () -> p.client.getInputStream().read());
            assertTrue(p.client.isClosed());
        }
    }

    /** OpenSSL's answer to an "unexpected eof while reading", for a peer that ended its own direction alone. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEndThatIsAnErrorIsToldToThePeer(String version) throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        SSLSocket ours = (SSLSocket) context(REQUIRE).getSocketFactory().createSocket(ends[0], "localhost", ends[0].getPort(), true);
        ours.setEnabledProtocols(new String[] {version});
        try (Socket transport = ends[1]; SocketPeers.Pair p = new SocketPeers.Pair(ours, SocketPeers.SUN.serverOver(transport, null, false)).shake()) {
            p.server.getOutputStream().write(1);
            assertEquals(1, p.client.getInputStream().read());
            transport.shutdownOutput();
            assertThrows(SSLProtocolException.class, () -> p.client.getInputStream().read());
            SSLException told = assertThrows(SSLException.class, () -> p.server.getInputStream().read());
            assertTrue(told.getMessage().contains("decode_error"), told.getMessage());
        }
    }

    @Test
    void socketsCanAnswerCloseNotifyAtOnce() throws Exception {
        try (SocketRelay relay = new SocketRelay(1 << 14); SocketPeers.Pair p = connected(ACKNOWLEDGE, "TLSv1.3", relay)) {
            p.server.shutdownOutput();
            assertFalse(p.client.isOutputShutdown());
            assertEquals(-1, p.client.getInputStream().read());
            assertTrue(p.client.isOutputShutdown());
            assertEquals(-1, p.server.getInputStream().read());
        }
    }

    @Test
    void enginesCanAnswerCloseNotifyAtOnce() throws Exception {
        System.setProperty(ACKNOWLEDGE, "true");
        EnginePair p;
        try {
            p = EnginePair.of(Contexts.context(Contexts.OURS, Differential.CA), Contexts.context(Contexts.SUN, Differential.CA, Differential.EC));
        } finally {
            System.clearProperty(ACKNOWLEDGE);
        }
        p.handshake();
        p.server.engine.closeOutbound();
        EnginePair.wrap(p.server, p.client, ByteBuffer.allocate(0));
        SSLEngine client = p.client.engine;
        assertEquals(HandshakeStatus.NEED_WRAP, client.unwrap(p.client.in, p.client.app).getHandshakeStatus());
        EnginePair.wrap(p.client, p.server, ByteBuffer.allocate(0));
        assertTrue(client.isInboundDone() && client.isOutboundDone());
    }
}
