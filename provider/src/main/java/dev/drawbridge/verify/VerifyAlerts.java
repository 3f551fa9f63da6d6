package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.fault.Fault;

/** Which fault, and so which alert, a verification result is: OpenSSL's table ({@code ssl_x509err2alert}). */
final class VerifyAlerts {
    private VerifyAlerts() {
    }

    static Fault of(VerifyResult r) {
        return switch (r) {
            case UNABLE_TO_GET_ISSUER_CERT, UNABLE_TO_GET_CRL, DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN,
                    UNABLE_TO_GET_ISSUER_CERT_LOCALLY, UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_CHAIN_TOO_LONG, PATH_LENGTH_EXCEEDED,
                    UNABLE_TO_GET_CRL_ISSUER, INVALID_CA -> Fault.UNKNOWN_CA;
            case UNABLE_TO_DECRYPT_CERT_SIGNATURE, UNABLE_TO_DECRYPT_CRL_SIGNATURE, UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, CERT_NOT_YET_VALID,
                    CRL_NOT_YET_VALID, ERROR_IN_CERT_NOT_BEFORE_FIELD, ERROR_IN_CERT_NOT_AFTER_FIELD, ERROR_IN_CRL_LAST_UPDATE_FIELD,
                    ERROR_IN_CRL_NEXT_UPDATE_FIELD, CERT_UNTRUSTED, CERT_REJECTED, HOSTNAME_MISMATCH, EMAIL_MISMATCH, IP_ADDRESS_MISMATCH,
                    DANE_NO_MATCH, EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK, EC_KEY_EXPLICIT_PARAMS -> Fault.CERTIFICATE_REFUSED;
            case CERT_SIGNATURE_FAILURE, CRL_SIGNATURE_FAILURE -> Fault.BAD_CERTIFICATE_SIGNATURE;
            case CERT_HAS_EXPIRED, CRL_HAS_EXPIRED -> Fault.CERTIFICATE_EXPIRED;
            case CERT_REVOKED -> Fault.CERTIFICATE_REVOKED;
            // OpenSSL's own way with a bad staple (tls_process_initial_server_flight); RFC 6066 section 8.
            case OCSP_VERIFY_NEEDED, OCSP_VERIFY_FAILED, OCSP_CERT_UNKNOWN -> Fault.BAD_CERTIFICATE_STATUS;
            case INVALID_PURPOSE -> Fault.UNSUPPORTED_CERTIFICATE;
            case APPLICATION_VERIFICATION -> Fault.CERTIFICATE_NOT_WANTED;
            case UNSPECIFIED, OUT_OF_MEM, INVALID_CALL, STORE_LOOKUP -> Fault.INTERNAL;
            default -> Fault.CERTIFICATE_UNKNOWN;
        };
    }
}
