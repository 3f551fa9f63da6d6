package dev.drawbridge.config.conf;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.KeyStrength;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A security level of OpenSSL: one number for how weak anything may be. Each question is a pure function; which suites, versions, groups and
 * keys are in use is the business of whoever asks. The rules are those of OpenSSL 3.0, the sizes of keys as it measures them.
 */
public final class SecurityLevel {
    private static final int LEVELS = 6;
    /** Level 0 permits everything but this. */
    private static final int SMALLEST_DH_PRIME = 1024;
    private static final int SHA1_HMAC_BITS = 160;
    private static final int ED25519_BITS = 128;
    private static final int ED448_BITS = 224;
    /** Half the bits of a digest, and for the broken ones what is known of attacks, as OpenSSL counts them. */
    private static final Map<String, Integer> DIGEST_BITS = Map.ofEntries(Map.entry("MD5", 39), Map.entry("MD5SHA1", 67),
            Map.entry("SHA1", 63), Map.entry("RIPEMD160", 80), Map.entry("SHA224", 112), Map.entry("SHA512/224", 112),
            Map.entry("SHA3224", 112), Map.entry("SHA256", 128), Map.entry("SHA512/256", 128), Map.entry("SHA3256", 128),
            Map.entry("SHA384", 192), Map.entry("SHA3384", 192), Map.entry("SHA512", 256), Map.entry("SHA3512", 256));

    private static final Set<Trait> FORWARD_SECRET = EnumSet.of(Trait.KX_DHE, Trait.KX_ECDHE, Trait.KX_DHE_PSK, Trait.KX_ECDHE_PSK);

    private static final SecurityLevel[] ALL = new SecurityLevel[LEVELS];

    static {
        for (int i = 0; i < ALL.length; i++) {
            ALL[i] = new SecurityLevel(i);
        }
    }

    /** OpenSSL's default since 3.2, and that of Debian before. */
    public static final SecurityLevel DEFAULT = of(2);

    private final int level;

    private SecurityLevel(int level) {
        this.level = level;
    }

    /** The level 0 to 5. */
    public static SecurityLevel of(int level) {
        if (level < 0 || level >= ALL.length) {
            throw new IllegalArgumentException("security level " + level + ": expected 0 to 5");
        }
        return ALL[level];
    }

    public int level() {
        return level;
    }

    /** The bits of security that everything must have. */
    public int bits() {
        return KeyStrength.bits(level);
    }

    /** Whether something with so many bits of security may be used: a group, a key, a signature scheme. */
    public boolean permitsBits(int securityBits) {
        return securityBits >= bits();
    }

    /** Whether a suite may be used. */
    public boolean permits(OpensslSuite suite) {
        if (level == 0) {
            return true;
        }
        return permitsBits(suite.strengthBits())
                && !suite.has(Trait.AU_NULL)
                && !suite.has(Trait.MAC_MD5)
                && !(level >= 2 && suite.has(Trait.ENC_RC4))
                && !(bits() > SHA1_HMAC_BITS && suite.has(Trait.MAC_SHA1))
                && !(level >= 3 && !suite.tls13() && !FORWARD_SECRET.contains(suite.trait(Trait.Kind.KEY_EXCHANGE)));
    }

    /** Whether a version may be used. */
    public boolean permits(ProtocolVersion version) {
        ProtocolVersion lowest = switch (level) {
            case 0, 1 -> ProtocolVersion.SSL30;
            case 2 -> ProtocolVersion.TLS10;
            case 3 -> ProtocolVersion.TLS11;
            default -> ProtocolVersion.TLS12;
        };
        return version.atLeast(lowest);
    }

    /** Whether a suite that Drawbridge speaks may be used. */
    public boolean permits(CipherSuite suite) {
        OpensslSuite known = OpensslSuite.ofIana(suite.name());
        // Those of RFC 8442 are not in OpenSSL's table; they are forward secret, so that the strength of the encryption decides.
        return known != null ? permits(known) : permitsBits(suite.cipher().keyLength() * 8);
    }

    /** Whether a group may be used. */
    public boolean permits(NamedGroup group) {
        return permitsBits(KnownGroup.named(group.toString()).securityBits());
    }

    /** Whether a handshake may be signed so: half the bits of the hash count, or the strength of the curve where the scheme hashes itself. */
    public boolean permits(SignatureScheme scheme) {
        return scheme.hash() != null ? permitsDigest(scheme.hash().jcaName())
                : permitsBits(scheme == SignatureScheme.ED25519 ? ED25519_BITS : ED448_BITS);
    }

    /** Whether an RSA key with a modulus of so many bits may be used, in a certificate or to sign. */
    public boolean permitsRsaKey(int modulusBits) {
        return KeyStrength.rsaReaches(modulusBits, level);
    }

    /** Whether a DSA key with a prime of so many bits may be used. */
    public boolean permitsDsaKey(int primeBits) {
        return KeyStrength.primeReaches(primeBits, level);
    }

    /** Whether a key on a curve whose order has so many bits may be used (not for X25519 and its like, whose bits are known). */
    public boolean permitsCurveKey(int orderBits) {
        return KeyStrength.curveReaches(orderBits, level);
    }

    /** Whether DH with a prime of so many bits may be used; even level 0 refuses the smallest. */
    public boolean permitsDh(int primeBits) {
        return primeBits >= SMALLEST_DH_PRIME && KeyStrength.primeReaches(primeBits, level);
    }

    /**
     * Whether a certificate or a handshake may be signed over this digest: half its bits count, and the broken ones less, so that SHA-1
     * fails from level 1.
     *
     * @param digest a name such as {@code SHA-256}, {@code SHA1} or {@code SHA3-512}; a name that is not known here counts nothing
     */
    public boolean permitsDigest(String digest) {
        return permitsBits(DIGEST_BITS.getOrDefault(digest.toUpperCase(Locale.ROOT).replace("-", ""), 0));
    }

    /** Whether tickets of TLS 1.2 and older may be used. */
    public boolean permitsTickets() {
        return level < 3;
    }

    /** Whether compression may be used. */
    public boolean permitsCompression() {
        return level < 2;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SecurityLevel other && level == other.level;
    }

    @Override
    public int hashCode() {
        return level;
    }

    @Override
    public String toString() {
        return "security level " + level;
    }
}
