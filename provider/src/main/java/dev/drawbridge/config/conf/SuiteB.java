package dev.drawbridge.config.conf;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.List;

/**
 * The profiles of RFC 6460 that a cipher string can name in place of rules, and what each leaves of everything else. As in OpenSSL the suites of
 * TLS 1.3 stay as they are.
 */
public enum SuiteB {
    // In the order in which they are looked for: a longer word before one that begins it.
    ONLY_128("SUITEB128ONLY", VerifyFlag.SUITEB_128_LOS_ONLY, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    SECOND_128("SUITEB128C2", VerifyFlag.SUITEB_128_LOS, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
    AT_LEAST_128("SUITEB128", VerifyFlag.SUITEB_128_LOS, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
    AT_LEAST_192("SUITEB192", VerifyFlag.SUITEB_192_LOS, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);

    private final String word;
    private final VerifyFlag flag;
    private final List<CipherSuite> suites;

    SuiteB(String word, VerifyFlag flag, CipherSuite... suites) {
        this.word = word;
        this.flag = flag;
        this.suites = List.of(suites);
    }

    /** As it is written in a cipher string. */
    public String word() {
        return word;
    }

    /** What it demands of chains. */
    public VerifyFlag flag() {
        return flag;
    }

    List<OpensslSuite> suites() {
        return suites.stream().map(s -> OpensslSuite.named(s.opensslName())).toList();
    }

    /** The curves of key exchange, best first. Both suites of level 128 may sign with either, also where only one of them is left. */
    public List<NamedGroup> groups() {
        return switch (flag) {
            case SUITEB_128_LOS_ONLY -> List.of(NamedGroup.SECP256R1);
            case SUITEB_192_LOS -> List.of(NamedGroup.SECP384R1);
            default -> List.of(NamedGroup.SECP256R1, NamedGroup.SECP384R1);
        };
    }

    /** The signature schemes, best first: on each curve one. */
    public List<SignatureScheme> schemes() {
        return groups().stream().map(g -> g == NamedGroup.SECP256R1 ? SignatureScheme.ECDSA_SECP256R1_SHA256 : SignatureScheme.ECDSA_SECP384R1_SHA384)
                .toList();
    }

    /** Whether a version has the suites, or others that are as good. */
    public boolean permits(ProtocolVersion version) {
        return version.atLeast(ProtocolVersion.TLS12);
    }

    /** Whether it has a suite. */
    public boolean permits(CipherSuite suite) {
        return suite.tls13() || suites.contains(suite);
    }

    /** The one curve that goes with a suite of TLS 1.2: its security bits are those of the cipher. */
    public static NamedGroup curveOf(CipherSuite suite) {
        return suite == CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ? NamedGroup.SECP256R1 : NamedGroup.SECP384R1;
    }

    /** What stays of it when another cipher string is set, which then says nothing: as in OpenSSL only the choice of the second suite is lost. */
    SuiteB standing() {
        return this == SECOND_128 ? AT_LEAST_128 : this;
    }

    /** The profile that a cipher string begins with, or null. */
    public static SuiteB at(String text) {
        for (SuiteB profile : values()) {
            if (text.startsWith(profile.word)) {
                return profile;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return word;
    }
}
