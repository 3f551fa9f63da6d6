package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.StaplingSettings;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.verify.TestCa;
import dev.drawbridge.verify.TestResponder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FetchedStatusTest {
    private static final URI RESPONDER = URI.create("http://ocsp.test/");
    private static final StaplingSettings SETTINGS = new StaplingSettings(RESPONDER, false, Duration.ofSeconds(50), 256, Duration.ofHours(1), false);
    private static TestCa ca;
    private static Credentials ours;
    private static Credentials others;

    /** What was asked, and what is answered: null for nobody there. */
    private final List<URI> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<OCSPReq> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile byte[] answer;
    private volatile Instant now = Instant.now();
    /** Answers wait for it, which a test may take away. */
    private final Semaphore open = new Semaphore(1000);

    @BeforeAll
    static void make() throws Exception {
        ca = TestCa.root("Root");
        ours = ca.credentials("ours");
        others = ca.credentials("others");
    }

    @AfterEach
    void letGo() {
        open.release(1000);
    }

    private FetchedStatus status(StaplingSettings settings) {
        return new FetchedStatus(settings, this::ask, () -> now);
    }

    private byte[] ask(URI responder, byte[] request) throws IOException {
        asked.add(responder);
        requests.add(new OCSPReq(request));
        open.acquireUninterruptibly();
        if (answer == null) {
            throw new IOException("nobody there");
        }
        return answer;
    }

    private static byte[] good(Credentials about, int from, Integer to) throws Exception {
        return TestResponder.of(ca).says(about.leaf(), ca.certificate(), CertificateStatus.GOOD, from, to).answer();
    }

    private static StatusRequest wanting(int responders, byte... extensions) {
        byte[] data = new byte[1 + 2 + responders + 2 + extensions.length];
        data[0] = 1;
        data[2] = (byte) responders;
        data[4 + responders] = (byte) extensions.length;
        System.arraycopy(extensions, 0, data, 5 + responders, extensions.length);
        return new StatusRequest(data);
    }

    private static StatusRequest nonce() throws IOException {
        return wanting(0, new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new byte[] {4, 1, 7})).getEncoded());
    }

    @Test
    void oneAnswerServesMany() throws Exception {
        answer = good(ours, -60, 86400);
        FetchedStatus status = status(SETTINGS);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(answer, status.response(ours, StatusRequest.forOcsp()));
        }
        assertEquals(List.of(RESPONDER), asked);
        now = now.plusSeconds(3599);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        assertEquals(1, asked.size());
        now = now.plusSeconds(1);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        assertEquals(2, asked.size());
    }

    @Test
    void nobodyKeepsItBeyondItsEnd() throws Exception {
        answer = good(ours, -60, 600);
        FetchedStatus status = status(SETTINGS);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        now = now.plusSeconds(610);
        assertNull(status.response(ours, StatusRequest.forOcsp()), "the responder answers what is out of date");
        assertEquals(2, asked.size());
    }

    /** As SunJSSE has it. */
    @Test
    void withoutLifetimeItsOwnEndCounts() throws Exception {
        StaplingSettings settings = new StaplingSettings(RESPONDER, false, SETTINGS.timeout(), 256, Duration.ZERO, false);
        answer = good(ours, -60, 86400);
        FetchedStatus status = status(settings);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        now = now.plusSeconds(80_000);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        assertEquals(1, asked.size());
        now = Instant.now();
        answer = good(others, -60, null);
        for (int i = 0; i < 2; i++) {
            assertNotNull(status.response(others, StatusRequest.forOcsp()));
        }
        assertEquals(3, asked.size());
    }

    @Test
    void aFailureCountsForAWhile() throws Exception {
        FetchedStatus status = status(SETTINGS);
        for (int i = 0; i < 2; i++) {
            assertNull(status.response(ours, StatusRequest.forOcsp()));
        }
        assertEquals(1, asked.size());
        answer = good(ours, -60, 600);
        now = now.plus(FetchedStatus.PAUSE);
        assertArrayEquals(answer, status.response(ours, StatusRequest.forOcsp()));
        assertEquals(2, asked.size());
    }

    @Test
    void handshakesShareAQuestion() throws Exception {
        answer = good(ours, -60, 600);
        FetchedStatus status = status(SETTINGS);
        open.drainPermits();
        CountDownLatch begun = new CountDownLatch(5);
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(CompletableFuture.supplyAsync(() -> {
                begun.countDown();
                return status.response(ours, StatusRequest.forOcsp());
            }, run -> new Thread(run).start()));
        }
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        assertFalse(waiting.stream().anyMatch(CompletableFuture::isDone));
        open.release(1);
        for (CompletableFuture<byte[]> each : waiting) {
            assertArrayEquals(answer, each.get(30, TimeUnit.SECONDS));
        }
        assertEquals(1, asked.size());
    }

    /** What comes too late is there for the next. */
    @Test
    void theQuestionOutlivesTheHandshake() throws Exception {
        answer = good(ours, -60, 600);
        FetchedStatus status = status(new StaplingSettings(RESPONDER, false, Duration.ZERO, 256, Duration.ofHours(1), false));
        open.drainPermits();
        assertNull(status.response(ours, StatusRequest.forOcsp()));
        open.release(1);
        byte[] later = null;
        while (later == null) {
            later = status.response(ours, StatusRequest.forOcsp());
        }
        assertArrayEquals(answer, later);
        assertEquals(1, asked.size());
    }

    /** Or each handshake would wait as long for a responder that says nothing. */
    @Test
    void aQuestionIsWaitedForOnce() throws Exception {
        FetchedStatus status = status(new StaplingSettings(RESPONDER, false, Duration.ofDays(1), 256, Duration.ofHours(1), false));
        open.drainPermits();
        CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(() -> status.response(ours, StatusRequest.forOcsp()), run -> new Thread(run).start());
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }
        now = now.plus(Duration.ofDays(1));
        assertNull(status.response(ours, StatusRequest.forOcsp()));
        assertFalse(first.isDone());
        assertEquals(1, asked.size());
    }

    @Test
    void noMoreAreKeptThanWanted() throws Exception {
        FetchedStatus status = status(new StaplingSettings(RESPONDER, false, SETTINGS.timeout(), 1, Duration.ofHours(1), false));
        for (Credentials each : List.of(ours, ours, others, others, ours)) {
            answer = good(each, -60, 600);
            assertNotNull(status.response(each, StatusRequest.forOcsp()));
        }
        assertEquals(3, asked.size());
    }

    /** The answer to a nonce is one client's; it is not kept, nor is it taken from what is. */
    @Test
    void extensionsArePassedOn() throws Exception {
        answer = good(ours, -60, 600);
        FetchedStatus status = status(SETTINGS);
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        assertNotNull(status.response(ours, nonce()));
        assertNotNull(status.response(ours, nonce()));
        assertNotNull(status.response(ours, StatusRequest.forOcsp()));
        assertEquals(List.of(false, true, true), requests.stream().map(OCSPReq::hasExtensions).toList());
        assertNull(status.response(ours, wanting(0, (byte) 1, (byte) 2)), "extensions that make no sense");
        assertEquals(3, asked.size());
        FetchedStatus ignoring = status(new StaplingSettings(RESPONDER, false, SETTINGS.timeout(), 256, Duration.ofHours(1), true));
        assertNotNull(ignoring.response(ours, nonce()));
        assertNotNull(ignoring.response(ours, nonce()));
        assertEquals(List.of(false, true, true, false), requests.stream().map(OCSPReq::hasExtensions).toList());
    }

    /** Clients that want answers of their own cannot keep all threads. */
    @Test
    void extensionsOfManyAreLeftOut() throws Exception {
        answer = good(ours, -60, 600);
        FetchedStatus patient = status(SETTINGS);
        open.drainPermits();
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StatusRequest wanting = nonce();
            waiting.add(CompletableFuture.supplyAsync(() -> patient.response(ours, wanting), run -> new Thread(run).start()));
        }
        while (asked.size() < 5) {
            Thread.onSpinWait();
        }
        open.release(1000);
        for (CompletableFuture<byte[]> each : waiting) {
            assertArrayEquals(answer, each.get(30, TimeUnit.SECONDS));
        }
        assertTrue(requests.stream().anyMatch(r -> !r.hasExtensions()));
    }

    @Test
    void whoWantsCertainRespondersGetsNothing() throws Exception {
        answer = good(ours, -60, 600);
        assertNull(status(SETTINGS).response(ours, wanting(3)));
        assertEquals(List.of(), asked);
    }

    @Test
    void aChainWithoutIssuerOrAResponderIsNotAskedAbout() throws Exception {
        answer = good(ours, -60, 600);
        assertNull(status(SETTINGS).response(Credentials.of(List.of(ours.leaf()), ours.key()), StatusRequest.forOcsp()));
        assertNull(status(new StaplingSettings(null, false, SETTINGS.timeout(), 256, Duration.ofHours(1), false)).response(ours, StatusRequest.forOcsp()));
        assertEquals(List.of(), asked);
    }

    @Test
    void revokedIsStapled() throws Exception {
        answer = TestResponder.of(ca).revoked(ours.leaf(), ca.certificate()).answer();
        assertArrayEquals(answer, status(SETTINGS).response(ours, StatusRequest.forOcsp()));
    }

    /** A thread that is interrupted stays so and goes on without a response. */
    @Test
    void interruptedHandshakesGoOn() throws Exception {
        answer = good(ours, -60, 600);
        open.drainPermits();
        Thread.currentThread().interrupt();
        assertNull(status(SETTINGS).response(ours, StatusRequest.forOcsp()));
        assertTrue(Thread.interrupted());
    }
}
