package dev.drawbridge.config.conf;

import dev.drawbridge.spec.SignatureScheme;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A signature scheme that OpenSSL knows by name, spoken here or not.
 *
 * @param code the two bytes on the wire
 * @param name the registry's name
 */
public record KnownScheme(int code, String name) {
    private static final Map<String, KnownScheme> BY_NAME = new HashMap<>();
    private static final Map<String, String> ALGORITHMS = Map.of("RSA", "RSA", "RSA-PSS", "PSS", "PSS", "PSS", "DSA", "DSA", "ECDSA", "ECDSA");
    /** OpenSSL takes the short and the long name of a hash, which differ in case. */
    private static final Pattern HASH = Pattern.compile("(SHA|sha)(1|224|256|384|512)");

    static {
        // Each also by algorithm and hash where OpenSSL means it by those; of two, the first.
        put(0x0403, "ecdsa_secp256r1_sha256", "ECDSA+SHA256");
        put(0x0503, "ecdsa_secp384r1_sha384", "ECDSA+SHA384");
        put(0x0603, "ecdsa_secp521r1_sha512", "ECDSA+SHA512");
        put(0x0807, "ed25519");
        put(0x0808, "ed448");
        put(0x0303, "ecdsa_sha224", "ECDSA+SHA224");
        put(0x0203, "ecdsa_sha1", "ECDSA+SHA1");
        put(0x081a, "ecdsa_brainpoolP256r1tls13_sha256");
        put(0x081b, "ecdsa_brainpoolP384r1tls13_sha384");
        put(0x081c, "ecdsa_brainpoolP512r1tls13_sha512");
        put(0x0804, "rsa_pss_rsae_sha256", "PSS+SHA256");
        put(0x0805, "rsa_pss_rsae_sha384", "PSS+SHA384");
        put(0x0806, "rsa_pss_rsae_sha512", "PSS+SHA512");
        put(0x0809, "rsa_pss_pss_sha256");
        put(0x080a, "rsa_pss_pss_sha384");
        put(0x080b, "rsa_pss_pss_sha512");
        put(0x0401, "rsa_pkcs1_sha256", "RSA+SHA256");
        put(0x0501, "rsa_pkcs1_sha384", "RSA+SHA384");
        put(0x0601, "rsa_pkcs1_sha512", "RSA+SHA512");
        put(0x0301, "rsa_pkcs1_sha224", "RSA+SHA224");
        put(0x0201, "rsa_pkcs1_sha1", "RSA+SHA1");
        put(0x0402, "dsa_sha256", "DSA+SHA256");
        put(0x0502, "dsa_sha384", "DSA+SHA384");
        put(0x0602, "dsa_sha512", "DSA+SHA512");
        put(0x0302, "dsa_sha224", "DSA+SHA224");
        put(0x0202, "dsa_sha1", "DSA+SHA1");
        put(0x0904, "mldsa44");
        put(0x0905, "mldsa65");
        put(0x0906, "mldsa87");
    }

    private static void put(int code, String... names) {
        for (String name : names) {
            BY_NAME.put(name, new KnownScheme(code, names[0]));
        }
    }

    /** The scheme with a registry name, or an algorithm and a hash joined by {@code +} in either order; case counts; or null. */
    static KnownScheme named(String word) {
        int plus = word.indexOf('+');
        if (plus < 0) {
            return BY_NAME.get(word);
        }
        String first = word.substring(0, plus);
        String second = word.substring(plus + 1);
        return ALGORITHMS.containsKey(first) ? joined(first, second) : joined(second, first);
    }

    private static KnownScheme joined(String algorithm, String hash) {
        return HASH.matcher(hash).matches() ? BY_NAME.get(ALGORITHMS.get(algorithm) + '+' + hash.toUpperCase(Locale.ROOT)) : null;
    }

    /** The scheme of {@code spoken} that this is, or null. */
    SignatureScheme among(List<SignatureScheme> spoken) {
        SignatureScheme scheme = SignatureScheme.of(code);
        return scheme != null && spoken.contains(scheme) ? scheme : null;
    }

    @Override
    public String toString() {
        return name;
    }
}
