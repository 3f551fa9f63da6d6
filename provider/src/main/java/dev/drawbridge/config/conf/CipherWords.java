package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of a cipher string: the aliases and what each stands for, and the names that mean nothing any more. Case counts. */
final class CipherWords {
    private static final Map<String, SuitePattern> ALIASES = new HashMap<>();

    /** Names that older versions have, or builds with other algorithms: no mistake of the writer, but no suite has them. */
    private static final Set<String> OF_OTHER_BUILDS = Set.of("GOST94", "GOST89", "GOST89MAC", "GOST12", "kGOST", "kGOST18", "aGOST",
            "aGOST01", "aGOST12", "SSLv2", "EXPORT40", "EXPORT56", "EXPORT", "kDHr", "kDHd", "kDH", "aDH", "kECDHr", "kECDHe", "kECDH",
            "aECDH", "kKRB5", "aKRB5", "kFZA", "aFZA", "eFZA", "FZA");
    /** Parts of the names of suites that are not built any more: {@code DES-CBC3-SHA}, {@code ECDHE-RSA-RC4-SHA}. */
    private static final Set<String> PARTS_OF_OLD_NAMES = Set.of("RC4", "RC2", "DES", "SEED", "IDEA", "EXP", "EXP1024", "KRB5", "GOST89",
            "GOST94", "GOST8912");

    static {
        put(SuitePattern.ANYTHING.except(Trait.ENC_NULL), "ALL");
        put(SuitePattern.of(Trait.ENC_NULL), "COMPLEMENTOFALL", "NULL", "eNULL");
        put(SuitePattern.of(Trait.NOT_DEFAULT), "COMPLEMENTOFDEFAULT");
        keyExchangeAndAuthentication();
        encryption();
        put(SuitePattern.of(Trait.MAC_MD5), "MD5");
        put(SuitePattern.of(Trait.MAC_SHA1), "SHA1", "SHA");
        put(SuitePattern.of(Trait.MAC_SHA256), "SHA256");
        put(SuitePattern.of(Trait.MAC_SHA384), "SHA384");
        put(SuitePattern.of(ProtocolVersion.SSL30), "SSLv3");
        put(SuitePattern.of(ProtocolVersion.TLS10), "TLSv1", "TLSv1.0");
        put(SuitePattern.of(ProtocolVersion.TLS12), "TLSv1.2");
        put(SuitePattern.of(Trait.CLASS_LOW), "LOW");
        put(SuitePattern.of(Trait.CLASS_MEDIUM), "MEDIUM");
        put(SuitePattern.of(Trait.CLASS_HIGH), "HIGH");
        put(SuitePattern.of(Trait.FIPS).except(Trait.ENC_NULL), "FIPS");
    }

    private CipherWords() {
    }

    private static void keyExchangeAndAuthentication() {
        put(SuitePattern.of(Trait.KX_RSA), "kRSA");
        put(SuitePattern.of(Trait.KX_DHE), "kDHE", "kEDH", "DH");
        put(SuitePattern.of(Trait.KX_ECDHE), "kECDHE", "kEECDH", "ECDH");
        put(SuitePattern.of(Trait.KX_PSK), "kPSK");
        put(SuitePattern.of(Trait.KX_RSA_PSK), "kRSAPSK");
        put(SuitePattern.of(Trait.KX_ECDHE_PSK), "kECDHEPSK");
        put(SuitePattern.of(Trait.KX_DHE_PSK), "kDHEPSK");
        put(SuitePattern.of(Trait.KX_PSK, Trait.KX_RSA_PSK, Trait.KX_ECDHE_PSK, Trait.KX_DHE_PSK), "PSK");
        put(SuitePattern.of(Trait.KX_SRP), "kSRP", "SRP");
        put(SuitePattern.of(Trait.AU_RSA), "aRSA");
        put(SuitePattern.of(Trait.AU_DSS), "aDSS", "DSS");
        put(SuitePattern.of(Trait.AU_ECDSA), "aECDSA", "ECDSA");
        put(SuitePattern.of(Trait.AU_NULL), "aNULL");
        put(SuitePattern.of(Trait.AU_PSK), "aPSK");
        put(SuitePattern.of(Trait.AU_SRP), "aSRP");
        put(SuitePattern.of(Trait.KX_DHE).except(Trait.AU_NULL), "DHE", "EDH");
        put(SuitePattern.of(Trait.KX_ECDHE).except(Trait.AU_NULL), "ECDHE", "EECDH");
        put(SuitePattern.of(Trait.KX_RSA, Trait.AU_RSA), "RSA");
        put(SuitePattern.of(Trait.KX_DHE, Trait.AU_NULL), "ADH");
        put(SuitePattern.of(Trait.KX_ECDHE, Trait.AU_NULL), "AECDH");
    }

    private static void encryption() {
        put(SuitePattern.of(Trait.ENC_AES128, Trait.ENC_AES128GCM, Trait.ENC_AES128CCM, Trait.ENC_AES128CCM8), "AES128");
        put(SuitePattern.of(Trait.ENC_AES256, Trait.ENC_AES256GCM, Trait.ENC_AES256CCM, Trait.ENC_AES256CCM8), "AES256");
        put(SuitePattern.of(Trait.ENC_AES128, Trait.ENC_AES128GCM, Trait.ENC_AES128CCM, Trait.ENC_AES128CCM8,
                Trait.ENC_AES256, Trait.ENC_AES256GCM, Trait.ENC_AES256CCM, Trait.ENC_AES256CCM8), "AES");
        put(SuitePattern.of(Trait.ENC_AES128GCM, Trait.ENC_AES256GCM), "AESGCM");
        put(SuitePattern.of(Trait.ENC_AES128CCM, Trait.ENC_AES256CCM, Trait.ENC_AES128CCM8, Trait.ENC_AES256CCM8), "AESCCM");
        put(SuitePattern.of(Trait.ENC_AES128CCM8, Trait.ENC_AES256CCM8), "AESCCM8");
        put(SuitePattern.of(Trait.ENC_CAMELLIA128), "CAMELLIA128");
        put(SuitePattern.of(Trait.ENC_CAMELLIA256), "CAMELLIA256");
        put(SuitePattern.of(Trait.ENC_CAMELLIA128, Trait.ENC_CAMELLIA256), "CAMELLIA");
        put(SuitePattern.of(Trait.ENC_ARIA128GCM), "ARIA128");
        put(SuitePattern.of(Trait.ENC_ARIA256GCM), "ARIA256");
        put(SuitePattern.of(Trait.ENC_ARIA128GCM, Trait.ENC_ARIA256GCM), "ARIA", "ARIAGCM");
        put(SuitePattern.of(Trait.ENC_CHACHA20), "CHACHA20");
        put(SuitePattern.of(Trait.ENC_3DES, Trait.ENC_AES128, Trait.ENC_AES256, Trait.ENC_CAMELLIA128, Trait.ENC_CAMELLIA256), "CBC");
        put(SuitePattern.of(Trait.ENC_3DES), "3DES");
        put(SuitePattern.of(Trait.ENC_RC4), "RC4");
        put(threeDes(Trait.AU_DSS), "EDH-DSS-DES-CBC3-SHA");
        put(threeDes(Trait.AU_RSA), "EDH-RSA-DES-CBC3-SHA");
    }

    private static SuitePattern threeDes(Trait authentication) {
        return SuitePattern.of(Trait.KX_DHE, authentication, Trait.ENC_3DES, Trait.MAC_SHA1, Trait.CLASS_HIGH, Trait.FIPS);
    }

    private static void put(SuitePattern pattern, String... names) {
        for (String name : names) {
            ALIASES.put(name, pattern);
        }
    }

    /** What a word stands for, a suite or an alias, or null when it is neither. Suites of TLS 1.3 have no place in a cipher string. */
    static SuitePattern of(String word) {
        OpensslSuite suite = OpensslSuite.named(word);
        return suite != null && !suite.tls13() ? SuitePattern.of(suite) : ALIASES.get(word);
    }

    /** Whether a word that stands for nothing here is a name that OpenSSL has or had. */
    static boolean ofAnotherBuild(String word) {
        if (OF_OTHER_BUILDS.contains(word)) {
            return true;
        }
        for (String part : word.split("-", -1)) {
            if (PARTS_OF_OLD_NAMES.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** What the writer of an unknown word may have meant, as the end of a sentence, or nothing. */
    static String hint(String word) {
        for (String alias : ALIASES.keySet()) {
            if (alias.equalsIgnoreCase(word)) {
                return " (case counts: " + alias + ")";
            }
        }
        OpensslSuite suite = OpensslSuite.named(word.toUpperCase(Locale.ROOT));
        return suite != null && !suite.tls13() ? " (case counts: " + suite.name() + ")" : "";
    }
}
