package dev.drawbridge.jsse;

import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** JSSE's strings to our values and back. */
final class ParametersMapper {
    /** What this provider speaks, newest first. */
    static final List<ProtocolVersion> SUPPORTED = ContextDefaults.SUPPORTED;

    /** SunJSSE's name for a form of ClientHello, not a version. */
    static final String SSLV2_HELLO = "SSLv2Hello";

    private ParametersMapper() {
    }

    static String[] protocolNames(List<ProtocolVersion> versions) {
        return versions.stream().map(ProtocolVersion::toString).toArray(String[]::new);
    }

    /** With the name of the form of hello, where it is taken. */
    static String[] protocolNames(List<ProtocolVersion> versions, boolean ssl2Hello) {
        return Stream.concat(versions.stream().map(ProtocolVersion::toString), ssl2Hello ? Stream.of(SSLV2_HELLO) : Stream.of()).toArray(String[]::new);
    }

    static String[] suiteNames(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::name).toArray(String[]::new);
    }

    /**
     * Versions of the given names, newest first. Names of older versions are taken, as SunJSSE takes them although the JDK disables them:
     * programs list them beside newer ones. They are never negotiated; a program that enables nothing else learns so when it begins.
     */
    static List<ProtocolVersion> versions(String[] names) {
        if (names == null) {
            throw new IllegalArgumentException("protocols cannot be null");
        }
        List<ProtocolVersion> versions = new ArrayList<>(names.length);
        for (String name : names) {
            ProtocolVersion v = name == null ? null : ProtocolVersion.named(name);
            if (v != null && !versions.contains(v)) {
                versions.add(v);
            } else if (v == null && !SSLV2_HELLO.equals(name)) {
                throw new IllegalArgumentException("Unsupported protocol " + name + "; supported: " + SUPPORTED);
            }
        }
        versions.sort(Comparator.reverseOrder());
        return List.copyOf(versions);
    }

    /** Suites of the given IANA (or OpenSSL) names, in their order. */
    static List<CipherSuite> suites(String[] names) {
        if (names == null) {
            throw new IllegalArgumentException("cipher suites cannot be null");
        }
        List<CipherSuite> suites = new ArrayList<>(names.length);
        for (String name : names) {
            if (name == null || name.isEmpty()) {
                throw new IllegalArgumentException("a cipher suite's name is null or empty");
            }
            // The signal that SunJSSE lists among its suites; we always send and understand it.
            if (name.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV")) {
                continue;
            }
            CipherSuite s = CipherSuite.named(name);
            if (s == null) {
                throw new IllegalArgumentException("Unsupported cipher suite " + name);
            }
            if (!suites.contains(s)) {
                suites.add(s);
            }
        }
        return List.copyOf(suites);
    }

    /** Groups of the given names that we know; as JSSE has it, others are passed over. */
    static List<NamedGroup> groups(List<String> names) {
        List<NamedGroup> groups = new ArrayList<>();
        for (String name : names) {
            NamedGroup g = NamedGroup.named(name);
            if (g != null && !groups.contains(g)) {
                groups.add(g);
            }
        }
        return groups;
    }

    /** Signature schemes of the given names that we know; as JSSE has it, others are passed over. */
    static List<SignatureScheme> schemes(List<String> names) {
        List<SignatureScheme> schemes = new ArrayList<>();
        for (String name : names) {
            SignatureScheme s = SignatureScheme.named(name);
            if (s != null && !schemes.contains(s)) {
                schemes.add(s);
            }
        }
        return schemes;
    }

    /** The signature algorithm names of the Java Security Standard Algorithm Names, each once, in the schemes' order. */
    static String[] algorithmNames(List<SignatureScheme> schemes) {
        return schemes.stream().map(ParametersMapper::algorithmName).distinct().toArray(String[]::new);
    }

    /** The name under which JCA and SunJSSE know the scheme's algorithm. */
    static String algorithmName(SignatureScheme s) {
        return switch (s.kind()) {
            case ECDSA -> "SHA" + s.hash().length() * 8 + "withECDSA";
            case RSA_PKCS1 -> "SHA" + s.hash().length() * 8 + "withRSA";
            case RSA_PSS_RSAE, RSA_PSS_PSS -> "RSASSA-PSS";
            case EDDSA -> s == SignatureScheme.ED25519 ? "Ed25519" : "Ed448";
        };
    }

    /** The key type that key managers are asked for; EdDSA and RSASSA-PSS as SunJSSE names them. */
    static String keyType(SignatureScheme s) {
        return switch (s.kind()) {
            case ECDSA -> "EC";
            case RSA_PKCS1, RSA_PSS_RSAE -> "RSA";
            case RSA_PSS_PSS -> "RSASSA-PSS";
            case EDDSA -> "EdDSA";
        };
    }
}
