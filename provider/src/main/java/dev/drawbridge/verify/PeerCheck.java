package dev.drawbridge.verify;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.io.ByteArrayInputStream;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Judges a peer: first its chain, then its signature. The only maker of a {@link PeerVerified} that names somebody. */
public final class PeerCheck {
    private final Crypto crypto;
    private final ChainJudge judge;

    public PeerCheck(Crypto crypto, ChainJudge judge) {
        this.crypto = crypto;
        this.judge = judge;
    }

    /** The factory is asked for once per process, when the first chain arrives. */
    private static final class X509 {
        static final CertificateFactory FACTORY = make();

        private static CertificateFactory make() {
            try {
                return CertificateFactory.getInstance("X.509");
            } catch (CertificateException e) {
                throw new IllegalStateException("no X.509 certificate factory in this JVM", e);
            }
        }
    }

    /**
     * Parses a chain off the wire. RFC 5246 section 7.4.2 and RFC 8446 section 4.4.2 have X.509 certificates, which are DER; certificate
     * factories also take PEM.
     *
     * @throws TlsFault {@code BAD_CERTIFICATE} when one of them is no certificate
     */
    public static List<X509Certificate> parse(List<byte[]> encoded) throws TlsFault {
        List<X509Certificate> chain = new ArrayList<>(encoded.size());
        for (byte[] der : encoded) {
            Certificate parsed;
            byte[] again;
            try {
                parsed = Der.isOneSequence(der) ? X509.FACTORY.generateCertificate(new ByteArrayInputStream(der)) : null;
                again = parsed == null ? null : parsed.getEncoded();
            } catch (CertificateException | RuntimeException e) { // the JDK's parser lets some malformed input through to its arrays
                throw new TlsFault(Fault.BAD_CERTIFICATE, "certificate " + (chain.size() + 1), e);
            }
            if (!Arrays.equals(der, again) || !(parsed instanceof X509Certificate x)) {
                throw new TlsFault(Fault.BAD_CERTIFICATE, "certificate " + (chain.size() + 1) + " is not one DER encoding");
            }
            chain.add(x);
        }
        return chain;
    }

    /** Judges chain and signature; costly and foreign, so only ever called in a task. */
    public PeerVerified verify(PeerClaim claim) throws TlsFault {
        Judgement judgement = judgement(claim.chain(), claim.server(), claim.authType());
        if (claim.curve() != null
                && (claim.scheme().curve() != claim.curve() || crypto.curveOf(claim.chain().get(0).getPublicKey()) != claim.curve())) {
            throw new TlsFault(Fault.WRONG_CURVE, claim.scheme() + " by a key that should be of " + claim.curve());
        }
        // RFC 8446 section 4.4.3: "The receiver of a CertificateVerify message MUST verify the signature field. [...] If the verification
        // fails, the receiver MUST terminate the handshake with a "decrypt_error" alert."
        crypto.verify(claim.chain().get(0).getPublicKey(), claim.scheme(), claim.content(), claim.signature());
        return new PeerVerified(claim.chain(), claim.scheme(), judgement);
    }

    /**
     * Judges the chain of a server that signs nothing, because what is agreed is encrypted to its key: whoever has not the key fails at
     * Finished. Costly and foreign, so only ever called in a task.
     */
    public PeerVerified verifyEncryptedTo(List<X509Certificate> chain) throws TlsFault {
        return new PeerVerified(chain, null, judgement(chain, true, "RSA"));
    }

    private Judgement judgement(List<X509Certificate> chain, boolean server, String authType) throws TlsFault {
        try {
            return judge.judge(chain, server, authType);
        } catch (CertificateException e) {
            throw new TlsFault(faultOf(e, chain), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Which of the certificate alerts tells the peer what the judge said. RFC 8446 section 4.4.2.2: "If the client cannot construct an
     * acceptable chain using the provided certificates and decides to abort the handshake, then it MUST abort the handshake with an
     * appropriate certificate-related alert".
     */
    private static Fault faultOf(CertificateException e, List<X509Certificate> chain) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof TlsFault f) {
                return f.fault();
            }
            if (t instanceof VerifyException v) {
                return VerifyAlerts.of(v.result());
            }
            if (t instanceof CertificateExpiredException || t instanceof CertificateNotYetValidException) {
                return Fault.CERTIFICATE_EXPIRED;
            }
            if (t instanceof CertPathValidatorException v) {
                return faultOf(v, chain);
            }
            if (t instanceof CertPathBuilderException && t.getCause() == null) {
                return Fault.UNKNOWN_CA;
            }
        }
        return Fault.CERTIFICATE_UNKNOWN;
    }

    private static Fault faultOf(CertPathValidatorException e, List<X509Certificate> chain) {
        if (e.getReason() instanceof BasicReason reason) {
            return switch (reason) {
                case EXPIRED, NOT_YET_VALID -> Fault.CERTIFICATE_EXPIRED;
                case REVOKED -> Fault.CERTIFICATE_REVOKED;
                // RFC 8446 section 4.4.2.4 has bad_certificate for MD5.
                case ALGORITHM_CONSTRAINED -> chain.stream().anyMatch(ChainRules::usesMd5) ? Fault.BAD_CERTIFICATE
                        : Fault.UNSUPPORTED_CERTIFICATE;
                case INVALID_SIGNATURE -> Fault.BAD_CERTIFICATE;
                default -> Fault.CERTIFICATE_UNKNOWN;
            };
        }
        return Fault.CERTIFICATE_UNKNOWN;
    }
}
