package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.SignedEcdheParams;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.PeerClaim;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * What ServerKeyExchange says (RFC 8422 section 5.4), checked by the client as far as that is cheap: the claim's signature is not.
 *
 * @param point the server's ephemeral public key, not yet known to be a point of {@code group}
 * @param claim that the key of the server's certificate signed these parameters for this handshake
 */
record KeyExchange12(NamedGroup group, byte[] point, PeerClaim claim) {
    /** The client's side: takes the parameters that a server with {@code chain} sent. */
    static KeyExchange12 accept(Hellos12 hellos, List<X509Certificate> chain, ServerKeyExchange message) throws TlsFault {
        SignedEcdheParams signed = SignedEcdheParams.read(message);
        NamedGroup group = offeredGroup(hellos, signed.params().group());
        SignatureScheme scheme = offeredScheme(hellos, signed.scheme());
        hellos.facts().group(group);
        PeerClaim claim = new PeerClaim(chain, true, "ECDHE_" + hellos.suite().authentication(), scheme,
                signedContent(hellos, signed.paramsBytes()), signed.signature());
        return new KeyExchange12(group, signed.params().point(), claim);
    }

    /** The server's side: our share of {@code agreement}, signed. Costly. */
    static ServerKeyExchange sign(Hellos12 hellos, NamedGroup group, KeyAgreement agreement, Certificates12.Chosen chosen)
            throws TlsFault {
        Crypto crypto = hellos.crypto();
        EcdheParams params = new EcdheParams(group.code(), agreement.share());
        byte[] encoded = params.encoded();
        byte[] signature = crypto.sign(chosen.credentials().key(), chosen.scheme(), signedContent(hellos, encoded));
        return new SignedEcdheParams(params, encoded, chosen.scheme().code(), signature).toMessage();
    }

    /** The group that a server chose among those that we offered. */
    static NamedGroup offeredGroup(Hellos12 hellos, int code) throws TlsFault {
        NamedGroup group = NamedGroup.of(code);
        CodePoints offered = hellos.client().extensions().get(SupportedGroups.class).groups();
        // RFC 8422 section 4: servers "MUST NOT negotiate the use of an ECC cipher suite unless they can complete the handshake while
        // respecting the choice of curves specified by the client". A KEM or a finite field in that list is no curve.
        if (group == null || !offered.contains(code) || group.finiteField()
                || !Negotiation.usable(hellos.config(), group, ProtocolVersion.TLS12)) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "group 0x" + Integer.toHexString(code));
        }
        return group;
    }

    private static SignatureScheme offeredScheme(Hellos12 hellos, int code) throws TlsFault {
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
        return "KeyExchange12[" + group + ", " + claim.scheme() + "]";
    }
}
