package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.start.TestSessions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections whose records are limited (RFC 6066 section 4), both sides for real. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FragmentLimitsTest extends ConnectedPeers {
    private final TestSessions ofClient = new TestSessions();
    private final TestSessions ofServer = new TestSessions();

    private void wants(FragmentLimit limit) {
        clientConfig.tuning(Tuning.DEFAULT.with(limit));
    }

    /** Bytes of the fragments of what a side sent. */
    private static List<Integer> fragments(Peer peer) {
        List<Integer> lengths = new ArrayList<>();
        for (byte[] record : peer.records) {
            lengths.add((record[3] & 0xff) << 8 | record[4] & 0xff);
        }
        return lengths;
    }

    private static void assertWithin(int most, List<Integer> fragments) {
        assertTrue(fragments.stream().allMatch(n -> n <= most), () -> "limit " + most + ": " + fragments);
    }

    private void assertDataIsCut(FragmentLimit limit, int expansion) throws TlsFault {
        byte[] data = bytes(3 * 4096 + 77);
        for (Peer[] ends : new Peer[][] {{client, server}, {server, client}}) {
            ends[0].records.clear();
            ends[1].received.reset();
            ends[0].send(ends[1], data);
            assertArrayEquals(data, ends[1].received.toByteArray());
            assertEquals(data.length / limit.bytes() + 1, ends[0].records.size());
            assertWithin(limit.bytes() + expansion, fragments(ends[0]));
        }
    }

    /**
     * RFC 6066 section 4: "Once a maximum fragment length other than 2^14 has been successfully negotiated, the client and server MUST
     * immediately begin fragmenting messages (including handshake messages) to ensure that no fragment larger than the negotiated length is
     * sent." From ServerHello on that is so, which here holds a share of ML-KEM; the ClientHello before it may be longer.
     */
    @ParameterizedTest
    @CsvSource({"TLS_AES_128_GCM_SHA256, 17", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 24", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, 16",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, 80", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, 52"})
    void everyRecordAfterTheHello(CipherSuite suite, int expansion) throws TlsFault {
        serverConfig.credentials(TestCredentials.RSA.source());
        clientConfig.suites(suite);
        if (suite.tls13()) {
            clientConfig.groups(NamedGroup.X25519MLKEM768);
            serverConfig.groups(NamedGroup.X25519MLKEM768);
        }
        for (FragmentLimit limit : FragmentLimit.values()) {
            if (limit == FragmentLimit.NONE) {
                continue;
            }
            wants(limit);
            connect(suite.tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12);
            assertWithin(limit.bytes() + expansion, fragments(server));
            assertWithin(limit.bytes() + expansion, fragments(client).subList(1, client.records.size()));
            if (limit == FragmentLimit.BYTES_512) {
                assertTrue(fragments(server).stream().anyMatch(n -> n >= 512), "a flight that is cut");
                assertTrue(suite.tls13() == fragments(client).get(0) > 512, "the hello is sent before anything is negotiated");
            }
            assertDataIsCut(limit, expansion);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLS13", "TLS12"})
    void resumedConnections(ProtocolVersion version) throws TlsFault {
        clientConfig.resumption(ofClient.resumption());
        serverConfig.resumption(ofServer.resumption());
        wants(FragmentLimit.BYTES_1024);
        for (int i = 0; i < 2; i++) {
            connect(version);
            assertEquals(i == 1, client.connection.facts().resumed());
            assertEquals(FragmentLimit.BYTES_1024, client.connection.facts().limit());
            assertEquals(FragmentLimit.BYTES_1024, server.connection.facts().limit());
            assertDataIsCut(FragmentLimit.BYTES_1024, 24);
        }
    }

    /** It belongs to the session whose limit holds, before anything is negotiated again. */
    @Test
    void earlyData() throws TlsFault {
        ofServer.maxEarlyData = 16384;
        EarlyData heard = new EarlyData();
        clientConfig.resumption(ofClient.resumption());
        serverConfig.resumption(new TlsConfig.Resumption(ofServer, ofServer, false, heard));
        wants(FragmentLimit.BYTES_512);
        connect(ProtocolVersion.TLS13);
        EarlyData said = new EarlyData();
        byte[] data = bytes(2000);
        said.add(ByteBuffer.wrap(data));
        clientConfig.resumption(new TlsConfig.Resumption(ofClient, ofClient, false, said));
        connect(ProtocolVersion.TLS13);
        assertTrue(client.connection.facts().resumed());
        assertEquals(List.of(529, 529, 529, 2000 - 3 * 512 + 17), fragments(client).subList(2, 6), "after ClientHello and ChangeCipherSpec");
        ByteBuffer out = ByteBuffer.allocate(3000);
        heard.read(out);
        assertArrayEquals(data, Arrays.copyOf(out.array(), out.position()));
    }

    /** A server that asks for another group takes no early data; the second ClientHello is one of a connection that has negotiated nothing yet. */
    @Test
    void aSecondHelloAfterEarlyDataIsNotCut() throws TlsFault {
        ofServer.maxEarlyData = 16384;
        clientConfig.resumption(ofClient.resumption()).groups(NamedGroup.X25519, NamedGroup.X25519MLKEM768);
        serverConfig.resumption(new TlsConfig.Resumption(ofServer, ofServer, false, new EarlyData())).groups(NamedGroup.X25519);
        wants(FragmentLimit.BYTES_512);
        connect(ProtocolVersion.TLS13);
        EarlyData said = new EarlyData();
        said.add(ByteBuffer.wrap(bytes(2000)));
        clientConfig.resumption(new TlsConfig.Resumption(ofClient, ofClient, false, said));
        serverConfig.groups(NamedGroup.X25519MLKEM768);
        connect(ProtocolVersion.TLS13);
        List<Integer> sent = fragments(client);
        assertWithin(529, sent.subList(2, 6)); // early data, after ClientHello and ChangeCipherSpec
        assertTrue(sent.get(6) > 1216, () -> "the second hello with its share of ML-KEM: " + sent);
        assertWithin(529, sent.subList(7, sent.size()));
        assertDataIsCut(FragmentLimit.BYTES_512, 17);
    }

    /** Each handshake negotiates for itself, and under the limit of the one before until its hellos. */
    @Test
    void renegotiation() throws TlsFault {
        wants(FragmentLimit.BYTES_2048);
        connect(ProtocolVersion.TLS12);
        assertDataIsCut(FragmentLimit.BYTES_2048, 24);
        for (FragmentLimit next : new FragmentLimit[] {FragmentLimit.BYTES_512, FragmentLimit.NONE, FragmentLimit.BYTES_4096}) {
            wants(next);
            client.next = clientConfig.build();
            server.connection.renegotiate(true);
            Peer.run(client, server);
            assertEquals(next, client.connection.facts().limit());
            assertEquals(next, server.connection.facts().limit());
            assertDataIsCut(next, 24);
        }
    }
}
