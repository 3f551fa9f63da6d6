package dev.drawbridge.openssl;

import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import java.util.Locale;

/**
 * An entry of the {@link ErrorQueue}.
 *
 * @param code the packed code of {@code ERR_get_error(3)}: the library's number times 2^23, and the reason's
 * @param library OpenSSL's name of the library, such as {@code SSL routines}
 * @param function the call in which it happened
 * @param reason OpenSSL's words for the reason
 * @param file where it was said, for whoever looks into Drawbridge
 * @param line of the file, or 0
 * @param data more about it in a sentence, free of secrets; perhaps empty
 */
public record OpensslError(long code, String library, String function, String reason, String file, int line, String data) {
    /** {@code ERR_LIB_SYS}. */
    static final int LIB_SYS = 2;
    /** {@code ERR_LIB_X509}. */
    static final int LIB_X509 = 11;
    /** {@code ERR_LIB_SSL}. */
    static final int LIB_SSL = 20;
    /** OpenSSL's distance between libraries in a code ({@code ERR_LIB_OFFSET}). */
    private static final int LIB_SHIFT = 23;

    static OpensslError of(int lib, int reasonNumber, String reason, String function, String data) {
        String library = switch (lib) {
            case LIB_SYS -> "system library";
            case LIB_X509 -> "x509 certificate routines";
            default -> "SSL routines";
        };
        return new OpensslError(((long) lib << LIB_SHIFT) | reasonNumber, library, function, reason, "Ssl.java", 0, data);
    }

    /** An error of a call. */
    static OpensslError of(SslReason reason, String function, String data) {
        return of(reason.told(), function, data);
    }

    /** The error of a connection that failed. */
    static OpensslError of(TlsFault fault, String function) {
        int alert = fault.alert() == null ? 0 : fault.alert().code();
        return of(SslReason.of(fault), function, fault.received() ? "SSL alert number " + alert : fault.getMessage());
    }

    private static OpensslError of(SslReason.Told told, String function, String data) {
        return of(LIB_SSL, told.number(), told.text(), function, data);
    }

    /** {@code ERR_GET_LIB}. */
    public int libraryNumber() {
        return (int) (code >>> LIB_SHIFT) & 0xff;
    }

    /** {@code ERR_GET_REASON}. */
    public int reasonNumber() {
        return (int) (code & 0x7fffff);
    }

    /** As {@code ERR_error_string(3)}: {@code error:0A000086:SSL routines:connect:certificate verify failed}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "error:%08X:%s:%s:%s", code, library, function, reason);
    }

    /** A line of {@code ERR_print_errors(3)}, without its end. */
    String line(String thread) {
        return thread + ":" + this + ":" + file + ":" + line + ":" + data;
    }
}
