package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientCacheTest {
    private final TestClock clock = new TestClock();
    private final ClientCache cache = new ClientCache(clock);
    private final PeerSessions peer = cache.with("peer.test", 443, "terms");

    private static int number(Session s) {
        return s.id()[3];
    }

    /** RFC 8446 appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections." */
    @Test
    void eachTicketOfTls13IsGivenOutOnceTheNewestFirst() {
        peer.keep(TestSessions.tls13(1));
        peer.keep(TestSessions.tls13(2));
        assertEquals(2, number(peer.take()));
        assertEquals(1, number(peer.take()));
        assertNull(peer.take());
        assertEquals(0, cache.size());
    }

    @Test
    void fourTicketsOfAPeerAreEnough() {
        for (int i = 1; i <= 6; i++) {
            peer.keep(TestSessions.tls13(i));
        }
        assertEquals(4, cache.size());
        for (int i = 6; i > 2; i--) {
            assertEquals(i, number(peer.take()));
        }
        assertNull(peer.take());
    }

    @Test
    void aSessionOfTls12IsSharedAndEachHasASecretOfItsOwn() {
        Session s = TestSessions.tls12(1);
        peer.keep(s);
        s.secret().wipe();
        peer.take().secret().wipe();
        assertArrayEquals(TestSessions.tls12(1).secret().bytes(), peer.take().secret().bytes());
        peer.keep(TestSessions.tls12(2));
        assertEquals(1, cache.size());
        assertEquals(2, number(peer.take()));
    }

    @Test
    void onlyThePeerOnTheSameTermsGetsIt() {
        peer.keep(TestSessions.tls12(1));
        assertNull(cache.with("other.test", 443, "terms").take());
        assertNull(cache.with("peer.test", 444, "terms").take());
        assertNull(cache.with("peer.test", 443, "other terms").take());
        assertNull(cache.with("peer.test", 443, null).take());
        assertNotNull(cache.with("PEER.test", 443, new String("terms")).take());
    }

    @Test
    void whatNobodyCanNameOnlyTheConnectionItselfGets() {
        PeerSessions unnamed = cache.with(null, 443, "terms");
        unnamed.keep(TestSessions.tls13(1));
        unnamed.keep(TestSessions.tls13(2));
        assertEquals(0, cache.size());
        assertNull(cache.with(null, 443, "terms").take());
        assertNull(unnamed.take());
        assertEquals(2, number(unnamed.takeOwn()));
        assertNull(unnamed.takeOwn());
        PeerSessions withoutPort = cache.with("peer.test", -1, "terms");
        withoutPort.keep(TestSessions.tls13(1));
        assertEquals(0, cache.size());
        withoutPort.spoil();
        assertNull(withoutPort.takeOwn());
    }

    @Test
    void aConnectionKnowsWhatItLeft() {
        PeerSessions one = cache.with("peer.test", 443, "terms");
        PeerSessions two = cache.with("peer.test", 443, "terms");
        one.keep(TestSessions.tls13(1));
        two.keep(TestSessions.tls13(2));
        one.keep(TestSessions.tls13(3));
        assertEquals(3, number(one.takeOwn()));
        assertEquals(1, number(one.takeOwn()));
        assertNull(one.takeOwn(), "the other's is not its own");
        assertEquals(2, number(peer.take()));
        assertNull(two.takeOwn(), "given out already");
    }

    @Test
    void whatAFailedConnectionUsedOrLeftIsForgotten() {
        peer.keep(TestSessions.tls12(1));
        PeerSessions failing = cache.with("peer.test", 443, "terms");
        assertEquals(1, number(failing.take()));
        failing.spoil();
        assertEquals(0, cache.size());
        failing.keep(TestSessions.tls12(2));
        assertNull(peer.take());
        PeerSessions other = cache.with("peer.test", 443, "terms");
        other.keep(TestSessions.tls13(3));
        other.keep(TestSessions.tls13(4));
        peer.keep(TestSessions.tls13(5));
        other.spoil();
        assertEquals(5, number(peer.take()));
        assertNull(peer.take());
    }

    @Test
    void oldSessionsAreNotGivenOut() {
        peer.keep(TestSessions.tls13(1));
        cache.bounds(cache.bounds().withTimeout(60));
        clock.pass(Duration.ofSeconds(60));
        assertEquals(List.of(), cache.ids());
        assertNull(peer.take());
        assertEquals(0, cache.size());
        peer.keep(TestSessions.tls13(2));
        assertEquals(0, cache.size());
    }

    @Test
    void whenItIsFullTheOldestOfAllGoes() {
        cache.bounds(cache.bounds().withSize(3));
        for (int i = 1; i <= 5; i++) {
            cache.with("peer" + i, 443, "terms").keep(TestSessions.tls13(i));
        }
        assertEquals(List.of(3, 4, 5), cache.ids().stream().map(id -> (int) id[3]).toList());
        assertNull(cache.with("peer1", 443, "terms").take());
        cache.bounds(cache.bounds().withSize(1));
        assertEquals(1, cache.size());
        assertEquals(5, number(cache.with("peer5", 443, "terms").take()));
    }

    @Test
    void oneIsFoundByItsId() {
        peer.keep(TestSessions.tls13(1));
        peer.keep(TestSessions.tls13(2));
        ClientCache.Found found = cache.find(TestSessions.id(2));
        assertEquals("peer.test", found.host());
        assertEquals(443, found.port());
        assertEquals(0, found.session().secret().bytes().length);
        assertEquals(2, cache.size(), "nothing was taken");
        found.sessions().spoil();
        assertNull(cache.find(TestSessions.id(2)));
        assertEquals(1, number(peer.take()));
        assertFalse(cache.toString().contains("0202"));
    }
}
