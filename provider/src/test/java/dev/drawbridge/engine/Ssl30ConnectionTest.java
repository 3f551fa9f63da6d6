package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.tls12.MemorySessions;
import java.security.cert.CertificateException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SSL 3.0 as records have it, both sides for real. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Ssl30ConnectionTest extends RenegotiationCase {
    private final MemorySessions sessions = new MemorySessions();

    @BeforeEach
    void enable() {
        serverConfig.credentials(TestCredentials.RSA.source()).versions(ProtocolVersion.TLS10, ProtocolVersion.SSL30);
        clientConfig.versions(ProtocolVersion.SSL30);
    }

    /** RFC 6101 section 5.2.1 has 3.0 in each record, also in that of the hello, which machines of that age look at. */
    @Test
    void everyRecordSaysItsVersion() throws TlsFault {
        connect();
        assertDataFlows();
        client.connection.closeOutbound();
        run();
        for (Peer p : new Peer[] {client, server}) {
            for (byte[] record : p.records) {
                assertArrayEquals(new byte[] {3, 0}, new byte[] {record[1], record[2]});
            }
            assertTrue(p.failures.isEmpty());
        }
        clientConfig.versions(ProtocolVersion.TLS10, ProtocolVersion.SSL30);
        serverConfig.versions(ProtocolVersion.SSL30);
        connect();
        assertEquals(1, client.records.get(0)[2], "a hello that has TLS 1.0 too");
        assertEquals(0, server.records.get(0)[2]);
    }

    /** As in TLS 1.0: the first byte of each write goes into a record of its own. */
    @Test
    void applicationDataIsSplit() throws TlsFault {
        connect();
        int before = client.records.size();
        client.send(server, bytes(100));
        assertEquals(before + 1, client.records.size());
        byte[] both = client.records.get(before);
        assertEquals(32, both[4], "1 byte, 20 of MAC, padding");
        assertEquals(5 + 32 + 5 + 128, both.length);
    }

    /** SSL 3.0 knows fewer alerts. */
    @Test
    void alerts() throws TlsFault {
        clientConfig.judge((chain, ofServer, authType) -> {
            throw new CertificateException("whatever");
        });
        open();
        client.connection.beginHandshake();
        for (int i = 0; i < 2; i++) {
            assertThrows(TlsFault.class, this::run);
        }
        byte[] alert = client.records.get(client.records.size() - 1);
        assertArrayEquals(new byte[] {21, 3, 0, 0, 2, 2, (byte) client.failures.get(0).alert().inSsl30().code()}, alert);
        for (Alert a : Alert.values()) {
            assertTrue(a.inSsl30().code() <= 47 || a == Alert.INAPPROPRIATE_FALLBACK, a + " is " + a.inSsl30());
            assertEquals(a.inSsl30(), a.inSsl30().inSsl30());
        }
        assertEquals(Alert.BAD_CERTIFICATE, Alert.UNKNOWN_CA.inSsl30());
        assertEquals(Alert.BAD_RECORD_MAC, Alert.RECORD_OVERFLOW.inSsl30());
        assertEquals(Alert.HANDSHAKE_FAILURE, Alert.DECRYPT_ERROR.inSsl30());
    }

    /** The client's warning is none of those that end the connection. */
    @Test
    void aClientWithoutCertificate() throws TlsFault {
        serverConfig.clientAuth(ClientAuth.WANT);
        connect();
        assertFalse(server.connection.facts().peer().authenticated());
        assertTrue(client.records.stream().anyMatch(r -> r[0] == 21 && r[5] == 1 && r[6] == 41), "no_certificate");
        assertDataFlows();
    }

    @Test
    void renegotiation() throws TlsFault {
        serverConfig.tuning(tuning(BY_CLIENT));
        connect();
        client.connection.beginHandshake();
        run();
        assertRenegotiated(1);
        server.connection.beginHandshake();
        run();
        assertRenegotiated(2);
        assertEquals(ProtocolVersion.SSL30, client.connection.facts().version());
    }

    /**
     * RFC 5746 section 4.5: "SSLv3 does not define the "no_renegotiation" alert [...]. SSLv3 clients that refuse renegotiation SHOULD use a fatal
     * handshake_failure alert."
     */
    @Test
    void whoRefusesRenegotiationEndsTheConnection() throws TlsFault {
        clientConfig.tuning(tuning(NONE));
        connect();
        server.connection.beginHandshake();
        assertEnds(client);
        clientConfig.tuning(tuning(RenegotiationRules.DEFAULT));
        connect();
        client.connection.beginHandshake();
        assertEnds(server);
    }

    private void assertEnds(Peer refuses) {
        for (int i = 0; i < 2; i++) {
            assertThrows(TlsFault.class, this::run);
        }
        assertEquals(Fault.RENEGOTIATION_REFUSED, refuses.failures.get(0).fault());
        Peer other = refuses == client ? server : client;
        assertTrue(other.failures.get(0).received());
        assertEquals(Alert.HANDSHAKE_FAILURE, other.failures.get(0).alert());
    }

    /** RFC 7627 section 5.4 of a session without extended master secret: "In particular, the client MUST disable renegotiation". */
    @Test
    void noRenegotiationOfAResumedConnection() throws TlsFault {
        clientConfig.resumption(sessions.ofClient());
        serverConfig.resumption(sessions.ofServer()).tuning(tuning(BY_CLIENT));
        connect();
        assertFalse(client.connection.facts().resumed());
        connect();
        assertTrue(client.connection.facts().resumed());
        for (Peer p : new Peer[] {client, server}) {
            TlsFault f = assertThrows(TlsFault.class, p.connection::beginHandshake);
            assertEquals(Fault.RENEGOTIATION_REFUSED, f.fault());
            assertTrue(f.getMessage().contains("session without extended master secret"), f.getMessage());
        }
        assertDataFlows();
    }
}
