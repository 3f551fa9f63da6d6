package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.CipherSuite;
import org.junit.jupiter.api.Test;

/**
 * Sweet32 (Bhargavan, Leurent, CCS 2016, CVE-2016-2183): after 2^32 blocks of 64 bits two are likely to be the same and tell the difference
 * of their plaintexts.
 *
 * <p>Shown: no suite has blocks of 64 bits, and there is no cipher but AES-GCM and ChaCha20-Poly1305. That keys are changed before the limit
 * of RFC 8446 section 5.5, for blocks of 128 bits, is in KeyLimits and ConnectionTest.keysChangeByThemselvesBeforeTheirLimit.
 */
class Sweet32Test {
    @Test
    void smallBlocksAreNeverNegotiated() {
        OldSuites.BLOCKS_OF_64_BITS.assertNeverNegotiated();
    }

    @Test
    void everyCipherIsOneOfThese() {
        for (CipherSuite suite : CipherSuite.values()) {
            String name = suite.cipher().toString();
            assertTrue(name.startsWith("AES_") || name.equals("CHACHA20_POLY1305") || suite.weak() && name.startsWith("NULL_"), name);
        }
    }
}
