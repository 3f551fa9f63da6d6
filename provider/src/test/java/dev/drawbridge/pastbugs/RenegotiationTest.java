package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.config.Limits;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.tls13.Hellos;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Renegotiation (Ray, Dispensa; Rex, 2009, CVE-2009-3555): somebody's own connection, with his own request on it, could be handed over to a
 * client, whose server took both for one. RFC 5746 ties them together. Asking for it over and over is also cheap for the asker
 * (CVE-2011-1473), and a renegotiating hello without signature_algorithms crashed OpenSSL (CVE-2021-3449).
 *
 * <p>Shown: RFC 5746 sections 3.4 and 3.6 for first handshakes, in both roles; where the rules allow no renegotiation the request is refused in
 * TLS 1.2 by the warning of RFC 5246 section 7.2.2, so many times, in TLS 1.3 by the end. Sections 3.5 and 3.7 for those that are allowed are
 * in {@code engine.RenegotiationTiesTest}.
 */
class RenegotiationTest {
    private static Pair pair() {
        return new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
    }

    /** Section 3.4: "The client MUST include" one of both signals; section 3.6: the server answers either, and nothing else. */
    @Test
    void signalsAreSentAndAnswered() {
        for (boolean scsv : new boolean[] {true, false}) {
            for (boolean extension : new boolean[] {true, false}) {
                boolean[] answered = new boolean[1];
                Pair pair = pair().fromClient(HandshakeType.CLIENT_HELLO, m -> {
                    ClientHello h = (ClientHello) m;
                    assertEquals(true, h.cipherSuites().contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV));
                    h = scsv ? h : Hellos.suites(h, CodePoints.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code()));
                    return extension ? Hellos.with(h, new RenegotiationInfo(new byte[0])) : h;
                }).fromServer(HandshakeType.SERVER_HELLO, m -> {
                    answered[0] = ((ServerHello) m).extensions().has(ExtensionType.RENEGOTIATION_INFO);
                    return m;
                });
                pair.step();
                pair.step();
                assertNull(pair.server.fault());
                assertEquals(scsv || extension, answered[0]);
            }
        }
    }

    @Test
    void aFirstHandshakeHasNoPredecessor() {
        for (int length : new int[] {1, 12, 24, 36, 255}) {
            Pair server = pair().fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, new RenegotiationInfo(new byte[length]))).run();
            server.assertServerFails(Fault.BAD_RENEGOTIATION_INFO);
            Pair client = pair().fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, new RenegotiationInfo(new byte[length]))).run();
            client.assertClientFails(Fault.BAD_RENEGOTIATION_INFO);
        }
        assertEquals(Alert.HANDSHAKE_FAILURE, Fault.BAD_RENEGOTIATION_INFO.alert());
    }

    @Test
    void aServerWithoutTheExtensionIsRefused() {
        Pair pair = pair().fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWithout(m, ExtensionType.RENEGOTIATION_INFO)).run();
        pair.assertClientFails(Fault.INSECURE_RENEGOTIATION);
        assertEquals(Alert.HANDSHAKE_FAILURE, pair.client.fault().alert());
    }

    /** What the attack began with: a further ClientHello, or HelloRequest, on a connection in use. */
    private static byte[] request(Duel duel, Scenario scenario, boolean victimIsClient) {
        byte[] message = victimIsClient ? Messages.encode(new HelloRequest()) : Duel.honest(scenario, false).get(0).content();
        return duel.attacker.sealed(ContentType.HANDSHAKE, message);
    }

    @Test
    void renegotiationIsRefusedInTls12AndTheConnectionGoesOn() {
        for (boolean victimIsClient : new boolean[] {true, false}) {
            int limit = Limits.DEFAULT.renegotiationRequests();
            TestConfig victim = Scenario.TLS12.config(victimIsClient);
            victim.tuning(Tuning.DEFAULT.with(SslOptions.DEFAULT.with(new RenegotiationRules(false, victimIsClient, false, false, false, false))));
            Duel duel = new Duel(victim, Scenario.TLS12.config(!victimIsClient)).connect();
            for (int i = 0; i < limit; i++) {
                duel.send(request(duel, Scenario.TLS12, victimIsClient));
                duel.assertConnected();
            }
            List<Alert> refusals = new ArrayList<>(Collections.nCopies(limit, Alert.NO_RENEGOTIATION));
            assertEquals(refusals, duel.attacker.alerts);
            duel.send(request(duel, Scenario.TLS12, victimIsClient));
            duel.assertFault(Fault.TOO_MANY_RENEGOTIATION_REQUESTS, "flood");
        }
    }

    @Test
    void aRequestThatIsNotEmptyIsNone() {
        Duel duel = new Duel(Scenario.TLS12, true).connect();
        duel.send(duel.attacker.sealed(ContentType.HANDSHAKE, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 1)).assertFault(Fault.DECODE_ERROR, "");
    }

    /** A client that negotiates ignores further requests (RFC 5246 section 7.4.1.1): one hello for all of them. */
    @Test
    void aFloodOfRequestsBringsOneHello() {
        Duel duel = new Duel(Scenario.TLS12, true).connect();
        int hellos = duel.victim.records.size();
        for (int i = 0; i < 100; i++) {
            duel.send(request(duel, Scenario.TLS12, true));
            duel.assertConnected();
        }
        assertEquals(hellos + 1, duel.victim.records.size());
    }

    /** RFC 8446 section 4.1.2: "it MUST terminate the connection with an "unexpected_message" alert." */
    @Test
    void thereIsNoneInTls13() {
        for (boolean victimIsClient : new boolean[] {true, false}) {
            Duel duel = new Duel(Scenario.TLS13, victimIsClient).connect();
            duel.send(request(duel, Scenario.TLS13, victimIsClient)).assertAlert(Alert.UNEXPECTED_MESSAGE, "renegotiation");
        }
    }
}
