package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What caches hold stays within bounds, in sessions and in bytes, whoever fills them; {@code SessionFlood} does so in a small heap. */
class CacheMemoryTest {
    private static final int HOSTS = 10_000;
    private static final int PER_HOST = 4;
    private static final byte[] LONGEST_TICKET = new byte[65535];

    private final TestClock clock = new TestClock();
    private final ClientCache clients = new ClientCache(clock);
    private final ServerCache servers = new ServerCache();

    private static Session with(byte[] ticket, int number) {
        Session s = TestSessions.tls13(number);
        return s.with(new Session.Ticket(ticket, 0, s.ticket().received(), 0));
    }

    private List<PeerSessions> fill(byte[] ticket) {
        List<PeerSessions> peers = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            PeerSessions peer = clients.with("host" + host + ".test", 443, "terms");
            for (int i = 0; i < PER_HOST; i++) {
                peer.keep(with(ticket, host * PER_HOST + i));
                assertTrue(clients.size() <= CacheBounds.DEFAULT.size() && clients.bytes() <= CacheBounds.MOST_BYTES);
            }
            peers.add(peer);
        }
        return peers;
    }

    private void isEmptyAfter(List<PeerSessions> peers) {
        for (PeerSessions peer : peers) {
            for (Session s = peer.take(); s != null; s = peer.take()) {
                s.secret().wipe();
            }
        }
        assertEquals(0, clients.size());
        assertEquals(0, clients.bytes());
    }

    @Test
    void aClientOfTenThousandHosts() {
        List<PeerSessions> peers = fill(new byte[200]);
        assertEquals(CacheBounds.DEFAULT.size(), clients.size(), "of 40,000");
        assertEquals(CacheBounds.DEFAULT.size() * with(new byte[200], 0).peerBytes(), clients.bytes());
        assertNull(peers.get(0).take(), "the oldest went");
        assertNotNull(peers.get(HOSTS - 1).take());
        isEmptyAfter(peers);
    }

    /** As long as the two bytes of their length can say. */
    @Test
    void hostsWithTicketsAsLongAsCanBe() {
        List<PeerSessions> peers = fill(LONGEST_TICKET);
        assertEquals(CacheBounds.MOST_BYTES / with(LONGEST_TICKET, 0).peerBytes(), clients.size());
        assertNotNull(peers.get(HOSTS - 1).take());
        isEmptyAfter(peers);
    }

    @Test
    void aServersSessionsGoAndTheirBytesWithThem() {
        long each = with(LONGEST_TICKET, 0).peerBytes();
        int fit = (int) (CacheBounds.MOST_BYTES / each);
        CacheBounds many = new CacheBounds(2 * fit, 0);
        for (int i = 0; i < 2 * fit; i++) {
            servers.put(with(LONGEST_TICKET, i), many, clock.instant());
            assertTrue(servers.bytes() <= CacheBounds.MOST_BYTES);
        }
        assertEquals(fit, servers.size());
        assertEquals(fit, servers.full());
        assertNotNull(servers.take(TestSessions.id(2 * fit - 1), s -> true));
        assertTrue(servers.remove(TestSessions.id(2 * fit - 2)));
        servers.put(with(LONGEST_TICKET, 2 * fit - 3), many, clock.instant());
        assertEquals((fit - 2) * each, servers.bytes());
        servers.trim(new CacheBounds(1, 0), clock.instant());
        assertEquals(each, servers.bytes());
        servers.put(TestSessions.tls12(1), new CacheBounds(1, 0), clock.instant());
        assertEquals(0, servers.bytes(), "nobody showed a certificate");
    }

    @Test
    void manyHandshakesOfAServer() {
        for (int i = 0; i < 100_000; i++) {
            servers.put(TestSessions.tls12(i), CacheBounds.DEFAULT, clock.instant());
            assertTrue(servers.size() <= CacheBounds.DEFAULT.size());
        }
        assertEquals(100_000 - CacheBounds.DEFAULT.size(), servers.full());
    }
}
