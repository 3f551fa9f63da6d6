package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5746 against peers that tie a renegotiation to something else or to nothing, and ends in the middle of one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RenegotiationTiesTest extends RenegotiationCase {
    // ---- whoever does not tie it

    /** A peer whose renegotiations claim another handshake before them than there was. */
    private static Beginning lying(boolean client, UnaryOperator<Predecessor> lie) {
        Beginning honest = Beginning.of(client);
        return new Beginning() {
            @Override
            public HandshakeState first(Handshake hs) {
                return honest.first(hs);
            }

            @Override
            public Step begin(Handshake hs) throws TlsFault {
                return honest.begin(hs.before() == null ? hs
                        : new Handshake(hs.config(), hs.transcript(), hs.facts(), lie.apply(hs.before())));
            }
        };
    }

    private static Predecessor with(Predecessor p, byte[] verifyData) {
        return new Predecessor(p.secure(), verifyData, p.extendedMasterSecret(), p.asked(), p.peer(), p.untied());
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 1;
        return other;
    }

    private void assertRefused(boolean victimIsClient, UnaryOperator<Predecessor> lie, Fault fault) throws TlsFault {
        serverConfig.tuning(tuning(BY_CLIENT));
        clientConfig.versions(ProtocolVersion.TLS12);
        KeyLimits limits = KeyLimits.of(Tuning.DEFAULT);
        client = victimIsClient ? new Peer(clientConfig.build()) : new Peer(clientConfig.build(), lying(true, lie), limits);
        server = victimIsClient ? new Peer(serverConfig.build(), lying(false, lie), limits) : new Peer(serverConfig.build());
        client.connection.beginHandshake();
        run();
        client.connection.beginHandshake();
        assertFails(victimIsClient ? client : server, fault);
    }

    /**
     * RFC 5746 section 3.7: "The server MUST verify that the value of the "renegotiated_connection" field is equal to the saved
     * client_verify_data value; if it is not, the server MUST abort the handshake."
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 11})
    void aServerTakesNoOtherClientVerifyData(int at) throws TlsFault {
        assertRefused(false, p -> with(p, flipped(p.verifyData(), at)), Fault.BAD_RENEGOTIATION_INFO);
    }

    /** Another length, as of somebody's first handshake or of SSL 3.0. */
    @ParameterizedTest
    @ValueSource(ints = {0, 22, 26, 48, 72})
    void aServerTakesNoOtherLength(int both) throws TlsFault {
        assertRefused(false, p -> with(p, new byte[both]), Fault.BAD_RENEGOTIATION_INFO);
    }

    /**
     * RFC 5746 section 3.7: "If the SCSV is present, the server MUST abort the handshake." and "The server MUST verify that the
     * "renegotiation_info" extension is present; if it is not, the server MUST abort the handshake." This client sends one and not the other.
     */
    @Test
    void aServerTakesNoHelloAsOfAFirstHandshake() throws TlsFault {
        assertRefused(false, p -> null, Fault.BAD_RENEGOTIATION_INFO);
    }

    /**
     * RFC 5746 section 3.5: "The client MUST then verify that the first half of the "renegotiated_connection" field is equal to the saved
     * client_verify_data value, and the second half is equal to the saved server_verify_data value. If they are not, the client MUST abort the
     * handshake."
     */
    @ParameterizedTest
    @ValueSource(ints = {12, 23})
    void aClientTakesNoOtherServerVerifyData(int at) throws TlsFault {
        assertRefused(true, p -> with(p, flipped(p.verifyData(), at)), Fault.BAD_RENEGOTIATION_INFO);
    }

    /** RFC 5246 section 7.4.9 has data only when both Finished are done. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noDataIsTakenUnderNewKeysBeforeFinished(boolean victimIsClient) throws TlsFault {
        serverConfig.tuning(tuning(BY_CLIENT));
        clientConfig.versions(ProtocolVersion.TLS12);
        KeyLimits limits = KeyLimits.of(Tuning.DEFAULT);
        Beginning talker = new Tamperer(Beginning.of(!victimIsClient), (message, records) -> {
            if (message instanceof Finished) {
                records.sendEarlyData(bytes(20));
            }
            return message;
        });
        client = victimIsClient ? new Peer(clientConfig.build()) : new Peer(clientConfig.build(), talker, limits);
        server = victimIsClient ? new Peer(serverConfig.build(), talker, limits) : new Peer(serverConfig.build());
        client.connection.beginHandshake();
        run();
        client.connection.beginHandshake();
        Peer victim = victimIsClient ? client : server;
        assertFails(victim, Fault.UNEXPECTED_CONTENT_TYPE);
        assertEquals(0, victim.received.size());
    }

    /**
     * RFC 8446 section 4.1.3: "A legacy TLS client performing renegotiation with TLS 1.2 or prior and which receives a TLS 1.3 ServerHello during
     * renegotiation MUST abort the handshake with a "protocol_version" alert."
     */
    @Test
    void aClientTakesNoOtherVersion() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        serverConfig.versions(ProtocolVersion.TLS12);
        client = new Peer(clientConfig.build());
        Extensions of13 = Extensions.of(List.of(new SupportedVersionsChoice(ProtocolVersion.TLS13.code())));
        server = new Peer(serverConfig.build(), new Tamperer(Beginning.of(false), (message, records) -> message instanceof ServerHello h
                ? new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), CipherSuite.TLS_AES_128_GCM_SHA256.code(), 0, of13)
                : message), KeyLimits.of(Tuning.DEFAULT));
        client.connection.beginHandshake();
        run();
        server.connection.beginHandshake();
        assertFails(client, Fault.NO_COMMON_VERSION);
    }

    // ---- the end

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoGivesUpHalfwaySaysGoodbye(boolean byClient) throws TlsFault {
        connectAllowing(BY_CLIENT);
        Peer one = byClient ? client : server;
        client.connection.beginHandshake();
        for (int i = 0; i < 3; i++) {
            client.step(server);
        }
        server.step(client);
        one.connection.closeOutbound();
        try {
            run();
        } catch (TlsFault f) {
            assertTrue(f.received(), f.toString());
        }
        assertTrue(one.connection.outboundDone() && one.connection.inboundDone());
        assertFalse(one.connection.handshaking());
    }

    @Test
    void closeNotifyBeforeNewKeysIsAnOrderlyEnd() throws TlsFault {
        connectAllowing(BY_CLIENT);
        server.connection.closeOutbound();
        byte[] goodbye = server.wrap();
        client.connection.beginHandshake();
        while (client.connection.status() == Status.NEED_TASK) {
            client.step(server);
        }
        client.deliver(goodbye);
        client.unwrap();
        assertTrue(client.connection.inboundDone());
        assertTrue(client.failures.isEmpty());
        while (!client.connection.outboundDone()) {
            client.wrap();
        }
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
        assertFalse(client.connection.handshaking());
    }

    @Test
    void theTransportsEndInTheMiddleIsATruncation() throws TlsFault {
        connectAllowing(BY_CLIENT);
        client.connection.beginHandshake();
        assertEquals(Fault.TRUNCATED, assertThrows(TlsFault.class, client.connection::closeInbound).fault());
        assertTrue(client.connection.inboundDone());
        assertEquals(1, client.failures.size());
    }

    /** What fails in one ends the connection like what fails in a first handshake. */
    @Test
    void aFailureEndsTheConnection() throws TlsFault {
        connectAllowing(BY_CLIENT);
        client.next = TestConfig.client().versions(ProtocolVersion.TLS12).suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256).build();
        client.connection.beginHandshake();
        assertFails(server, Fault.NO_CREDENTIALS);
    }
}
