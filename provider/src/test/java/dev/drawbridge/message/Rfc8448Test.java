package dev.drawbridge.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of RFC 8448, read and written again byte for byte, with hashes and signatures over what was written. */
class Rfc8448Test {

    private static HandshakeMessage read(byte[] message) throws TlsFault {
        return Messages.read(HandshakeType.of(message[0]), message, 4, message.length - 4, MessageFormat.TLS13);
    }

    /** Handshake messages of a trace come with a header; the other values of a step never bear a message's name. */
    private static boolean isMessage(String name) {
        for (HandshakeType type : HandshakeType.values()) {
            if (type.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7})
    void theHandshakeCanBeReplayed(int section) throws Exception {
        MessageDigest transcript = MessageDigest.getInstance("SHA-256");
        PublicKey key = null;
        byte[] finishedKey = null;
        int messages = 0;
        int proven = 0;
        Trace trace = Trace.ofSection(section);
        for (Trace.Step step : trace.steps()) {
            byte[] hash = ((MessageDigest) transcript.clone()).digest();
            Map<String, byte[]> values = step.values();
            String action = step.action();
            if (values.containsKey("hash") && (action.contains(" traffic\"") || action.contains("res master"))) {
                assertArrayEquals(values.get("hash"), hash, step.actor() + " " + action);
                proven++;
            }
            if (values.containsKey("finished")) {
                finishedKey = values.get("expanded");
            }
            for (Map.Entry<String, byte[]> value : values.entrySet()) {
                if (!isMessage(value.getKey())) {
                    continue;
                }
                byte[] bytes = value.getValue();
                if (section == 4 && bytes[0] == HandshakeType.CLIENT_HELLO.code()) {
                    // A step later its binder is computed over what this step shows; then the whole message is sent.
                    bytes = trace.value("client", "send handshake record", "payload");
                }
                HandshakeMessage message = read(bytes);
                byte[] written = Messages.encode(message);
                assertArrayEquals(bytes, written, action);
                messages++;
                if (message instanceof Certificate13 c) {
                    key = publicKey(c);
                } else if (message instanceof CertificateVerify v) {
                    assertTrue(verifies(key, v, step.actor(), hash), action);
                    proven++;
                } else if (message instanceof Finished f) {
                    assertArrayEquals(f.verifyData(), hmac(finishedKey, hash));
                    proven++;
                } else if (message instanceof ServerHello h && h.isHelloRetryRequest()) {
                    // RFC 8446 section 4.4.1: the first ClientHello is replaced by a message_hash of its hash.
                    transcript.reset();
                    transcript.update(new byte[] {(byte) HandshakeType.MESSAGE_HASH.code(), 0, 0, 32});
                    transcript.update(hash);
                }
                if (!(message instanceof NewSessionTicket13)) {
                    transcript.update(written);
                }
            }
        }
        assertTrue(messages >= 5, messages + " messages");
        assertTrue(proven >= 6, proven + " proofs");
    }

    @Test
    void valuesOfTheSimpleHandshake() throws TlsFault {
        Trace trace = Trace.ofSection(3);
        ClientHello client = (ClientHello) read(trace.value("client", "construct a ClientHello", "ClientHello"));
        assertEquals(0x0303, client.legacyVersion());
        assertEquals(CodePoints.of(0x1301, 0x1303, 0x1302), client.cipherSuites());
        assertTrue(client.offersOnlyNullCompression());
        assertEquals("server", client.extensions().get(ServerName.class).hostName());
        assertEquals(CodePoints.of(29, 23, 24, 25, 0x100, 0x101, 0x102, 0x103, 0x104),
                client.extensions().get(SupportedGroups.class).groups());
        assertEquals(CodePoints.of(0x0304), client.extensions().get(SupportedVersionsOffer.class).versions());
        assertEquals(15, client.extensions().get(SignatureAlgorithms.class).schemes().size());
        assertArrayEquals(trace.value("client", "create an ephemeral", "public key"),
                client.extensions().get(KeyShareOffer.class).share(29).share());
        assertTrue(client.extensions().has(28), "record_size_limit, which we do not know");
        ServerHello server = (ServerHello) read(trace.value("server", "construct a ServerHello", "ServerHello"));
        assertEquals(0x1301, server.cipherSuite());
        assertEquals(0x0304, server.extensions().get(SupportedVersionsChoice.class).version());
        assertArrayEquals(trace.value("server", "create an ephemeral", "public key"),
                server.extensions().get(KeyShareChoice.class).share().share());
        server.extensions().requireOffered(client.extensions());
        NewSessionTicket13 ticket = (NewSessionTicket13) read(
                trace.value("server", "construct a NewSessionTicket", "NewSessionTicket"));
        assertEquals(30, ticket.lifetimeSeconds());
        assertTrue(ticket.extensions().has(ExtensionType.EARLY_DATA));
    }

    @Test
    void valuesOfTheRetry() throws TlsFault {
        Trace trace = Trace.ofSection(5);
        ServerHello retry = (ServerHello) read(trace.value("server", "construct a ServerHello", "ServerHello"));
        assertTrue(retry.isHelloRetryRequest());
        assertEquals(23, retry.extensions().get(KeyShareRetry.class).group());
        ClientHello second = (ClientHello) read(trace.value("client", "construct a ClientHello", "ClientHello", 1));
        assertArrayEquals(retry.extensions().get(Cookie.class).cookie(),
                second.extensions().get(Cookie.class).cookie());
        assertNotNull(second.extensions().get(KeyShareOffer.class).share(23));
        ServerHello real = (ServerHello) read(trace.value("server", "construct a ServerHello", "ServerHello", 1));
        assertEquals(23, real.extensions().get(KeyShareChoice.class).share().group());
    }

    private static PublicKey publicKey(Certificate13 certificate) throws Exception {
        byte[] der = certificate.entries().get(0).der();
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    private static boolean verifies(PublicKey key, CertificateVerify verify, String actor, byte[] hash)
            throws Exception {
        Signature signature;
        if (verify.scheme() == 0x0804) {
            signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        } else {
            assertEquals(0x0403, verify.scheme());
            signature = Signature.getInstance("SHA256withECDSA");
        }
        signature.initVerify(key);
        signature.update(" ".repeat(64).getBytes(StandardCharsets.US_ASCII));
        signature.update(("TLS 1.3, " + actor + " CertificateVerify\0").getBytes(StandardCharsets.US_ASCII));
        signature.update(hash);
        return signature.verify(verify.signature());
    }

    private static byte[] hmac(byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }
}
