package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketSessionsTest {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] CONTEXT = "shop".getBytes(StandardCharsets.US_ASCII);

    private final TestClock clock = new TestClock();
    private final TicketSessions sessions = server(new RandomTicketKeys(CRYPTO, clock, Duration.ofHours(2)), CONTEXT);

    private TicketSessions server(TicketKeys keys, byte[] context) {
        return new TicketSessions(CRYPTO, keys, 2, context, clock);
    }

    private void counted(long hits, long misses, long timeouts, long full) {
        SessionCounts c = sessions.counts();
        assertEquals(List.of(hits, misses, timeouts, full), List.of(c.hits(), c.misses(), c.timeouts(), c.full()));
    }

    @Test
    void aTicketStandsForItsSession() {
        for (Session s : List.of(TestSessions.tls12(1), TestSessions.tls13(2))) {
            byte[] ticket = sessions.seal(s);
            Session opened = sessions.open(ticket);
            assertArrayEquals(s.secret().bytes(), opened.secret().bytes());
            assertEquals(s.peer().chain(), opened.peer().chain());
            assertEquals(s.created(), opened.created());
            assertEquals(s.lifetime(), opened.lifetime());
            assertNotNull(sessions.open(ticket), "a ticket is good for more than one connection");
        }
        assertEquals(2, sessions.tickets());
        counted(4, 0, 0, 0);
    }

    @Test
    void anotherServerWithTheSameKeysOpensIt(@TempDir Path directory) throws Exception {
        Path file = keyFile(directory, "key");
        byte[] ticket = server(new TicketKeyFiles(List.of(file), told -> { }), CONTEXT).seal(TestSessions.tls13(1));
        Session opened = server(new TicketKeyFiles(List.of(keyFile(directory, "newer"), file), told -> { }), CONTEXT).open(ticket);
        assertArrayEquals(TestSessions.tls13(1).secret().bytes(), opened.secret().bytes());
        assertNull(server(new TicketKeyFiles(List.of(keyFile(directory, "other")), told -> { }), CONTEXT).open(ticket));
    }

    private static Path keyFile(Path directory, String name) throws IOException {
        byte[] bytes = new byte[80];
        CRYPTO.random(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void aTicketOfAnOlderKeyIsToBeReplaced() {
        byte[] ticket = sessions.seal(TestSessions.tls12(1));
        assertFalse(sessions.stale(ticket));
        clock.pass(RandomTicketKeys.SEALING_TIME);
        assertTrue(sessions.stale(ticket));
        assertNotNull(sessions.open(ticket));
        assertFalse(sessions.stale(sessions.seal(TestSessions.tls12(1))));
        assertFalse(server(null, CONTEXT).stale(ticket));
    }

    /** Contexts may share their keys and not whom they trust. */
    @Test
    void aTicketOfAnotherContextIsRefused(@TempDir Path directory) throws Exception {
        TicketKeys keys = new TicketKeyFiles(List.of(keyFile(directory, "key")), told -> { });
        byte[] ticket = server(keys, CONTEXT).seal(TestSessions.tls12(1));
        assertNull(server(keys, new byte[0]).open(ticket));
        assertNull(server(keys, "shop2".getBytes(StandardCharsets.US_ASCII)).open(ticket));
        assertNotNull(server(keys, CONTEXT).open(ticket));
        assertThrows(IllegalArgumentException.class, () -> server(keys, new byte[33]));
    }

    @Test
    void ticketsEndWithTheirSession() {
        byte[] ticket = sessions.seal(TestSessions.tls12(1));
        clock.pass(TestSessions.LIFETIME.minusSeconds(1));
        assertNotNull(sessions.open(ticket));
        clock.pass(Duration.ofSeconds(1));
        assertNull(sessions.open(ticket));
        counted(1, 0, 1, 0);
    }

    @Test
    void aShorterTimeoutEndsThemSooner() {
        byte[] ticket = sessions.seal(TestSessions.tls12(1));
        sessions.bounds(sessions.bounds().withTimeout(60));
        assertEquals(60, sessions.lifetimeSeconds());
        clock.pass(Duration.ofSeconds(59));
        assertNotNull(sessions.open(ticket));
        clock.pass(Duration.ofSeconds(1));
        assertNull(sessions.open(ticket));
        sessions.bounds(sessions.bounds().withTimeout(0));
        assertNotNull(sessions.open(ticket));
        assertEquals(7 * 86400, sessions.lifetimeSeconds());
    }

    @Test
    void forgeriesAndRubbishAreMisses() {
        byte[] ticket = sessions.seal(TestSessions.tls12(1));
        ticket[ticket.length - 1] ^= 1;
        assertNull(sessions.open(ticket));
        assertNull(sessions.open(new byte[0]));
        assertNull(sessions.open(new byte[200]));
        byte[] noSession = server(sessionKeys(), CONTEXT).seal(TestSessions.tls12(1));
        assertNull(sessions.open(noSession));
        counted(0, 4, 0, 0);
    }

    private TicketKeys sessionKeys() {
        return new RandomTicketKeys(CRYPTO, clock, Duration.ofHours(2));
    }

    /** Whoever shares the keys may write what we cannot read. */
    @Test
    void aSealedStateThatIsNoSessionIsAMiss() {
        TicketKey key = TicketKey.random(CRYPTO);
        TicketSessions server = server(() -> List.of(key), CONTEXT);
        assertNull(server.open(key.seal(CRYPTO, new byte[] {0x30, 0})));
        assertNotNull(server.open(server.seal(TestSessions.tls12(1))));
    }

    @Test
    void withoutKeysTicketsAreIds() {
        TicketSessions none = server(null, CONTEXT);
        assertTrue(sessions.sealsTickets() && !none.sealsTickets());
        assertNull(none.seal(TestSessions.tls12(1)), "of TLS 1.2");
        assertNull(none.open(sessions.seal(TestSessions.tls12(1))));
        none.keep(TestSessions.tls12(1));
        assertNotNull(none.byId(TestSessions.id(1)));
        assertArrayEquals(TestSessions.id(2), none.seal(TestSessions.tls13(2)));
        assertArrayEquals(TestSessions.tls13(2).secret().bytes(), none.open(TestSessions.id(2)).secret().bytes());
        assertNotNull(none.open(TestSessions.id(2)), "a ticket is good for more than one connection");
        assertFalse(none.stale(TestSessions.id(2)) || sessions.stale(TestSessions.id(2)));
        assertNull(none.open(new byte[32]));
        clock.pass(TestSessions.LIFETIME);
        assertNull(none.open(TestSessions.id(2)));
    }

    /** Session ids of TLS 1.2 are read on the wire by everybody: knowing one must not be worth anything in TLS 1.3. */
    @Test
    void idsOfOneVersionAreNoneOfTheOther() {
        TicketSessions none = server(null, CONTEXT);
        none.keep(TestSessions.tls12(1));
        none.seal(TestSessions.tls13(2));
        assertNull(none.open(TestSessions.id(1)));
        assertNull(none.take(TestSessions.id(1)));
        assertNull(none.byId(TestSessions.id(2)));
        assertNotNull(none.byId(TestSessions.id(1)));
        assertNotNull(none.open(TestSessions.id(2)));
    }

    @Test
    void oneOfAllWhoAskTakesASession() throws Exception {
        TicketSessions none = server(null, CONTEXT);
        byte[] sealed = sessions.seal(TestSessions.tls13(1));
        assertNull(sessions.take(sealed), "nobody knows how often it was shown");
        assertNotNull(sessions.open(sealed));
        byte[] id = none.seal(TestSessions.tls13(1));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Session>> all = threads.invokeAll(Collections.nCopies(100, () -> none.take(id)));
            int winners = 0;
            for (Future<Session> f : all) {
                if (f.get() != null) {
                    winners++;
                    assertArrayEquals(TestSessions.tls13(1).secret().bytes(), f.get().secret().bytes());
                }
            }
            assertEquals(1, winners);
        } finally {
            threads.shutdown();
        }
        assertNull(none.open(id));
        assertEquals(0, none.counts().number());
    }

    @Test
    void aKeyThatIsWipedBetweenAskingAndSealingIsAskedForAgain() {
        TicketKey old = TicketKey.random(CRYPTO);
        TicketKey fresh = TicketKey.random(CRYPTO);
        int[] asked = {0};
        old.wipe();
        TicketSessions server = server(() -> List.of(asked[0]++ == 0 ? old : fresh), CONTEXT);
        assertNotNull(server.open(server.seal(TestSessions.tls12(1))));
    }

    @Test
    void theCacheHasSecretsOfItsOwn() {
        Session s = TestSessions.tls12(1);
        sessions.keep(s);
        s.secret().wipe();
        Session first = sessions.byId(TestSessions.id(1));
        first.secret().wipe();
        Session second = sessions.byId(TestSessions.id(1));
        assertNotSame(first, second);
        assertArrayEquals(TestSessions.tls12(1).secret().bytes(), second.secret().bytes());
        sessions.invalidate(TestSessions.id(1));
        assertEquals(48, second.secret().length());
    }

    @Test
    void onlySessionsThatClientsCanAskForAreKept() {
        Session s = TestSessions.tls12(1);
        sessions.keep(TestSessions.tls13(1));
        sessions.keep(new Session(s.version(), s.suite(), new byte[0], new Secret(new byte[48]), true, null, "", s.peer(), s.created(),
                s.lifetime(), null, s.limit()));
        assertEquals(0, sessions.counts().number());
        assertNull(sessions.byId(TestSessions.id(1)));
        assertNull(sessions.byId(new byte[0]));
        counted(0, 2, 0, 0);
    }

    @Test
    void whenTheCacheIsFullTheOldestGoes() {
        sessions.bounds(sessions.bounds().withSize(3));
        for (int i = 1; i <= 5; i++) {
            sessions.keep(TestSessions.tls12(i));
        }
        assertEquals(3, sessions.counts().number());
        assertNull(sessions.byId(TestSessions.id(2)));
        assertNotNull(sessions.byId(TestSessions.id(3)));
        counted(1, 1, 0, 2);
        sessions.bounds(sessions.bounds().withSize(1));
        assertEquals(List.of(5), sessions.ids().stream().map(id -> (int) id[3]).toList());
        counted(1, 1, 0, 4);
        sessions.bounds(sessions.bounds().withSize(0));
        for (int i = 1; i <= 30_000; i++) {
            sessions.keep(TestSessions.tls12(i));
        }
        assertEquals(30_000, sessions.counts().number());
        counted(1, 1, 0, 4);
    }

    @Test
    void aSessionThatIsKeptAgainIsTheNewest() {
        sessions.bounds(sessions.bounds().withSize(2));
        for (int i : new int[] {1, 2, 1, 3}) {
            sessions.keep(TestSessions.tls12(i));
        }
        assertEquals(List.of(1, 3), sessions.ids().stream().map(id -> (int) id[3]).toList());
    }

    @Test
    void oldSessionsLeaveTheCache() {
        sessions.keep(TestSessions.tls12(1));
        clock.pass(TestSessions.LIFETIME);
        assertNull(sessions.byId(TestSessions.id(1)));
        assertEquals(List.of(), sessions.ids());
        counted(0, 0, 1, 0);
        sessions.keep(TestSessions.at(clock.instant(), TestSessions.tls12(2)));
        assertEquals(1, sessions.counts().number());
        counted(0, 0, 1, 0);
    }

    @Test
    void forgettingOneLeavesTheOthers() {
        sessions.keep(TestSessions.tls12(1));
        sessions.keep(TestSessions.tls12(2));
        assertTrue(sessions.invalidate(TestSessions.id(1)));
        assertFalse(sessions.invalidate(TestSessions.id(1)));
        assertNull(sessions.byId(TestSessions.id(1)));
        assertNotNull(sessions.byId(TestSessions.id(2)));
    }

    @Test
    void whatLeavesTheCacheIsWiped() {
        ServerCache cache = new ServerCache();
        Session session = TestSessions.tls12(1);
        List<Secret> held = new ArrayList<>();
        cache.put(session, CacheBounds.DEFAULT, clock.instant());
        cache.ids(s -> held.add(s.secret()));
        cache.put(session, CacheBounds.DEFAULT, clock.instant());
        cache.ids(s -> held.add(s.secret()));
        assertEquals("Secret[wiped]", held.get(0).toString());
        assertEquals("Secret[48 bytes]", held.get(1).toString());
        cache.put(TestSessions.tls12(2), new CacheBounds(1, 0), clock.instant());
        assertEquals("Secret[wiped]", held.get(1).toString());
        assertEquals("Secret[48 bytes]", session.secret().toString());
    }

    @Test
    void nothingSecretIsPrinted() {
        sessions.keep(TestSessions.tls12(1));
        assertFalse(sessions.toString().contains("0202"), sessions.toString());
        assertThrows(IllegalArgumentException.class, () -> new CacheBounds(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new CacheBounds(0, -1));
    }
}
