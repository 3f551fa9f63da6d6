package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.Finished;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.tls13.KeySchedule13.ApplicationSecrets;
import dev.drawbridge.tls13.KeySchedule13.HandshakeSecrets;
import dev.drawbridge.tls13.KeySchedule13.TrafficSecret;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every secret and key of the traces of RFC 8448 that were made without a PSK. */
class KeySchedule13Test {
    private final Crypto crypto = new BcCrypto(null);
    private final KeySchedule13 schedule = new KeySchedule13(crypto, CipherSuite.TLS_AES_128_GCM_SHA256);

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 7})
    void extractedSecrets(int section) {
        Trace trace = Trace.ofSection(section);
        Secret early = schedule.earlySecret(null);
        assertArrayEquals(trace.value("server", "extract secret \"early\"", "secret"), early.bytes());
        Secret shared = new Secret(trace.value("server", "extract secret \"handshake\"", "IKM"));
        Secret handshake = schedule.handshakeSecret(early, shared);
        assertArrayEquals(trace.value("server", "extract secret \"handshake\"", "secret"), handshake.bytes());
        assertWiped(early);
        assertWiped(shared);
        assertArrayEquals(trace.value("server", "extract secret \"master\"", "secret"), schedule.masterSecret(handshake).bytes());
        assertWiped(handshake);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 7})
    void trafficSecretsAndKeys(int section) throws TlsFault {
        Trace trace = Trace.ofSection(section);
        HandshakeSecrets secrets = handshakeSecrets(trace);
        assertArrayEquals(expanded(trace, "derive secret \"tls13 c hs traffic\""), secrets.client().secret().bytes());
        assertArrayEquals(expanded(trace, "derive secret \"tls13 s hs traffic\""), secrets.server().secret().bytes());
        assertKeys(trace, "server", "derive write traffic keys for handshake data", secrets.server());
        assertKeys(trace, "server", "derive read traffic keys for handshake data", secrets.client());

        byte[] serverFinishedHash = trace.value("server", "derive secret \"tls13 c ap traffic\"", "hash");
        Finished finished = schedule.finished(secrets.client(), serverFinishedHash);
        if (section != 6) { // there the client's Finished also covers its own Certificate
            assertArrayEquals(trace.value("client", "calculate finished", "finished"), finished.verifyData());
            schedule.checkFinished(secrets.client(), serverFinishedHash, finished);
        }

        ApplicationSecrets application = schedule.application(secrets, serverFinishedHash);
        assertArrayEquals(expanded(trace, "derive secret \"tls13 c ap traffic\""), application.client().secret().bytes());
        assertArrayEquals(expanded(trace, "derive secret \"tls13 s ap traffic\""), application.server().secret().bytes());
        assertKeys(trace, "server", "derive write traffic keys for application data", application.server());
        assertKeys(trace, "client", "derive write traffic keys for application data", application.client());
        schedule.resumption(secrets, serverFinishedHash);
        assertWiped(secrets.master());
    }

    @Test
    void aWrongFinishedIsRefused() throws TlsFault {
        HandshakeSecrets secrets = handshakeSecrets(Trace.ofSection(3));
        byte[] hash = new byte[32];
        Finished right = schedule.finished(secrets.server(), hash);
        for (int i = 0; i < 32; i++) {
            byte[] wrong = right.verifyData().clone();
            wrong[i] ^= 1;
            refused(Fault.BAD_FINISHED, secrets, hash, wrong);
        }
        // As long as another hash, or as TLS 1.2.
        refused(Fault.DECODE_ERROR, secrets, hash, new byte[48]);
        refused(Fault.DECODE_ERROR, secrets, hash, new byte[12]);
    }

    /** Computed apart from this code with a plain HKDF: the trace has no KeyUpdate. */
    @Test
    void theNextGenerationFollowsAndThePresentOneIsWiped() {
        TrafficSecret present = new TrafficSecret(new Secret(HexFormat.of().parseHex(
                "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643")));
        TrafficSecret next = schedule.next(present);
        assertEquals("51921b8aa3001976eb401d0a4319a8516416a6c56001a357e5d162031e84f916", HexFormat.of().formatHex(next.secret().bytes()));
        assertWiped(present.secret());
    }

    @Test
    void nothingSecretIsPrinted() {
        HandshakeSecrets secrets = handshakeSecrets(Trace.ofSection(3));
        String hex = HexFormat.of().formatHex(secrets.client().secret().bytes());
        assertFalse(secrets.toString().contains(hex.substring(0, 4)), secrets::toString);
        assertEquals("TrafficSecret[secret=Secret[32 bytes]]", secrets.client().toString());
    }

    private HandshakeSecrets handshakeSecrets(Trace trace) {
        return schedule.handshake(null, new Secret(trace.value("server", "extract secret \"handshake\"", "IKM")),
                trace.value("server", "derive secret \"tls13 c hs traffic\"", "hash"));
    }

    private void assertKeys(Trace trace, String actor, String action, TrafficSecret secret) {
        assertArrayEquals(trace.value(actor, action, "key expanded"), schedule.trafficKey(secret), action);
        assertArrayEquals(trace.value(actor, action, "iv expanded"), schedule.trafficIv(), action);
    }

    private void refused(Fault fault, HandshakeSecrets secrets, byte[] hash, byte[] verifyData) {
        assertEquals(fault, assertThrows(TlsFault.class,
                () -> schedule.checkFinished(secrets.server(), hash, new Finished(verifyData))).fault());
    }

    private static byte[] expanded(Trace trace, String action) {
        return trace.value("server", action, "expanded");
    }

    private static void assertWiped(Secret secret) {
        assertThrows(IllegalStateException.class, secret::bytes);
    }
}
