package dev.drawbridge.config.conf;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A cipher suite that OpenSSL knows, spoken here or not.
 *
 * @param code the two bytes on the wire
 * @param name OpenSSL's name
 * @param ianaName the registry's name
 * @param minimum the lowest version of the protocol that has it; what lies below TLS 1.3 ends with TLS 1.2
 * @param strengthBits the strength of the encryption, by which {@code @STRENGTH} sorts and security levels judge
 * @param traits what else is known of it
 */
public record OpensslSuite(int code, String name, String ianaName, ProtocolVersion minimum, int strengthBits, Set<Trait> traits) {

    public OpensslSuite {
        traits = Collections.unmodifiableSet(EnumSet.copyOf(traits));
    }

    /** All suites that OpenSSL 3.0 is usually built with, TLS 1.3 first, then in the order in which it prefers them. */
    public static List<OpensslSuite> all() {
        return SuiteTable.ALL;
    }

    /** The others, best first. */
    public static List<OpensslSuite> unbuilt() {
        return SuiteTable.UNBUILT;
    }

    /** The suite with OpenSSL's name, case as written, or null. */
    public static OpensslSuite named(String name) {
        return SuiteTable.BY_NAME.get(name);
    }

    /** The suite with a registry name, case as written, or null. */
    public static OpensslSuite ofIana(String ianaName) {
        return SuiteTable.BY_IANA_NAME.get(ianaName);
    }

    /** OpenSSL's name for a registry name, that of a suite or not, or null when it has none. */
    public static String nameOf(String ianaName) {
        OpensslSuite suite = ofIana(ianaName);
        return suite != null && suite.built() ? suite.name : SuiteTable.NAMES_ONLY.get(ianaName);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Its trait of a kind of which every suite has one. */
    public Trait trait(Trait.Kind kind) {
        for (Trait t : traits) {
            if (t.kind() == kind) {
                return t;
            }
        }
        throw new IllegalArgumentException(name + " has no trait of the kind " + kind);
    }

    /**
     * Whether OpenSSL has it as it is usually built, which is without RC4 and 3DES ({@code enable-weak-ssl-ciphers}). Other suites are there for who
     * names them, or the one or the other, so that every other cipher string means what it means to OpenSSL.
     */
    public boolean built() {
        return !has(Trait.ENC_RC4) && !has(Trait.ENC_3DES);
    }

    /** Whether a suite of TLS 1.3. */
    public boolean tls13() {
        return minimum == ProtocolVersion.TLS13;
    }

    /** The highest version that has it. */
    public ProtocolVersion maximum() {
        return tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
    }

    /** The suite that Drawbridge speaks under this number, or null when it does not speak it. */
    public CipherSuite spoken() {
        return CipherSuite.of(code);
    }

    /** The line of {@code openssl ciphers -v}. */
    public String description() {
        return column(name, 30) + ' ' + column(minimum.toString(), 7)
                + " Kx=" + column(trait(Trait.Kind.KEY_EXCHANGE).toString(), 8)
                + " Au=" + column(trait(Trait.Kind.AUTHENTICATION).toString(), 5)
                + " Enc=" + column(trait(Trait.Kind.ENCRYPTION).toString(), 22)
                + " Mac=" + column(trait(Trait.Kind.MAC).toString(), 4);
    }

    private static String column(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    @Override
    public String toString() {
        return name;
    }
}
