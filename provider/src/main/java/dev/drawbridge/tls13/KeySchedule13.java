package dev.drawbridge.tls13;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.message.Finished;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The key schedule of RFC 8446 section 7, stage by stage; a stage wipes what it consumed. One HMAC object serves the whole
 * handshake, so an instance belongs to one connection and one thread at a time.
 */
final class KeySchedule13 {
    /** The labels of RFC 8446 sections 4.4.4 and 7, encoded as {@code opaque label<7..255> = "tls13 " + Label}. */
    enum Label {
        DERIVED("derived"),
        CLIENT_EARLY("c e traffic"),
        CLIENT_HANDSHAKE("c hs traffic"),
        SERVER_HANDSHAKE("s hs traffic"),
        CLIENT_APPLICATION("c ap traffic"),
        SERVER_APPLICATION("s ap traffic"),
        TRAFFIC_UPDATE("traffic upd"),
        KEY("key"),
        IV("iv"),
        FINISHED("finished"),
        RESUMPTION_BINDER("res binder"),
        EXTERNAL_BINDER("ext binder"),
        IMPORTED_BINDER("imp binder"),
        RESUMPTION_MASTER("res master"),
        RESUMPTION("resumption");

        private final byte[] encoded;

        Label(String label) {
            byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
            encoded = new byte[1 + text.length];
            encoded[0] = (byte) text.length;
            System.arraycopy(text, 0, encoded, 1, text.length);
        }
    }

    /** The secret from which the keys of one direction come. */
    record TrafficSecret(Secret secret) {
        void wipe() {
            secret.wipe();
        }
    }

    /** What the handshake is protected with, and the master secret that application traffic will come from. */
    record HandshakeSecrets(TrafficSecret client, TrafficSecret server, Secret master) {
        void wipe() {
            client.wipe();
            server.wipe();
            master.wipe();
        }
    }

    /** What application data is protected with. */
    record ApplicationSecrets(TrafficSecret client, TrafficSecret server) {
        void wipe() {
            client.wipe();
            server.wipe();
        }
    }

    /** The proof that the peer's Finished was right; {@link #checkFinished} is its only maker. */
    static final class FinishedVerified {
        private static final FinishedVerified PROVEN = new FinishedVerified();

        private FinishedVerified() {
        }
    }

    private static final byte[] NO_CONTEXT = new byte[0];
    /** Of no message at all; every connection needs one several times. */
    private static final Map<HashAlgorithm, byte[]> EMPTY_HASHES = new ConcurrentHashMap<>();

    private final Crypto crypto;
    private final CipherSuite suite;
    private final Hmac hmac;

    KeySchedule13(Crypto crypto, CipherSuite suite) {
        this.crypto = crypto;
        this.suite = suite;
        this.hmac = crypto.hmac(suite.hash());
    }

    CipherSuite suite() {
        return suite;
    }

    /**
     * From the shared secret of the key exchange and the transcript up to ServerHello; {@code shared} is wiped.
     *
     * @param psk that both have, or null
     * @param shared null where a PSK is used alone
     */
    HandshakeSecrets handshake(Secret psk, Secret shared, byte[] helloHash) {
        Secret handshake = handshakeSecret(earlySecret(psk), shared);
        TrafficSecret client = traffic(handshake, Label.CLIENT_HANDSHAKE, helloHash);
        TrafficSecret server = traffic(handshake, Label.SERVER_HANDSHAKE, helloHash);
        return new HandshakeSecrets(client, server, masterSecret(handshake));
    }

    /** What early data is protected with, from the PSK and the ClientHello. */
    TrafficSecret early(Secret psk, byte[] helloHash) {
        Secret early = earlySecret(psk);
        TrafficSecret client = traffic(early, Label.CLIENT_EARLY, helloHash);
        early.wipe();
        return client;
    }

    /** From the transcript up to the server's Finished; the master secret is still wanted for {@link #resumption}. */
    ApplicationSecrets application(HandshakeSecrets secrets, byte[] serverFinishedHash) {
        return new ApplicationSecrets(traffic(secrets.master(), Label.CLIENT_APPLICATION, serverFinishedHash),
                traffic(secrets.master(), Label.SERVER_APPLICATION, serverFinishedHash));
    }

    /** What tickets' PSKs come from, from the transcript up to the client's Finished; the master secret is wiped. */
    Secret resumption(HandshakeSecrets secrets, byte[] clientFinishedHash) {
        Secret resumption = traffic(secrets.master(), Label.RESUMPTION_MASTER, clientFinishedHash).secret();
        secrets.master().wipe();
        return resumption;
    }

    /** RFC 8446 section 4.6.1: {@code HKDF-Expand-Label(resumption_master_secret, "resumption", ticket_nonce, Hash.length)}. */
    Secret ticketPsk(Secret resumption, byte[] nonce) {
        hmac.key(resumption.bytes());
        return new Secret(expand(Label.RESUMPTION, nonce, hmac.length()));
    }

    /**
     * RFC 8446 section 4.2.11.2: the binder of a PSK over a transcript that ends before the binders. Section 7.1: "There are multiple
     * potential Early Secret values, depending on which PSK the server ultimately selects."
     */
    byte[] binder(OfferedPsk.Kind kind, Secret psk, byte[] truncatedHash) {
        Secret early = earlySecret(psk);
        hmac.key(early.bytes());
        Secret base = new Secret(expand(label(kind), emptyHash(), hmac.length()));
        early.wipe();
        byte[] binder = finished(new TrafficSecret(base), truncatedHash).verifyData();
        base.wipe();
        return binder;
    }

    /**
     * RFC 8446 section 7.1: "The labels are distinct to prevent the substitution of one type of PSK for the other." Those of RFC 9258 have
     * one of their own.
     */
    private static Label label(OfferedPsk.Kind kind) {
        return switch (kind) {
            case TICKET -> Label.RESUMPTION_BINDER;
            case EXTERNAL -> Label.EXTERNAL_BINDER;
            case IMPORTED -> Label.IMPORTED_BINDER;
        };
    }

    /** RFC 8446 section 7.2: the next generation of a traffic secret; the present one is wiped. */
    TrafficSecret next(TrafficSecret present) {
        hmac.key(present.secret().bytes());
        byte[] next = expand(Label.TRAFFIC_UPDATE, NO_CONTEXT, hmac.length());
        present.wipe();
        return new TrafficSecret(new Secret(next));
    }

    /** RFC 8446 section 7.3: reading under {@code traffic}. */
    ReadProtection readProtection(TrafficSecret traffic) {
        AeadAlgorithm aead = suite.aead();
        byte[] key = trafficKey(traffic);
        byte[] iv = trafficIv();
        ReadProtection protection = ReadProtection.tls13(aead, crypto.opener(aead, key), iv);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        return protection;
    }

    /** RFC 8446 section 7.3: writing under {@code traffic}. */
    WriteProtection writeProtection(TrafficSecret traffic) {
        AeadAlgorithm aead = suite.aead();
        byte[] key = trafficKey(traffic);
        byte[] iv = trafficIv();
        WriteProtection protection = WriteProtection.tls13(aead, crypto.sealer(aead, key), iv);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        return protection;
    }

    /** RFC 8446 section 4.4.4: Finished of the side whose handshake traffic secret is {@code base}. */
    Finished finished(TrafficSecret base, byte[] transcriptHash) {
        hmac.key(base.secret().bytes());
        byte[] finishedKey = expand(Label.FINISHED, NO_CONTEXT, hmac.length());
        hmac.key(finishedKey);
        Arrays.fill(finishedKey, (byte) 0);
        hmac.update(transcriptHash, 0, transcriptHash.length);
        byte[] verifyData = new byte[hmac.length()];
        hmac.finish(verifyData, 0);
        return new Finished(verifyData);
    }

    /**
     * RFC 8446 section 4.4.4: "Recipients of Finished messages MUST verify that the contents are correct and if incorrect MUST
     * terminate the connection with a "decrypt_error" alert."
     */
    FinishedVerified checkFinished(TrafficSecret base, byte[] transcriptHash, Finished received) throws TlsFault {
        Finished expected = finished(base, transcriptHash);
        // The structure is "opaque verify_data[Hash.length]": another length is malformed, not merely wrong.
        if (received.verifyData().length != expected.verifyData().length) {
            throw new TlsFault(Fault.DECODE_ERROR, "Finished of " + received.verifyData().length + " bytes");
        }
        if (!MessageDigest.isEqual(received.verifyData(), expected.verifyData())) {
            throw new TlsFault(Fault.BAD_FINISHED);
        }
        return FinishedVerified.PROVEN;
    }

    /**
     * The Early Secret, from a PSK or none. RFC 8446 section 7.1: "If a given secret is not available, then the 0-value consisting of a
     * string of Hash.length bytes set to zeros is used."
     */
    Secret earlySecret(Secret psk) {
        return extract(new byte[hmac.length()], psk == null ? new byte[hmac.length()] : psk.bytes());
    }

    /** The Handshake Secret; both inputs are wiped. */
    Secret handshakeSecret(Secret early, Secret shared) {
        Secret salt = derived(early);
        Secret handshake = extract(salt.bytes(), shared == null ? new byte[hmac.length()] : shared.bytes());
        salt.wipe();
        if (shared != null) {
            shared.wipe();
        }
        return handshake;
    }

    /** The Master Secret; the Handshake Secret is wiped. */
    Secret masterSecret(Secret handshake) {
        Secret salt = derived(handshake);
        Secret master = extract(salt.bytes(), new byte[hmac.length()]);
        salt.wipe();
        return master;
    }

    byte[] trafficKey(TrafficSecret traffic) {
        hmac.key(traffic.secret().bytes());
        return expand(Label.KEY, NO_CONTEXT, suite.aead().keyLength());
    }

    /** Of the secret that {@link #trafficKey} was just asked for. */
    byte[] trafficIv() {
        return expand(Label.IV, NO_CONTEXT, AeadAlgorithm.NONCE_LENGTH);
    }

    /** {@code Derive-Secret(secret, "derived", "")}, the salt of the next stage; {@code secret} is wiped. */
    private Secret derived(Secret secret) {
        hmac.key(secret.bytes());
        Secret salt = new Secret(expand(Label.DERIVED, emptyHash(), hmac.length()));
        secret.wipe();
        return salt;
    }

    private byte[] emptyHash() {
        return EMPTY_HASHES.computeIfAbsent(suite.hash(), h -> crypto.hash(h).peek());
    }

    private TrafficSecret traffic(Secret secret, Label label, byte[] transcriptHash) {
        hmac.key(secret.bytes());
        return new TrafficSecret(new Secret(expand(label, transcriptHash, hmac.length())));
    }

    /** HKDF-Extract (RFC 5869 section 2.2). */
    private Secret extract(byte[] salt, byte[] keyingMaterial) {
        hmac.key(salt);
        hmac.update(keyingMaterial, 0, keyingMaterial.length);
        byte[] pseudorandomKey = new byte[hmac.length()];
        hmac.finish(pseudorandomKey, 0);
        return new Secret(pseudorandomKey);
    }

    /**
     * HKDF-Expand-Label (RFC 8446 section 7.1) under the HMAC's present key. Nothing that TLS 1.3 asks for is longer than one hash,
     * so HKDF-Expand (RFC 5869 section 2.3) is its first block, cut.
     */
    private byte[] expand(Label label, byte[] context, int length) {
        hmac.update((byte) (length >>> 8));
        hmac.update((byte) length);
        hmac.update(label.encoded, 0, label.encoded.length);
        hmac.update((byte) context.length);
        hmac.update(context, 0, context.length);
        hmac.update((byte) 1);
        byte[] block = new byte[hmac.length()];
        hmac.finish(block, 0);
        if (length == block.length) {
            return block;
        }
        byte[] cut = Arrays.copyOf(block, length);
        Arrays.fill(block, (byte) 0);
        return cut;
    }
}
