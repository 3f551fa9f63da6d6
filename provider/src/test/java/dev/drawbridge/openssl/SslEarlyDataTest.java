package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.openssl.SslContext.SessionCacheMode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Early data under OpenSSL's names; each line is what OpenSSL 3.0.19 returned to the same calls in C over a pair of BIOs, but for what is said otherwise. */
@Timeout(60)
class SslEarlyDataTest extends SslPairCase {
    private SslSession last;

    @BeforeEach
    void earlyData() throws SslException {
        clients.setSessionCacheMode(Set.of(SessionCacheMode.CLIENT));
        clients.sessSetNewCb((ssl, session) -> last = session);
        assertEquals(0, servers.getMaxEarlyData());
        assertEquals(16384, servers.getRecvMaxEarlyData());
        servers.setMaxEarlyData(1000);
    }

    /** A connection that will propose a fresh session. */
    private void resuming() {
        pair();
        for (int i = 0; i < 4; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        client.read(new byte[9]);
        client.shutdown();
        server.shutdown();
        client.shutdown();
        client.close();
        server.close();
        ErrorQueue.clear();
        pair();
        client.setSession(last);
    }

    private static String shake(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    private static String early(Ssl ssl) {
        return said(ssl, ssl.writeEarlyData("early".getBytes(StandardCharsets.US_ASCII), 0, 5)) + " " + ssl.getEarlyDataStatus();
    }

    private static String hear(Ssl ssl) {
        return said(ssl, ssl.readEarlyData(new byte[100], 0, 100)) + " " + ssl.getEarlyDataStatus();
    }

    private static String read(Ssl ssl) {
        return said(ssl, ssl.read(new byte[9]));
    }

    private static String write(Ssl ssl) {
        return said(ssl, ssl.write(new byte[3]));
    }

    @Test
    void taken() {
        resuming();
        assertEquals(1000, last.getMaxEarlyData());
        assertEquals("1 NONE REJECTED", early(client), "as long as nobody has answered");
        assertEquals("1 NONE REJECTED", early(client));
        assertEquals("5 NONE ACCEPTED", hear(server));
        assertEquals("5 NONE ACCEPTED", hear(server));
        assertEquals("-1 WANT_READ ACCEPTED", hear(server));
        assertEquals("1 NONE REJECTED", early(client));
        assertEquals(1, server.writeEarlyData(new byte[3], 0, 3), "an answer before the handshake is done");
        assertEquals("5 NONE ACCEPTED", hear(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("3 NONE", read(client));
        assertEquals("0 NONE ACCEPTED", hear(server));
        assertEquals("1 NONE", shake(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
        assertEquals("0 SSL called a function you should not call ACCEPTED", early(client));
        assertEquals("-1 SSL called a function you should not call ACCEPTED", hear(server));
        assertTrue(client.sessionReused() && server.sessionReused());
    }

    @Test
    void aServerThatDoesNotAskForIt() {
        for (boolean shakes : new boolean[] {true, false}) {
            resuming();
            assertEquals("1 NONE REJECTED", early(client));
            assertEquals("-1 WANT_READ", shakes ? shake(server) : read(server));
            assertEquals("1 NONE", shake(client));
            assertEquals("-1 WANT_READ", read(server));
            assertEquals("-1 SSL called a function you should not call NOT_SENT", hear(server), "in C REJECTED");
            assertEquals("REJECTED", client.getEarlyDataStatus().toString());
            assertEquals("3 NONE", write(client));
            assertEquals("3 NONE", read(server));
        }
    }

    @Test
    void whereThereIsNone() throws SslException {
        pair();
        assertEquals("0 SSL called a function you should not call NOT_SENT", early(client), "no session");
        assertEquals("0 SSL called a function you should not call NOT_SENT", early(server));
        assertEquals("-1 SSL called a function you should not call NOT_SENT", hear(client));
        resuming();
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("0 SSL called a function you should not call NOT_SENT", early(client), "the handshake has begun");
        assertEquals("0 NONE NOT_SENT", hear(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("-1 SSL called a function you should not call NOT_SENT", hear(server));
        assertEquals("1 NONE", shake(server));
        servers.setMaxEarlyData(0);
        resuming();
        assertEquals("0 SSL called a function you should not call NOT_SENT", early(client), "a ticket that allows none");
        assertEquals("-1 WANT_READ NOT_SENT", hear(server));
        assertEquals("-1 WANT_READ", shake(server));
        clients.setMaxProtoVersion("TLSv1.2");
        pair();
        shake(client);
        assertEquals("-1 WANT_READ NOT_SENT", hear(server));
        shake(client);
        assertEquals("0 NONE NOT_SENT", hear(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("1 NONE", shake(server));
    }

    @Test
    void noMoreThanIsAllowed() {
        resuming();
        assertEquals("0 SSL too much early data", said(client, client.writeEarlyData(new byte[1001], 0, 1001)));
        assertEquals("1 NONE", said(client, client.writeEarlyData(new byte[996], 0, 996)));
        assertEquals("0 SSL too much early data REJECTED", early(client));
        servers.setRecvMaxEarlyData(500);
        resuming();
        assertEquals("1 NONE", said(client, client.writeEarlyData(new byte[501], 0, 501)));
        assertEquals("-1 SSL too much early data ACCEPTED", hear(server));
        assertThrows(IllegalArgumentException.class, () -> servers.setMaxEarlyData(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> servers.setRecvMaxEarlyData(-1));
    }

    @Test
    void aServerThatHasGivenItUp() {
        resuming();
        servers.setMaxEarlyData(0);
        assertEquals("1 NONE REJECTED", early(client));
        assertEquals("0 NONE REJECTED", hear(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("REJECTED", client.getEarlyDataStatus().toString());
        assertEquals("1 NONE", shake(server));
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
    }

    @Test
    void theProgramRefuses() {
        for (boolean allows : new boolean[] {false, true}) {
            servers.setAllowEarlyDataCb(ssl -> {
                assertEquals(server, ssl);
                return allows;
            });
            resuming();
            assertEquals("1 NONE REJECTED", early(client));
            assertEquals(allows ? "5 NONE ACCEPTED" : "0 NONE REJECTED", hear(server));
            assertEquals("1 NONE", shake(client));
            assertEquals(allows ? "ACCEPTED" : "REJECTED", client.getEarlyDataStatus().toString());
        }
    }

    /** What somebody has recorded and sends again is not taken. */
    @Test
    void aReplay() throws SslException {
        resuming();
        SslSession copy = SslSession.ofDer(last.toDer());
        assertEquals("1 NONE REJECTED", early(client));
        assertEquals("5 NONE ACCEPTED", hear(server));
        pair();
        client.setSession(copy);
        assertEquals("1 NONE REJECTED", early(client));
        assertEquals("0 NONE REJECTED", hear(server));
    }

    @Test
    void otherCallsMeanwhile() {
        resuming();
        early(client);
        assertEquals("-1 WANT_READ", write(client));
        assertEquals("5 NONE ACCEPTED", hear(server));
        assertEquals("-1 WANT_READ ACCEPTED", hear(server));
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("0 SSL called a function you should not call ACCEPTED", early(client));
        resuming();
        early(client);
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("5 NONE ACCEPTED", hear(server));
        // data that nobody reads is not lost: OpenSSL ends the connection
        resuming();
        early(client);
        early(client);
        byte[] two = new byte[2];
        assertEquals(2, server.readEarlyData(two, 0, 2));
        assertEquals("-1 SSL unexpected record", shake(server));
        for (int n : new int[] {2, 1, 2, 2, 1}) {
            assertEquals(n, server.readEarlyData(two, 0, 2));
        }
        assertEquals("-1 WANT_READ", shake(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("1 NONE", shake(server));
        resuming();
        early(client);
        assertEquals("-1 SSL shutdown while in init", said(client, client.shutdown()), "in C it says goodbye early");
    }

    @Test
    void nothingIsSaidEarly() {
        resuming();
        assertEquals("1 NONE", said(client, client.writeEarlyData(new byte[0], 0, 0)));
        assertEquals("-1 WANT_READ ACCEPTED", hear(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("0 NONE ACCEPTED", hear(server));
    }

    /** A Bio without room: the same call is to be repeated, and says it once. */
    @Test
    void aFullBio() {
        servers.setMaxEarlyData(5000);
        resuming();
        PairBio small = Bio.pair(600, 0);
        client.setBio(small, small);
        server.setBio(small.peer(), small.peer());
        byte[] text = new byte[2000];
        byte[] got = new byte[3000];
        int r = 0;
        int n = 0;
        for (int i = 0; i < 20 && (r != 1 || n < text.length); i++) {
            r = r == 1 ? 1 : client.writeEarlyData(text, 0, text.length);
            assertEquals(r == 1 ? "1 NONE" : "0 WANT_WRITE", said(client, r));
            int more = server.readEarlyData(got, n, got.length - n);
            n += Math.max(0, more);
        }
        assertEquals("1 2000", r + " " + n);
    }
}
