package dev.drawbridge.tls12;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.DheParams;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerClaim;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * The key exchange with a server that shows a certificate, or in an anonymous suite, checked by the client as far as that is cheap: a claim's
 * signature is not.
 *
 * @param chain the server's; empty in an anonymous suite
 * @param claim that the key of its certificate signed the parameters in ServerKeyExchange for this handshake; null where nothing is signed: with
 *     RSA key exchange and in anonymous suites
 * @param answering how the client answers
 */
record KeyExchange12(List<X509Certificate> chain, PeerClaim claim, Answering answering) {
    /** Makes the client's share and the pre-master secret. Costly. */
    interface Answering {
        KeyAgreement.Answer answer(Crypto crypto) throws TlsFault;
    }

    KeyExchange12 {
        requireNonNull(answering);
    }

    /** RFC 5246 section 7.4.3 has no ServerKeyExchange with RSA key exchange: everything is in the certificate. */
    static KeyExchange12 rsa(Hellos12 hellos, List<X509Certificate> chain) {
        // RFC 5246 section 7.4.7.1 has the version of the ClientHello.
        int version = hellos.client().legacyVersion();
        return new KeyExchange12(chain, null, crypto -> crypto.answerRsa(chain.get(0).getPublicKey(), version));
    }

    /** The proof that the server is who it should be, as far as there is one before Finished. Costly and foreign. */
    PeerVerified verify(Hellos12 hellos) throws TlsFault {
        if (hellos.suite().anonymous()) {
            return PeerVerified.unauthenticated();
        }
        PeerCheck check = new PeerCheck(hellos.crypto(), hellos.config().authentication().judge());
        if (hellos.suite().rsaKeyExchange()) {
            return check.verifyEncryptedTo(chain);
        }
        return check.verify(requireNonNull(claim));
    }

    /** The client's side: takes the parameters that a server with {@code chain} sent. */
    static KeyExchange12 accept(Hellos12 hellos, List<X509Certificate> chain, ServerKeyExchange message) throws TlsFault {
        if (hellos.suite().anonymous()) {
            return new KeyExchange12(chain, null, hellos.suite().dhe() ? dhe(hellos, SignedParams.unsignedDhe(message))
                    : ecdhe(hellos, SignedParams.unsignedEcdhe(message)));
        }
        if (hellos.suite().dhe()) {
            SignedParams<DheParams> signed = SignedParams.dhe(message, hellos.version());
            Answering answering = dhe(hellos, signed.params());
            return new KeyExchange12(chain, claim(hellos, chain, signed), answering);
        }
        SignedParams<EcdheParams> signed = SignedParams.ecdhe(message, hellos.version());
        Answering answering = ecdhe(hellos, signed.params());
        return new KeyExchange12(chain, claim(hellos, chain, signed), answering);
    }

    private static Answering dhe(Hellos12 hellos, DheParams params) throws TlsFault {
        FiniteField field = FiniteFields12.accepted(hellos, params);
        hellos.facts().group(field.group());
        return crypto -> field.answer(params.share());
    }

    private static Answering ecdhe(Hellos12 hellos, EcdheParams params) throws TlsFault {
        NamedGroup group = offeredGroup(hellos, params.group());
        hellos.facts().group(group);
        return crypto -> crypto.answerAgreement(group, params.point());
    }

    private static PeerClaim claim(Hellos12 hellos, List<X509Certificate> chain, SignedParams<?> signed) throws TlsFault {
        SignatureScheme scheme = offeredScheme(hellos, signed.scheme());
        return new PeerClaim(chain, true, hellos.suite().keyExchange() + "_" + hellos.suite().authentication(), scheme,
                signedContent(hellos, signed.paramsBytes()), signed.signature(), SuiteB12.curve(hellos.config(), hellos.suite()));
    }

    /**
     * The server's side: our share of an agreement, signed. Costly.
     *
     * @param chosen who signs; null in an anonymous suite, where nobody does
     */
    static ServerKeyExchange message(Hellos12 hellos, Psk12.Started started, Certificates12.Chosen chosen) throws TlsFault {
        if (hellos.suite().dhe()) {
            DheParams params = started.dheParams();
            return signed(hellos, params, params.encoded(), chosen);
        }
        EcdheParams params = new EcdheParams(started.group().code(), started.agreement().share());
        return signed(hellos, params, params.encoded(), chosen);
    }

    private static <P> ServerKeyExchange signed(Hellos12 hellos, P params, byte[] encoded, Certificates12.Chosen chosen) throws TlsFault {
        if (chosen == null) {
            return new ServerKeyExchange(encoded);
        }
        byte[] signature = hellos.crypto().sign(chosen.credentials().key(), chosen.scheme(), signedContent(hellos, encoded));
        return new SignedParams<>(params, encoded, Certificates12.code(hellos.version(), chosen.scheme()), signature).toMessage();
    }

    /** The group that a server chose among those that we offered. */
    static NamedGroup offeredGroup(Hellos12 hellos, int code) throws TlsFault {
        NamedGroup group = NamedGroup.of(code);
        CodePoints offered = hellos.client().extensions().get(SupportedGroups.class).groups();
        // RFC 8422 section 4: servers "MUST NOT negotiate the use of an ECC cipher suite unless they can complete the handshake while
        // respecting the choice of curves specified by the client". A KEM or a finite field in that list is no curve.
        if (group == null || !offered.contains(code) || !group.fits(hellos.version())) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "group 0x" + Integer.toHexString(code));
        }
        NamedGroup only = SuiteB12.curve(hellos.config(), hellos.suite());
        if (only != null && group != only) {
            throw new TlsFault(Fault.WRONG_CURVE, group + " with " + hellos.suite());
        }
        return group;
    }

    private static SignatureScheme offeredScheme(Hellos12 hellos, int code) throws TlsFault {
        if (!hellos.version().namesSchemes()) {
            return Certificates12.unnamed(hellos.suite().authentication());
        }
        SignatureScheme scheme = SignatureScheme.of(code);
        // RFC 5246 section 7.4.3: "If the client has offered the "signature_algorithms" extension, the signature algorithm and hash
        // algorithm MUST be a pair listed in that extension."
        if (scheme == null || !hellos.client().extensions().get(SignatureAlgorithms.class).schemes().contains(code)) {
            throw new TlsFault(Fault.SIGNATURE_SCHEME_NOT_OFFERED, "scheme 0x" + Integer.toHexString(code));
        }
        // RFC 5246 section 7.4.3: "In addition, the hash and signature algorithms MUST be compatible with the key in the server's
        // end-entity certificate." The key was compared with the suite when it came.
        if (Certificates12.authentication(scheme) != hellos.suite().authentication()) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, scheme + " in " + hellos.suite());
        }
        return scheme;
    }

    /** RFC 8422 section 5.4: the signature covers ClientHello.random, ServerHello.random and ServerECDHParams. */
    private static byte[] signedContent(Hellos12 hellos, byte[] params) {
        byte[] randoms = hellos.clientThenServerRandom();
        byte[] content = Arrays.copyOf(randoms, randoms.length + params.length);
        System.arraycopy(params, 0, content, randoms.length, params.length);
        return content;
    }

    @Override
    public String toString() {
        return "KeyExchange12[" + (claim == null ? "unsigned" : claim.scheme()) + "]";
    }
}
