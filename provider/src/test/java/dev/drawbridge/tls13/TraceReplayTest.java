package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.RecordingCrypto;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.verify.PeerCheck;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client against the server of RFC 8448: same secrets in, same octets out. */
class TraceReplayTest {
    private final ScriptedCrypto crypto = new ScriptedCrypto();
    private Trace trace;
    private Side client;

    /** The real cryptography, but the signature of our own certificate is the one in the trace. */
    private static final class ScriptedCrypto extends RecordingCrypto {
        byte[] signature;

        @Override
        public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
            return scheme == SignatureScheme.RSA_PSS_RSAE_SHA256;
        }

        @Override
        public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) {
            assertNotNull(signature, "asked to sign");
            return signature;
        }
    }

    private record Agreed(byte[] share, byte[] secret) implements KeyAgreement {
        @Override
        public Secret agree(byte[] peerShare) {
            return new Secret(secret.clone());
        }

        @Override
        public void wipe() {
            // of a trace that everybody can read
        }
    }

    @Test
    void simpleHandshake() throws Exception {
        begin(3, NamedGroup.X25519);
        serverFlight();
        assertEnds(1);
    }

    @Test
    void compatibilityMode() throws Exception {
        begin(7, NamedGroup.X25519);
        serverFlight();
        assertTrue(client.outbox.contains(Side.CHANGE_CIPHER_SPEC));
        assertEnds(1);
    }

    @Test
    void clientAuthentication() throws Exception {
        byte[] certificate = trace(6).value("client", "construct a Certificate handshake", "Certificate");
        byte[] verify = trace.value("client", "construct a CertificateVerify", "CertificateVerify");
        crypto.signature = ((CertificateVerify) read(verify)).signature();
        byte[] der = ((Certificate13) read(certificate)).entries().get(0).der();
        Credentials own = new Credentials(PeerCheck.parse(List.of(der)), List.of(der),
                TestCredentials.RSA.credentials().key());
        begin(6, NamedGroup.X25519, TestConfig.client().credentials(request -> own));
        serverFlight();
        assertEquals(2, client.log.stream().filter("task"::equals).count()); // chain with signature, then ours
        assertSent(certificate);
        assertSent(verify);
        assertEnds(1);
    }

    /** Begins at the second ServerHello: the second ClientHello of the trace is not ordered as ours is. */
    @Test
    void afterHelloRetryRequest() throws Exception {
        trace(5);
        client = Side.silentClient(TestConfig.client().crypto(crypto));
        client.hs.transcript().absorb(clientHello(0));
        client.hs.transcript().absorb(trace.value("server", "construct a ServerHello", "ServerHello", 0));
        client.hs.transcript().restartForRetry(HashAlgorithm.SHA256, true);
        client.hs.transcript().select(HashAlgorithm.SHA256, false);
        client.hs.transcript().absorb(clientHello(1));
        Client13 state = new Client13.ExpectSecondServerHello(client.hs, offer(1, NamedGroup.SECP256R1),
                CipherSuite.TLS_AES_128_GCM_SHA256);
        client.handshaker.begin(() -> new Step.To(state));
        client.receive(trace.value("server", "construct a ServerHello", "ServerHello", 1));
        serverFlight();
        assertEnds(0);
    }

    private Trace trace(int section) {
        trace = Trace.ofSection(section);
        return trace;
    }

    private void begin(int section, NamedGroup group) throws Exception {
        begin(section, group, TestConfig.client());
    }

    private void begin(int section, NamedGroup group, TestConfig config) throws Exception {
        trace(section);
        client = Side.silentClient(config.crypto(crypto));
        client.hs.transcript().absorb(clientHello(0));
        byte[] hello = trace.value("server", "construct a ServerHello", "ServerHello");
        client.hs.transcript().absorb(hello);
        ClientOffer offer = offer(0, group);
        ServerHello read = (ServerHello) read(hello);
        client.handshaker.begin(() -> Client13.onServerHello(client.hs, offer, read, client));
    }

    private ClientOffer offer(int occurrence, NamedGroup group) throws Exception {
        byte[] secret = trace.value("server", "extract secret \"handshake\"", "IKM");
        return new ClientOffer((ClientHello) read(clientHello(occurrence)), null, Map.of(group, new Agreed(new byte[1], secret)));
    }

    private byte[] clientHello(int occurrence) {
        return trace.value("client", "construct a ClientHello", "ClientHello", occurrence);
    }

    private void serverFlight() {
        for (String name : List.of("EncryptedExtensions", "CertificateRequest", "Certificate", "CertificateVerify", "Finished")) {
            for (Trace.Step step : trace.steps()) {
                if (step.actor().equals("server") && step.values().containsKey(name)) {
                    client.receive(step.values().get(name));
                    assertEquals(null, client.fault(), () -> name + ": " + client.handshaker.failure());
                }
            }
        }
    }

    /** Connected, with the Finished and the keys of the trace. */
    private void assertEnds(int changeCipherSpecs) {
        assertTrue(client.connected());
        assertEquals(changeCipherSpecs, client.outbox.stream().filter(m -> m == Side.CHANGE_CIPHER_SPEC).count());
        assertSent(trace.value("client", "construct a Finished", "Finished"));
        assertEquals(List.of(key("server", "derive write traffic keys for handshake data"),
                key("server", "derive write traffic keys for application data")), crypto.openerKeys);
        assertEquals(List.of(key("server", "derive read traffic keys for handshake data"),
                key("client", "derive write traffic keys for application data")), crypto.sealerKeys);
    }

    private String key(String actor, String action) {
        return HexFormat.of().formatHex(trace.value(actor, action, "key expanded"));
    }

    private void assertSent(byte[] message) {
        for (byte[] sent : client.outbox) {
            if (sent != Side.CHANGE_CIPHER_SPEC && sent[0] == message[0]) {
                assertArrayEquals(message, sent);
                return;
            }
        }
        throw new AssertionError("not sent: " + HandshakeType.of(message[0]));
    }

    private static HandshakeMessage read(byte[] message) throws Exception {
        return Messages.read(HandshakeType.of(message[0]), message, Messages.HEADER_LENGTH,
                message.length - Messages.HEADER_LENGTH, MessageFormat.TLS13);
    }
}
