package dev.drawbridge.handshake;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.HashAlgorithm;
import java.io.ByteArrayOutputStream;

/**
 * The concatenation of all handshake messages and its running hash (RFC 8446 section 4.4.1, RFC 5246 section 7.4.9). Raw bytes
 * are kept only until the hash is known, or longer when a signature over them may need another hash (TLS 1.2).
 *
 * <p>The last message is kept apart until the next one, so that {@link #hashBeforeLast} is at hand: what CertificateVerify and
 * Finished cover ends just before themselves. Not thread safe; a task takes a {@link #fork}.
 */
public final class Transcript {
    private final Crypto crypto;
    private ByteArrayOutputStream raw = new ByteArrayOutputStream(512);
    private Hash hash;
    private byte[] last = new byte[0];

    public Transcript(Crypto crypto) {
        this.crypto = crypto;
    }

    /** Takes one whole message, header included. */
    public void absorb(byte[] message) {
        settleLast();
        last = message;
    }

    /** The suite's hash is known: run it. Raw bytes are kept on only when {@code keepRaw}. */
    public void select(HashAlgorithm algorithm, boolean keepRaw) {
        hash = crypto.hash(algorithm);
        byte[] soFar = raw.toByteArray();
        hash.update(soFar, 0, soFar.length);
        if (!keepRaw) {
            raw = null;
        }
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
        return raw.toByteArray();
    }

    /** All messages, for a signature of TLS 1.2 (RFC 5246 section 7.4.8). */
    public byte[] raw() {
        settleLast();
        return raw.toByteArray();
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
        Hash first = crypto.hash(algorithm);
        byte[] hello = raw.toByteArray();
        first.update(hello, 0, hello.length);
        byte[] digest = first.peek();
        byte[] synthetic = new byte[4 + digest.length];
        synthetic[0] = (byte) HandshakeType.MESSAGE_HASH.code();
        synthetic[3] = (byte) digest.length;
        System.arraycopy(digest, 0, synthetic, 4, digest.length);
        raw = new ByteArrayOutputStream(512);
        raw.writeBytes(synthetic);
        last = retry == null ? new byte[0] : retry;
    }

    /** An independent copy. */
    public Transcript fork() {
        Transcript copy = new Transcript(crypto);
        if (raw == null) {
            copy.raw = null;
        } else {
            copy.raw.writeBytes(raw.toByteArray());
        }
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
            raw.writeBytes(last);
        }
        last = new byte[0];
    }
}
