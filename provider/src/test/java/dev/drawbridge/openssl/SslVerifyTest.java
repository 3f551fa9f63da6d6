package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.start.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls about verification beyond SSL_CTX_set_verify; what they return is what OpenSSL 3.0.19 returned in C over a pair of BIOs. */
@Timeout(60)
class SslVerifyTest extends SslPairCase {
    /** What the client says, and then the server. */
    private String judged() {
        client.doHandshake();
        server.doHandshake();
        String verdict = said(client);
        return verdict.startsWith("-1 SSL") ? verdict + ", " + said(server) : "went on";
    }

    private static String said(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theProgramVerifies(String version) throws SslException {
        assertEquals(Set.of(), clients.getVerifyMode());
        for (Set<VerifyMode> mode : List.of(Set.<VerifyMode>of(), Set.of(VerifyMode.PEER))) {
            for (VerifyResult result : new VerifyResult[] {VerifyResult.OK, VerifyResult.CERT_REVOKED}) {
                clients.setVerify(mode, (ok, context) -> {
                    throw new AssertionError("nobody else is asked");
                });
                clients.setCertVerifyCallback((ssl, chain) -> {
                    assertSame(client, ssl);
                    assertEquals(TestCredentials.ECDSA_P256.credentials().leaf(), chain.get(0));
                    return result;
                });
                pair(version);
                assertEquals(mode, client.getVerifyMode());
                assertEquals(result == VerifyResult.OK || mode.isEmpty() ? "went on"
                        : "-1 SSL certificate verify failed, -1 SSL sslv3 alert certificate revoked", judged());
                assertEquals(result, client.getVerifyResult());
            }
        }
    }

    @Test
    void severalHosts() throws SslException {
        String name = "ECDSA_P256"; // which is its common name, and it has no other
        clients.getCertStore().addCert(TestCredentials.ECDSA_P256.credentials().leaf());
        clients.setVerify(Set.of(VerifyMode.PEER), null);
        pair("TLSv1.3");
        client.set1Host("nobody.invalid");
        assertEquals("-1 SSL certificate verify failed, -1 SSL sslv3 alert bad certificate", judged());
        assertEquals(VerifyResult.HOSTNAME_MISMATCH, client.getVerifyResult());
        pair("TLSv1.3");
        client.set1Host("nobody.invalid");
        client.add1Host(name);
        assertEquals("went on", judged());
        pair("TLSv1.3");
        client.set1Host(name);
        client.setHostflags(HostFlag.NEVER_CHECK_SUBJECT);
        assertEquals("-1 SSL certificate verify failed, -1 SSL sslv3 alert bad certificate", judged());
    }

    /** An address in the place of a host is one; the certificate here has none. */
    @Test
    void addresses() throws SslException {
        clients.getCertStore().addCert(TestCredentials.ECDSA_P256.credentials().leaf());
        clients.setVerify(Set.of(VerifyMode.PEER), null);
        for (String address : List.of("127.0.0.1", "2001:db8::1")) {
            pair("TLSv1.3");
            client.set1Host(address);
            assertEquals("-1 SSL certificate verify failed, -1 SSL sslv3 alert bad certificate", judged());
            assertEquals(VerifyResult.IP_ADDRESS_MISMATCH, client.getVerifyResult());
            assertThrows(IllegalArgumentException.class, () -> client.add1Host("192.0.2.1"));
        }
        pair("TLSv1.3");
        assertFalse(client.set1IpAsc("127.0.0"));
        client.add1Host("ECDSA_P256");
        assertEquals("went on", judged());
    }

    @Test
    void whomToTrust(@TempDir Path directory) throws Exception {
        byte[] der = TestCredentials.ECDSA_P256.credentials().encoded().get(0);
        Path file = Files.writeString(directory.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END CERTIFICATE-----\n");
        for (int how = 0; how < 4; how++) {
            clients = new SslContext(SslMethod.TLS_CLIENT);
            clients.setVerify(Set.of(VerifyMode.PEER), null);
            switch (how) {
                case 0 -> clients.getCertStore().loadFile(file);
                case 1 -> clients.getCertStore().loadStore(file.toUri().toString());
                case 2 -> clients.loadVerifyLocations(file, null);
                default -> clients.setDefaultVerifyPaths();
            }
            pair("TLSv1.3");
            assertEquals(how == 3 ? "-1 SSL certificate verify failed, -1 SSL tlsv1 alert unknown ca" : "went on", judged());
            assertEquals(how == 3 ? "self-signed certificate" : "ok", client.getVerifyResult().text());
        }
    }
}
