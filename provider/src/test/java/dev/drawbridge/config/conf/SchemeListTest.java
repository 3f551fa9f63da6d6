package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Defaults;
import dev.drawbridge.spec.SignatureScheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL 3.0.19 takes and refuses was asked of its SSL_CTX_set1_sigalgs_list. */
class SchemeListTest {

    @ParameterizedTest
    @CsvSource({"RSA+SHA256, rsa_pkcs1_sha256", "RSA+sha256, rsa_pkcs1_sha256", "SHA256+RSA, rsa_pkcs1_sha256",
        "RSA-PSS+SHA256, rsa_pss_rsae_sha256", "PSS+SHA512, rsa_pss_rsae_sha512", "ECDSA+SHA1, ecdsa_sha1", "ECDSA+SHA224, ecdsa_sha224",
        "DSA+SHA256, dsa_sha256", "rsa_pkcs1_sha1, rsa_pkcs1_sha1", "ed25519, ed25519", "RSA+SHA224, rsa_pkcs1_sha224",
        "ECDSA+sha384, ecdsa_secp384r1_sha384"})
    void schemesByEitherName(String word, String name) throws Exception {
        assertEquals(List.of(name), SchemeList.parse(word).schemes().stream().map(KnownScheme::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa+SHA256", "RSA+MD5", "RSA_PKCS1_SHA1", "Ed25519", "RSA+SHA-256", "RSA+RSA", "RSA+SHA256+x", "DSA+RSA+SHA256",
        "PSS+SHA256:rsa_pss_rsae_sha256", "", "ed25519:", "ed25519:ed25519", "RSA+Sha512", "PSS+SHA1", "RSA+", "+SHA256", "SHA256+SHA384", "?"})
    void whatOpensslRefuses(String text) {
        ListException e = assertThrows(ListException.class, () -> SchemeList.parse(text));
        assertTrue(e.getMessage().startsWith("list of signature algorithms, character "), e.getMessage());
    }

    @Test
    void unknownNamesAreExcusedByAQuestionMark() throws Exception {
        SchemeList list = SchemeList.parse(" ed25519 : ?bogus:?ed448:PSS+SHA256:rsa_pss_pss_sha256");
        assertEquals(List.of(new ListWord("?bogus", 12)), list.passedOver());
        assertEquals(List.of("ed25519", "ed448", "rsa_pss_rsae_sha256", "rsa_pss_pss_sha256"),
                list.schemes().stream().map(KnownScheme::name).toList());
        assertThrows(ListException.class, () -> SchemeList.parse("?bogus"));
    }

    @Test
    void whatIsKnownButNotSpokenIsLeftOut() throws Exception {
        SchemeList list = SchemeList.parse("RSA+SHA1:ECDSA+SHA256:mldsa65");
        assertEquals(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256), list.among(Defaults.SIGNATURE_SCHEMES));
        assertEquals(List.of("rsa_pkcs1_sha1", "mldsa65"), list.leftOut(Defaults.SIGNATURE_SCHEMES).stream().map(KnownScheme::name).toList());
    }

    @Test
    void everySchemeOfOursIsKnown() {
        for (SignatureScheme scheme : SignatureScheme.NEGOTIABLE) {
            assertNotNull(KnownScheme.named(scheme.toString()), scheme.toString());
            assertEquals(scheme.code(), KnownScheme.named(scheme.toString()).code());
        }
    }
}
