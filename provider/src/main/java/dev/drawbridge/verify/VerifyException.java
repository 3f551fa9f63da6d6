package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;

/**
 * A chain did not verify: OpenSSL's result and the depth that it is about. The causes are those of the JDK's own PKIX, because programs look
 * for them.
 */
public final class VerifyException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final VerifyResult result;
    private final int depth;

    /**
     * An exception whose message begins with the JDK's words for its kind.
     *
     * @param sentence what is wrong, for people
     */
    VerifyException(VerifyResult result, int depth, String sentence) {
        super((leadsNowhere(result) ? "PKIX path building failed: " : "PKIX path validation failed: ") + sentence, cause(result, sentence));
        this.result = result;
        this.depth = depth;
    }

    private VerifyException(String sentence, VerifyResult result) {
        super(sentence);
        this.result = result;
        this.depth = 0;
    }

    /** A program that verifies by itself says so. */
    public static VerifyException ofProgram(VerifyResult result) {
        return new VerifyException("the program: " + result.text(), result);
    }

    /** A leaf that does not name its peer, in SunJSSE's words and, as there, without a cause; OpenSSL's name and number follow. */
    static VerifyException ofName(VerifyResult result, String sentence) {
        return new VerifyException(sentence + " (" + result.opensslName() + ", " + result.number() + ")", result);
    }

    public VerifyResult result() {
        return result;
    }

    /** Which certificate of the chain is at fault, 0 for the peer's own. */
    public int depth() {
        return depth;
    }

    static boolean leadsNowhere(VerifyResult r) {
        return switch (r) {
            case UNABLE_TO_GET_ISSUER_CERT, UNABLE_TO_GET_ISSUER_CERT_LOCALLY, DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN,
                    UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_CHAIN_TOO_LONG -> true;
            default -> false;
        };
    }

    private static Exception cause(VerifyResult r, String sentence) {
        if (leadsNowhere(r)) {
            return new CertPathBuilderException("unable to find valid certification path to requested target: " + r.text());
        }
        Exception why = switch (r) {
            case CERT_HAS_EXPIRED -> new CertificateExpiredException(sentence);
            case CERT_NOT_YET_VALID -> new CertificateNotYetValidException(sentence);
            default -> null;
        };
        return new CertPathValidatorException(r.text(), why, null, -1, reason(r));
    }

    private static CertPathValidatorException.Reason reason(VerifyResult r) {
        return switch (r) {
            case CERT_HAS_EXPIRED -> BasicReason.EXPIRED;
            case CERT_NOT_YET_VALID -> BasicReason.NOT_YET_VALID;
            case CERT_REVOKED -> BasicReason.REVOKED;
            case UNABLE_TO_GET_CRL, CRL_HAS_EXPIRED, CRL_NOT_YET_VALID, CRL_SIGNATURE_FAILURE, UNABLE_TO_GET_CRL_ISSUER, DIFFERENT_CRL_SCOPE,
                    KEYUSAGE_NO_CRL_SIGN, CRL_PATH_VALIDATION_ERROR, UNHANDLED_CRITICAL_CRL_EXTENSION, OCSP_VERIFY_NEEDED, OCSP_VERIFY_FAILED,
                    OCSP_CERT_UNKNOWN ->
                BasicReason.UNDETERMINED_REVOCATION_STATUS;
            case CERT_SIGNATURE_FAILURE -> BasicReason.INVALID_SIGNATURE;
            case EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK, EC_KEY_EXPLICIT_PARAMS -> BasicReason.ALGORITHM_CONSTRAINED;
            case INVALID_PURPOSE, KEYUSAGE_NO_CERTSIGN -> PKIXReason.INVALID_KEY_USAGE;
            case INVALID_CA, INVALID_NON_CA -> PKIXReason.NOT_CA_CERT;
            case PATH_LENGTH_EXCEEDED -> PKIXReason.PATH_TOO_LONG;
            case UNHANDLED_CRITICAL_EXTENSION -> PKIXReason.UNRECOGNIZED_CRIT_EXT;
            case PERMITTED_VIOLATION, EXCLUDED_VIOLATION, SUBTREE_MINMAX, UNSUPPORTED_CONSTRAINT_TYPE, UNSUPPORTED_CONSTRAINT_SYNTAX,
                    UNSUPPORTED_NAME_SYNTAX -> PKIXReason.INVALID_NAME;
            case INVALID_POLICY_EXTENSION, NO_EXPLICIT_POLICY -> PKIXReason.INVALID_POLICY;
            default -> BasicReason.UNSPECIFIED;
        };
    }
}
