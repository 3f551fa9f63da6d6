package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides for real, in memory: data in every shape of buffer, ends and failures. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest {
    private final TestConfig clientConfig = TestConfig.client();
    private final TestConfig serverConfig = TestConfig.server();
    private Peer client;
    private Peer server;

    private void connect(ProtocolVersion version) throws TlsFault {
        clientConfig.versions(version);
        connect();
    }

    private void connect() throws TlsFault {
        open();
        client.connection.beginHandshake();
        server.connection.beginHandshake();
        Peer.run(client, server);
        assertTrue(client.connection.connected() && server.connection.connected());
    }

    private void open() {
        client = new Peer(clientConfig.build());
        server = new Peer(serverConfig.build());
    }

    static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void everySuiteCarriesFullRecordsBothWays(CipherSuite suite) throws TlsFault {
        clientConfig.suites(suite);
        serverConfig.credentials((suite.name().contains("_RSA_") ? TestCredentials.RSA : TestCredentials.ECDSA_P256).source());
        connect(suite.fits(ProtocolVersion.TLS13) ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12);
        assertEquals(suite, client.connection.facts().cipherSuite());
        byte[] data = bytes(3 * 16384 + 77);
        client.records.clear();
        client.send(server, data);
        assertArrayEquals(data, server.received.toByteArray());
        assertEquals(4, client.records.size(), "a record of 16384 bytes takes 16384 bytes");
        server.send(client, data);
        assertArrayEquals(data, client.received.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void everybodyHearsOfTheEndOfTheHandshakeOnce(ProtocolVersion version) throws TlsFault {
        serverConfig.clientAuth(ClientAuth.NEED);
        clientConfig.credentials(TestCredentials.RSA.source());
        connect(version);
        for (Peer p : new Peer[] {client, server}) {
            assertEquals(1, p.finishes);
            assertEquals(1, p.connects);
            assertEquals(Status.NOT_HANDSHAKING, p.connection.status());
            assertFalse(p.connection.handshaking());
            assertNull(p.connection.takeTask());
        }
    }

    @Test
    void retryConnects() throws TlsFault {
        clientConfig.groups(NamedGroup.X25519, NamedGroup.SECP384R1);
        serverConfig.groups(NamedGroup.SECP384R1);
        connect(ProtocolVersion.TLS13);
        assertEquals(NamedGroup.SECP384R1, client.connection.facts().group());
    }

    @Test
    void aFlightSharesRecords() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        // ServerHello, ChangeCipherSpec, then EncryptedExtensions to Finished in one.
        assertEquals(3, server.records.size());
        assertEquals(22, server.records.get(0)[0]);
        assertEquals(20, server.records.get(1)[0]);
        assertEquals(23, server.records.get(2)[0]);
    }

    @Test
    void wrapAndUnwrapBeginTheHandshakeThemselves() throws TlsFault {
        open();
        client.wrap();
        assertEquals(Status.NEED_TASK, client.t.status);
        server.unwrap();
        assertEquals(Transfer.Outcome.UNDERFLOW, server.t.outcome);
        assertEquals(Status.NEED_UNWRAP, server.t.status);
        Peer.run(client, server);
        assertTrue(client.connection.connected() && server.connection.connected());
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void byteByByteNothingIsConsumedBeforeARecordIsWhole(ProtocolVersion version) throws TlsFault {
        connect(version);
        byte[] data = bytes(300);
        byte[] record = client.wrap(data);
        ByteBuffer dst = ByteBuffer.allocate(Connection.APPLICATION_SIZE);
        for (int i = 0; i < record.length; i++) {
            ByteBuffer src = ByteBuffer.wrap(record, 0, i);
            server.connection.unwrap(src, new ByteBuffer[] {dst}, 0, 1, server.t);
            assertEquals(Transfer.Outcome.UNDERFLOW, server.t.outcome);
            assertEquals(0, src.position());
        }
        server.connection.unwrap(ByteBuffer.wrap(record), new ByteBuffer[] {dst}, 0, 1, server.t);
        assertArrayEquals(data, Arrays.copyOf(dst.array(), dst.position()));
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void everyShapeOfBufferCarriesTheSameBytes(ProtocolVersion version) throws TlsFault {
        connect(version);
        byte[] data = bytes(16384);
        ByteBuffer direct = ByteBuffer.allocateDirect(data.length).put(data).flip();
        ByteBuffer readOnly = ByteBuffer.wrap(data).asReadOnlyBuffer();
        ByteBuffer[][] sources = {{ByteBuffer.wrap(data)}, {direct}, {readOnly},
            {ByteBuffer.allocate(0), ByteBuffer.wrap(data, 0, 5), ByteBuffer.allocateDirect(0), ByteBuffer.wrap(data, 5, data.length - 5)}};
        ByteBuffer[][] destinations = {{ByteBuffer.allocate(Connection.APPLICATION_SIZE)}, {ByteBuffer.allocate(16384)},
            {ByteBuffer.allocateDirect(16384)}, {ByteBuffer.allocate(7), ByteBuffer.allocateDirect(10_000), ByteBuffer.allocate(9_000)}};
        for (int i = 0; i < sources.length; i++) {
            ByteBuffer packet = i % 2 == 0 ? ByteBuffer.allocateDirect(Connection.PACKET_SIZE) : ByteBuffer.allocate(Connection.PACKET_SIZE);
            client.connection.wrap(sources[i], 0, sources[i].length, packet, client.t);
            assertEquals(data.length, client.t.consumed);
            assertEquals(packet.position(), client.t.produced);
            packet.flip();
            server.connection.unwrap(packet, destinations[i], 0, destinations[i].length, server.t);
            assertEquals(data.length, server.t.produced, server.t.toString());
            assertEquals(client.t.produced, server.t.consumed);
            assertFalse(packet.hasRemaining());
            ByteBuffer all = ByteBuffer.allocate(data.length);
            for (ByteBuffer b : destinations[i]) {
                all.put(b.flip());
            }
            assertArrayEquals(data, all.array());
        }
    }

    @Test
    void sourceAndDestinationMayShareAnArray() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        byte[] data = bytes(1000);
        byte[] shared = new byte[3000];
        System.arraycopy(data, 0, shared, 10, data.length);
        ByteBuffer packet = ByteBuffer.wrap(shared);
        client.connection.wrap(new ByteBuffer[] {ByteBuffer.wrap(shared, 10, data.length)}, 0, 1, packet, client.t);
        packet.flip();
        ByteBuffer plain = ByteBuffer.wrap(shared, 5, 2000);
        server.connection.unwrap(packet, new ByteBuffer[] {plain}, 0, 1, server.t);
        assertArrayEquals(data, Arrays.copyOfRange(shared, 5, plain.position()));
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void tooLittleRoomConsumesNothing(ProtocolVersion version) throws TlsFault {
        connect(version);
        byte[] data = bytes(500);
        ByteBuffer src = ByteBuffer.wrap(data);
        client.connection.wrap(new ByteBuffer[] {src}, 0, 1, ByteBuffer.allocate(505), client.t);
        assertEquals(Transfer.Outcome.OVERFLOW, client.t.outcome);
        assertEquals(0, src.position());
        ByteBuffer packet = ByteBuffer.wrap(client.wrap(data));
        ByteBuffer[] small = {ByteBuffer.allocate(300), ByteBuffer.allocate(199)};
        server.connection.unwrap(packet, small, 0, 2, server.t);
        assertEquals(Transfer.Outcome.OVERFLOW, server.t.outcome);
        assertEquals(0, packet.position());
        ByteBuffer[] enough = {ByteBuffer.allocate(300), ByteBuffer.allocate(200)};
        server.connection.unwrap(packet, enough, 0, 2, server.t);
        assertEquals(500, server.t.produced);
    }

    @Test
    void tooLittleRoomForAFlightIsNoFailure() throws TlsFault {
        open();
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        client.connection.wrap(Peer.NONE, 0, 0, ByteBuffer.allocate(20), client.t);
        assertEquals(Transfer.Outcome.OVERFLOW, client.t.outcome);
        assertEquals(Status.NEED_WRAP, client.t.status);
        Peer.run(client, server);
        assertTrue(client.connection.connected());
    }

    @Test
    void nothingIsConsumedWhileATaskIsPending() throws TlsFault {
        open();
        client.step(server);
        client.connection.beginHandshake();
        client.step(server);
        client.step(server);
        server.unwrap();
        assertEquals(Status.NEED_TASK, server.connection.status());
        Runnable task = server.connection.takeTask();
        assertNull(server.connection.takeTask(), "each task is handed out once");
        server.deliver(new byte[] {22, 3, 3, 0, 1, 1});
        server.unwrap();
        assertEquals(0, server.t.consumed);
        assertEquals(Status.NEED_TASK, server.t.status);
        server.wrap();
        assertEquals(0, server.t.produced);
        server.inbox = new byte[0];
        task.run();
        Peer.run(client, server);
        assertTrue(server.connection.connected());
    }

    @Test
    void anEmptyWrapMakesNoRecord() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        assertEquals(0, client.wrap(new byte[0]).length);
        assertEquals(Transfer.Outcome.OK, client.t.outcome);
    }

    // ---- ends

    /** RFC 8446 section 6.1: close_notify "does not have any effect on its read side of the connection". */
    @Test
    void closeIsHalfCloseInTls13() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        client.connection.closeOutbound();
        assertEquals(Status.NEED_WRAP, client.connection.status());
        assertFalse(client.connection.outboundDone());
        server.deliver(client.wrap());
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertTrue(client.connection.outboundDone());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertTrue(server.t.consumed > 0);
        assertTrue(server.connection.inboundDone());
        assertFalse(server.connection.outboundDone());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        server.send(client, bytes(100));
        assertArrayEquals(bytes(100), client.received.toByteArray());
        server.connection.closeOutbound();
        client.deliver(server.wrap());
        client.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        server.connection.closeInbound();
        client.connection.closeInbound();
        assertTrue(client.failures.isEmpty() && server.failures.isEmpty());
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertEquals(0, client.wrap(bytes(3)).length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertEquals(0, client.t.consumed);
    }

    /** RFC 5246 section 7.2.1: "The other party MUST respond with a close_notify alert of its own and close down the connection". */
    @Test
    void closeIsAnsweredInTls12() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        client.connection.closeOutbound();
        server.deliver(client.wrap());
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(Status.NEED_WRAP, server.t.status);
        client.deliver(server.wrap(bytes(10)));
        assertEquals(0, server.t.consumed, "pending writes are discarded");
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertTrue(server.connection.outboundDone());
        client.unwrap();
        assertTrue(client.connection.inboundDone());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
    }

    @Test
    void dataAfterCloseNotifyIsIgnored() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        byte[] data = client.wrap(bytes(5));
        client.connection.closeOutbound();
        server.deliver(data);
        server.unwrap();
        server.deliver(client.wrap());
        server.deliver(new byte[] {1, 2, 3, 4, 5, 6});
        server.unwrap();
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(0, server.t.consumed);
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anEndWithoutCloseNotifyIsATruncationOfWhatIsRead(ProtocolVersion version) throws TlsFault {
        connect(version);
        TlsFault f = assertThrows(TlsFault.class, server.connection::closeInbound);
        assertEquals(Fault.TRUNCATED, f.fault());
        assertTrue(server.connection.inboundDone());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        server.connection.closeInbound();
        server.send(client, bytes(3));
        assertArrayEquals(bytes(3), client.received.toByteArray());
        server.connection.closeOutbound();
        client.deliver(server.wrap());
        client.unwrap();
        assertTrue(client.connection.inboundDone() && server.connection.outboundDone());
        assertTrue(client.failures.isEmpty() && server.failures.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anEndWithoutCloseNotifyEndsAHandshake(ProtocolVersion version) throws TlsFault {
        clientConfig.versions(version);
        open();
        client.connection.beginHandshake();
        while (client.connection.status() != Status.NEED_UNWRAP) {
            client.step(server);
        }
        TlsFault f = assertThrows(TlsFault.class, client.connection::closeInbound);
        assertEquals(List.of(f), client.failures);
        assertEquals(Fault.TRUNCATED, f.fault());
        assertTrue(client.connection.inboundDone());
        assertEquals(0, client.wrap(bytes(3)).length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
    }

    @Test
    void closeBeforeTheHandshakeClosesBothSilently() throws TlsFault {
        open();
        client.connection.closeOutbound();
        assertTrue(client.connection.inboundDone() && client.connection.outboundDone());
        assertEquals(0, client.wrap().length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertThrows(TlsFault.class, client.connection::beginHandshake);
        assertTrue(client.failures.isEmpty());
    }

    @Test
    void closeInTheMiddleOfTheHandshakeCancelsIt() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13);
        open();
        client.connection.beginHandshake();
        while (server.connection.facts().version() == null) {
            client.step(server);
            server.step(client);
        }
        while (server.connection.status() != Status.NEED_UNWRAP) {
            server.step(client);
        }
        server.connection.closeOutbound();
        assertEquals(Fault.USER_CANCELED, server.failures.get(0).fault());
        client.deliver(server.wrap());
        assertEquals(Status.NEED_WRAP, server.t.status);
        client.deliver(server.wrap());
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(Status.NOT_HANDSHAKING, server.t.status);
        assertEquals(Transfer.Outcome.CLOSED, server.unwrap().outcome);
        // The client has the server's flight before the alerts, and so connects; then it hears the close.
        Peer.run(client, server);
        if (client.connection.connected()) {
            client.unwrap();
            client.unwrap();
        }
        assertTrue(client.connection.inboundDone());
    }

    // ---- failures

    private void runUntilFailed(Peer which) throws TlsFault {
        client.connection.beginHandshake();
        while (which.failures.isEmpty()) {
            assertTrue(client.step(server) | server.step(client), "stuck");
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aFailureInATaskSendsTheAlertAndThenThrowsOnce(ProtocolVersion version) throws TlsFault {
        clientConfig.judge((chain, isServer, authType) -> {
            throw new CertificateException("not today");
        });
        clientConfig.versions(version);
        open();
        runUntilFailed(client);
        assertEquals(Status.NEED_WRAP, client.connection.status());
        server.deliver(client.wrap());
        assertEquals(Transfer.Outcome.OK, client.t.outcome);
        assertEquals(Status.NEED_WRAP, client.t.status);
        TlsFault f = assertThrows(TlsFault.class, client::wrap);
        assertEquals(Fault.CERTIFICATE_UNKNOWN, f.fault());
        assertEquals(1, client.failures.size());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertEquals(0, client.wrap().length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        TlsFault told = assertThrows(TlsFault.class, () -> Peer.run(server, client));
        assertEquals(Alert.CERTIFICATE_UNKNOWN, told.alert());
        assertTrue(told.received());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status(), "nothing is sent back");
        assertEquals(0, server.wrap().length);
    }

    @Test
    void aFailureInUnwrapIsThrownThereAndTheAlertFollows() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        byte[] record = client.wrap(bytes(100));
        record[50] ^= 1;
        server.deliver(record);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
        assertEquals(Status.NEED_WRAP, server.connection.status());
        assertFalse(server.connection.outboundDone());
        client.deliver(server.wrap(bytes(3)));
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(0, server.t.consumed);
        assertTrue(server.connection.outboundDone());
        TlsFault told = assertThrows(TlsFault.class, client::unwrap);
        assertEquals(Alert.BAD_RECORD_MAC, told.alert());
        assertEquals(1, client.failures.size());
        assertEquals(1, server.failures.size());
    }

    @Test
    void whoTookTheFailureIsNotToldAgain() throws TlsFault {
        clientConfig.judge((chain, isServer, authType) -> {
            throw new CertificateException("not today");
        });
        open();
        runUntilFailed(client);
        assertEquals(client.failures.get(0), client.connection.takeFailure());
        assertNull(client.connection.takeFailure());
        assertTrue(client.wrap().length > 0);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
    }

    @Test
    void plainHttpIsNamed() {
        open();
        server.deliver("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        TlsFault f = assertThrows(TlsFault.class, server::unwrap);
        assertEquals(Fault.NOT_TLS, f.fault());
        assertTrue(f.getMessage().contains("plain HTTP request?"), f.getMessage());
    }

    @Test
    void foreignThrowablesInTasksEndTheConnection() throws TlsFault {
        serverConfig.credentials(request -> {
            throw new StackOverflowError("deep");
        });
        open();
        runUntilFailed(server);
        TlsFault f = assertThrows(TlsFault.class, server::unwrap, "an unwrap throws at once");
        assertEquals(Fault.INTERNAL, f.fault());
        assertEquals(Alert.INTERNAL_ERROR, f.alert());
    }

    /** RFC 8446 section 4.2.10: a server that ignores early_data skips the records that it cannot open, up to a bound. */
    @Test
    void earlyDataThatNobodyAskedForIsSkipped() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13);
        open();
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        byte[] hello = withEarlyData(client.wrap());
        byte[] early = new byte[5 + 8000];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[3] = (byte) (8000 >> 8);
        early[4] = (byte) 8000;
        server.deliver(hello);
        while (server.connection.status() != Status.NEED_UNWRAP || server.inbox.length > 0) {
            assertTrue(server.step(client), "stuck");
        }
        for (int i = 0; i < 4; i++) {
            server.deliver(early);
            server.unwrap();
            assertEquals(early.length, server.t.consumed);
            assertEquals(Status.NEED_UNWRAP, server.t.status);
        }
        server.deliver(early);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    /** After a HelloRetryRequest early data is told by its type alone, until the second ClientHello; none may follow that. */
    @Test
    void earlyDataIsSkippedAfterARetryToo() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13).groups(NamedGroup.X25519, NamedGroup.SECP384R1);
        serverConfig.groups(NamedGroup.SECP384R1);
        open();
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        server.deliver(withEarlyData(client.wrap()));
        byte[] early = new byte[5 + 100];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[4] = 100;
        server.deliver(early);
        server.deliver(early);
        while (server.connection.status() != Status.NEED_UNWRAP || server.inbox.length > 0) {
            assertTrue(server.step(client), "stuck");
        }
        while (client.step(server)) {
            assertTrue(client.failures.isEmpty(), "failed");
        }
        // The client's second ClientHello and its ChangeCipherSpec lead to the server's flight.
        while (server.step(client)) {
            assertTrue(server.failures.isEmpty(), () -> server.failures.toString());
        }
        assertEquals(NamedGroup.SECP384R1, server.connection.facts().group());
        server.deliver(early);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    @Test
    void earlyDataWithoutItsExtensionIsRefused() throws TlsFault {
        open();
        server.connection.beginHandshake();
        byte[] early = {23, 3, 3, 0, 1, 0};
        server.deliver(early);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    /** The record of a ClientHello, with the empty extension early_data at its end. */
    private static byte[] withEarlyData(byte[] record) {
        byte[] longer = Arrays.copyOf(record, record.length + 4);
        longer[record.length + 1] = 42;
        ByteBuffer b = ByteBuffer.wrap(longer);
        b.putShort(3, (short) (b.getShort(3) + 4));
        b.putShort(7, (short) (b.getShort(7) + 4));
        int at = 5 + 4 + 2 + 32;
        at += 1 + longer[at];
        at += 2 + b.getShort(at);
        at += 1 + longer[at];
        b.putShort(at, (short) (b.getShort(at) + 4));
        return longer;
    }

    // ---- keys

    @Test
    void keysAreUpdatedOnRequestAndData13FlowsOn() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        client.connection.updateKeys(true);
        assertEquals(Status.NEED_WRAP, client.connection.status());
        client.send(server, bytes(1000));
        assertEquals(Status.NEED_WRAP, server.connection.status(), "the answer");
        server.send(client, bytes(2000));
        client.connection.beginHandshake();
        client.send(server, bytes(3000));
        server.send(client, bytes(10));
        assertEquals(4000, server.received.size());
        assertEquals(2010, client.received.size());
        assertEquals(1, client.finishes);
    }

    @Test
    void tooManyKeyUpdatesWithoutDataEndTheConnection() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        int limit = serverConfig.limits.keyUpdates();
        for (int i = 0; i < limit; i++) {
            client.connection.updateKeys(true);
            server.deliver(client.wrap());
            server.unwrap();
            server.wrap();
        }
        client.connection.updateKeys(true);
        server.deliver(client.wrap());
        assertEquals(Fault.TOO_MANY_KEY_UPDATES, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    @Test
    void answersThatNobodyLetsOutAreBounded() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        TlsFault f = assertThrows(TlsFault.class, () -> {
            for (int i = 0; i < 100; i++) {
                client.connection.updateKeys(true);
                client.send(server, bytes(1));
            }
        });
        assertEquals(Fault.TOO_MANY_KEY_UPDATES, f.fault());
    }

    @Test
    void renegotiationIsRefusedAndTheConnectionLives() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        assertEquals(Fault.RENEGOTIATION_REFUSED, assertThrows(TlsFault.class, client.connection::beginHandshake).fault());
        client.send(server, bytes(5));
        assertEquals(5, server.received.size());
        assertTrue(client.failures.isEmpty());
    }

    /** RFC 8446 section 5.5: "Implementations SHOULD either close the connection or do a key update [...] prior to reaching these limits." */
    @Test
    void keysChangeByThemselvesBeforeTheirLimit() throws TlsFault {
        KeyLimits tiny = new KeyLimits(a -> 100_000L);
        clientConfig.versions(ProtocolVersion.TLS13);
        client = new Peer(clientConfig.build(), Beginning.of(true), tiny);
        server = new Peer(serverConfig.build());
        client.connection.beginHandshake();
        Peer.run(client, server);
        client.records.clear();
        byte[] data = bytes(1_000_000);
        client.send(server, data);
        assertArrayEquals(data, server.received.toByteArray());
        long updates = client.records.stream().filter(r -> r.length == 5 + 5 + 17).count();
        assertTrue(updates >= 10, updates + " key updates");
    }

    @Test
    void withoutKeyUpdateTheConnectionGoesOn() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS12);
        client = new Peer(clientConfig.build(), Beginning.of(true), new KeyLimits(a -> 100_000L));
        server = new Peer(serverConfig.build());
        client.connection.beginHandshake();
        Peer.run(client, server);
        byte[] data = bytes(1_000_000);
        client.send(server, data);
        assertArrayEquals(data, server.received.toByteArray());
    }

    // ---- threads

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void wrapAndUnwrapRunAtOnceOnTwoThreads(ProtocolVersion version) throws Exception {
        connect(version);
        byte[] down = bytes(16384);
        Peer s = server;
        // Prepared first, so that the client reads while its other thread writes.
        byte[][] incoming = new byte[400][];
        for (int i = 0; i < incoming.length; i++) {
            if (i % 50 == 0 && version == ProtocolVersion.TLS13) {
                s.connection.updateKeys(false);
                client.deliver(s.wrap());
                client.unwrap();
            }
            incoming[i] = s.wrap(down);
            if (i % 50 == 49) {
                readAndWriteAtOnce(Arrays.copyOfRange(incoming, i - 49, i + 1), down);
            }
        }
    }

    private void readAndWriteAtOnce(byte[][] incoming, byte[] expected) throws Exception {
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                Transfer t = new Transfer();
                ByteBuffer dst = ByteBuffer.allocate(Connection.APPLICATION_SIZE);
                for (byte[] record : incoming) {
                    client.connection.unwrap(ByteBuffer.wrap(record), new ByteBuffer[] {dst.clear()}, 0, 1, t);
                    assertArrayEquals(expected, Arrays.copyOf(dst.array(), dst.position()));
                }
            } catch (Throwable e) {
                failed.set(e);
            }
        });
        reader.start();
        for (int i = 0; i < 50; i++) {
            server.deliver(client.wrap(expected));
            server.unwrap();
        }
        reader.join();
        if (failed.get() != null) {
            throw new AssertionError(failed.get());
        }
        assertArrayEquals(expected, Arrays.copyOf(server.received.toByteArray(), expected.length));
        server.received.reset();
    }
}
