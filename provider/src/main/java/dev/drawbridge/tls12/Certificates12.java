package dev.drawbridge.tls12;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.spec.CipherSuite.Authentication;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.PeerCheck;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;

/** Which certificates, keys and signature schemes go together in TLS 1.2: the peer's as they arrive, ours as they are chosen. */
final class Certificates12 {
    /** ClientCertificateType (RFC 5246 section 7.4.4, RFC 8422 section 5.5). */
    private static final byte RSA_SIGN = 1;
    private static final byte ECDSA_SIGN = 64;

    /** Credentials of ours and the scheme that their key will sign with, null where it decrypts. */
    record Chosen(Credentials credentials, SignatureScheme scheme) {
        Certificate12 message() {
            // RFC 5246 section 7.4.2: "The sender's certificate MUST come first in the list."
            return new Certificate12(credentials.encoded());
        }

        void settle(ConnectionFacts facts) {
            facts.local(credentials.chain(), scheme);
        }
    }

    private Certificates12() {
    }

    /** The peer's chain, parsed and within bounds but not yet judged; from now on visible as claimed. */
    static List<X509Certificate> accept(Certificate12 message, TlsConfig config, ConnectionFacts facts) throws TlsFault {
        if (message.chain().size() > config.limits().chainLength()) {
            throw new TlsFault(Fault.CHAIN_TOO_LONG,
                    message.chain().size() + " certificates, " + config.limits().chainLength() + " allowed");
        }
        List<X509Certificate> chain = PeerCheck.parse(message.chain());
        facts.claimedPeerChain(chain);
        return chain;
    }

    /** Who signs with {@code key}; Ed25519 and Ed448 count as ECDSA (RFC 8422 section 2.1). */
    static Authentication authentication(PublicKey key) throws TlsFault {
        if (key instanceof RSAKey) {
            return Authentication.RSA;
        }
        if (key instanceof ECKey || key instanceof EdECKey) {
            return Authentication.ECDSA;
        }
        throw new TlsFault(Fault.UNSUPPORTED_CERTIFICATE, "key algorithm " + key.getAlgorithm());
    }

    /** Who signs with {@code scheme}. */
    static Authentication authentication(SignatureScheme scheme) {
        return switch (scheme.kind()) {
            case ECDSA, EDDSA -> Authentication.ECDSA;
            // RFC 8446 section 4.2.3: "In TLS 1.2, RSASSA-PSS is used with RSA cipher suites."
            // RFC 8446 section 4.2.3: "Implementations that advertise support for RSASSA-PSS (which is mandatory in TLS 1.3) MUST be
            // prepared to accept a signature using that scheme even when TLS 1.2 is negotiated."
            case RSA_PSS_RSAE, RSA_PSS_PSS, RSA_PKCS1 -> Authentication.RSA;
        };
    }

    /**
     * The scheme of those who sign without naming one. RFC 4346 section 4.7: "In RSA signing, a 36-byte structure of two hashes (one SHA and one MD5)
     * is signed (encrypted with the private key)." RFC 8422 section 5.4 has SHA-1 for ECDSA before TLS 1.2.
     */
    static SignatureScheme unnamed(Authentication by) {
        return of(by, SignatureScheme.UNNAMED).get(0);
    }

    /**
     * The schemes of a version that names none, best first. In SSL 3.0 OpenSSL asks no client for a key of ECDSA, and the suites of RFC 8422 are not
     * there.
     */
    static List<SignatureScheme> unnamed(ProtocolVersion version) {
        return version.ssl() ? List.of(SignatureScheme.RSA_PKCS1_MD5_SHA1) : SignatureScheme.UNNAMED;
    }

    /** As what a key makes the CertificateVerify for which a scheme was chosen. */
    static SignatureScheme proving(ProtocolVersion version, SignatureScheme scheme) {
        return version.ssl() ? SignatureScheme.RSA_PKCS1_SSL30 : scheme;
    }

    /** The number of a scheme on the wire, where a version has one. */
    static int code(ProtocolVersion version, SignatureScheme scheme) {
        return version.namesSchemes() ? scheme.code() : CertificateVerify.UNNAMED;
    }

    /** The schemes that the peer may sign with, best first. */
    static List<SignatureScheme> accepted(TlsConfig config, ProtocolVersion version) {
        return version.namesSchemes() ? config.acceptedSchemes() : unnamed(version);
    }

    /** What JSSE's trust managers know a client's key as: its algorithm where the standard names list it, else UNKNOWN. */
    static String clientAuthType(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA", "EC", "RSASSA-PSS" -> key.getAlgorithm();
            default -> "UNKNOWN";
        };
    }

    /** Those of {@code schemes} that {@code by} signs with, in their order. */
    static List<SignatureScheme> of(Authentication by, List<SignatureScheme> schemes) {
        List<SignatureScheme> fitting = new ArrayList<>(schemes);
        fitting.removeIf(s -> authentication(s) != by);
        return fitting;
    }

    /** The certificate types that go with our schemes, for CertificateRequest. */
    static byte[] certificateTypes(List<SignatureScheme> schemes) {
        boolean rsa = !of(Authentication.RSA, schemes).isEmpty();
        boolean ecdsa = !of(Authentication.ECDSA, schemes).isEmpty();
        return rsa && ecdsa ? new byte[] {ECDSA_SIGN, RSA_SIGN} : rsa ? new byte[] {RSA_SIGN} : new byte[] {ECDSA_SIGN};
    }

    /**
     * A server's credentials that sign, or null when there are none. Asks foreign code.
     *
     * @param fitting schemes common to both sides that go with the suite, best first
     * @param groups the client's supported_groups, or null when it sent none
     */
    static Chosen ofServer(TlsConfig config, ProtocolVersion version, List<SignatureScheme> fitting, CodePoints groups) throws TlsFault {
        if (fitting.isEmpty()) {
            return null;
        }
        Credentials found = config.authentication().credentials()
                .choose(new CredentialSource.Request(false, version, fitting, List.of(), SuiteB12.chains(config, null, fitting)));
        if (found == null || !curveSupported(config.crypto(), found.leaf().getPublicKey(), groups)) {
            return null;
        }
        SignatureScheme scheme = scheme(config.crypto(), found, fitting);
        return scheme == null ? null : new Chosen(found, scheme);
    }

    /** A server's credentials for suites with RSA key exchange, or null when there are none. Asks foreign code. */
    static Chosen ofDecryptingServer(TlsConfig config, ProtocolVersion version) throws TlsFault {
        Credentials found = config.authentication().credentials().choose(CredentialSource.Request.decrypting(version));
        return found == null || !config.crypto().canDecrypt(found.key(), found.leaf().getPublicKey()) || !ChainRules.mayDecrypt(found.leaf())
                ? null : new Chosen(found, null);
    }

    /**
     * A client's credentials that answer {@code asked}, or null when there are none. Asks foreign code. RFC 5246 section 7.4.4: "The
     * interaction of the certificate_types and supported_signature_algorithms fields is somewhat complicated"; a scheme counts when both
     * fields allow it. And: "The end-entity certificate provided by the client MUST contain a key that is compatible with
     * certificate_types. If the key is a signature key, it MUST be usable with some hash/signature algorithm pair in
     * supported_signature_algorithms." Section 7.4.6: "The certificate MUST be appropriate for the negotiated cipher suite's key exchange
     * algorithm, and any negotiated extensions."
     */
    static Chosen ofClient(Hellos12 hellos, CertificateRequest12 asked) throws TlsFault {
        TlsConfig config = hellos.config();
        ProtocolVersion version = hellos.version();
        List<SignatureScheme> fitting = version.namesSchemes() ? Negotiation.commonSchemes(config, asked.signatureSchemes(), version)
                : new ArrayList<>(unnamed(version));
        fitting.removeIf(s -> !contains(asked.certificateTypes(), authentication(s) == Authentication.RSA ? RSA_SIGN : ECDSA_SIGN));
        if (fitting.isEmpty()) {
            return null;
        }
        Credentials found = config.authentication().credentials()
                .choose(new CredentialSource.Request(true, version, fitting, asked.authorities(), SuiteB12.chains(config, hellos.suite(), fitting)));
        if (found == null) {
            return null;
        }
        SignatureScheme scheme = scheme(config.crypto(), found, fitting);
        if (scheme == null) {
            throw new TlsFault(Fault.NO_CREDENTIALS, "the chosen key signs none of " + fitting);
        }
        return new Chosen(found, scheme);
    }

    /**
     * RFC 5246 section 7.4.2: "The public key MUST use a curve and point format supported by the client". RFC 8422 section 5.1: "A server
     * participating in an ECDHE_ECDSA key exchange may use different curves for the ECDSA or EdDSA key in its certificate and for the
     * ephemeral ECDH key in the ServerKeyExchange message. The server MUST consider the extensions in both cases." EdDSA keys have no
     * number in that list; their schemes tell.
     */
    private static boolean curveSupported(Crypto crypto, PublicKey key, CodePoints groups) {
        if (!(key instanceof ECKey) || groups == null) {
            return true;
        }
        NamedGroup curve = crypto.curveOf(key);
        return curve != null && groups.contains(curve.code());
    }

    /**
     * The best scheme for a key, or null. TLS 1.2 ties no ECDSA scheme to a curve (RFC 8446 section 4.2.3), but the one of the key's own
     * curve has the hash that fits its strength, and some peers know no other.
     */
    private static SignatureScheme scheme(Crypto crypto, Credentials credentials, List<SignatureScheme> schemes) {
        PublicKey publicKey = credentials.leaf().getPublicKey();
        NamedGroup curve = crypto.curveOf(publicKey);
        SignatureScheme best = null;
        for (SignatureScheme s : schemes) {
            if (crypto.canSign(credentials.key(), publicKey, s)) {
                if (s.curve() == curve) {
                    return s;
                }
                best = best == null ? s : best;
            }
        }
        return best;
    }

    private static boolean contains(byte[] types, byte type) {
        for (byte t : types) {
            if (t == type) {
                return true;
            }
        }
        return false;
    }
}
