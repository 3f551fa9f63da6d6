package dev.drawbridge.handshake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.HashAlgorithm;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final byte[] ONE = {1, 0, 0, 1, 7};
    private static final byte[] TWO = {2, 0, 0, 1, 8};
    private static final byte[] THREE = {3, 0, 0, 0};

    private final Transcript transcript = new Transcript(new BcCrypto(null));

    @Test
    void theHashCoversWhatWasAbsorbedBeforeAndAfterItWasChosen() throws NoSuchAlgorithmException {
        transcript.absorb(ONE);
        transcript.absorb(TWO);
        transcript.select(HashAlgorithm.SHA384, false);
        assertArrayEquals(sha("SHA-384", ONE), transcript.hashBeforeLast());
        assertArrayEquals(sha("SHA-384", ONE, TWO), transcript.hash());
        transcript.absorb(THREE);
        assertArrayEquals(sha("SHA-384", ONE, TWO), transcript.hashBeforeLast());
        assertArrayEquals(sha("SHA-384", ONE, TWO, THREE), transcript.hash());
    }

    @Test
    void rawBytesAreKeptWhereASignatureNeedsThem() {
        transcript.absorb(ONE);
        transcript.select(HashAlgorithm.SHA256, true);
        transcript.absorb(TWO);
        assertArrayEquals(ONE, transcript.rawBeforeLast());
        assertArrayEquals(concat(ONE, TWO), transcript.raw());
    }

    @Test
    void aForkGoesItsOwnWay() throws NoSuchAlgorithmException {
        transcript.absorb(ONE);
        transcript.select(HashAlgorithm.SHA256, true);
        Transcript fork = transcript.fork();
        fork.absorb(TWO);
        transcript.absorb(THREE);
        assertArrayEquals(sha("SHA-256", ONE, TWO), fork.hash());
        assertArrayEquals(sha("SHA-256", ONE, THREE), transcript.hash());
        assertArrayEquals(concat(ONE, TWO), fork.raw());
        assertArrayEquals(concat(ONE, THREE), transcript.raw());
    }

    /** The client has absorbed HelloRetryRequest when it learns that it is one. */
    @Test
    void theFirstHelloIsReplacedByItsHash() {
        Trace trace = Trace.ofSection(5);
        transcript.absorb(trace.value("client", "construct a ClientHello", "ClientHello", 0));
        transcript.absorb(trace.value("server", "construct a ServerHello", "ServerHello", 0));
        transcript.restartForRetry(HashAlgorithm.SHA256, true);
        transcript.select(HashAlgorithm.SHA256, false);
        finishRetry(trace);
    }

    /** The server restarts before it sends it. */
    @Test
    void theFirstHelloIsReplacedByItsHashOnTheServerToo() {
        Trace trace = Trace.ofSection(5);
        transcript.absorb(trace.value("client", "construct a ClientHello", "ClientHello", 0));
        transcript.restartForRetry(HashAlgorithm.SHA256, false);
        transcript.select(HashAlgorithm.SHA256, false);
        transcript.absorb(trace.value("server", "construct a ServerHello", "ServerHello", 0));
        finishRetry(trace);
    }

    private void finishRetry(Trace trace) {
        transcript.absorb(trace.value("client", "construct a ClientHello", "ClientHello", 1));
        transcript.absorb(trace.value("server", "construct a ServerHello", "ServerHello", 1));
        assertArrayEquals(trace.value("server", "derive secret \"tls13 c hs traffic\"", "hash"), transcript.hash());
    }

    private static byte[] sha(String algorithm, byte[]... messages) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance(algorithm).digest(concat(messages));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }
}
