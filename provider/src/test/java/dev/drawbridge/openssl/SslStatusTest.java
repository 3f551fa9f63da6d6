package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stapled OCSP responses under OpenSSL's names; each line is what OpenSSL 3.0.19 returned to the same calls in C over a pair of BIOs. */
@Timeout(60)
class SslStatusTest extends SslPairCase {
    private static final byte[] RESPONSE = {0x30, 3, 0x0a, 1, 1};

    private final List<String> asked = new ArrayList<>();

    private void serverSays(int result) {
        servers.setTlsextStatusCb(ssl -> {
            asked.add("server " + ssl.getTlsextStatusType());
            if (result == StatusCallback.OK) {
                ssl.setTlsextStatusOcspResp(RESPONSE);
            }
            return result;
        });
    }

    private void clientSays(int result) {
        clients.setTlsextStatusCb(ssl -> {
            byte[] response = ssl.getTlsextStatusOcspResp();
            asked.add("client " + (response == null ? -1 : response.length));
            assertEquals(18, ssl.getVerifyResult().number());
            return result;
        });
    }

    private void pair(String version, boolean asks) throws SslException {
        pair(version);
        client.setTlsextStatusType(asks ? SslFacts.STATUS_TYPE_OCSP : -1);
        asked.clear();
    }

    private static String shake(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    private void assertDone() {
        for (int i = 0; i < 3; i++) {
            shake(client);
            shake(server);
        }
        assertEquals("1 NONE", shake(client));
        assertEquals("1 NONE", shake(server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void found(String version) throws SslException {
        serverSays(StatusCallback.OK);
        clientSays(1);
        pair(version, true);
        assertEquals(1, client.getTlsextStatusType());
        assertEquals(-1, server.getTlsextStatusType());
        assertDone();
        assertEquals(List.of("server 1", "client 5"), asked);
        assertArrayEquals(RESPONSE, client.getTlsextStatusOcspResp());
        assertEquals(1, server.getTlsextStatusType());
        clients.setTlsextStatusCb(null);
        pair(version, true);
        assertDone();
        assertArrayEquals(RESPONSE, client.getTlsextStatusOcspResp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void notFound(String version) throws SslException {
        clientSays(1);
        for (int result : new int[] {StatusCallback.NOACK, StatusCallback.OK}) {
            servers.setTlsextStatusCb(ssl -> {
                asked.add("server");
                return result;
            });
            pair(version, true);
            assertDone();
            assertEquals(List.of("server", "client -1"), asked);
            assertNull(client.getTlsextStatusOcspResp());
        }
        servers.setTlsextStatusCb(null);
        pair(version, true);
        server.setTlsextStatusOcspResp(RESPONSE);
        assertDone();
        assertEquals(List.of("client -1"), asked, "without a callback nothing is sent");
        serverSays(StatusCallback.ALERT_FATAL);
        pair(version, true);
        shake(client);
        assertEquals("-1 SSL clienthello tlsext", shake(server));
        assertEquals("-1 SSL tlsv1 alert internal error", shake(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void notAsked(String version) throws SslException {
        serverSays(StatusCallback.OK);
        clientSays(1);
        pair(version, false);
        assertDone();
        assertEquals(List.of(), asked);
        assertNull(client.getTlsextStatusOcspResp());
        assertEquals(-1, server.getTlsextStatusType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refused(String version) throws SslException {
        serverSays(StatusCallback.OK);
        for (int result : new int[] {0, -1}) {
            clientSays(result);
            pair(version, true);
            shake(client);
            shake(server);
            assertEquals(result == 0 ? "-1 SSL invalid status response" : "-1 SSL ocsp callback failure", shake(client));
            assertEquals(result == 0 ? "-1 SSL tlsv1 bad certificate status response" : "-1 SSL tlsv1 alert internal error", shake(server));
        }
    }

    /** Nobody is asked then, in C the client of TLS 1.3; and what the server's certificate came with comes back with the session, in C not. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumed(String version) throws SslException {
        serverSays(StatusCallback.OK);
        clientSays(1);
        pair(version, true);
        assertDone();
        client.read(new byte[1]);
        SslSession session = client.get1Session();
        client.shutdown();
        pair(version, true);
        client.setSession(session);
        assertDone();
        assertEquals(List.of(), asked);
        assertArrayEquals(RESPONSE, client.getTlsextStatusOcspResp());
    }

    @Test
    void onlyOcsp() throws SslException {
        pair("TLSv1.3", false);
        assertThrows(IllegalArgumentException.class, () -> client.setTlsextStatusType(2));
    }
}
