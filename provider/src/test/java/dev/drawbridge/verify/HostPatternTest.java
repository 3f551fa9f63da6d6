package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.HostFlag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row as {@code X509_check_host} answers it. */
class HostPatternTest {
    @ParameterizedTest(name = "{0} for {1} with {2}")
    @CsvSource({
        "www.example.com,  www.example.com,       ,                        true",
        "WWW.Example.com,  www.exAMPLE.com,       ,                        true",
        "example.com,      www.example.com,       ,                        false",
        "*.example.com,    www.example.com,       ,                        true",
        "*.example.com,    example.com,           ,                        false",
        "*.example.com,    a.b.example.com,       ,                        false",
        "*.example.com,    a.b.example.com,       MULTI_LABEL_WILDCARDS,   true",
        "*.example.com,    .example.com,          ,                        true",
        "*.com,            example.com,           ,                        false",
        "w*.example.com,   www.example.com,       ,                        true",
        "*w.example.com,   www.example.com,       ,                        true",
        "w*w.example.com,  www.example.com,       ,                        false",
        "w*.example.com,   www.example.com,       NO_PARTIAL_WILDCARDS,    false",
        "w*.example.com,   xn--w.example.com,     ,                        false",
        "*.example.com,    xn--w.example.com,     ,                        true",
        "x*.example.com,   xn--w.example.com,     ,                        false",
        "www.*.com,        www.example.com,       ,                        false",
        "*.*.com,          www.example.com,       ,                        false",
        "*.-example.com,   www.-example.com,      ,                        false",
        "www.example.com,  .example.com,          ,                        true",
        "a.b.example.com,  .example.com,          ,                        true",
        "a.b.example.com,  .example.com,          SINGLE_LABEL_SUBDOMAINS, false",
        "www.example.com,  .example.com,          SINGLE_LABEL_SUBDOMAINS, true",
        "example.com,      .example.com,          ,                        false",
        "*.example.com,    *.example.com,         ,                        true",
        "*.example.com,    a_b.example.com,       ,                        false"})
    void matches(String pattern, String host, HostFlag flag, boolean expected) {
        VerifyParameters.Builder b = new VerifyParameters.Builder();
        if (flag != null) {
            b.flag(flag);
        }
        assertEquals(expected, HostPattern.matches(pattern, host, b.build()));
    }

    @ParameterizedTest
    @CsvSource({"*.example.com, www.example.com, false", "*.example.com, *.example.com, true"})
    void aStarMayBeAStar(String name, String host, boolean expected) {
        assertEquals(expected, HostPattern.same(name, host, new VerifyParameters.Builder().build()));
    }
}
