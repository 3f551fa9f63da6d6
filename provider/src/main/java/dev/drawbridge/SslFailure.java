package dev.drawbridge;

/**
 * Why a connection failed, in OpenSSL's words: the {@code SSLException}s of sockets and engines whose connection TLS itself ended, on either side,
 * are instances of this, beside being what programs catch.
 *
 * <pre>{@code
 * catch (SSLException e) {
 *     if (e instanceof SslFailure f) {
 *         log("error:%08X:SSL routines::%s".formatted(f.code(), f.reason()));
 *     }
 * }
 * }</pre>
 */
public interface SslFailure {
    /** OpenSSL's reason, such as {@code wrong version number}, or {@code sslv3 alert handshake failure} for an alert of the peer. */
    String reason();

    /** The packed code of OpenSSL's {@code ERR_get_error(3)}, such as {@code 0x0A00010B}. */
    int code();

    /** The name of the alert that ended the connection, ours or the peer's, such as {@code handshake_failure}; null for one that is not known. */
    String alert();
}
