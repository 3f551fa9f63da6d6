package dev.drawbridge.tls12;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.DheParams;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;

/** Which group of Diffie-Hellman in a finite field is taken in the suites with DHE. */
final class FiniteFields12 {
    private static final int LARGEST = 8192;
    private static final int STRONG_CIPHER = 32;

    private FiniteFields12() {
    }

    /**
     * The group that a server chose. RFC 7919 section 3.1 leaves it to clients which ones they take that they did not name, and ours name none.
     * Where the server signs the group, any that is large enough will do, as in OpenSSL: a server that chooses a bad one betrays nobody but
     * itself. So in an anonymous suite, where it may be anybody. With pre-shared keys those whose safety is known.
     */
    static FiniteField accepted(Hellos12 hellos, DheParams params) throws TlsFault {
        boolean any = !hellos.suite().psk();
        FiniteField field = any ? hellos.crypto().anyFiniteField(params.prime(), params.generator())
                : hellos.crypto().finiteField(params.prime(), params.generator());
        int least = hellos.config().limits().finiteFieldBits();
        if (field == null || field.bits() < least) {
            throw new TlsFault(Fault.DH_GROUP_REFUSED, "a prime of " + params.prime().length * 8 + " bits; expected "
                    + (any ? "an odd number" : "one of RFC 7919 or RFC 3526") + " with " + least + " at least");
        }
        return field;
    }

    /**
     * The group that a server takes for a suite, or null when there is none: what was given, or one of RFC 7919. As with OpenSSL that has 3072 bits
     * where a suite without certificates encrypts with 256, else 2048, or what the configuration demands.
     */
    static FiniteField chosen(TlsConfig config, CipherSuite suite, ClientHello hello) {
        if (!config.tuning().dh().automatic()) {
            return given(config);
        }
        return named(config, smallest(config, hello, !suite.signed() && suite.cipher().keyLength() >= STRONG_CIPHER ? 3072 : 2048));
    }

    /**
     * What was given, unless it is too small. As with OpenSSL it is taken whatever the client names; RFC 7919 section 4 has that be one of the
     * client's, of servers that choose among those.
     */
    private static FiniteField given(TlsConfig config) {
        FiniteField given = config.tuning().dh().given();
        return given != null && given.bits() >= config.limits().finiteFieldBits() ? given : null;
    }

    private static FiniteField named(TlsConfig config, NamedGroup group) {
        return group == null ? null : config.crypto().finiteField(group);
    }

    /** As with OpenSSL a group as large as the key that signs it, or the largest that the client takes. */
    static FiniteField chosen(TlsConfig config, ClientHello hello, PublicKey signs) {
        if (!config.tuning().dh().automatic()) {
            return given(config);
        }
        int bits = signs instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
        NamedGroup fitting = smallest(config, hello, Math.min(bits, LARGEST));
        return named(config, fitting != null ? fitting : largest(config, hello));
    }

    private static NamedGroup smallest(TlsConfig config, ClientHello hello, int bits) {
        int least = Math.max(config.limits().finiteFieldBits(), bits);
        for (NamedGroup group : NamedGroup.values()) {
            if (possible(group, hello) && config.crypto().finiteField(group).bits() >= least) {
                return group;
            }
        }
        return null;
    }

    private static NamedGroup largest(TlsConfig config, ClientHello hello) {
        NamedGroup largest = null;
        for (NamedGroup group : NamedGroup.values()) {
            if (possible(group, hello) && config.crypto().finiteField(group).bits() >= config.limits().finiteFieldBits()) {
                largest = group;
            }
        }
        return largest;
    }

    /**
     * RFC 7919 section 4: "If a compatible TLS server receives a Supported Groups extension from a client that includes any FFDHE group (i.e.,
     * any codepoint between 256 and 511, inclusive, even if unknown to the server), and if none of the client-proposed FFDHE groups are known
     * and acceptable to the server, then the server MUST NOT select an FFDHE cipher suite."
     */
    private static boolean possible(NamedGroup group, ClientHello hello) {
        SupportedGroups offered = hello.extensions().get(SupportedGroups.class);
        CodePoints groups = offered == null ? CodePoints.of() : offered.groups();
        boolean asks = false;
        for (int i = 0; i < groups.size(); i++) {
            asks |= groups.at(i) >= 256 && groups.at(i) < 512;
        }
        return group.finiteField() && (!asks || groups.contains(group.code()));
    }
}
