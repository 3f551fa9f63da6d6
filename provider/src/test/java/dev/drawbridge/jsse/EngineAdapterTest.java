package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.verify.TestCa;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@code SSLEngine}'s documentation, and SunJSSE's habits where it is silent. */
class EngineAdapterTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static TestCa ca;
    private static SSLContext context;

    @BeforeAll
    static void context() throws Exception {
        ca = TestCa.root("Root");
        context = Contexts.context(Contexts.OURS, ca, ca.issue("EC", TestCa.Leaf.of("ec", "ec.test")));
    }

    private static EnginePair connected(String version) throws Exception {
        EnginePair p = EnginePair.of(context, context);
        p.client.engine.setEnabledProtocols(new String[] {version});
        p.handshake();
        return p;
    }

    private static SSLEngine client() {
        SSLEngine e = context.createSSLEngine("ec.test", 443);
        e.setUseClientMode(true);
        return e;
    }

    @Test
    void theRoleIsChosenBeforeTheHandshakeAndNotChangedAfterwards() throws Exception {
        SSLEngine e = context.createSSLEngine("ec.test", 443);
        assertFalse(e.getUseClientMode());
        assertThrows(IllegalStateException.class, () -> e.wrap(NOTHING, ByteBuffer.allocate(20_000)));
        e.setUseClientMode(true);
        e.setUseClientMode(false);
        e.setUseClientMode(true);
        e.beginHandshake();
        e.setUseClientMode(true);
        assertThrows(IllegalArgumentException.class, () -> e.setUseClientMode(false));
        assertTrue(e.getUseClientMode());
    }

    @Test
    void wrapBeginsTheHandshake() throws Exception {
        SSLEngine e = client();
        ByteBuffer out = ByteBuffer.allocate(20_000);
        SSLEngineResult r = e.wrap(NOTHING, out);
        assertEquals(Status.OK, r.getStatus());
        assertTrue(r.bytesProduced() > 100);
        assertEquals(22, out.get(0));
        assertNotNull(e.getHandshakeSession());
        assertEquals("SSL_NULL_WITH_NULL_NULL", e.getSession().getCipherSuite());
    }

    /** A program that asks its selector for nothing but reading when it has run a task, as Kafka's, would wait for ever if a client began with one. */
    @Test
    void aClientThatBeginsHasNoTask() throws Exception {
        SSLEngine e = client();
        e.beginHandshake();
        assertEquals(HandshakeStatus.NEED_WRAP, e.getHandshakeStatus());
        assertNull(e.getDelegatedTask());
        e.beginHandshake();
        assertEquals(HandshakeStatus.NEED_WRAP, e.getHandshakeStatus());
    }

    /** Begun again while a task waits, an engine leaves that task to the program. */
    @Test
    void onlyTheFirstFlightIsMadeAtOnce() throws Exception {
        EnginePair p = EnginePair.of(context, context);
        ByteBuffer hello = ByteBuffer.allocate(20_000);
        p.client.engine.wrap(NOTHING, hello);
        p.server.engine.unwrap(hello.flip(), ByteBuffer.allocate(20_000));
        assertEquals(HandshakeStatus.NEED_TASK, p.server.engine.getHandshakeStatus());
        p.server.engine.beginHandshake();
        assertEquals(HandshakeStatus.NEED_TASK, p.server.engine.getHandshakeStatus());
        assertNotNull(p.server.engine.getDelegatedTask());
    }

    @Test
    void argumentsAreChecked() {
        SSLEngine e = client();
        ByteBuffer room = ByteBuffer.allocate(20_000);
        ByteBuffer[] one = {NOTHING};
        assertThrows(IllegalArgumentException.class, () -> e.wrap((ByteBuffer[]) null, 0, 0, room));
        assertThrows(IllegalArgumentException.class, () -> e.wrap(one, 0, 1, null));
        assertThrows(IllegalArgumentException.class, () -> e.wrap(new ByteBuffer[] {null}, 0, 1, room));
        assertThrows(IndexOutOfBoundsException.class, () -> e.wrap(one, 0, 2, room));
        assertThrows(IndexOutOfBoundsException.class, () -> e.wrap(one, -1, 1, room));
        assertThrows(ReadOnlyBufferException.class, () -> e.wrap(NOTHING, room.asReadOnlyBuffer()));
        assertThrows(IllegalArgumentException.class, () -> e.unwrap(null, one, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> e.unwrap(room, new ByteBuffer[] {null}, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> e.unwrap(room, one, 1, 1));
        assertThrows(ReadOnlyBufferException.class, () -> e.unwrap(room, ByteBuffer.allocate(9).asReadOnlyBuffer()));
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, e.getHandshakeStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void smallBuffersOverflowAndUnderflowAndLoseNothing(String version) throws Exception {
        EnginePair p = connected(version);
        ByteBuffer data = ByteBuffer.wrap(new byte[1000]);
        SSLEngineResult r = p.client.engine.wrap(data, ByteBuffer.allocate(100));
        assertEquals(Status.BUFFER_OVERFLOW, r.getStatus());
        assertEquals(1000, data.remaining());
        ByteBuffer record = ByteBuffer.allocate(p.client.engine.getSession().getPacketBufferSize());
        r = p.client.engine.wrap(data, record);
        assertEquals(Status.OK, r.getStatus());
        assertEquals(1000, r.bytesConsumed());
        record.flip();
        r = p.server.engine.unwrap(record.duplicate().limit(record.limit() - 1), ByteBuffer.allocate(2000));
        assertEquals(Status.BUFFER_UNDERFLOW, r.getStatus());
        assertEquals(0, r.bytesConsumed());
        r = p.server.engine.unwrap(record, ByteBuffer.allocate(100));
        assertEquals(Status.BUFFER_OVERFLOW, r.getStatus());
        ByteBuffer[] two = {ByteBuffer.allocate(600), ByteBuffer.allocateDirect(p.server.engine.getSession().getApplicationBufferSize())};
        r = p.server.engine.unwrap(record, two);
        assertEquals(Status.OK, r.getStatus());
        assertEquals(1000, r.bytesProduced());
        assertEquals(600, two[0].position());
        assertFalse(record.hasRemaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anOrderlyEnd(String version) throws Exception {
        EnginePair p = connected(version);
        p.client.engine.closeOutbound();
        assertFalse(p.client.engine.isOutboundDone());
        assertEquals(HandshakeStatus.NEED_WRAP, p.client.engine.getHandshakeStatus());
        SSLEngineResult r = EnginePair.wrap(p.client, p.server, NOTHING);
        assertEquals(Status.CLOSED, r.getStatus());
        assertTrue(p.client.engine.isOutboundDone());
        assertFalse(p.client.engine.isInboundDone());
        r = p.server.engine.unwrap(p.server.in, p.server.app);
        assertEquals(Status.CLOSED, r.getStatus());
        assertTrue(p.server.engine.isInboundDone());
        p.server.engine.closeInbound();
        p.server.engine.closeOutbound();
        EnginePair.wrap(p.server, p.client, NOTHING);
        assertTrue(p.server.engine.isOutboundDone());
        p.client.engine.unwrap(p.client.in, p.client.app);
        assertTrue(p.client.engine.isInboundDone());
        p.client.engine.closeInbound();
        assertEquals(Status.CLOSED, p.client.engine.wrap(ByteBuffer.wrap(new byte[5]), ByteBuffer.allocate(20_000)).getStatus());
        assertEquals(version, p.client.engine.getSession().getProtocol());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEndWithoutCloseNotifyIsAnError(String version) throws Exception {
        EnginePair p = connected(version);
        SSLException e = assertThrows(SSLException.class, p.client.engine::closeInbound);
        assertEquals("closing inbound before receiving peer's close_notify", e.getMessage());
        assertTrue(p.client.engine.isInboundDone());
    }

    @Test
    void anEngineClosedBeforeItBeginsStaysClosed() throws Exception {
        SSLEngine e = client();
        e.closeOutbound();
        assertTrue(e.isOutboundDone());
        assertEquals(Status.CLOSED, e.wrap(NOTHING, ByteBuffer.allocate(20_000)).getStatus());
        assertThrows(SSLException.class, e::beginHandshake);
        SSLEngine other = client();
        other.closeInbound();
        assertTrue(other.isInboundDone());
        assertEquals(Status.CLOSED, other.unwrap(NOTHING, ByteBuffer.allocate(20_000)).getStatus());
    }

    @Test
    void whatIsNotTlsIsSaidToBeSo() throws Exception {
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        ByteBuffer http = ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        SSLException e = assertThrows(SSLException.class, () -> server.unwrap(http, ByteBuffer.allocate(20_000)));
        assertEquals("Unsupported or unrecognized SSL message", e.getMessage());
    }

    @Test
    void aFlippedBitEndsBothSides() throws Exception {
        EnginePair p = connected("TLSv1.3");
        ByteBuffer out = ByteBuffer.allocate(20_000);
        p.client.engine.wrap(ByteBuffer.wrap(new byte[100]), out);
        out.put(50, (byte) (out.get(50) ^ 1)).flip();
        SSLException e = assertThrows(SSLException.class, () -> p.server.engine.unwrap(out, p.server.app));
        assertTrue(e.getMessage().startsWith("(bad_record_mac)"), e.getMessage());
        EnginePair.wrap(p.server, p.client, NOTHING);
        SSLException told = assertThrows(SSLException.class, () -> p.client.engine.unwrap(p.client.in, p.client.app));
        assertEquals("(bad_record_mac) Received fatal alert: bad_record_mac", told.getMessage());
    }

    @Test
    void nothingToNegotiateIsSaidWhenTheHandshakeBegins() {
        SSLEngine e = client();
        e.setEnabledProtocols(new String[] {"TLSv1.3"});
        e.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        assertThrows(SSLHandshakeException.class, e::beginHandshake);
        e.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThrows(IllegalArgumentException.class, () -> e.setEnabledProtocols(new String[] {"TLSv9"}));
    }

    @Test
    void settersAndGetters() {
        SSLEngine e = client();
        e.setNeedClientAuth(true);
        e.setWantClientAuth(true);
        assertTrue(e.getWantClientAuth() && !e.getNeedClientAuth());
        e.setWantClientAuth(false);
        assertFalse(e.getWantClientAuth() || e.getNeedClientAuth());
        assertTrue(e.getEnableSessionCreation());
        e.setEnableSessionCreation(false);
        assertFalse(e.getEnableSessionCreation());
        SSLParameters p = e.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        assertEquals(null, e.getSSLParameters().getEndpointIdentificationAlgorithm(), "what is handed out is a copy");
        assertEquals(List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello"), List.of(e.getSupportedProtocols()));
        assertEquals(Arrays.stream(CipherSuite.values()).filter(s -> !s.weak()).count(), e.getSupportedCipherSuites().length);
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, e.getHandshakeStatus());
    }

    @Test
    void handshakesAndFailuresAreTraced(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("trace.jsonl");
        System.setProperty("drawbridge.trace", file.toString());
        SSLContext traced;
        SSLContext stranger;
        try {
            traced = Contexts.context(Contexts.OURS, ca, ca.issue("EC", TestCa.Leaf.of("ec", "ec.test")));
            stranger = Contexts.context(Contexts.OURS, TestCa.root("Another"));
        } finally {
            System.clearProperty("drawbridge.trace");
        }
        EnginePair good = EnginePair.of(traced, traced);
        SSLParameters s = good.client.engine.getSSLParameters();
        s.setEndpointIdentificationAlgorithm("HTTPS");
        good.client.engine.setSSLParameters(s);
        good.handshake();
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        String client = lines.stream().filter(l -> l.contains("\"role\":\"client\"")).findFirst().orElseThrow();
        assertTrue(client.startsWith("{\"event\":\"handshake\",\"role\":\"client\",\"peer\":\"ec.test:443\",\"protocol\":\"TLSv1.3\","
                + "\"cipherSuite\":\"TLS_AES_256_GCM_SHA384\",\"opensslCipher\":\"TLS_AES_256_GCM_SHA384\",\"group\":\"X25519MLKEM768\","
                + "\"signatureScheme\":\"ecdsa_secp256r1_sha256\",\"alpn\":\"\",\"resumed\":false,\"localChain\":[],\"peerChain\":[\"CN=ec\"],"
                + "\"verifiedBy\":\"OpenSSL's verification against 1 trust anchor from a key store of the program; host name ec.test\",\"millis\":"), client);
        String server = lines.stream().filter(l -> l.contains("\"role\":\"server\"")).findFirst().orElseThrow();
        assertTrue(server.contains("\"localChain\":[\"CN=ec\"],\"peerChain\":[],\"verifiedBy\":null"), server);
        EnginePair bad = EnginePair.of(stranger, traced);
        assertThrows(SSLHandshakeException.class, bad::handshake);
        lines = Files.readAllLines(file);
        assertEquals(4, lines.size());
        assertTrue(lines.get(2).contains("\"event\":\"failure\"") && lines.get(2).contains("\"alert\":\"unknown_ca\"")
                && lines.get(2).contains("\"peerChain\":[\"CN=ec\"]"), lines.get(2));
        assertTrue(lines.get(3).contains("\"reason\":\"the peer sent it\""), lines.get(3));
        assertInstanceOf(SSLHandshakeException.class, bad.server.failure);
    }
}
