package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** max_fragment_length under OpenSSL's names. */
@Timeout(60)
class SslFragmentTest extends SslPairCase {
    private void shake() {
        for (int i = 0; i < 4; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        assertEquals("1 NONE", said(client, client.doHandshake()));
        assertEquals("1 NONE", said(server, server.doHandshake()));
        assertEquals(-1, client.read(new byte[1])); // takes the tickets
    }

    /** With SSL_MODE_ENABLE_PARTIAL_WRITE a write returns after one record. */
    private static int record(Ssl ssl) {
        ssl.setMode(SslMode.ENABLE_PARTIAL_WRITE);
        return ssl.write(new byte[20_000]);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, LENGTH_512, 512", "TLSv1.2, LENGTH_4096, 4096", "TLSv1.2, DISABLED, 16384", "TLSv1.3, LENGTH_1024, 1024",
        "TLSv1.3, LENGTH_2048, 2048", "TLSv1.3, DISABLED, 16384"})
    void whatAContextSaysHoldsForItsConnections(String version, MaxFragmentLength length, int bytes) throws SslException {
        clients.setTlsextMaxFragmentLength(length);
        pair(version);
        shake();
        assertEquals(bytes, record(client));
        assertEquals(bytes, record(server));
        try (SslSession session = client.get1Session()) {
            assertEquals(length, session.getMaxFragmentLength());
            try (SslSession again = SslSession.ofPem(session.toPem())) {
                assertEquals(length, again.getMaxFragmentLength());
            }
        }
    }

    @Test
    void aConnectionMaySaySomethingElse() throws SslException {
        clients.setTlsextMaxFragmentLength(MaxFragmentLength.LENGTH_512);
        pair("TLSv1.3");
        client.setTlsextMaxFragmentLength(MaxFragmentLength.LENGTH_4096);
        shake();
        assertEquals(4096, record(client));
        pair("TLSv1.3");
        shake();
        assertEquals(512, record(client));
    }

    /** What a server is told means nothing. */
    @Test
    void serversAgreeToWhatIsAsked() throws SslException {
        servers.setTlsextMaxFragmentLength(MaxFragmentLength.LENGTH_512);
        pair("TLSv1.2");
        shake();
        assertEquals(16384, record(server));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void sessionsAreResumedWithTheirLength(String version) throws SslException {
        List<Boolean> resumed = new ArrayList<>();
        SslSession session = null;
        for (MaxFragmentLength length : new MaxFragmentLength[] {MaxFragmentLength.LENGTH_1024, MaxFragmentLength.LENGTH_1024,
            MaxFragmentLength.LENGTH_512}) {
            pair(version);
            client.setTlsextMaxFragmentLength(length);
            if (session != null) {
                client.setSession(session);
            }
            shake();
            resumed.add(client.sessionReused());
            session = client.get1Session();
            assertEquals(length, session.getMaxFragmentLength());
        }
        session.close();
        assertEquals(List.of(false, true, false), resumed);
    }
}
