package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.start.TestSessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renegotiation in TLS 1.2 (RFC 5246 section 7.4.1.1, RFC 5746), both sides for real. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RenegotiationTest extends RenegotiationCase {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eitherSideStartsOneAfterTheOther(boolean byClient) throws TlsFault {
        connectAllowing(BY_CLIENT);
        ConnectionFacts first = client.connection.facts();
        for (int i = 1; i <= 3; i++) {
            (byClient ? client : server).connection.beginHandshake();
            run();
            assertRenegotiated(i);
        }
        assertNotSame(first, client.connection.facts());
        assertSame(client.connection.handshakeFacts(), client.connection.facts());
        assertFalse(client.connection.facts().resumed());
    }

    @Test
    void aServerStartsOneByDefault() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        server.connection.beginHandshake();
        run();
        assertRenegotiated(1);
    }

    @Test
    void programsWaitForTheAnswerToHelloRequestAsInAHandshake() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        server.connection.beginHandshake();
        server.connection.beginHandshake();
        assertEquals(Status.NEED_WRAP, server.connection.status());
        byte[] request = server.wrap();
        assertEquals(Status.NEED_UNWRAP, server.connection.status());
        client.send(server, bytes(50)); // which goes on until the client begins
        assertEquals(50, server.received.size());
        byte[] meanwhile = server.wrap(bytes(100));
        client.deliver(request);
        client.deliver(meanwhile);
        run();
        assertEquals(100, client.received.size());
        assertRenegotiated(1);
    }

    @Test
    void whatBothWantAtOnceHappensOnce() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        server.connection.beginHandshake();
        client.connection.beginHandshake();
        run();
        assertRenegotiated(1);
    }

    /** The session of the connection is resumed in it, unless the program wants a full handshake. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsAreResumedInIt(boolean full) throws TlsFault {
        TestSessions sessions = new TestSessions();
        clientConfig.resumption(sessions.resumption());
        serverConfig.resumption(sessions.resumption());
        connectAllowing(BY_CLIENT);
        client.connection.renegotiate(full);
        run();
        assertRenegotiated(1);
        assertEquals(!full, client.connection.facts().resumed());
        assertEquals(!full, server.connection.facts().resumed());
        if (full) { // else the ticket is used up
            server.connection.beginHandshake();
            run();
            assertRenegotiated(2);
            assertTrue(client.connection.facts().resumed(), "a client answers HelloRequest with its session, as OpenSSL's does");
        }
    }

    @Test
    void noSessionIsResumedInItWhereTheServerSaysSo() throws TlsFault {
        TestSessions sessions = new TestSessions();
        clientConfig.resumption(sessions.resumption());
        serverConfig.resumption(sessions.resumption());
        connectAllowing(new RenegotiationRules(true, false, false, true, false, false));
        client.connection.renegotiate(false);
        run();
        assertRenegotiated(1);
        assertFalse(client.connection.facts().resumed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"WANT", "NEED"})
    void theClientIsAskedForItsCertificateInOneAndNotInTheNext(String auth) throws TlsFault {
        TestSessions sessions = new TestSessions();
        clientConfig.resumption(sessions.resumption());
        serverConfig.resumption(sessions.resumption());
        clientConfig.credentials(TestCredentials.RSA.source());
        connect(ProtocolVersion.TLS12);
        assertFalse(server.connection.facts().peer().authenticated());
        server.next = serverConfig.clientAuth(ClientAuth.valueOf(auth)).build();
        server.connection.beginHandshake();
        run();
        assertRenegotiated(1);
        assertTrue(server.connection.facts().peer().authenticated());
        server.next = serverConfig.clientAuth(ClientAuth.NONE).build();
        server.connection.beginHandshake();
        run();
        assertRenegotiated(2);
        assertFalse(server.connection.facts().peer().authenticated());
    }

    /** {@code SSL_VERIFY_CLIENT_ONCE}: in the first handshake and not again. */
    @Test
    void aClientIsAskedOnceWhereTheServerSaysSo() throws TlsFault {
        clientConfig.credentials(TestCredentials.RSA.source());
        serverConfig.clientAuth(ClientAuth.NEED).tuning(tuning(new RenegotiationRules(false, false, false, false, false, true)));
        connect(ProtocolVersion.TLS12);
        assertTrue(server.connection.facts().peer().authenticated());
        server.connection.beginHandshake();
        run();
        assertRenegotiated(1);
        assertTrue(client.connection.facts().localChain().isEmpty());
    }

    @Test
    void aClientWithoutTheCertificateThatIsNeededNowIsRefused() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        server.next = serverConfig.clientAuth(ClientAuth.NEED).build();
        server.connection.beginHandshake();
        assertFails(server, Fault.NO_CERTIFICATE12);
    }

    @Test
    void settingsOfNowCountButTheVersionStays() throws TlsFault {
        connectAllowing(BY_CLIENT);
        CipherSuite other = CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256;
        // RFC 8446 section 4.1.2: "it MUST retain the previous protocol version. In particular, it MUST NOT negotiate TLS 1.3."
        client.next = clientConfig.versions(ProtocolVersion.TLS13, ProtocolVersion.TLS12)
                .suites(CipherSuite.TLS_AES_128_GCM_SHA256, other).build();
        client.connection.beginHandshake();
        run();
        assertRenegotiated(1);
        assertEquals(ProtocolVersion.TLS12, client.connection.facts().version());
        assertEquals(other, server.connection.facts().cipherSuite());
    }

    /** RFC 7301 section 3.1 has ALPN a property of the connection. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theApplicationProtocolStays(boolean byClient) throws TlsFault {
        clientConfig.protocols("one", "two");
        serverConfig.protocols("two", "one");
        connectAllowing(BY_CLIENT);
        String agreed = client.connection.facts().applicationProtocol();
        server.next = serverConfig.protocols("other").build();
        (byClient ? client : server).connection.beginHandshake();
        run();
        assertRenegotiated(1);
        assertEquals(agreed, client.connection.facts().applicationProtocol());
        assertEquals(agreed, server.connection.facts().applicationProtocol());
    }

    /** After our close_notify nothing can be said in answer. */
    @Test
    void whoHasSaidGoodbyeIsNotAskedAgain() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        client.connection.closeOutbound();
        client.wrap(); // stays on its way
        server.connection.beginHandshake();
        client.deliver(server.wrap());
        client.deliver(server.wrap(bytes(100)));
        client.unwrap();
        client.unwrap();
        assertFalse(client.connection.handshaking());
        assertEquals(100, client.received.size());
        assertTrue(client.failures.isEmpty());
    }

    /** RFC 5246 section 7.4.1.1 leaves it to the client when it answers; until new keys data is read, and what waits to be written waits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dataInFlightIsReadUntilKeysChange(boolean byClient) throws TlsFault {
        connectAllowing(BY_CLIENT);
        Peer starter = byClient ? client : server;
        Peer other = byClient ? server : client;
        byte[] before = other.wrap(bytes(1000));
        starter.connection.beginHandshake();
        for (int i = 0; i < 4 && starter.connection.status() != Status.NEED_UNWRAP; i++) {
            starter.step(other);
        }
        byte[] hello = other.inbox;
        other.inbox = new byte[0];
        byte[] meanwhile = other.wrap(bytes(500));
        starter.deliver(before);
        starter.deliver(meanwhile);
        starter.unwrap();
        starter.unwrap();
        assertEquals(1500, starter.received.size());
        if (byClient) {
            assertEquals(0, client.wrap(bytes(10)).length);
            assertEquals(0, client.t.consumed);
            assertEquals(Status.NEED_UNWRAP, client.t.status);
        }
        other.deliver(hello);
        run();
        assertRenegotiated(1);
    }

    @Test
    void aServerRefusesAClientsByDefault() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        client.connection.beginHandshake();
        // OpenSSL's and the JDK's clients end the connection too.
        assertEquals(Fault.PEER_REFUSED_RENEGOTIATION, assertThrows(TlsFault.class, this::run).fault());
        assertTrue(server.failures.isEmpty(), "a warning is no end");
        TlsFault told = assertThrows(TlsFault.class, this::run);
        assertTrue(told.received());
        assertEquals(Alert.HANDSHAKE_FAILURE, told.alert());
    }

    @Test
    void nobodyStartsOneWhereTheRulesForbidIt() throws TlsFault {
        clientConfig.tuning(tuning(NONE));
        connectAllowing(NONE);
        for (Peer p : new Peer[] {client, server}) {
            assertEquals(Fault.RENEGOTIATION_REFUSED, assertThrows(TlsFault.class, p.connection::beginHandshake).fault());
        }
        assertDataFlows();
    }

    @Test
    void aClientRefusesAServersWhereItsRulesForbidIt() throws TlsFault {
        clientConfig.tuning(tuning(NONE));
        connect(ProtocolVersion.TLS12);
        server.connection.beginHandshake();
        assertEquals(Fault.PEER_REFUSED_RENEGOTIATION, assertThrows(TlsFault.class, this::run).fault());
    }

    @Test
    void thereIsNoneInTls13() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        assertEquals(Fault.RENEGOTIATION_REFUSED, assertThrows(TlsFault.class, () -> client.connection.renegotiate(true)).fault());
        client.connection.beginHandshake(); // new keys
        run();
        assertDataFlows();
    }

    @Test
    void aPeerStartsSoManyAndNoMore() throws TlsFault {
        serverConfig.limits(Limits.DEFAULT.withRenegotiations(3));
        connectAllowing(BY_CLIENT);
        for (int i = 1; i <= 3; i++) {
            client.connection.beginHandshake();
            run();
            assertRenegotiated(i);
        }
        client.connection.beginHandshake();
        assertEquals(Fault.PEER_REFUSED_RENEGOTIATION, assertThrows(TlsFault.class, this::run).fault());
    }

    @Test
    void aServersRequestsAreCountedToo() throws TlsFault {
        clientConfig.limits(Limits.DEFAULT.withRenegotiations(2));
        connect(ProtocolVersion.TLS12);
        for (int i = 1; i <= 2; i++) {
            server.connection.beginHandshake();
            run();
            assertRenegotiated(i);
        }
        server.connection.beginHandshake();
        assertEquals(Fault.PEER_REFUSED_RENEGOTIATION, assertThrows(TlsFault.class, this::run).fault());
    }
}
