package dev.drawbridge.verify;

import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code jdk.tls.disabledAlgorithms} rules out: names of protocols, suites (with {@code *}), groups, signature schemes and
 * algorithms, and least key sizes. An entry with a constraint that we cannot judge here ({@code denyAfter}, {@code jdkCA}) rules its
 * algorithm out altogether, the safe reading.
 */
public final class DisabledAlgorithms {
    private static final Pattern KEY_SIZE = Pattern.compile("(\\S+)\\s+keySize\\s*(<=|<|==|!=|>=|>)\\s*(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ALGORITHM_PARTS = Pattern.compile("with|and|in|/", Pattern.CASE_INSENSITIVE);

    /** The names that Diffie-Hellman in a finite field has. */
    private static final List<String> DH = List.of("DH", "DiffieHellman");

    private record KeySize(String algorithm, String operator, int bits) {
        boolean excludes(String name, int size) {
            if (!algorithm.equalsIgnoreCase(name)) {
                return false;
            }
            return switch (operator) {
                case "<" -> size < bits;
                case "<=" -> size <= bits;
                case "==" -> size == bits;
                case "!=" -> size != bits;
                case ">=" -> size >= bits;
                default -> size > bits;
            };
        }
    }

    /**
     * Names of suites in which {@code *} stands for anything. No regular expression: of many stars that would take exponential time.
     *
     * @param parts what stands between the stars, in upper case; at least two
     */
    private record SuitePattern(String[] parts) {
        static SuitePattern of(String pattern) {
            return new SuitePattern(pattern.toUpperCase(Locale.ROOT).split("\\*", -1));
        }

        boolean matches(String name) {
            String first = parts[0];
            String last = parts[parts.length - 1];
            int end = name.length() - last.length();
            if (!name.startsWith(first) || !name.endsWith(last)) {
                return false;
            }
            int at = first.length();
            for (int i = 1; i < parts.length - 1; i++) {
                int found = name.indexOf(parts[i], at);
                if (found < 0) {
                    return false;
                }
                at = found + parts[i].length();
            }
            return at <= end;
        }
    }

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<SuitePattern> suitePatterns = new ArrayList<>();
    private final List<KeySize> keySizes = new ArrayList<>();
    /** Each connection asks about all of these. */
    private final Set<CipherSuite> suites = EnumSet.noneOf(CipherSuite.class);
    private final Set<SignatureScheme> schemes = EnumSet.noneOf(SignatureScheme.class);

    /** Reads the property's value; null means nothing is disabled. */
    public DisabledAlgorithms(String value) {
        for (String raw : value == null ? new String[0] : value.replace("\"", "").split(",", -1)) {
            String entry = raw.strip();
            var keySize = KEY_SIZE.matcher(entry);
            if (keySize.matches()) {
                keySizes.add(new KeySize(keySize.group(1), keySize.group(2), bits(keySize.group(3))));
            } else if (entry.contains("*")) {
                suitePatterns.add(SuitePattern.of(entry));
            } else if (!entry.isEmpty()) {
                names.add(entry.split("\\s+", 2)[0]);
            }
        }
        Stream.of(CipherSuite.values()).filter(this::allowed).forEach(suites::add);
        SignatureScheme.NEGOTIABLE.stream().filter(this::allowed).forEach(schemes::add);
    }

    public boolean permits(ProtocolVersion version) {
        return !names.contains(version.toString());
    }

    public boolean permits(CipherSuite suite) {
        return suites.contains(suite);
    }

    private boolean allowed(CipherSuite suite) {
        for (SuitePattern p : suitePatterns) {
            if (p.matches(suite.name().toUpperCase(Locale.ROOT))) {
                return false;
            }
        }
        for (String part : parts(suite)) {
            if (names.contains(part)) {
                return false;
            }
        }
        return !names.contains(suite.name());
    }

    /** The algorithms that a suite is made of, as the property names them. */
    private static List<String> parts(CipherSuite suite) {
        List<String> parts = new ArrayList<>();
        if (suite.anonymous()) {
            parts.addAll(suite.dhe() ? List.of("anon", "DH_anon") : List.of("anon", "ECDH", "ECDH_anon"));
            parts.addAll(suite.dhe() ? DH : List.of());
        } else if (!suite.tls13()) {
            String authentication = suite.authentication().name();
            parts.add(authentication);
            if (suite.ecdhe()) {
                parts.addAll(List.of("ECDHE", "ECDHE_" + authentication));
            }
            if (suite.dhe()) {
                parts.addAll(List.of("DHE", "DHE_" + authentication));
                parts.addAll(DH);
            }
        }
        if (suite.cipher().mac() != null) {
            String mac = suite.cipher().mac().jcaName();
            parts.addAll(List.of(mac, mac.replace("-", ""), suite.cipher().mac().hmacName()));
        }
        if (suite.cipher() instanceof CbcAlgorithm cbc) {
            String aes = "AES_" + 8 * cbc.keyLength();
            parts.addAll(cbc.tripleDes() ? List.of("DESede", "CBC", "3DES_EDE_CBC") : List.of("AES", "CBC", aes, aes + "_CBC"));
            return parts;
        }
        if (suite.cipher() instanceof StreamAlgorithm stream) {
            parts.addAll(stream.keyLength() == 0 ? List.of("NULL", "C_NULL") : List.of("RC4", "RC4_128"));
            return parts;
        }
        String cipher = suite.aead().name();
        parts.add(cipher);
        switch (suite.aead()) {
            case AES_128_GCM, AES_256_GCM -> parts.addAll(List.of("AES", "GCM", cipher.replace("_GCM", "")));
            case AES_128_CCM, AES_256_CCM, AES_128_CCM_8, AES_256_CCM_8 ->
                parts.addAll(List.of("AES", "CCM", cipher.substring(0, 7), cipher.replace("_CCM_8", "_CCM")));
            case CHACHA20_POLY1305 -> parts.addAll(List.of("ChaCha20", "ChaCha20-Poly1305"));
        }
        return parts;
    }

    public boolean permits(NamedGroup group) {
        return !names.contains(group.toString()) && !names.contains(group.opensslName());
    }

    /** Whether Diffie-Hellman with a prime of so many bits is allowed. */
    public boolean permitsDh(int primeBits) {
        return keySizes.stream().noneMatch(k -> DH.stream().anyMatch(name -> k.excludes(name, primeBits)));
    }

    public boolean permits(SignatureScheme scheme) {
        return schemes.contains(scheme);
    }

    private boolean allowed(SignatureScheme scheme) {
        if (names.contains(scheme.toString())) {
            return false;
        }
        return switch (scheme.kind()) {
            case ECDSA -> permitsSignature(hashName(scheme) + "withECDSA");
            case RSA_PKCS1 -> permitsSignature(hashName(scheme) + "withRSA");
            case RSA_PSS_RSAE, RSA_PSS_PSS -> !names.contains("RSASSA-PSS") && !names.contains("RSA") && !names.contains(hashName(scheme));
            case EDDSA -> !names.contains("EdDSA");
        };
    }

    private static String hashName(SignatureScheme scheme) {
        return scheme.hash().jcaName().replace("-", "");
    }

    /** Whether a signature algorithm such as {@code SHA256withRSA}, and each part of it, is allowed. */
    public boolean permitsSignature(String algorithm) {
        if (names.contains(algorithm)) {
            return false;
        }
        for (String part : ALGORITHM_PARTS.split(algorithm)) {
            if (names.contains(part) || part.toUpperCase(Locale.ROOT).startsWith("SHA") && names.contains(part.replace("-", ""))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a certificate's key is allowed: its algorithm, its size, its curve. */
    public boolean permits(Key key) {
        String algorithm = key.getAlgorithm();
        if (names.contains(algorithm)) {
            return false;
        }
        int bits = bits(key);
        for (KeySize k : keySizes) {
            if (bits > 0 && k.excludes(algorithm, bits)) {
                return false;
            }
        }
        return true;
    }

    /** A size that no key has is as good as any other such size. */
    private static int bits(String digits) {
        return new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
    }

    private static int bits(Key key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength();
        }
        return key instanceof DSAKey dsa && dsa.getParams() != null ? dsa.getParams().getP().bitLength() : 0;
    }

    @Override
    public String toString() {
        return "DisabledAlgorithms" + names + keySizes;
    }
}
