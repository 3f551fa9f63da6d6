package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.conf.CipherString.Why;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language itself; the comparison with OpenSSL's answers is in {@code CiphersCommandTest}, the one with a live OpenSSL in {@code CiphersIT}. */
class CipherStringTest {

    private static List<String> names(String text) throws ListException {
        return CipherString.parse(text).suites().stream().map(OpensslSuite::name).toList();
    }

    @Test
    void aRuleAddsMovesRemovesOrKills() throws Exception {
        assertEquals(List.of("AES128-SHA", "AES256-SHA"), names("AES128-SHA:AES256-SHA"));
        assertEquals(List.of("AES256-SHA", "AES128-SHA"), names("AES128-SHA:AES256-SHA:+AES128-SHA"));
        assertEquals(List.of("AES256-SHA"), names("AES128-SHA:AES256-SHA:-AES128-SHA"));
        assertEquals(List.of("AES256-SHA", "AES128-SHA"), names("AES128-SHA:AES256-SHA:-AES128-SHA:AES128-SHA"));
        assertEquals(List.of("AES256-SHA"), names("AES128-SHA:AES256-SHA:!AES128-SHA:AES128-SHA"));
    }

    @Test
    void whatWasRemovedLastComesBackFirst() throws Exception {
        assertEquals(List.of("AES128-SHA", "AES256-SHA"), names("AES256-SHA:AES128-SHA:-AES256-SHA:-AES128-SHA:kRSA+AES+SHA1"));
        assertEquals(List.of("AES256-SHA", "AES128-SHA"), names("AES256-SHA:AES128-SHA:-AES:kRSA+AES+SHA1"));
    }

    @Test
    void rulesNeedNoSeparatorBeforeAPrefix() throws Exception {
        assertEquals(names("AES:!SHA1"), names("AES!SHA1"));
        assertEquals(names("ALL:@STRENGTH"), names("ALL@STRENGTH"));
        assertEquals(names("DEFAULT:+AES"), names("DEFAULT+AES"));
    }

    @Test
    void theFirstStrengthForgetsAnEarlierComplementOfDefault() throws Exception {
        assertEquals(names("HIGH"), names("COMPLEMENTOFDEFAULT+HIGH"));
        assertTrue(names("HIGH+COMPLEMENTOFDEFAULT").size() < names("HIGH").size());
    }

    @Test
    void theLastWordSaysWhetherOneSuiteIsMeant() throws Exception {
        assertEquals(List.of("AES128-SHA"), names("kRSA+AES128-SHA"));
        assertEquals(List.of("AES128-SHA"), names("AES128-SHA+TLSv1.2+AES128-SHA:AES128-SHA"));
    }

    @Test
    void theLevelIsTheLastOneNamed() throws Exception {
        assertEquals(Optional.empty(), CipherString.parse("ALL").securityLevel());
        assertEquals(Optional.of(SecurityLevel.of(4)), CipherString.parse("@SECLEVEL=0:ALL:@SECLEVEL=4").securityLevel());
        assertEquals(names("ALL"), names("ALL:@SECLEVEL=5"), "a level filters use, not the list");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "ALL:#,          5, #",
        "AES+,           5, \"\"",
        "ALL:!,          6, \"\"",
        "ALL:++AES,      6, +",
        "AES128_SHA,      7, _",
        "AES#,           4, #",
        "ALL:@SECLEVEL=6, 5, @SECLEVEL=6",
        "ALL:@SECLEVEL=,  5, @SECLEVEL=",
        "@SECLEVEL=10,   1, @SECLEVEL=10",
        "ALL:@,          6, \"\"",
        "ALL:@strength,  5, @strength"})
    void whatIsNoRuleIsInvalidWhereItStands(String text, int position, String word) {
        ListException e = assertThrows(ListException.class, () -> CipherString.parse(text));
        assertEquals("invalid command", e.reason());
        assertEquals(position, e.position(), e.getMessage());
        assertEquals(word, e.word());
        assertTrue(e.getMessage().startsWith("cipher string, character " + position), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":::", "bogus", "RC2", "SEED-SHA", "@STRENGTH", "+AES", "!HIGH", "MEDIUM", "high", "ALL:!ALL"})
    void whatLeavesNothingIsNoMatch(String text) {
        assertEquals("no cipher match", assertThrows(ListException.class, () -> CipherString.parse(text)).reason());
    }

    @Test
    void whatIsIgnoredIsKeptWithItsPlaceAndReason() throws Exception {
        CipherString s = CipherString.parse("HIGH:bogus:!RC2:AES128+AES256:AES+nosuch+x:-DHE-DSS-SEED-SHA:@STRENGTH+ALL:A_B");
        assertEquals(List.of(
                new CipherString.Ignored(6, "bogus", Why.UNKNOWN),
                new CipherString.Ignored(13, "RC2", Why.NOT_BUILT),
                new CipherString.Ignored(17, "AES128+AES256", Why.CONTRADICTION),
                new CipherString.Ignored(35, "nosuch+x", Why.UNKNOWN),
                new CipherString.Ignored(45, "DHE-DSS-SEED-SHA", Why.NOT_BUILT),
                new CipherString.Ignored(71, "+ALL", Why.AFTER_COMMAND),
                new CipherString.Ignored(76, "A_B", Why.UNKNOWN)), s.ignored());
        assertEquals(CipherString.parse("HIGH:@STRENGTH").suites(), s.suites());
    }

    @Test
    void strictCallersHearOfTheFirstMistake() throws Exception {
        CipherString.parse("HIGH:!RC4:!SEED:!aDH:!EXPORT:!ECDHE-RSA-RC4-SHA").refuseMistakes();
        ListException e = assertThrows(ListException.class, () -> CipherString.parse("HIGH:!anull").refuseMistakes());
        assertEquals(7, e.position());
        assertTrue(e.getMessage().endsWith("(case counts: aNULL)"), e.getMessage());
        assertThrows(ListException.class, () -> CipherString.parse("HIGH:@STRENGTH@SECLEVEL=1").refuseMistakes());
        assertThrows(ListException.class, () -> CipherString.parse("SUITEB128:ALL").refuseMistakes());
        assertThrows(ListException.class, () -> CipherString.parse("ALL:!TLSv1.1").refuseMistakes(), "it would not do what it says");
    }

    @Test
    void suiteBSaysEverything() throws Exception {
        CipherString s = CipherString.parse("SUITEB128ONLY:ALL");
        assertEquals(Optional.of(SuiteB.ONLY_128), s.suiteB());
        assertEquals(List.of("ECDHE-ECDSA-AES128-GCM-SHA256"), names("SUITEB128ONLY"));
        assertEquals(List.of("ECDHE-ECDSA-AES256-GCM-SHA384"), names("SUITEB128C2"));
        assertEquals(Optional.of(SuiteB.AT_LEAST_128), CipherString.parse("SUITEB128x").suiteB());
        assertThrows(ListException.class, () -> CipherString.parse("ALL:!ALL:SUITEB192"), "only at the beginning");
        assertFalse(CipherString.parse("ALL").suiteB().isPresent());
    }

    /** OpenSSL has them where it is built with weak ciphers; every string that does not name them means what it means to the others. */
    @Test
    void threeDesAndRc4AreThereForWhoNamesThem() throws Exception {
        assertEquals(List.of("DES-CBC3-SHA"), names("DES-CBC3-SHA"));
        assertEquals(List.of("ECDHE-RSA-RC4-SHA", "RC4-SHA", "RC4-MD5"), names("RC4+aRSA:!RSA-PSK-RC4-SHA"));
        assertEquals(List.of("RC4-MD5", "ADH-RC4-MD5"), names("RC4+MD5:+ADH"));
        assertEquals(List.of("DHE-RSA-DES-CBC3-SHA"), names("EDH-RSA-DES-CBC3-SHA"));
        assertEquals(List.of("ECDHE-RSA-DES-CBC3-SHA", "AES128-SHA"), names("3DES+ECDHE+aRSA:AES128-SHA"));
        assertEquals(List.of("AES128-SHA", "DES-CBC3-SHA"), names("DES-CBC3-SHA:AES128-SHA:@STRENGTH"));
        for (String word : List.of("ALL", "MEDIUM", "CBC", "MD5", "SHA1", "kRSA", "COMPLEMENTOFDEFAULT", "SSLv3", "aNULL", "FIPS", "ALL:@STRENGTH")) {
            assertTrue(CipherString.read(word).suites().stream().allMatch(OpensslSuite::built), word);
        }
        for (String rule : List.of("!3DES", "-3DES", "!MEDIUM", "-SHA1", "!kRSA", "!CBC", "!ALL", "!DES-CBC3-SHA", "!COMPLEMENTOFDEFAULT")) {
            assertEquals(List.of(), CipherString.read("DES-CBC3-SHA:" + rule).suites(), rule);
        }
        assertEquals(List.of(), CipherString.read("DEFAULT:!ALL:3DES:RC4").suites(), "what DEFAULT leaves out does not come back, as in OpenSSL");
        assertEquals(List.of(), CipherString.parse("ALL:!3DES:!EDH-RSA-DES-CBC3-SHA:!RC4").ignored());
    }
}
