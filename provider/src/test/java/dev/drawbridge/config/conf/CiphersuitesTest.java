package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CiphersuitesTest {

    private static List<String> names(String text) throws ListException {
        return Ciphersuites.parse(text).suites().stream().map(OpensslSuite::name).toList();
    }

    @Test
    void namesInTheirOrder() throws Exception {
        assertEquals(List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"),
                names(" TLS_AES_128_GCM_SHA256 ::\tTLS_AES_256_GCM_SHA384:"));
        assertEquals(List.of(), names(""));
        assertEquals(List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"),
                Ciphersuites.DEFAULT.suites().stream().map(OpensslSuite::name).toList());
    }

    @Test
    void unknownWordsArePassedOverButNotIfNothingIsLeft() throws Exception {
        Ciphersuites s = Ciphersuites.parse("bogus:TLS_AES_128_CCM_SHA256:tls_aes_128_gcm_sha256");
        assertEquals(List.of(new ListWord("bogus", 1), new ListWord("tls_aes_128_gcm_sha256", 30)), s.ignored());
        assertEquals("no cipher match", assertThrows(ListException.class, () -> Ciphersuites.parse("bogus")).reason());
        assertEquals("no cipher match", assertThrows(ListException.class, () -> Ciphersuites.parse(":")).reason());
    }

    @Test
    void strictCallersHearOfMistakes() throws Exception {
        Ciphersuites.parse("TLS_AES_128_CCM_8_SHA256:TLS_AES_128_GCM_SHA256").refuseMistakes();
        for (String wrong : List.of("TLS_AES_128_GCM_SHA256:bogus", "TLS_RSA_WITH_AES_128_CBC_SHA",
                "TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256")) {
            ListException e = assertThrows(ListException.class, () -> Ciphersuites.parse(wrong).refuseMistakes());
            assertTrue(e.getMessage().startsWith("list of TLS 1.3 cipher suites"), e.getMessage());
        }
    }
}
