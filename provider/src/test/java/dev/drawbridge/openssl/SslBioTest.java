package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.openssl.Bio.RetryReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssl/bio_ssl.c}, over a connection that answers what it was told to. */
class SslBioTest {

    /** Notes what it was asked, and keeps references to its Bios as SSL does. */
    private static final class Told implements SecureStream {
        final List<String> asked = new ArrayList<>();
        int result = 1;
        SslError error = SslError.NONE;
        boolean inInit;
        int pending;
        Bio rbio;
        Bio wbio;

        private int note(String what) {
            asked.add(what);
            return result;
        }

        @Override
        public int read(byte[] buf, int off, int len) {
            return note("read " + off + " " + len);
        }

        @Override
        public int write(byte[] buf, int off, int len) {
            return note("write " + off + " " + len);
        }

        @Override
        public int doHandshake() {
            return note("doHandshake");
        }

        @Override
        public int shutdown() {
            return note("shutdown");
        }

        @Override
        public int pending() {
            return pending;
        }

        @Override
        public SslError getError(int ofResult) {
            assertEquals(result, ofResult);
            return error;
        }

        @Override
        public boolean inInit() {
            return inInit;
        }

        @Override
        public void setConnectState() {
            note("setConnectState");
        }

        @Override
        public void setAcceptState() {
            note("setAcceptState");
        }

        @Override
        public boolean clear() {
            note("clear");
            return true;
        }

        @Override
        public Bio rbio() {
            return rbio;
        }

        @Override
        public Bio wbio() {
            return wbio;
        }

        @Override
        public void setBio(Bio newRbio, Bio newWbio) {
            freeBios();
            rbio = newRbio;
            wbio = newWbio;
        }

        private void freeBios() {
            if (rbio != null) {
                rbio.close();
            }
            if (wbio != null && wbio != rbio) {
                wbio.close();
            }
        }

        @Override
        public void close() {
            note("close");
            freeBios();
        }
    }

    private final Told told = new Told();
    private final SslBio ssl = Bio.ssl();

    @Test
    void withoutConnectionThereIsNothing() {
        assertEquals(-1, ssl.read(new byte[1]));
        assertEquals("ssl BIO: has no connection; expected setSsl before I/O", ssl.lastError().getMessage());
        assertEquals(-1, ssl.puts("x"));
        assertFalse(ssl.shouldRetry());
        assertEquals(0, ssl.doHandshake());
        assertEquals(0, ssl.flush());
        assertEquals(0, ssl.reset());
        assertEquals(0, ssl.pending() + ssl.wpending());
        assertThrows(IllegalStateException.class, () -> ssl.setSslMode(true));
        assertEquals(-2, ssl.gets(new byte[10]));
        ssl.close();
    }

    @ParameterizedTest
    @CsvSource({
        // error, retry, read, write, special, then the reason after reading, writing and the handshake
        "NONE, false, false, false, false, NONE, NONE, NONE",
        "SSL, false, false, false, false, NONE, NONE, NONE",
        "SYSCALL, false, false, false, false, NONE, NONE, NONE",
        "ZERO_RETURN, false, false, false, false, NONE, NONE, NONE",
        "WANT_READ, true, true, false, false, NONE, NONE, NONE",
        "WANT_WRITE, true, false, true, false, NONE, NONE, NONE",
        "WANT_X509_LOOKUP, true, false, false, true, SSL_X509_LOOKUP, SSL_X509_LOOKUP, SSL_X509_LOOKUP",
        "WANT_CONNECT, true, false, false, true, CONNECT, CONNECT, NONE",
        "WANT_ASYNC, false, false, false, false, NONE, NONE, NONE",
        "WANT_CLIENT_HELLO_CB, false, false, false, false, NONE, NONE, NONE"})
    void errorsBecomeWhatToRetry(SslError error, boolean retry, boolean read, boolean write, boolean special, RetryReason reading,
            RetryReason writing, RetryReason shaking) {
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.push(Bio.memory());
        told.error = error;
        told.result = error == SslError.NONE ? 1 : -1;
        List<Boolean> flags = List.of(retry, read, write, special);

        assertEquals(told.result, ssl.read(new byte[9], 2, 3));
        assertEquals(flags, flags());
        assertEquals(reading, ssl.retryReason());
        assertEquals(told.result, ssl.write(new byte[9], 4, 5));
        assertEquals(flags, flags());
        assertEquals(writing, ssl.retryReason());
        assertEquals(told.result, ssl.doHandshake());
        assertEquals(flags, flags());
        assertEquals(shaking, ssl.retryReason());
        assertEquals(List.of("read 2 3", "write 4 5", "doHandshake"), told.asked);
    }

    private List<Boolean> flags() {
        return List.of(ssl.shouldRetry(), ssl.shouldRead(), ssl.shouldWrite(), ssl.shouldIoSpecial());
    }

    /** Only reading has a case for it in bio_ssl.c. */
    @Test
    void acceptingIsToldByReadingAlone() {
        ssl.setSsl(told, CloseFlag.CLOSE);
        told.error = SslError.WANT_ACCEPT;
        told.result = -1;
        ssl.read(new byte[1]);
        assertEquals(List.of(true, false, false, true), flags());
        assertEquals(RetryReason.ACCEPT, ssl.retryReason());
        ssl.write(new byte[1]);
        assertEquals(List.of(false, false, false, false), flags());
        assertEquals(RetryReason.NONE, ssl.retryReason());
    }

    @Test
    void whatIsPushedAfterItBecomesTheTransport() {
        MemoryBio transport = Bio.memory();
        ssl.setSsl(told, CloseFlag.CLOSE);
        Bio chain = Bio.buffer().push(ssl);
        chain.push(transport);
        assertSame(transport, told.rbio);
        assertSame(transport, told.wbio);

        transport.puts("raw");
        assertEquals(3, ssl.pending(), "what the transport has, while the connection has nothing");
        told.pending = 2;
        assertEquals(2, ssl.pending());
        assertEquals(1, chain.flush());
        assertFalse(ssl.eof());

        chain.freeAll();
        assertEquals(List.of("shutdown", "close"), told.asked);
        assertThrows(IllegalStateException.class, transport::pending, "both references were given back");
    }

    @Test
    void popTakesTheTransportAway() {
        MemoryBio transport = Bio.memory();
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.push(transport);
        assertSame(transport, ssl.pop());
        assertNull(told.rbio);
        assertEquals(0, transport.pending(), "the caller's reference is still there");
        transport.close();
        assertThrows(IllegalStateException.class, transport::pending);
    }

    @Test
    void theTransportThatTheConnectionHasFollows() {
        MemoryBio rbio = Bio.memory();
        MemoryBio wbio = Bio.memory();
        told.setBio(rbio, wbio);
        ssl.setSsl(told, CloseFlag.CLOSE);
        assertSame(rbio, ssl.next());
        wbio.puts("abc");
        assertEquals(0, ssl.wpending(), "memory has nothing to send");
        ssl.freeAll();
        assertThrows(IllegalStateException.class, rbio::pending);
        assertThrows(IllegalStateException.class, wbio::pending);
    }

    @Test
    void withoutCloseFlagTheConnectionIsLeftAlone() {
        ssl.setSsl(told, CloseFlag.NOCLOSE);
        assertEquals(CloseFlag.NOCLOSE, ssl.closeFlag());
        ssl.close();
        assertEquals(List.of(), told.asked);
    }

    @Test
    void aConnectionInItsHandshakeIsNotShutDown() {
        told.inInit = true;
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.close();
        assertEquals(List.of("close"), told.asked);
    }

    @Test
    void anotherConnectionTakesThePlaceOfTheFirst() {
        Told second = new Told();
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.setSsl(second, CloseFlag.CLOSE);
        assertEquals(List.of("shutdown", "close"), told.asked);
        assertSame(second, ssl.stream());
    }

    @Test
    void resetBeginsAgain() {
        MemoryBio transport = Bio.memory();
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.push(transport);
        transport.puts("old");
        assertEquals(1, ssl.reset());
        assertEquals(List.of("shutdown", "clear"), told.asked);
        assertTrue(transport.eof());
    }

    @Test
    void rolesAreChosenAndChainsShutDown() {
        ssl.setSsl(told, CloseFlag.CLOSE);
        ssl.setSslMode(true);
        ssl.setSslMode(false);
        SslBio.shutdown(Bio.buffer().push(ssl));
        assertEquals(List.of("setConnectState", "setAcceptState", "shutdown"), told.asked);
    }
}
