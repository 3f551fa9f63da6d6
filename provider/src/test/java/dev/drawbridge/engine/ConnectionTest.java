package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestCredentials;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides for real, in memory: data in every shape of buffer, keys and threads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest extends ConnectedPeers {
    @ParameterizedTest
    @EnumSource(value = CipherSuite.class, names = ".*_PSK_.*|TLS_PSK_.*", mode = EnumSource.Mode.MATCH_NONE)
    void everySuiteCarriesFullRecordsBothWays(CipherSuite suite) throws TlsFault {
        clientConfig.suites(suite);
        serverConfig.suites(suite);
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

    // ---- keys

    @Test
    void keysAreUpdatedOnRequestAndData13FlowsOn() throws TlsFault {
        // RFC 8446 section 4.6.3: "Both sender and receiver MUST encrypt their KeyUpdate messages with the old keys."
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
    void newKeysNeedTheirKeyUpdate() throws TlsFault {
        // RFC 8446 section 4.6.3: "both sides MUST enforce that a KeyUpdate with the old key is received before accepting any messages
        // encrypted with the new key."
        connect(ProtocolVersion.TLS13);
        client.connection.updateKeys(false);
        client.wrap();
        server.deliver(client.wrap(bytes(10)));
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    @Test
    void noDataLeavesBeforeTheHandshakeIsDone() throws TlsFault {
        // RFC 8446 section 5.1: "Note that Application Data records MUST NOT be written to the wire unprotected".
        // RFC 5246 section 7.3: "Application data MUST NOT be sent prior to the completion of the first handshake".
        open();
        while (!client.connection.connected() || !server.connection.connected()) {
            for (Peer p : new Peer[] {client, server}) {
                Peer other = p == client ? server : client;
                if (!p.connection.connected()) {
                    other.deliver(p.wrap(bytes(10)));
                    assertEquals(0, p.t.consumed);
                }
                p.step(other);
            }
        }
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
    void requestsForNewKeysDuringSilenceGetOneAnswer() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        for (int i = 0; i < 100; i++) {
            client.connection.updateKeys(true);
            client.send(server, bytes(1));
        }
        client.deliver(server.wrap());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        client.connection.updateKeys(true);
        client.send(server, bytes(1));
        client.deliver(server.wrap());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        server.send(client, bytes(7));
        assertEquals(7, client.received.size());
        client.send(server, bytes(1));
        assertEquals(102, server.received.size());
    }

    /** A request of our own that waits is no answer: the peer would have to answer it. */
    @Test
    void aRequestOfOurOwnDoesNotAnswerThePeers() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        server.records.clear();
        server.connection.updateKeys(true);
        client.connection.updateKeys(true);
        client.send(server, bytes(1));
        server.send(client, bytes(7)); // its request, its answer and the data
        assertEquals(7, client.received.size());
        assertEquals(Status.NEED_WRAP, client.connection.status());
        assertEquals(3, server.records.size());
    }

    /** RFC 8446 section 5.5: "Implementations SHOULD do a key update [...] prior to reaching these limits." */
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

    /** {@code jdk.tls.keyLimits}: keys change once so many bytes went out under them; what is above the RFC's limit changes nothing. */
    @Test
    void theJdksLimitCountsWhereItIsLower() throws TlsFault {
        clientConfig.suites(CipherSuite.TLS_AES_128_GCM_SHA256)
                .tuning(new Tuning(Set.of(), true, Set.of(), Map.of(AeadAlgorithm.AES_128_GCM, 50_000L)));
        connect(ProtocolVersion.TLS13);
        client.records.clear();
        client.send(server, bytes(10 * 16_384));
        // After the fourth record of 16 KiB and the eighth.
        assertEquals(List.of(4, 9), keyUpdatesAt(client.records));

        KeyLimits limits = KeyLimits.of(new Tuning(Set.of(), true, Set.of(), Map.of(AeadAlgorithm.AES_128_GCM, 1L << 62)));
        assertEquals(KeyLimits.RFC.bytes().applyAsLong(AeadAlgorithm.AES_128_GCM), limits.bytes().applyAsLong(AeadAlgorithm.AES_128_GCM));
        assertEquals(Long.MAX_VALUE, limits.bytes().applyAsLong(AeadAlgorithm.CHACHA20_POLY1305));
    }

    private static List<Integer> keyUpdatesAt(List<byte[]> records) {
        return IntStream.range(0, records.size()).filter(i -> records.get(i).length == 5 + 5 + 17).boxed().toList();
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
