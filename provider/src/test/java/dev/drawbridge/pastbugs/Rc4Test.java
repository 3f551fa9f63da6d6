package dev.drawbridge.pastbugs;

import org.junit.jupiter.api.Test;

/**
 * RC4's biases give plaintext away that is sent often enough: AlFardan, Bernstein, Paterson, Poettering, Schuldt, "On the Security of RC4
 * in TLS" (USENIX Security 2013, CVE-2013-2566), Bar Mitzvah (Mantin 2015, CVE-2015-2808), RC4 NOMORE (Vanhoef, Piessens, 2015).
 *
 * <p>Shown: RFC 7465 section 2, clients "MUST NOT include RC4 cipher suites" and servers "MUST NOT select" them. The same for suites that
 * encrypt or authenticate nobody.
 */
class Rc4Test {
    @Test
    void rc4IsNeverNegotiated() {
        OldSuites.RC4.assertNeverNegotiated();
    }

    @Test
    void norIsNothing() {
        OldSuites.NO_AUTHENTICATION.assertNeverNegotiated();
    }
}
