package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.start.TestCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suite B between two of ours, each as openssl s_server and s_client of 3.0.19 do it between two of theirs; {@code SuiteBIT} has them with ours. */
@Timeout(60)
class SuiteBTest extends SslPairCase {
    private String shaken() {
        String clientSaid = "";
        String serverSaid = "";
        for (int i = 0; i < 4; i++) {
            clientSaid = clientSaid.contains(" SSL ") ? clientSaid : said(client, client.doHandshake());
            serverSaid = serverSaid.contains(" SSL ") ? serverSaid : said(server, server.doHandshake());
        }
        return clientSaid.equals("1 NONE") && serverSaid.equals("1 NONE") ? client.getCipher() + ' ' + client.getNegotiatedGroup()
                : clientSaid.contains(" SSL ") && !clientSaid.contains("alert") ? "client: " + clientSaid : "server: " + serverSaid;
    }

    private void key(TestCredentials who) throws SslException {
        servers = new SslContext(SslMethod.TLS_SERVER);
        servers.useCertificate(who.credentials().leaf());
        servers.usePrivateKey(who.credentials().key());
        servers.setSessionIdContext(new byte[] {'x'});
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, SUITEB128, SUITEB128, ECDSA_P256, ECDHE-ECDSA-AES128-GCM-SHA256 secp256r1",
        "TLSv1.2, SUITEB128, DEFAULT, ECDSA_P256, ECDHE-ECDSA-AES128-GCM-SHA256 secp256r1",
        "TLSv1.2, SUITEB128, DEFAULT, ECDSA_P384, ECDHE-ECDSA-AES128-GCM-SHA256 secp256r1",
        "TLSv1.2, DEFAULT, SUITEB128, ECDSA_P256, ECDHE-ECDSA-AES128-GCM-SHA256 secp256r1",
        "TLSv1.2, SUITEB128, SUITEB128, ECDSA_P384, client: -1 SSL wrong curve",
        "TLSv1.2, DEFAULT, SUITEB128, ECDSA_P384, client: -1 SSL wrong curve",
        "TLSv1.2, SUITEB128C2, DEFAULT, ECDSA_P256, ECDHE-ECDSA-AES256-GCM-SHA384 secp384r1",
        "TLSv1.2, SUITEB128C2, SUITEB128C2, ECDSA_P256, client: -1 SSL wrong curve",
        "TLSv1.2, SUITEB128C2, SUITEB128C2, ECDSA_P384, ECDHE-ECDSA-AES256-GCM-SHA384 secp384r1",
        "TLSv1.2, DEFAULT, SUITEB128C2, ECDSA_P384, client: -1 SSL wrong curve",
        "TLSv1.2, SUITEB128ONLY, DEFAULT, ECDSA_P384, server: -1 SSL no shared cipher",
        "TLSv1.2, SUITEB192, DEFAULT, ECDSA_P256, server: -1 SSL no shared cipher",
        "TLSv1.2, SUITEB128, DEFAULT, RSA, server: -1 SSL no shared cipher",
        "TLSv1.2, SUITEB192, SUITEB192, ECDSA_P384, ECDHE-ECDSA-AES256-GCM-SHA384 secp384r1",
        "TLSv1.3, SUITEB128, DEFAULT, ECDSA_P384, TLS_AES_256_GCM_SHA384 secp256r1",
        "TLSv1.3, SUITEB128, SUITEB128, ECDSA_P256, TLS_AES_256_GCM_SHA384 secp256r1",
        "TLSv1.3, DEFAULT, SUITEB192, ECDSA_P384, TLS_AES_256_GCM_SHA384 secp384r1"})
    void eachSideKeepsToItsProfile(String version, String serverList, String clientList, TestCredentials who, String said) throws Exception {
        key(who);
        servers.setCipherList(serverList);
        clients.setCipherList(clientList);
        pair(version);
        assertEquals(said, shaken());
    }

    /** As the machine's own says after {@code SSL_CTX_set_cipher_list(SUITEB128C2)} and {@code (HIGH)}. */
    @Test
    void theProfileStays() throws Exception {
        clients.setCipherList("SUITEB128C2");
        clients.setCipherList("HIGH");
        clients.set1GroupsList("P-521");
        clients.setSecurityLevel(3);
        pair("TLSv1.2");
        assertEquals("ECDHE-ECDSA-AES128-GCM-SHA256 secp256r1", shaken());
        clients.setCipherList("SUITEB192");
        pair("TLSv1.2");
        assertEquals("server: -1 SSL no shared cipher", shaken());
    }

    @Test
    void aLevelCanStillBeSet() throws Exception {
        clients.setCipherList("SUITEB128");
        clients.setSecurityLevel(4);
        pair("TLSv1.2");
        assertTrue(shaken().startsWith("server: -1 SSL no "), "P-256 is below level 4");
    }

    @Test
    void aMethodMustHaveTls12() throws Exception {
        SslContext old = new SslContext(SslMethod.TLSv1_1);
        SslException e = assertThrows(SslException.class, () -> old.setCipherList("SUITEB128"));
        OpensslError error = ErrorQueue.get();
        assertEquals("at least (D)TLS 1.2 needed in Suite B mode", error.reason());
        assertTrue(e.getMessage().contains("SUITEB128 with TLSv1.1"), e.getMessage());
        old.setCipherList("DEFAULT");
        clients.setMaxProtoVersion("TLSv1.1");
        clients.setCipherList("SUITEB128");
        pair();
        assertEquals("-1 SSL no protocols available", said(client, client.doHandshake()));
    }
}
