package dev.drawbridge.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is not in the tables cannot be offered, chosen or accepted. */
class CodesTest {
    /**
     * RFC 8446 section 4.2.3: "They MUST NOT be offered or negotiated by any implementation. In particular, MD5 [SLOTH], SHA-224, and DSA
     * MUST NOT be used." RFC 5246 section 7.4.1.4.1 of anonymous signatures: "It MUST NOT appear in this extension."
     */
    @Test
    void noSchemeOfAnOldHashOrDsaOrNobody() {
        for (int hash = 0; hash <= 3; hash++) { // none, MD5, SHA-1, SHA-224
            for (int signature = 0; signature <= 3; signature++) {
                assertNull(SignatureScheme.of(hash << 8 | signature));
            }
        }
        for (int hash = 4; hash <= 6; hash++) {
            assertNull(SignatureScheme.of(hash << 8), "anonymous");
            assertNull(SignatureScheme.of(hash << 8 | 2), "DSA");
        }
    }

    @Test
    void everySuiteIsStrongButThoseThatAreNamed() {
        for (CipherSuite s : CipherSuite.values()) {
            assertTrue(s.weak() || s.cipher().keyLength() * 8 >= 112);
            assertFalse(s.byDefault() && (s.name().contains("RC4") || s.name().contains("3DES")));
        }
    }

    @Test
    void versionsOfSuites() {
        for (CipherSuite s : CipherSuite.values()) {
            for (ProtocolVersion v : ProtocolVersion.values()) {
                boolean ofSsl = s.keyExchange() == CipherSuite.KeyExchange.RSA || s.keyExchange() == CipherSuite.KeyExchange.DHE;
                boolean old = (v == ProtocolVersion.TLS10 || v == ProtocolVersion.TLS11 || v == ProtocolVersion.SSL30 && ofSsl)
                        && s.name().matches(".*_(CBC_SHA|NULL_SHA|NULL_MD5|RC4_128_SHA|RC4_128_MD5)");
                assertEquals(old || v == (s.tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12), s.fits(v));
            }
        }
    }

    /** RFC 8446 section 5: "Implementations MUST NOT send record types not defined in this document". */
    @Test
    void recordTypes() {
        assertEquals("[20, 21, 22, 23]", Arrays.toString(Arrays.stream(ContentType.values()).mapToInt(ContentType::code).toArray()));
    }
}
