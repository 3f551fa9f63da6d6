package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisabledAlgorithmsTest {
    private static DisabledAlgorithms of(String value) {
        return new DisabledAlgorithms(value);
    }

    @Test
    void theJdksOwnValueLeavesAllThatIsNotWeak() {
        String policy = Security.getProperty("jdk.tls.disabledAlgorithms");
        DisabledAlgorithms d = of(policy);
        for (CipherSuite s : CipherSuite.values()) { // since JDK 24 but key exchange by RSA
            assertEquals(!s.weak() && !(policy.contains("TLS_RSA_*") && s.name().startsWith("TLS_RSA_")), d.permits(s), s.name());
        }
        for (SignatureScheme s : SignatureScheme.NEGOTIABLE) {
            assertTrue(d.permits(s), s.name());
        }
        for (NamedGroup g : NamedGroup.values()) {
            assertTrue(d.permits(g), g.name());
        }
        assertTrue(d.permits(ProtocolVersion.TLS12) && d.permits(ProtocolVersion.TLS13));
        assertFalse(d.permits(ProtocolVersion.TLS10));
    }

    /** The words are those of SunJSSE. */
    @Test
    void weakSuites() {
        CipherSuite fields = CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA;
        CipherSuite curves = CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA;
        for (String word : List.of("anon", "DH", "DiffieHellman", "DH_anon", "SHA1", "AES_128_CBC", "TLS_DH_anon_*")) {
            assertFalse(of(word).permits(fields), word);
        }
        for (String word : List.of("anon", "ECDH", "ECDH_anon", "HmacSHA1")) {
            assertFalse(of(word).permits(curves), word);
        }
        for (String word : List.of("DHE", "ECDHE", "RSA", "ECDH_RSA")) {
            assertTrue(of(word).permits(curves) && of(word).permits(fields), word);
        }
        for (String word : List.of("NULL", "C_NULL", "MD5", "HmacMD5", "RSA")) {
            assertFalse(of(word).permits(CipherSuite.TLS_RSA_WITH_NULL_MD5), word);
        }
        assertTrue(of("anon, SHA1, AES").permits(CipherSuite.TLS_RSA_WITH_NULL_MD5));
        for (String word : List.of("3DES_EDE_CBC", "DESede", "CBC", "SHA1", "RSA")) {
            assertFalse(of(word).permits(CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA), word);
        }
        for (String word : List.of("RC4", "RC4_128", "MD5")) {
            assertFalse(of(word).permits(CipherSuite.TLS_RSA_WITH_RC4_128_MD5), word);
        }
    }

    @Test
    void protocols() {
        assertFalse(of("SSLv3, TLSv1.2").permits(ProtocolVersion.TLS12));
        assertTrue(of("SSLv3, TLSv1.2").permits(ProtocolVersion.TLS13));
    }

    @Test
    void suitesByNamePatternAndPart() {
        assertFalse(of("TLS_AES_128_GCM_SHA256").permits(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertTrue(of("TLS_AES_128_GCM_SHA256").permits(CipherSuite.TLS_AES_256_GCM_SHA384));
        assertFalse(of("TLS_ECDHE_RSA_*").permits(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
        assertTrue(of("TLS_ECDHE_RSA_*").permits(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256));
        assertFalse(of("ECDHE").permits(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
        assertTrue(of("ECDHE").permits(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertFalse(of("AES_128_GCM").permits(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertTrue(of("AES_128_GCM").permits(CipherSuite.TLS_AES_256_GCM_SHA384));
        assertFalse(of("AES").permits(CipherSuite.TLS_AES_256_GCM_SHA384));
        assertFalse(of("ChaCha20-Poly1305").permits(CipherSuite.TLS_CHACHA20_POLY1305_SHA256));
        assertTrue(of("ECDH, RC4, anon, NULL").permits(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
    }

    @Test
    void preSharedKeysAndFiniteFields() {
        CipherSuite dhe = CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256;
        for (String name : new String[] {"DHE", "DH", "DiffieHellman", "DHE_PSK", "PSK", "TLS_DHE_PSK_*"}) {
            assertFalse(of(name).permits(dhe), name);
        }
        assertTrue(of("ECDHE, DHE_RSA, ECDHE_PSK").permits(dhe));
        assertFalse(of("ECDHE_PSK").permits(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256));
        assertTrue(of("ECDHE, DHE").permits(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256));
        assertFalse(of("PSK").permits(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256));
        assertTrue(of("DH keySize < 2048, EC keySize < 4096").permitsDh(2048));
        assertFalse(of("DH keySize < 3072").permitsDh(2048));
        assertFalse(of("DiffieHellman keySize <= 2048").permitsDh(2048));
    }

    @Test
    void starsStandForAnythingHoweverManyThereAre() {
        CipherSuite suite = CipherSuite.TLS_AES_128_GCM_SHA256;
        assertFalse(of("*").permits(suite));
        assertFalse(of("tls_*_gcm_*").permits(suite));
        assertFalse(of("*AES*128*SHA256*").permits(suite));
        assertTrue(of("*128*AES*").permits(suite));
        assertTrue(of("TLS_AES_128_GCM_SHA256*SHA256").permits(suite));
        assertTrue(of("*S".repeat(1000) + "*X").permits(suite));
        assertTrue(of("*".repeat(1000) + "X").permits(suite)); // found by fuzzing: a regular expression took exponential time
    }

    @Test
    void groupsAndSchemes() {
        assertFalse(of("secp256r1").permits(NamedGroup.SECP256R1));
        assertFalse(of("X25519").permits(NamedGroup.X25519));
        assertTrue(of("X25519").permits(NamedGroup.X25519MLKEM768));
        assertFalse(of("rsa_pkcs1_sha256 usage HandshakeSignature").permits(SignatureScheme.RSA_PKCS1_SHA256));
        assertFalse(of("SHA256withRSA").permits(SignatureScheme.RSA_PKCS1_SHA256));
        assertTrue(of("SHA256withRSA").permits(SignatureScheme.RSA_PSS_RSAE_SHA256));
        assertFalse(of("RSASSA-PSS").permits(SignatureScheme.RSA_PSS_RSAE_SHA256));
        assertFalse(of("SHA512").permits(SignatureScheme.ECDSA_SECP521R1_SHA512));
    }

    @Test
    void keys() throws Exception {
        assertFalse(of("RSA keySize < 3072").permits(TestCa.keyPair("RSA").getPublic()));
        assertTrue(of("RSA keySize < 2048").permits(TestCa.keyPair("RSA").getPublic()));
        assertFalse(of("RSA keySize <= 2048").permits(TestCa.keyPair("RSA").getPublic()));
        assertFalse(of("EC keySize < 384").permits(TestCa.keyPair("EC").getPublic()));
        assertFalse(of("EC").permits(TestCa.keyPair("EC").getPublic()));
        assertFalse(of("RSA keySize < 99999999999").permits(TestCa.keyPair("RSA").getPublic())); // found by fuzzing: no int
        assertTrue(of("RSA keySize > 99999999999").permits(TestCa.keyPair("RSA").getPublic()));
        assertFalse(of("SHA1 jdkCA & usage TLSServer").permitsSignature("SHA1withRSA"));
        assertTrue(of("MD5withRSA").permitsSignature("SHA256withRSA"));
    }
}
