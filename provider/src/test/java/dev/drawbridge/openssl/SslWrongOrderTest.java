package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that come too early, too late, twice or from two sides. Where C says what they return it is what OpenSSL 3.0.19 returned to the same calls over
 * a pair of BIOs, but for what is said otherwise; where C leaves it undefined it is an {@code IllegalStateException}.
 */
@Timeout(60)
class SslWrongOrderTest extends SslPairCase {
    private void connected(String version) throws SslException {
        pair(version);
        finish();
    }

    private void finish() {
        for (int i = 0; i < 4; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        read(client);
        read(server);
        assertTrue(client.isInitFinished() && server.isInitFinished());
        ErrorQueue.clear();
    }

    private static String shake(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    private static String read(Ssl ssl) {
        return said(ssl, ssl.read(new byte[9]));
    }

    private static String write(Ssl ssl) {
        return said(ssl, ssl.write(new byte[3]));
    }

    private static String shutdown(Ssl ssl) {
        return said(ssl, ssl.shutdown());
    }

    private static void speak(Ssl from) {
        from.wbio().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, 19);
    }

    private static void endOf(Ssl from) {
        ((PairBio) from.wbio()).shutdownWrite();
    }

    // ---- too early

    @Test
    void withoutARole() throws SslException {
        Ssl ssl = new Ssl(new SslContext(SslMethod.TLS));
        assertEquals("-1 SSL connection type not set", shake(ssl));
        assertEquals("-1 SSL uninitialized", read(ssl));
        assertEquals("-1 SSL uninitialized", write(ssl));
        assertEquals("-1 SSL uninitialized", shutdown(ssl));
        assertEquals(0, ssl.pending());
        assertFalse(ssl.hasPending());
        assertNull(ssl.getVersion(), "in C TLSv1.3, whatever will be agreed");
        assertNull(ssl.getCipher());
        assertNull(ssl.get1Session());
        assertEquals("0 wrong ssl version", ssl.keyUpdate(false) + " " + ErrorQueue.get().reason());
    }

    /** In C the first two say SYSCALL without a reason, and the third "bad length". */
    @Test
    void withoutABio() throws SslException {
        Ssl ssl = new Ssl(clients);
        ssl.setConnectState();
        assertEquals("-1 SSL read bio not set", shake(ssl));
        assertEquals("-1 SSL read bio not set", read(ssl));
        assertEquals("-1 SSL read bio not set", write(ssl));
        assertEquals("-1 SSL shutdown while in init", shutdown(ssl));
    }

    @Test
    void inTheOtherRole() throws SslException {
        pair("TLSv1.3");
        assertEquals("-1 SSL called a function you should not call", said(server, server.connect()), "in C 0");
        assertEquals("-1 SSL called a function you should not call", said(client, client.accept()), "in C 0");
        pair("TLSv1.3");
        shake(client);
        assertThrows(IllegalStateException.class, client::setAcceptState);
        client.setConnectState();
        finish();
        assertEquals("1 NONE", said(client, client.connect()));
        assertEquals("1 NONE", said(server, server.connect()), "the role stays");
        assertTrue(server.isServer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void writingBeforeTheHandshake(String version) throws SslException {
        pair(version);
        for (int i = 0; i < (version.equals("TLSv1.2") ? 2 : 1); i++) {
            assertEquals("-1 WANT_READ", write(client));
            assertEquals("-1 WANT_READ", read(server));
        }
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shutdownInTheHandshake(String version) throws SslException {
        pair(version);
        assertEquals("-1 SSL shutdown while in init", shutdown(client));
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 SSL shutdown while in init", shutdown(client));
        finish();
    }

    @Test
    void renegotiationBeforeTheHandshake() throws SslException {
        pair("TLSv1.3");
        assertEquals(1, client.renegotiate());
        assertEquals("-1 WANT_READ", shake(client));
        shake(server);
        assertEquals("-1 SSL wrong ssl version", shake(client));
        assertEquals("1 NONE", shake(client));
    }

    // ---- too late

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void afterShutdown(String version) throws SslException {
        connected(version);
        assertEquals("0 NONE", shutdown(client), "in C SYSCALL, of which SSL_shutdown(3) says nothing is to be thought");
        assertEquals("-1 SSL protocol is shutdown", write(client));
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("1 NONE", shake(client));
        assertEquals("3 NONE", write(server));
        assertEquals("3 NONE", read(client));
        assertEquals("0 ZERO_RETURN", read(server));
        assertEquals("0 ZERO_RETURN", read(server));
        assertEquals("3 NONE", write(server));
        assertEquals("1 NONE", shutdown(server));
        assertEquals("1 NONE", shutdown(server));
        assertEquals("-1 SSL protocol is shutdown", write(server));
        assertEquals("-1 SSL application data after close notify", shutdown(client));
    }

    /** In C such calls say SYSCALL when the queue was emptied meanwhile; here SSL, as long as the connection lives. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void afterAFailure(String version) throws SslException {
        connected(version);
        speak(server);
        assertEquals("-1 SSL unexpected record", read(client), "in C wrong version number");
        assertFailed(client);
        connected(version);
        endOf(server);
        assertEquals("0 SSL unexpected eof while reading", read(client));
        assertFailed(client);
        pair(version);
        shake(client);
        speak(server);
        assertEquals("-1 SSL wrong version number", shake(client));
        assertFailed(client);
        pair(version);
        shake(client);
        endOf(server);
        assertEquals("-1 SSL unexpected eof while reading", shake(client));
        assertFailed(client);
        pair(version);
        endOf(server);
        assertEquals("-1 SSL unexpected eof while reading", write(client));
        assertFailed(client);
    }

    private static void assertFailed(Ssl ssl) {
        assertEquals("-1 SSL", read(ssl));
        assertEquals("-1 SSL", write(ssl));
        assertEquals("-1 SSL", shake(ssl));
        assertEquals("-1 SSL shutdown while in init", shutdown(ssl));
        assertTrue(ssl.inInit());
    }

    @Test
    void afterFree() throws SslException {
        connected("TLSv1.3");
        server.close();
        server.close();
        for (Runnable call : new Runnable[] {server::doHandshake, server::accept, server::shutdown, server::clear, server::setAcceptState, server::renegotiate,
            () -> server.read(new byte[1]), () -> server.write(new byte[1]), () -> server.peek(new byte[1], 0, 1), () -> server.setBio(null, null),
            () -> server.setSession(null), () -> server.keyUpdate(false), server::verifyClientPostHandshake,
            () -> server.writeEarlyData(new byte[1], 0, 1), () -> server.readEarlyData(new byte[1], 0, 1)}) {
            assertEquals("the connection was freed", assertThrows(IllegalStateException.class, call::run).getMessage());
        }
        assertEquals("TLSv1.3", server.getVersion(), "what is known can still be asked");
        assertEquals(0, server.pending());
        assertNull(server.rbio());
        assertEquals("-1 SYSCALL Input/output error", read(client), "in C SSL, uninitialized: the pair is parted");
    }

    // ---- again, and in between

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void otherBios(String version) throws SslException {
        pair(version);
        bios();
        Bio same = client.rbio();
        client.setBio(same, same);
        finish();
        bios();
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
        client.setBio(null, null);
        assertEquals("-1 SYSCALL Input/output error", write(client), "in C SSL, bio not set");
        assertEquals("-1 SSL", read(client), "in C SYSCALL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clear(String version) throws SslException {
        pair(version);
        shake(client);
        assertTrue(client.clear());
        bios();
        server.clear();
        finish();
        assertTrue(client.clear() && server.clear());
        assertTrue(client.inInit());
        assertNull(client.getVersion());
        bios();
        finish();
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
    }

    @Test
    void sessionsOfAnotherVersion() throws SslException {
        connected("TLSv1.3");
        SslSession session = client.get1Session();
        client.shutdown();
        pair("TLSv1.2");
        assertEquals(1, client.setSession(session));
        finish();
        assertFalse(client.sessionReused());
        assertEquals(1, client.setSession(session), "too late for this connection");
        assertEquals("3 NONE", write(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sessionsThatAreFreed(String version) throws SslException {
        connected(version);
        SslSession session = client.get1Session();
        session.close();
        assertFalse(session.isResumable());
        assertEquals("3 NONE", write(client));
        client.shutdown();
        pair(version);
        client.setSession(session);
        finish();
        assertFalse(client.sessionReused());
        // while it is proposed
        session = client.get1Session();
        client.shutdown();
        pair(version);
        client.setSession(session);
        shake(client);
        session.close();
        finish();
        assertTrue(client.sessionReused());
    }

    @Test
    void contextsThatAreFreed() throws SslException {
        pair("TLSv1.3");
        clients.close();
        servers.close();
        finish();
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
    }

    @Test
    void freedInACallback() throws SslException {
        clients.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> {
            Ssl.of(context).close();
            return true;
        });
        pair("TLSv1.3");
        shake(client);
        shake(server);
        assertEquals("-1 SYSCALL", shake(client).replaceAll(" Input.*", ""));
        assertThrows(IllegalStateException.class, client::doHandshake);
    }

    @Test
    void nothing() throws SslException {
        connected("TLSv1.3");
        assertEquals(0, client.write(new byte[0]));
        assertEquals("-1 WANT_READ", said(client, client.read(new byte[0])));
        assertThrows(IndexOutOfBoundsException.class, () -> client.write(new byte[3], 2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> client.read(new byte[3], -1, 2));
        assertEquals("3 NONE", write(client));
    }

    /** While a thread waits in a call, nobody else may come in; whoever wants to stop it ends the Bio. */
    @Test
    void twoThreads() throws Exception {
        connected("TLSv1.3");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        pair("TLSv1.3");
        client.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> {
            inside.countDown();
            try {
                return go.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        shake(client);
        shake(server);
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> shake(client));
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        for (Runnable call : new Runnable[] {client::doHandshake, client::shutdown, client::close, client::clear, () -> client.read(new byte[1]),
            () -> client.write(new byte[1])}) {
            assertTrue(assertThrows(IllegalStateException.class, call::run).getMessage().startsWith("another thread"));
        }
        assertTrue(client.inInit());
        go.countDown();
        assertEquals("1 NONE", other.get(30, TimeUnit.SECONDS));
        finish();
        assertEquals("3 NONE", write(client));
    }

    /** A thread has a queue of its own, and a line looks as in OpenSSL 3. */
    @Test
    void errorsAreOfAThread() throws InterruptedException, ExecutionException, SslException {
        pair("TLSv1.3");
        client.shutdown();
        assertNull(CompletableFuture.supplyAsync(ErrorQueue::peek).get());
        MemoryBio out = Bio.memory();
        ErrorQueue.print(out);
        String line = out.gets(1000);
        assertTrue(line.matches("[0-9A-F]{8,16}:error:0A000197:SSL routines:SSL_shutdown:shutdown while in init:[^:]+:\\d+:\n"), line);
        assertNull(ErrorQueue.peek());
    }
}
