package dev.drawbridge.openssl;

import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.store.StoreException;

/** Failed calls, put into the queue and made into an exception. */
final class Failures {
    /** {@code ERR_R_...} of what has no number of its own here. */
    private static final int COMMON = 0x80000;

    private Failures() {
    }

    static SslException of(String call, StoreException e) {
        SslReason known = SslReason.named(e.reason());
        if (known != null) {
            return of(call, known, e.getMessage(), e);
        }
        String reason = e.reason() == null ? "system lib" : e.reason();
        return exception(OpensslError.of(OpensslError.LIB_X509, COMMON, reason, call, e.getMessage()), e);
    }

    static SslException of(String call, ConfException e) {
        boolean ciphers = call.contains("cipher");
        return of(call, ciphers ? SslReason.NO_CIPHER_MATCH : SslReason.UNSUPPORTED_PROTOCOL, e.getMessage(), e);
    }

    static SslException of(String call, SslReason reason, String data, Throwable cause) {
        return exception(OpensslError.of(reason, call, data), cause);
    }

    private static SslException exception(OpensslError error, Throwable cause) {
        return new SslException(ErrorQueue.put(error), cause);
    }
}
