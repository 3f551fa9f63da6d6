package dev.drawbridge.tls12;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.SuiteBRules;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What Suite B demands of TLS 1.2 beyond its lists of suites, groups and schemes (RFC 6460; OpenSSL's ssl/t1_lib.c): AES-128 goes with P-256 and
 * AES-256 with P-384, in the key exchange and in who signs, and chains of our own keep to the profile. OpenSSL has none of this in TLS 1.3.
 */
final class SuiteB12 {
    private SuiteB12() {
    }

    /** The one curve that goes with a suite, or null where Suite B is not asked for. */
    static NamedGroup curve(TlsConfig config, CipherSuite suite) {
        return config.suiteB() == null ? null : SuiteB.curveOf(suite);
    }

    /** Those of the groups that go with a suite. */
    static List<NamedGroup> groups(TlsConfig config, CipherSuite suite, List<NamedGroup> common) {
        NamedGroup only = curve(config, suite);
        return only == null ? common : common.contains(only) ? List.of(only) : List.of();
    }

    /**
     * Which chains we may show.
     *
     * @param suite of a client, whose key must be of the suite's curve; null for a server, whose key need not: as in OpenSSL, whose clients mind
     * @param schemes which we may sign with
     */
    static Predicate<List<X509Certificate>> chains(TlsConfig config, CipherSuite suite, List<SignatureScheme> schemes) {
        if (config.suiteB() == null) {
            return chain -> true;
        }
        Set<VerifyFlag> flags = Set.of(config.suiteB().flag());
        return chain -> {
            NamedGroup curve = config.crypto().curveOf(chain.get(0).getPublicKey());
            return curve != null && (suite == null || curve == SuiteB.curveOf(suite)) && schemes.stream().anyMatch(s -> s.curve() == curve)
                    && SuiteBRules.permitsOwn(chain, flags);
        };
    }
}
