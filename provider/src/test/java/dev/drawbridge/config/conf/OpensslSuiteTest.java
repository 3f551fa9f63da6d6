package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.spec.CipherSuite;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpensslSuiteTest {
    /** Known, but on no list unless somebody names them. */
    private static final List<String> BY_NAME_ONLY = List.of("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256");

    /** What {@code ALL:eNULL} lists: first what encrypts, then what does not. */
    private static Stream<OpensslSuite> listed() {
        return Stream.of(false, true).flatMap(naked -> OpensslSuite.all().stream()
                .filter(s -> !BY_NAME_ONLY.contains(s.name()) && s.has(Trait.ENC_NULL) == naked));
    }

    @Test
    void theTableIsWhatOpensslPrintsInItsOrder() {
        List<String> theirs = CipherOracle.section("openssl ciphers -V 'ALL:eNULL'");
        assertEquals(158, theirs.size());
        assertEquals(theirs, listed().map(s -> String.format(Locale.ROOT, "0x%02X,0x%02X - ", s.code() >> 8, s.code() & 0xff)
                + s.description().replaceAll(" +", " ")).toList());
    }

    @Test
    void everySuiteHasItsRegistryName() {
        assertEquals(CipherOracle.section("openssl ciphers -v -stdname"), listed().map(s -> s.ianaName() + ' ' + s.name()).toList());
        for (OpensslSuite s : OpensslSuite.all()) {
            assertEquals(s, OpensslSuite.named(s.name()));
            assertEquals(s, OpensslSuite.ofIana(s.ianaName()));
        }
        assertNull(OpensslSuite.named("aes128-sha"));
        assertNull(OpensslSuite.ofIana("AES128-SHA"));
    }

    /** Of a build with enable-weak-ssl-ciphers, from ssl/s3_lib.c. */
    @Test
    void thoseThatAreSeldomBuilt() {
        assertEquals(24, OpensslSuite.unbuilt().size());
        assertEquals("DES-CBC3-SHA                   SSLv3   Kx=RSA      Au=RSA   Enc=3DES(168)              Mac=SHA1",
                OpensslSuite.named("DES-CBC3-SHA").description());
        assertNull(OpensslSuite.nameOf("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), "as openssl ciphers -convert");
    }

    @Test
    void codesAreUnique() {
        assertEquals(160, OpensslSuite.all().size());
        assertEquals(160, new HashSet<>(OpensslSuite.all().stream().map(OpensslSuite::code).toList()).size());
    }

    @Test
    void whatDrawbridgeSpeaksIsInTheTableUnderTheSameNames() {
        // OpenSSL does not speak those of RFC 8442.
        Set<CipherSuite> others = Set.of(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384);
        others.forEach(s -> assertNull(OpensslSuite.ofIana(s.name())));
        for (CipherSuite ours : Stream.of(CipherSuite.values()).filter(s -> !others.contains(s)).toList()) { // with those that are seldom built
            OpensslSuite suite = OpensslSuite.ofIana(ours.name());
            assertNotNull(suite, ours.name());
            assertEquals(ours.opensslName(), suite.name());
            assertEquals(ours, suite.spoken());
        }
        assertEquals(CipherSuite.values().length - others.size(),
                Stream.of(OpensslSuite.all(), OpensslSuite.unbuilt()).flatMap(List::stream).filter(s -> s.spoken() != null).count());
    }

    @Test
    void aKindThatASuiteNeedNotHaveIsNotGuessed() {
        OpensslSuite suite = OpensslSuite.named("AES128-SHA");
        assertEquals(Trait.KX_RSA, suite.trait(Trait.Kind.KEY_EXCHANGE));
        assertThrows(IllegalArgumentException.class, () -> suite.trait(Trait.Kind.DEFAULTNESS));
    }

    @Test
    void columnsAreAsWideAsOpensslsAreAndGrow() {
        assertEquals("AES128-SHA                     SSLv3   Kx=RSA      Au=RSA   Enc=AES(128)               Mac=SHA1",
                OpensslSuite.named("AES128-SHA").description());
        assertEquals("ECDHE-PSK-CHACHA20-POLY1305    TLSv1.2 Kx=ECDHEPSK Au=PSK   Enc=CHACHA20/POLY1305(256) Mac=AEAD",
                OpensslSuite.named("ECDHE-PSK-CHACHA20-POLY1305").description());
    }
}
