package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.openssl.SslContext.SessionCacheMode;
import dev.drawbridge.start.TestCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that a program keeps itself. The callbacks come as in OpenSSL 3.0.19, and its counters count the same. */
@Timeout(60)
class SslSessionCacheTest extends SslPairCase {
    private final List<String> log = new ArrayList<>();
    /** The server's store, and the client's last session. */
    private SslSession saved;
    private SslSession last;

    @BeforeEach
    void callbacks() throws SslException {
        clients.setSessionCacheMode(Set.of(SessionCacheMode.CLIENT));
        clients.sessSetNewCb((ssl, session) -> {
            assertFalse(ssl.isServer());
            log.add("client's");
            last = session;
        });
        clients.sessSetRemoveCb((context, session) -> {
            assertEquals(clients, context);
            log.add("client's is gone");
            assertFalse(session.isResumable());
        });
        servers.sessSetNewCb((ssl, session) -> {
            assertTrue(ssl.isServer() && session.isResumable());
            assertEquals(32, session.getId().length);
            log.add("server's");
            saved = session;
        });
        servers.sessSetRemoveCb((context, session) -> {
            assertEquals(32, session.getId().length);
            assertFalse(session.isResumable());
            log.add("server's is gone");
        });
        servers.sessSetGetCb((ssl, id) -> {
            assertTrue(ssl.isServer());
            log.add("asked");
            return saved != null && Arrays.equals(saved.getId(), id) ? saved : null;
        });
    }

    private void settings(String version, boolean tickets) throws SslException {
        clients.setMaxProtoVersion(version);
        if (!tickets) {
            servers.setOptions(SslOption.NO_TICKET);
        }
    }

    /** A whole connection; what was said of sessions on the way. */
    private String connection(SslSession resumed, boolean shutdown) {
        log.clear();
        pair();
        assertEquals(1, client.setSession(resumed));
        for (int i = 0; i < 6; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        client.read(new byte[1]);
        server.read(new byte[1]);
        assertTrue(client.isInitFinished() && server.isInitFinished(), () -> { OpensslError e = ErrorQueue.peek(); return String.valueOf(e) + (e == null ? "" : e.data()); });
        assertEquals(client.sessionReused(), server.sessionReused());
        log.add(client.sessionReused() ? "reused" : "full");
        if (shutdown) {
            client.shutdown();
            server.shutdown();
            client.shutdown();
        }
        server.close();
        client.close();
        return log.stream().collect(Collectors.joining(", "));
    }

    /** How often something was said. */
    private long times(String what) {
        return Collections.frequency(log, what);
    }

    private static String counts(SslContext c) {
        return "number " + c.sessNumber() + " hits " + c.sessHits() + " cb_hits " + c.sessCbHits() + " misses " + c.sessMisses();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false, 1", "TLSv1.2, true, 0", "TLSv1.3, false, 2", "TLSv1.3, true, 2"})
    void newSessions(String version, boolean tickets, int ofServer) throws SslException {
        settings(version, tickets);
        boolean tls13 = version.equals("TLSv1.3");
        connection(null, true);
        assertEquals(ofServer, times("server's"), log.toString());
        assertEquals(tls13 ? 2 : 1, times("client's"));
        assertEquals(0, times("server's is gone") + times("client's is gone") + times("asked"));
        assertEquals("number " + ofServer + " hits 0 cb_hits 0 misses 0", counts(servers));
        assertEquals(tickets || tls13, last.hasTicket());
        assertEquals(ofServer == 0, server.get1Session() == null);
        connection(last, true);
        assertTrue(log.contains("reused"));
        assertEquals(tls13 ? 1 : 0, times("server's"));
        assertEquals(tls13 ? 1 : 0, times("client's"));
        assertEquals(tls13 ? 1 : 0, times("client's is gone"), "one of TLS 1.3 is good for one connection");
        assertEquals("number " + (tls13 ? 3 : ofServer) + " hits 1 cb_hits 0 misses 0", counts(servers));
        assertEquals("2 2 0 2 2 0", servers.sessAccept() + " " + servers.sessAcceptGood() + " " + servers.sessAcceptRenegotiate() + " "
                + clients.sessConnect() + " " + clients.sessConnectGood() + " " + clients.sessConnectRenegotiate());
        assertEquals(1, clients.sessHits());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false, 1", "TLSv1.2, true, 0", "TLSv1.3, false, 1", "TLSv1.3, true, 1"})
    void anUncleanEnd(String version, boolean tickets, int ofServer) throws SslException {
        settings(version, tickets);
        connection(null, false);
        assertEquals(ofServer, times("server's is gone"));
        assertEquals(1, times("client's is gone"));
        assertFalse(last.isResumable());
        connection(last, true);
        assertTrue(log.contains("full"));
        long number = servers.sessNumber();
        log.clear();
        servers.flushSessions(1);
        assertEquals(0, times("server's is gone"));
        servers.flushSessions(0);
        assertEquals(number, times("server's is gone"));
        assertEquals(0, servers.sessNumber());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keptElsewhere(String version) throws SslException {
        settings(version, false);
        servers.setSessionCacheMode(EnumSet.allOf(SessionCacheMode.class));
        connection(null, true);
        assertEquals("number 0 hits 0 cb_hits 0 misses 0", counts(servers));
        for (int i = 1; i < 3; i++) {
            connection(last, true);
            assertTrue(log.contains("reused") && times("asked") == 1, log.toString());
            assertEquals("number 0 hits " + i + " cb_hits " + i + " misses 0", counts(servers));
        }
        // NO_INTERNAL_STORE alone: looked for here first
        servers.setSessionCacheMode(Set.of(SessionCacheMode.SERVER, SessionCacheMode.NO_INTERNAL_STORE));
        connection(null, true);
        connection(last, true);
        assertTrue(log.contains("reused") && times("asked") == 1, log.toString());
        assertEquals("number 0 hits 3 cb_hits 3 misses 1", counts(servers));
        // NO_INTERNAL_LOOKUP alone: kept here, and not found
        servers.setSessionCacheMode(Set.of(SessionCacheMode.SERVER, SessionCacheMode.NO_INTERNAL_LOOKUP));
        connection(null, true);
        assertEquals(version.equals("TLSv1.3") ? 2 : 1, servers.sessNumber());
        saved = null;
        connection(last, true);
        assertTrue(log.contains("full") && times("asked") == 1, log.toString());
        assertEquals(3, servers.sessCbHits());
        // what was found elsewhere comes in
        servers.setSessionCacheMode(Set.of(SessionCacheMode.SERVER));
        servers.flushSessions(0);
        connection(null, true);
        SslSession kept = saved;
        servers.flushSessions(0);
        saved = kept;
        connection(last, true);
        assertTrue(log.contains("reused") && times("asked") == 1, log.toString());
        assertEquals(0, servers.addSession(kept));
    }

    /** Through bytes, as a program with a database does it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void asBytes(String version) throws SslException {
        settings(version, false);
        servers.setSessionCacheMode(EnumSet.allOf(SessionCacheMode.class));
        connection(null, true);
        byte[] der = saved.toDer();
        SslSession read = SslSession.ofDer(der);
        assertArrayEquals(saved.getId(), read.getId());
        saved = read;
        connection(last, true);
        assertTrue(log.contains("reused"), log.toString());
        // of another context, and of another version
        servers.setSessionIdContext(new byte[] {'y'});
        saved = SslSession.ofDer(der);
        connection(last, true);
        assertTrue(log.contains("full"), log.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void byHand(String version) throws SslException {
        settings(version, false);
        connection(null, true);
        assertEquals(0, servers.addSession(saved), "is there already");
        log.clear();
        SslSession other = SslSession.ofDer(saved.toDer());
        assertEquals(1, servers.removeSession(saved));
        assertEquals(0, servers.removeSession(saved));
        assertEquals(2, times("server's is gone"), "it is told in any case");
        assertFalse(saved.isResumable());
        assertEquals(0, servers.addSession(saved), "is not resumable");
        assertEquals(1, servers.addSession(other));
        saved = null;
        connection(last, true);
        assertTrue(log.contains("reused") && times("asked") == 0, log.toString());
    }

    @Test
    void tooMany() throws SslException {
        settings("TLSv1.2", false);
        servers.sessSetCacheSize(1);
        assertEquals(1, servers.sessGetCacheSize());
        connection(null, true);
        connection(null, true);
        assertEquals(1, times("server's is gone"));
        assertEquals(1, servers.sessNumber());
        assertEquals(1, servers.sessCacheFull());
    }

    /** Only what tickets hold is resumed then. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, false, full", "TLSv1.2, true, reused", "TLSv1.3, true, reused"})
    void withoutACache(String version, boolean tickets, String then) throws SslException {
        settings(version, tickets);
        servers.setSessionCacheMode(Set.of());
        connection(null, true);
        assertEquals(0, times("server's"));
        assertEquals(tickets, last != null);
        if (last != null) {
            connection(last, true);
        }
        assertTrue(log.contains(then), log.toString());
        assertEquals(0, servers.sessNumber());
    }

    /** Neither a wrong answer nor an old one is resumed, and nothing fails. */
    @Test
    void answersThatDoNotFit() throws SslException {
        settings("TLSv1.3", false);
        connection(null, true);
        SslSession ofTls13 = saved;
        settings("TLSv1.2", false);
        servers.setSessionCacheMode(EnumSet.allOf(SessionCacheMode.class));
        connection(null, true);
        SslSession kept = saved;
        SslSession mine = last;
        servers.sessSetGetCb((ssl, id) -> ofTls13);
        connection(mine, true);
        assertTrue(log.contains("full"), log.toString());
        servers.sessSetGetCb((ssl, id) -> kept);
        kept.setTimeout(Duration.ZERO);
        connection(mine, true);
        assertTrue(log.contains("full"), log.toString());
        kept.setTimeout(Duration.ofHours(1));
        connection(mine, true);
        assertTrue(log.contains("reused"), log.toString());
        kept.close();
        connection(mine, true);
        assertTrue(log.contains("full"), log.toString());
    }

    /** Servers with the same keys and the same context resume each other's sessions. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sharedTicketKeys(String version) throws SslException {
        settings(version, true);
        byte[] key = new byte[80];
        assertTrue(assertThrows(IllegalArgumentException.class, () -> servers.setTicketKeys(() -> List.of(key))).getMessage().contains("one byte over and over"));
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        byte[] other = key.clone();
        other[0] = 8;
        servers.setTicketKeys(() -> List.of(key));
        servers.setTimeout(100);
        assertEquals(100, servers.getTimeout());
        connection(null, true);
        assertTrue(last.getTimeout().compareTo(Duration.ofSeconds(100)) <= 0, last.getTimeout().toString());
        SslSession mine = last;
        for (List<byte[]> keys : List.of(List.of(other, key), List.of(other))) {
            servers = new SslContext(SslMethod.TLS_SERVER);
            servers.useCertificate(TestCredentials.ECDSA_P256.credentials().leaf());
            servers.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key());
            servers.setSessionIdContext(new byte[] {'x'});
            servers.setTicketKeys(() -> keys);
            clients.setSessionCacheMode(Set.of()); // or it could be used once
            connection(mine, true);
            assertTrue(log.contains(keys.size() == 2 ? "reused" : "full"), log.toString());
        }
    }
}
