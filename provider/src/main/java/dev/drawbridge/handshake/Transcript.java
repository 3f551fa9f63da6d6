package dev.drawbridge.handshake;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The concatenation of all handshake messages and its running hash (RFC 8446 section 4.4.1, RFC 5246 section 7.4.9). Raw bytes
 * are kept only until the hash is known, or longer when a signature over them may need another hash (TLS 1.2).
 *
 * <p>The last message is kept apart until the next one, so that {@link #hashBeforeLast} is at hand: what CertificateVerify and
 * Finished cover ends just before themselves. Not thread safe; a task takes a {@link #fork}.
 */
public final class Transcript {
    private final Crypto crypto;
    private List<byte[]> raw;
    private Hash hash;
    private byte[] last = new byte[0];

    public Transcript(Crypto crypto) {
        this(crypto, new ArrayList<>());
    }

    private Transcript(Crypto crypto, List<byte[]> raw) {
        this.crypto = crypto;
        this.raw = raw;
    }

    /** Takes one whole message, header included. */
    public void absorb(byte[] message) {
        settleLast();
        last = message;
    }

    /** The suite's hash is known: run it. Raw bytes are kept on only when {@code keepRaw}. */
    public void select(HashAlgorithm algorithm, boolean keepRaw) {
        hash = rawHash(algorithm);
        if (!keepRaw) {
            raw = null;
        }
    }

    private Hash rawHash(HashAlgorithm algorithm) {
        Hash h = crypto.hash(algorithm);
        for (byte[] message : raw) {
            h.update(message, 0, message.length);
        }
        return h;
    }

    /** No further signature needs the raw bytes. */
    public void dropRaw() {
        raw = null;
    }

    /** The hash over all messages, the last one included. */
    public byte[] hash() {
        settleLast();
        return hash.peek();
    }

    /** The hash over all messages but the last. */
    public byte[] hashBeforeLast() {
        return hash.peek();
    }

    /** The hash over all messages but the last, and over the last but for its end of so many bytes. */
    public byte[] hashWithoutEnd(int bytes) {
        Hash partial = hash.fork();
        partial.update(last, 0, last.length - bytes);
        return partial.peek();
    }

    /** All messages but the last, for a signature of TLS 1.2 (RFC 5246 section 7.4.8). */
    public byte[] rawBeforeLast() {
        WireWriter all = new WireWriter();
        raw.forEach(all::bytes);
        return all.toByteArray();
    }

    /** All messages, for a signature of TLS 1.2 (RFC 5246 section 7.4.8). */
    public byte[] raw() {
        settleLast();
        return rawBeforeLast();
    }

    /**
     * RFC 8446 section 4.4.1: "when the server responds to a ClientHello with a HelloRetryRequest, the value of ClientHello1 is
     * replaced with a special synthetic handshake message of handshake type "message_hash" containing Hash(ClientHello1)". Called
     * when only ClientHello1 was settled: before HelloRetryRequest is absorbed, or with it as the last message.
     */
    public void restartForRetry(HashAlgorithm algorithm, boolean retryAbsorbed) {
        byte[] retry = retryAbsorbed ? last : null;
        if (retry == null) {
            settleLast();
        }
        byte[] digest = rawHash(algorithm).peek();
        byte[] synthetic = new byte[4 + digest.length];
        synthetic[0] = (byte) HandshakeType.MESSAGE_HASH.code();
        synthetic[3] = (byte) digest.length;
        System.arraycopy(digest, 0, synthetic, 4, digest.length);
        raw.clear();
        raw.add(synthetic);
        last = retry == null ? new byte[0] : retry;
    }

    /** An independent copy. */
    public Transcript fork() {
        Transcript copy = new Transcript(crypto, raw == null ? null : new ArrayList<>(raw));
        copy.hash = hash == null ? null : hash.fork();
        copy.last = last;
        return copy;
    }

    private void settleLast() {
        if (last.length == 0) {
            return;
        }
        if (hash != null) {
            hash.update(last, 0, last.length);
        }
        if (raw != null) {
            raw.add(last);
        }
        last = new byte[0];
    }
}
