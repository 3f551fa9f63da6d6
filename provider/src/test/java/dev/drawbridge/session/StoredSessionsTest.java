package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What servers leave for each other in a store, and what a store can do to them: cost a full handshake. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StoredSessionsTest {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] CONTEXT = "shop".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final TicketKey key = TicketKey.random(CRYPTO);
    private final Seal seal = new Seal(CRYPTO, () -> List.of(key));
    private final MapStore store = new MapStore();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private long nanoTime;
    private final StoredSessions sessions = sessions(seal, CONTEXT, LONG);

    private StoredSessions sessions(Seal with, byte[] context, Duration timeout) {
        return new StoredSessions(with, context, new StoredSessions.Access(store, timeout, (level, text) -> told.add(level + " " + text)),
                () -> nanoTime);
    }

    /** A server with its own cache before the store, with ids for tickets. */
    private TicketSessions server() {
        TicketSessions server = new TicketSessions(CRYPTO, null, 2, new byte[0], new TestClock());
        server.share(() -> List.of(key), CONTEXT, new StoredSessions.Access(store, LONG, (level, text) -> told.add(level + " " + text)));
        return server;
    }

    private void put(Session session) throws InterruptedException {
        int before = store.values.size();
        sessions.put(session, Duration.ofHours(1));
        store.await(before + 1);
    }

    private byte[] value() {
        return store.values.values().iterator().next();
    }

    private void replace(byte[] value) {
        store.values.replaceAll((name, old) -> value);
    }

    @Test
    void oneServerLeavesWhatAnotherFinds() throws Exception {
        TicketSessions one = server();
        TicketSessions other = server();
        one.keep(TestSessions.tls12(1));
        assertArrayEquals(TestSessions.id(2), one.seal(TestSessions.tls13(2)));
        store.await(2);
        assertTrue(store.lifetimes.values().stream().allMatch(TestSessions.LIFETIME::equals), "as long as the session");
        assertArrayEquals(TestSessions.tls12(1).secret().bytes(), other.byId(TestSessions.id(1)).secret().bytes());
        Session found = other.open(TestSessions.id(2));
        assertArrayEquals(TestSessions.tls13(2).secret().bytes(), found.secret().bytes());
        assertEquals(TestSessions.peer().chain(), found.peer().chain());
        assertEquals(0, other.counts().number(), "it is not remembered where nobody tells that it is removed");
        assertEquals(2, other.counts().hits());
        assertEquals(new StoredSessions.Counts(2, 0, 0, 0, 0), other.storeCounts());
        assertNotNull(one.byId(TestSessions.id(1)));
        assertEquals(0, one.storeCounts().hits(), "its own cache is asked first");
        assertNull(other.byId(TestSessions.id(2)));
        assertNull(other.open(TestSessions.id(1)), "an id of the other version");
        assertNull(other.open(new byte[32]));
        assertEquals(new StoredSessions.Counts(2, 3, 0, 0, 0), other.storeCounts());
        assertEquals(List.of(), told);
    }

    @Test
    void whatIsInvalidatedIsRemovedFromTheStore() throws Exception {
        TicketSessions one = server();
        one.keep(TestSessions.tls12(1));
        assertTrue(one.invalidate(TestSessions.id(1)));
        while (!store.values.isEmpty() || store.calls.get() < 3) { // what is on its way is not overtaken
            Thread.sleep(1);
        }
        TicketSessions other = server();
        assertNull(other.byId(TestSessions.id(1)));
        one.seal(TestSessions.tls13(2));
        store.await(1);
        assertFalse(other.invalidate(TestSessions.id(2)), "it was not here");
        store.await(0);
    }

    @Test
    void oneOfAllServersTakesASession() throws Exception {
        server().seal(TestSessions.tls13(1));
        store.await(1);
        List<TicketSessions> servers = List.of(server(), server(), server(), server());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Session>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TicketSessions s = servers.get(i % 4);
                all.add(threads.submit(() -> s.take(TestSessions.id(1))));
            }
            int winners = 0;
            for (Future<Session> f : all) {
                winners += f.get() == null ? 0 : 1;
            }
            assertEquals(1, winners);
        } finally {
            threads.shutdown();
        }
    }

    /** The server that made it has it in its own cache too. */
    @Test
    void whatAnotherServerTookIsNotTakenFromTheCacheOfTheFirst() throws Exception {
        TicketSessions one = server();
        one.seal(TestSessions.tls13(1));
        store.await(1);
        assertNotNull(server().take(TestSessions.id(1)));
        assertNull(one.take(TestSessions.id(1)));
    }

    @Test
    void theStoreLearnsNothing() throws Exception {
        put(TestSessions.tls12(1));
        String value = new String(value(), StandardCharsets.ISO_8859_1);
        assertFalse(value.contains("peer.test") || value.contains(new String(TestSessions.tls12(1).secret().bytes(), StandardCharsets.ISO_8859_1)));
        ByteBuffer name = store.values.keySet().iterator().next();
        assertFalse(name.equals(ByteBuffer.wrap(TestSessions.id(1))) || name.remaining() != 32);
        byte[] first = value();
        put(TestSessions.tls13(1));
        store.values.values().forEach(v -> assertTrue(v == first || v[40] != first[40] || v[41] != first[41] || v[42] != first[42]));
    }

    @Test
    void forgedTruncatedAndOversizedValuesAreRefused() throws Exception {
        put(TestSessions.tls12(1));
        byte[] good = value();
        for (int i = 16; i < good.length; i += 7) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            replace(bad);
            assertNull(sessions.get(TestSessions.id(1), false), "byte " + i);
        }
        long refused = sessions.counts().refused();
        for (int length = 16; length < good.length; length += 13) {
            replace(Arrays.copyOf(good, length));
            assertNull(sessions.get(TestSessions.id(1), false), "length " + length);
            refused++;
        }
        replace(new byte[1 << 20]);
        assertNull(sessions.get(TestSessions.id(1), false));
        assertEquals(refused + 1, sessions.counts().refused());
        assertEquals(0, sessions.counts().hits());
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("WARNING returned what no server with our ticket keys put there"), told.get(0));
        replace(good);
        assertNotNull(sessions.get(TestSessions.id(1), false));
        replace(new byte[0]);
        assertNull(sessions.get(TestSessions.id(1), false));
        assertEquals(1, told.size(), "no bytes are no forgery: " + told);
        assertEquals(0, sessions.counts().failures());
    }

    /** Values that are good where they belong. */
    @Test
    void swappedValuesAreRefused() throws Exception {
        put(TestSessions.tls12(1));
        byte[] one = value();
        put(TestSessions.tls12(2));
        assertNotNull(sessions.get(TestSessions.id(2), false));
        replace(one);
        assertNotNull(sessions.get(TestSessions.id(1), false));
        assertNull(sessions.get(TestSessions.id(2), false));
        assertEquals(1, sessions.counts().refused());
        byte[] ticket = new TicketSessions(CRYPTO, () -> List.of(key), 2, CONTEXT, new TestClock()).seal(TestSessions.tls12(2));
        replace(ticket);
        assertNull(sessions.get(TestSessions.id(2), false), "a ticket is no stored session");
        assertEquals(2, sessions.counts().refused());
    }

    /** Whoever reads the store must not get a ticket that a server opens. */
    @Test
    void aStoredSessionIsNoTicket() throws Exception {
        put(TestSessions.tls13(1));
        TicketSessions server = new TicketSessions(CRYPTO, () -> List.of(key), 2, CONTEXT, new TestClock());
        assertNull(server.open(value()));
        assertNotNull(server.open(server.seal(TestSessions.tls13(1))));
    }

    @Test
    void contextsAndKeysAreApart() throws Exception {
        put(TestSessions.tls12(1));
        assertNull(sessions(seal, "other".getBytes(StandardCharsets.US_ASCII), LONG).get(TestSessions.id(1), false));
        TicketKey another = TicketKey.random(CRYPTO);
        StoredSessions withOtherKey = sessions(new Seal(CRYPTO, () -> List.of(another)), CONTEXT, LONG);
        assertNull(withOtherKey.get(TestSessions.id(1), false));
        assertEquals(new StoredSessions.Counts(0, 1, 0, 0, 0), withOtherKey.counts());
        assertNotNull(sessions(new Seal(CRYPTO, () -> List.of(another, key)), CONTEXT, LONG).get(TestSessions.id(1), false), "rotated");
        assertEquals(List.of(), told, "none of this is the store's fault");
    }

    @Test
    void tooOldIsTooOld() throws Exception {
        TestClock clock = new TestClock();
        TicketSessions one = new TicketSessions(CRYPTO, null, 2, new byte[0], clock);
        one.share(() -> List.of(key), CONTEXT, new StoredSessions.Access(store, LONG, (level, text) -> told.add(text)));
        one.seal(TestSessions.tls13(1));
        store.await(1);
        one.bounds(new CacheBounds(1, 0));
        one.keep(TestSessions.tls12(2)); // takes the place of the first here
        store.await(2);
        assertNotNull(one.open(TestSessions.id(1)));
        clock.pass(TestSessions.LIFETIME);
        assertNull(one.open(TestSessions.id(1)), "the store still has it");
        assertEquals(1, one.counts().timeouts());
        one.seal(TestSessions.tls13(3));
        assertNull(one.open(TestSessions.id(3)));
        assertEquals(2, store.values.size(), "nor is it put there");
    }

    private void ends(Supplier<CompletionStage<byte[]>> behaviour, Duration timeout, String reason) throws Exception {
        put(TestSessions.tls12(1));
        StoredSessions impatient = sessions(seal, CONTEXT, timeout);
        store.instead = behaviour;
        int calls = store.calls.get();
        for (int i = 0; i < 10; i++) {
            assertNull(impatient.get(TestSessions.id(1), false));
        }
        assertEquals(new StoredSessions.Counts(0, 10, 0, StoreHealth.PATIENCE, 10 - StoreHealth.PATIENCE), impatient.counts());
        assertTrue(store.calls.get() <= calls + StoreHealth.PATIENCE, "it is left alone");
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("WARNING does not answer: " + reason), told.get(0));
        nanoTime += StoreHealth.REST.toNanos();
        assertNull(impatient.get(TestSessions.id(1), false));
        assertNull(impatient.get(TestSessions.id(1), false));
        assertEquals(StoreHealth.PATIENCE + 1, impatient.counts().failures(), "one finds out whether it is well again");
        store.instead = null;
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void aStoreThatDoesNotAnswer() throws Exception {
        ends(CompletableFuture::new, SHORT, "there was no answer within 1 ms");
    }

    @Test
    void aStoreThatThrows() throws Exception {
        ends(() -> {
            throw new IllegalStateException("the cluster is gone");
        }, LONG, "java.lang.IllegalStateException: the cluster is gone");
    }

    @Test
    void aStoreThatFailsLater() throws Exception {
        ends(() -> CompletableFuture.failedFuture(new IOException("reset")), LONG, "java.io.IOException: reset");
    }

    @Test
    void aStoreThatReturnsNoStage() throws Exception {
        ends(() -> null, LONG, "java.lang.NullPointerException");
    }

    @Test
    void aStoreWithoutItsClasses() throws Exception {
        ends(() -> {
            throw new NoClassDefFoundError("javax/cache/Cache");
        }, LONG, "java.lang.NoClassDefFoundError: javax/cache/Cache");
    }

    /** Threads of ours hang in it; nobody else does. */
    @Test
    void aStoreThatBlocks() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try {
            ends(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupting would close channels of the store", e);
                }
                return CompletableFuture.completedFuture(null);
            }, SHORT, "there was no answer within 1 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aStoreThatIsWellAgain() throws Exception {
        put(TestSessions.tls12(1));
        store.instead = () -> CompletableFuture.failedFuture(new IOException("reset"));
        for (int i = 0; i < StoreHealth.PATIENCE; i++) {
            assertNull(sessions.get(TestSessions.id(1), false));
        }
        store.instead = null;
        assertNull(sessions.get(TestSessions.id(1), false));
        nanoTime += StoreHealth.REST.toNanos();
        assertNotNull(sessions.get(TestSessions.id(1), false));
        assertNotNull(sessions.get(TestSessions.id(1), false));
        assertEquals(2, told.size(), told.toString());
        assertEquals("INFO answers again", told.get(1));
    }

    /** As one does that takes sessions without waiting for the cluster: each full handshake puts one, between two that wait in vain. */
    @Test
    void aStoreThatTakesButDoesNotAnswer() throws Exception {
        StoredSessions impatient = sessions(seal, CONTEXT, SHORT);
        for (int i = 1; i <= 10; i++) {
            store.instead = CompletableFuture::new;
            assertNull(impatient.get(TestSessions.id(1), false));
            store.instead = null;
            impatient.put(TestSessions.tls12(i), LONG);
            store.await(i);
        }
        assertEquals(new StoredSessions.Counts(0, 10, 0, StoreHealth.PATIENCE, 10 - StoreHealth.PATIENCE), impatient.counts());
        assertEquals(1, told.size(), told.toString());
    }

    /** What nobody waits for is bounded: a store that hangs does not fill the memory with what it does not take. */
    @Test
    void putsThatAreNotTakenAreDropped() {
        List<CompletableFuture<byte[]>> open = Collections.synchronizedList(new ArrayList<>());
        store.instead = () -> {
            CompletableFuture<byte[]> stage = new CompletableFuture<>();
            open.add(stage);
            return stage;
        };
        for (int i = 1; i <= 3000; i++) {
            sessions.put(TestSessions.tls12(i), LONG);
        }
        long failed = sessions.counts().failures(); // those that found no thread in time, after ten seconds of a slow machine
        assertTrue(sessions.counts().dropped() + failed >= 3000 - 1024, sessions.counts().toString());
        assertTrue(open.size() <= 1024, open.size() + " are under way");
        store.instead = null;
        open.forEach(s -> s.complete(null));
    }

    @Test
    void anInterruptedHandshakeEndsItsWaiting() throws Exception {
        store.instead = CompletableFuture::new;
        Thread.currentThread().interrupt();
        assertNull(sessions.get(TestSessions.id(1), false));
        assertTrue(Thread.interrupted(), "the interrupt is the program's to see");
        assertEquals(0, sessions.counts().failures());
    }
}
