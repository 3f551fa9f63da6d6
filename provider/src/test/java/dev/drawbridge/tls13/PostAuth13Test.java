package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.start.TestSessions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Authentication after the handshake (RFC 8446 sections 4.2.6 and 4.6.2). */
class PostAuth13Test {
    private final TestSessions sessions = new TestSessions();

    private TestConfig client() {
        TestConfig c = TestConfig.client().credentials(TestCredentials.ECDSA_P256.source()).versions(ProtocolVersion.TLS13);
        c.resumption = new TlsConfig.Resumption(sessions, sessions);
        c.postHandshake = true;
        return c;
    }

    private TestConfig server() {
        TestConfig s = TestConfig.server();
        s.resumption = new TlsConfig.Resumption(sessions, sessions);
        s.postHandshake = true;
        return s;
    }

    private Pair connected(TestConfig client) {
        Pair pair = new Pair(client, server());
        pair.run().assertConnected();
        assertFalse(pair.server.facts().peer().authenticated());
        return pair;
    }

    private static Pair ask(Pair pair, boolean required) {
        pair.server.handshaker.begin(() -> pair.server.handshaker.state().askForCertificate(required));
        pair.server.settle();
        return pair;
    }

    /**
     * RFC 8446 section 4.6.2: "The client MUST respond with the appropriate Authentication messages (see Section 4.4)." And: "If the client chooses
     * to authenticate, it MUST send Certificate, CertificateVerify, and Finished." And: "All of the client's messages for a given response MUST
     * appear consecutively on the wire with no intervening messages of other types."
     */
    @Test
    void aClientAuthenticatesWhenItIsAsked() {
        Pair pair = ask(connected(client()), true);
        pair.client.log.clear();
        pair.run().assertConnected();
        assertEquals(List.of("task", "send Certificate", "send CertificateVerify", "send Finished"), pair.client.log);
        assertEquals(TestCredentials.ECDSA_P256.credentials().chain(), pair.server.facts().peer().chain());
        assertEquals(TestCredentials.ECDSA_P256.credentials().chain(), pair.client.facts().localChain());
        ask(pair, true).run().assertConnected();
        pair.client.updateKeys(true);
        ask(pair.run(), false).run().assertConnected();
    }

    /** As in OpenSSL: the tickets that come afterwards know the client, and each has a nonce of its own. */
    @Test
    void ticketsThatComeAfterwardsKnowTheClient() {
        Pair pair = connected(client());
        assertEquals(2, sessions.kept.size());
        ask(pair, true).run().assertConnected();
        assertEquals(4, sessions.kept.size());
        Set<String> secrets = sessions.kept.stream().map(s -> HexFormat.of().formatHex(s.secret().bytes())).collect(Collectors.toSet());
        assertEquals(4, secrets.size());
        Pair resumed = new Pair(client(), server());
        resumed.run().assertConnected();
        assertTrue(resumed.server.facts().resumed());
        assertEquals(TestCredentials.ECDSA_P256.credentials().chain(), resumed.server.facts().peer().chain());
    }

    /** RFC 8446 section 4.6.2: "If it declines, it MUST send a Certificate message containing no certificates followed by Finished." */
    @Test
    void aClientMayDecline() {
        Pair pair = ask(connected(client().credentials(CredentialSource.NONE)), false);
        pair.client.log.clear();
        pair.run().assertConnected();
        assertEquals(List.of("task", "send Certificate", "send Finished"), pair.client.log);
        assertFalse(pair.server.facts().peer().authenticated());
        ask(connected(client().credentials(CredentialSource.NONE)), true).run().assertServerFails(Fault.NO_CERTIFICATE);
    }

    /**
     * RFC 8446 section 4.2.6: "Servers MUST NOT send a post-handshake CertificateRequest to clients which do not offer this extension." RFC 8446
     * section 4.6.2: "A client that receives a CertificateRequest message without having sent the "post_handshake_auth" extension MUST send an
     * "unexpected_message" fatal alert."
     */
    @Test
    void onlyAClientThatAllowsItIsAsked() {
        TestConfig client = client();
        client.postHandshake = false;
        Pair pair = connected(client);
        assertFalse(pair.server.handshaker.state().canAskForCertificate());
        CertificateRequest13 request = Certificates13.request(pair.server.hs.config());
        pair.client.receive(request);
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.client.fault());
        TestConfig server = server();
        server.postHandshake = false; // whose program may change its mind
        Pair unprepared = new Pair(client(), server);
        unprepared.run().assertConnected();
        assertTrue(unprepared.server.handshaker.state().canAskForCertificate());
        assertFalse(unprepared.client.handshaker.state().canAskForCertificate());
        assertTrue(ask(connected(client()), true).server.handshaker.state() instanceof Connected13 c && !c.canAskForCertificate());
    }

    /**
     * RFC 8446 section 4.6.2: "Note: Because client authentication could involve prompting the user, servers MUST be prepared for some delay,
     * including receiving an arbitrary number of other messages between sending the CertificateRequest and receiving a response." But none comes
     * between those of the answer.
     */
    @Test
    void otherMessagesComeBeforeTheAnswerAndNotAmongIt() {
        Pair pair = connected(client());
        pair.client.updateKeys(false);
        ask(pair, true);
        pair.client.updateKeys(true);
        pair.run().assertConnected();
        assertTrue(pair.server.facts().peer().authenticated());
        for (HandshakeType instead : List.of(HandshakeType.CERTIFICATE_VERIFY, HandshakeType.FINISHED)) {
            Pair interrupted = new Pair(client(), server());
            interrupted.change(true, instead, instead == HandshakeType.FINISHED ? 1 : 0, m -> new KeyUpdate(false));
            interrupted.run().assertConnected();
            ask(interrupted, true).run().assertServerFails(Fault.UNEXPECTED_MESSAGE);
        }
    }

    @Test
    void whatIsNotWhatWasAskedForIsRefused() {
        refused(Fault.ILLEGAL_VALUE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[32], ((Certificate13) m).entries()));
        refused(Fault.BAD_SIGNATURE, HandshakeType.CERTIFICATE_VERIFY, m -> changed((CertificateVerify) m));
        refused(Fault.BAD_FINISHED, HandshakeType.FINISHED, m -> new Finished(new byte[((Finished) m).verifyData().length]));
        Pair unasked = connected(client());
        unasked.server.receive(new Certificate13(new byte[0], List.of()));
        assertEquals(Fault.UNEXPECTED_MESSAGE, unasked.server.fault());
    }

    private static CertificateVerify changed(CertificateVerify m) {
        byte[] signature = m.signature().clone();
        signature[signature.length - 1] ^= 1;
        return new CertificateVerify(m.scheme(), signature);
    }

    private void refused(Fault fault, HandshakeType type, UnaryOperator<HandshakeMessage> change) {
        Pair pair = new Pair(client(), server());
        pair.change(true, type, type == HandshakeType.FINISHED ? 1 : 0, change);
        pair.run().assertConnected();
        List<Object> before = new ArrayList<>(pair.server.facts().peer().chain());
        ask(pair, true).run().assertServerFails(fault);
        assertEquals(before, pair.server.facts().peer().chain());
        assertNull(pair.client.fault());
    }
}
