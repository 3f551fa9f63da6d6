package dev.drawbridge.config.conf;

import dev.drawbridge.spec.NamedGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A group that OpenSSL 3.5 or an older one knows by name, spoken here or not.
 *
 * @param code the two bytes on the wire
 * @param name the name that OpenSSL lists it by
 * @param securityBits its strength, by which security levels judge
 */
public record KnownGroup(int code, String name, int securityBits) {
    private static final Map<String, KnownGroup> BY_NAME = new HashMap<>();

    static {
        put(1, 80, "sect163k1", "K-163");
        put(2, 80, "sect163r1");
        put(3, 80, "sect163r2", "B-163");
        put(4, 80, "sect193r1");
        put(5, 80, "sect193r2");
        put(6, 112, "sect233k1", "K-233");
        put(7, 112, "sect233r1", "B-233");
        put(8, 112, "sect239k1");
        put(9, 128, "sect283k1", "K-283");
        put(10, 128, "sect283r1", "B-283");
        put(11, 192, "sect409k1", "K-409");
        put(12, 192, "sect409r1", "B-409");
        put(13, 256, "sect571k1", "K-571");
        put(14, 256, "sect571r1", "B-571");
        put(15, 80, "secp160k1");
        put(16, 80, "secp160r1");
        put(17, 80, "secp160r2");
        put(18, 80, "secp192k1");
        put(19, 80, "secp192r1", "P-192", "prime192v1");
        put(20, 112, "secp224k1");
        put(21, 112, "secp224r1", "P-224");
        put(22, 128, "secp256k1");
        put(23, 128, "secp256r1", "P-256", "prime256v1");
        put(24, 192, "secp384r1", "P-384");
        put(25, 256, "secp521r1", "P-521");
        put(26, 128, "brainpoolP256r1");
        put(27, 192, "brainpoolP384r1");
        put(28, 256, "brainpoolP512r1");
        put(29, 128, "x25519");
        put(30, 224, "x448");
        put(31, 128, "brainpoolP256r1tls13");
        put(32, 192, "brainpoolP384r1tls13");
        put(33, 256, "brainpoolP512r1tls13");
        put(256, 112, "ffdhe2048");
        put(257, 128, "ffdhe3072");
        put(258, 128, "ffdhe4096");
        put(259, 128, "ffdhe6144");
        put(260, 192, "ffdhe8192");
        put(0x0200, 128, "MLKEM512");
        put(0x0201, 192, "MLKEM768");
        put(0x0202, 256, "MLKEM1024");
        put(0x11eb, 192, "SecP256r1MLKEM768");
        put(0x11ec, 192, "X25519MLKEM768");
        put(0x11ed, 256, "SecP384r1MLKEM1024");
    }

    private static void put(int code, int securityBits, String... names) {
        KnownGroup group = new KnownGroup(code, names[0], securityBits);
        for (String name : names) {
            BY_NAME.put(name.toLowerCase(Locale.ROOT), group);
        }
    }

    /** The group with a name that OpenSSL takes, case ignored as since OpenSSL 3.5, or null. */
    public static KnownGroup named(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    /** All of them. */
    static List<KnownGroup> all() {
        return BY_NAME.values().stream().distinct().toList();
    }

    /** The group of {@code spoken} that this is, or null. */
    NamedGroup among(List<NamedGroup> spoken) {
        NamedGroup group = NamedGroup.of(code);
        return group != null && spoken.contains(group) ? group : null;
    }

    @Override
    public String toString() {
        return name;
    }
}
