package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.DistrustedAuthorities.Policy;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nobody can sign in the name of a real root, so that these paths were never judged: only what comes after that is looked at. */
public class DistrustedAuthoritiesTest {
    private static final Instant DAY = Instant.parse("2024-11-11T00:00:00Z");

    /** Entrust Root Certification Authority - EC1, a public certificate. */
    public static X509Certificate entrust() throws Exception {
        try (InputStream in = DistrustedAuthoritiesTest.class.getResourceAsStream("entrust-ec1.pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static Judgement path(Instant issued, X509Certificate anchor) throws Exception {
        TestCa.Leaf leaf = TestCa.Leaf.of("leaf").valid(issued, issued.plusSeconds(1_000_000));
        return new Judgement(VerifyResult.OK, TestCa.root("Middle").issue("EC", leaf).chain(), anchor);
    }

    private static DistrustedAuthorities keeping(Policy... policies) {
        return new DistrustedAuthorities(Set.of(policies));
    }

    @Test
    void theLastDayIsStillTrusted() throws Exception {
        DistrustedAuthorities d = keeping(Policy.ENTRUST_TLS);
        d.check(path(DAY.plusSeconds(86_399), entrust()));
        CertificateException e = assertThrows(CertificateException.class, () -> d.check(path(DAY.plusSeconds(86_400), entrust())));
        assertTrue(e.getMessage().startsWith("certificate 0 (CN=leaf) is of 2024-11-12, and jdk.security.caDistrustPolicies has ENTRUST_TLS: "
                + "certificates of servers after 2024-11-11 that lead to a root of Entrust are not trusted"), e.getMessage());
    }

    @Test
    void othersAreNotConcerned() throws Exception {
        Judgement late = path(DAY.plusSeconds(86_400), entrust());
        assertDoesNotThrow(() -> keeping().check(late));
        assertDoesNotThrow(() -> keeping(Policy.SYMANTEC_TLS, Policy.CAMERFIRMA_TLS, Policy.CHUNGHWA_TLS).check(late));
        Judgement other = path(DAY.plusSeconds(86_400), TestCa.root("Other").certificate());
        assertDoesNotThrow(() -> new DistrustedAuthorities(EnumSet.allOf(Policy.class)).check(other));
        // A program's PKIX parameters may name an authority without a certificate of it.
        assertDoesNotThrow(() -> keeping(Policy.ENTRUST_TLS).check(path(DAY.plusSeconds(86_400), null)));
    }

    /** Each root stands in one policy, as its 32 bytes. */
    @Test
    void theListIsWellFormed() {
        Set<String> all = new HashSet<>();
        for (Policy p : Policy.values()) {
            assertEquals(p, Policy.named(p.name()));
            for (String root : p.roots()) {
                assertTrue(root.matches("[0-9a-f]{64}") && all.add(root), root);
            }
        }
        assertEquals(16 + 5 + 1 + 1, all.size());
    }
}
