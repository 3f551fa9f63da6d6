package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityLevelTest {

    @Test
    void levelsAreZeroToFiveAndTwoIsTheDefault() {
        assertEquals(2, SecurityLevel.DEFAULT.level());
        assertEquals(112, SecurityLevel.DEFAULT.bits());
        assertEquals(SecurityLevel.of(2), SecurityLevel.DEFAULT);
        assertThrows(IllegalArgumentException.class, () -> SecurityLevel.of(6));
        assertThrows(IllegalArgumentException.class, () -> SecurityLevel.of(-1));
    }

    @ParameterizedTest
    @CsvSource({
        // suite, highest level that permits it
        "ECDHE-ECDSA-AES256-GCM-SHA384, 5", "TLS_AES_128_GCM_SHA256, 3", "AES256-GCM-SHA384, 2", "ECDHE-RSA-AES128-SHA, 3",
        "ECDHE-RSA-AES256-SHA, 3", "ADH-AES256-GCM-SHA384, 0", "NULL-SHA256, 0", "NULL-MD5, 0", "PSK-AES256-GCM-SHA384, 2",
        "DHE-PSK-AES256-GCM-SHA384, 5", "TLS_AES_128_CCM_8_SHA256, 3", "TLS_AES_256_GCM_SHA384, 5"})
    void suites(String name, int highest) {
        for (int level = 0; level <= 5; level++) {
            assertEquals(level <= highest, SecurityLevel.of(level).permits(OpensslSuite.named(name)), name + " at level " + level);
        }
    }

    @Test
    void versions() {
        Map<ProtocolVersion, Integer> highest = Map.of(ProtocolVersion.SSL30, 1, ProtocolVersion.TLS10, 2, ProtocolVersion.TLS11, 3,
                ProtocolVersion.TLS12, 5, ProtocolVersion.TLS13, 5);
        for (int level = 0; level <= 5; level++) {
            for (ProtocolVersion version : ProtocolVersion.values()) {
                assertEquals(level <= highest.get(version), SecurityLevel.of(level).permits(version), version + " at level " + level);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1024, 1", "1, 920, 1024, 160", "2, 1963, 2048, 224", "3, 2671, 3072, 256", "4, 6947, 7680, 384", "5, 13914, 15360, 512"})
    void sizesOfKeys(int level, int rsa, int dh, int curve) {
        SecurityLevel at = SecurityLevel.of(level);
        assertTrue(at.permitsRsaKey(rsa));
        assertTrue(at.permitsDh(dh));
        assertFalse(at.permitsDh(dh - 1));
        assertTrue(at.permitsCurveKey(curve));
        assertTrue(at.permitsDsaKey(level == 0 ? 1 : dh));
        if (level > 0) {
            assertFalse(at.permitsRsaKey(rsa - 1));
            assertFalse(at.permitsDsaKey(dh - 1));
            assertFalse(at.permitsCurveKey(curve - 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"MD5, 0", "SHA-1, 0", "SHA1, 0", "SHA-224, 2", "sha256, 3", "SHA3-256, 3", "SHA-384, 4", "SHA512, 5", "nonesuch, 0"})
    void digests(String digest, int highest) {
        for (int level = 0; level <= 5; level++) {
            assertEquals(level <= highest, SecurityLevel.of(level).permitsDigest(digest), digest + " at level " + level);
        }
    }

    @Test
    void ticketsEndAtThreeAndCompressionAtTwo() {
        assertTrue(SecurityLevel.of(2).permitsTickets());
        assertFalse(SecurityLevel.of(3).permitsTickets());
        assertTrue(SecurityLevel.of(1).permitsCompression());
        assertFalse(SecurityLevel.of(2).permitsCompression());
    }
}
