package dev.drawbridge.tls13;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateEntry;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.extension.CertificateAuthorities;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StapledResponse;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerClaim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificate, CertificateRequest and CertificateVerify of both roles (RFC 8446 sections 4.3.2, 4.4.2 and 4.4.3). */
final class Certificates13 {
    /** What we authenticate with: credentials and the scheme in which their key signs. */
    record Local(Credentials credentials, SignatureScheme scheme) {
    }

    /** The certificate_request_context of everything within the handshake. */
    static final byte[] NO_CONTEXT = new byte[0];
    private static final byte[] NO_STAPLE = new byte[0];
    private static final byte[] SERVER_CONTEXT = context("TLS 1.3, server CertificateVerify");
    private static final byte[] CLIENT_CONTEXT = context("TLS 1.3, client CertificateVerify");

    private Certificates13() {
    }

    /** Our Certificate, or the empty one of a client that has none ({@code local} null). */
    static Certificate13 message(Local local) {
        return message(local, null);
    }

    /**
     * A server's Certificate with an OCSP response for the leaf, or null. RFC 8446 section 4.4.2.1: "the body of the
     * "status_request" extension from the server MUST be a CertificateStatus structure as defined in [RFC6066]".
     */
    static Certificate13 message(Local local, byte[] staple) {
        List<CertificateEntry> entries = new ArrayList<>();
        if (local != null) {
            // RFC 8446 section 4.4.2: "The sender's certificate MUST come in the first CertificateEntry in the list."
            for (byte[] der : local.credentials().encoded()) {
                entries.add(new CertificateEntry(der, staple == null || !entries.isEmpty() ? Extensions.none() : Extensions.of(new StapledResponse(staple))));
            }
        }
        return new Certificate13(NO_CONTEXT, entries);
    }

    /**
     * The OCSP response that a server has for a client that asked for one in {@code offered}, or null; in the task in which the certificate is chosen.
     * RFC 8446 section 4.2: "Implementations MUST NOT send extension responses if the remote endpoint did not send the corresponding extension requests".
     */
    static byte[] staple(TlsConfig config, Credentials ours, Extensions offered) throws TlsFault {
        StatusRequest asked = offered.get(StatusRequest.class);
        return asked == null || !asked.asksForOcsp() ? null : config.authentication().credentials().staple(ours, asked);
    }

    /** A server's CertificateRequest; asks the program for its authorities, so call it in a task. */
    static CertificateRequest13 request(TlsConfig config) {
        List<Extension> extensions = new ArrayList<>();
        extensions.add(new SignatureAlgorithms(CodePoints.of(config.acceptedSchemes(), SignatureScheme::code)));
        List<byte[]> authorities = config.authentication().acceptableAuthorities().get();
        if (!authorities.isEmpty()) {
            extensions.add(new CertificateAuthorities(authorities));
        }
        // RFC 8446 section 4.3.2: "The certificate_request_context MUST be unique within the scope of this connection". It is: there is one
        // request.
        return new CertificateRequest13(NO_CONTEXT, Extensions.of(extensions).without(config.tuning().disabledExtensions()));
    }

    /** RFC 8446 section 4.3.2: certificate_request_context "SHALL be zero length unless used for the post-handshake authentication". */
    static void check(CertificateRequest13 request) throws TlsFault {
        checkContext(request.context(), NO_CONTEXT, "CertificateRequest");
    }

    /**
     * Chooses our credentials for a peer that sent {@code asked}: the extensions of its ClientHello or CertificateRequest. The key
     * manager is foreign code, so call it in a task.
     *
     * @return null when there are none that suit
     */
    static Local choose(TlsConfig config, Extensions asked) throws TlsFault {
        List<SignatureScheme> schemes = Negotiation.commonSchemes(config, asked.get(SignatureAlgorithms.class).schemes(),
                ProtocolVersion.TLS13);
        if (schemes.isEmpty()) {
            return null;
        }
        CertificateAuthorities authorities = asked.without(config.tuning().disabledExtensions()).get(CertificateAuthorities.class);
        Credentials credentials = config.authentication().credentials().choose(new CredentialSource.Request(config.client(),
                ProtocolVersion.TLS13, schemes, authorities == null ? List.of() : authorities.names()));
        if (credentials == null) {
            return null;
        }
        PublicKey key = credentials.leaf().getPublicKey();
        for (SignatureScheme scheme : schemes) {
            // RFC 8446 section 4.4.2.2: "The server's end-entity certificate's public key (and associated restrictions) MUST be compatible
            // with the selected authentication algorithm".
            if (curveFits(config.crypto(), key, scheme) && config.crypto().canSign(credentials.key(), key, scheme)) {
                return new Local(credentials, scheme);
            }
        }
        return null;
    }

    /** Signs the transcript up to our Certificate; costly. */
    static CertificateVerify sign(TlsConfig config, Local local, byte[] transcriptHash) throws TlsFault {
        byte[] content = content(!config.client(), transcriptHash);
        return new CertificateVerify(local.scheme().code(),
                config.crypto().sign(local.credentials().key(), local.scheme(), content));
    }

    /**
     * Takes the peer's Certificate, which may be empty.
     *
     * @param asked the extensions that we asked with: those of our ClientHello or CertificateRequest
     * @param context of our request; empty within the handshake
     */
    static List<X509Certificate> accept(TlsConfig config, Certificate13 message, Extensions asked, byte[] context) throws TlsFault {
        // RFC 8446 section 4.4.2: "If this message is in response to a CertificateRequest, the value of certificate_request_context in
        // that message. Otherwise (in the case of server authentication), this field SHALL be zero length."
        checkContext(message.context(), context, "Certificate");
        if (message.entries().size() > config.limits().chainLength()) {
            throw new TlsFault(Fault.CHAIN_TOO_LONG, message.entries().size() + " certificates");
        }
        List<byte[]> encoded = new ArrayList<>(message.entries().size());
        for (CertificateEntry entry : message.entries()) {
            // RFC 8446 section 4.4.2: "Extensions in the Certificate message from the server MUST correspond to ones from the
            // ClientHello message. Extensions in the Certificate message from the client MUST correspond to extensions in the
            // CertificateRequest message from the server."
            entry.extensions().requireOffered(asked);
            encoded.add(entry.der());
        }
        return PeerCheck.parse(encoded);
    }

    /** The OCSP responses of an accepted Certificate: one for each certificate, empty for none, up to the last that has one. */
    static List<byte[]> staples(Certificate13 message) {
        List<byte[]> staples = new ArrayList<>();
        int end = 0;
        for (CertificateEntry entry : message.entries()) {
            StapledResponse staple = entry.extensions().get(StapledResponse.class);
            staples.add(staple == null ? NO_STAPLE : staple.ocspResponse());
            end = staple == null ? end : staples.size();
        }
        return staples.subList(0, end);
    }

    /**
     * Takes the peer's CertificateVerify as a claim, to be checked with the chain in a task.
     *
     * @param transcriptHash up to the peer's Certificate
     */
    static PeerClaim claim(TlsConfig config, List<X509Certificate> chain, CertificateVerify verify, byte[] transcriptHash)
            throws TlsFault {
        SignatureScheme scheme = SignatureScheme.of(verify.scheme());
        // RFC 8446 section 4.4.3: "If the CertificateVerify message is sent by a server, the signature algorithm MUST be one offered in
        // the client's "signature_algorithms" extension [...]. If sent by a client, the signature algorithm used in the signature MUST
        // be one of those present in the supported_signature_algorithms field". And: "RSA signatures MUST use an RSASSA-PSS
        // algorithm, regardless of whether RSASSA-PKCS1-v1_5 algorithms appear in "signature_algorithms". [...] The SHA-1 algorithm MUST
        // NOT be used in any signatures of CertificateVerify messages." We know no scheme that does.
        if (scheme == null || !config.acceptedSchemes().contains(scheme) || !scheme.allowedInCertificateVerify13()) {
            throw new TlsFault(Fault.SIGNATURE_SCHEME_NOT_OFFERED,
                    scheme == null ? "0x" + Integer.toHexString(verify.scheme()) : scheme.toString());
        }
        PublicKey key = chain.get(0).getPublicKey();
        if (!curveFits(config.crypto(), key, scheme)) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, key.getAlgorithm() + " key of another curve for " + scheme);
        }
        boolean server = config.client();
        return new PeerClaim(chain, server, server ? "UNKNOWN" : key.getAlgorithm(), scheme, content(server, transcriptHash),
                verify.signature());
    }

    /**
     * RFC 8446 section 4.4.3: 64 spaces, the context string, a zero byte, the transcript hash. "The context string [...] is used to
     * provide separation between signatures made in different contexts".
     */
    static byte[] content(boolean server, byte[] transcriptHash) {
        byte[] prefix = server ? SERVER_CONTEXT : CLIENT_CONTEXT;
        byte[] content = Arrays.copyOf(prefix, prefix.length + transcriptHash.length);
        System.arraycopy(transcriptHash, 0, content, prefix.length, transcriptHash.length);
        return content;
    }

    /**
     * RFC 8446 section 4.4.3: "the signature algorithm MUST be compatible with the key in the sender's end-entity certificate". The ECDSA
     * schemes of section 4.2.3 name "the corresponding curve".
     */
    private static boolean curveFits(Crypto crypto, PublicKey key, SignatureScheme scheme) {
        NamedGroup curve = scheme.curve();
        return curve == null || curve == crypto.curveOf(key);
    }

    private static void checkContext(byte[] context, byte[] expected, String message) throws TlsFault {
        if (!MessageDigest.isEqual(context, expected)) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, "certificate_request_context in " + message);
        }
    }

    private static byte[] context(String text) {
        byte[] prefix = new byte[64 + text.length() + 1];
        Arrays.fill(prefix, 0, 64, (byte) ' ');
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, prefix, 64, text.length());
        return prefix;
    }
}
