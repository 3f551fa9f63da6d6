package dev.drawbridge.config;

import dev.drawbridge.config.conf.RecordPadding;
import dev.drawbridge.config.conf.SuiteB;

/**
 * What {@code Options} and {@code RecordPadding} of OpenSSL's configuration change about a connection.
 *
 * @param padding to what multiples records of TLS 1.3 are padded
 * @param prioritizeChaCha as a server whose order decides: whether ChaCha20-Poly1305 comes first for a client that puts it first
 * @param middleboxCompat as a client: whether TLS 1.3 is made to look like TLS 1.2 to those between (RFC 8446 appendix D.4)
 * @param ignoreUnexpectedEof whether an end without close_notify is an end like any other; null when nobody says
 * @param allowNoDheKex whether a PSK of TLS 1.3 may be used without a key exchange
 * @param preferNoDheKex as a server that allows it: whether it is, where the client allows both
 * @param encryptThenMac whether records of suites with CBC are encrypted first where both sides can (RFC 7366)
 * @param splitRecords whether the first byte of application data in TLS 1.0 goes into a record of its own where a suite has CBC
 * @param fallback as a client: whether it tells the server that it tried a newer version before (RFC 7507)
 * @param halfClose whether we may go on writing when the peer has said close_notify in TLS 1.2 too, as programs of OpenSSL may
 * @param renegotiation when connections of TLS 1.2 are negotiated again
 * @param ssl2Hello as a server: whether a first ClientHello may have the form of SSL 2.0 (RFC 5246 appendix E.2)
 * @param suiteB the profile of Suite B that the cipher string is, or null
 */
public record SslOptions(RecordPadding padding, boolean prioritizeChaCha, boolean middleboxCompat, Boolean ignoreUnexpectedEof,
        boolean allowNoDheKex, boolean preferNoDheKex, boolean encryptThenMac, boolean splitRecords, boolean fallback,
        boolean halfClose, RenegotiationRules renegotiation, boolean ssl2Hello, SuiteB suiteB) {
    /** As when nobody says anything. */
    public static final SslOptions DEFAULT = new SslOptions(new RecordPadding(0, 0), false, true, null, false, false, true, true, false, false,
            RenegotiationRules.DEFAULT, false, null);

    /** The same with half-close, which a program has by its face and not by an option. */
    public SslOptions withHalfClose() {
        return new SslOptions(padding, prioritizeChaCha, middleboxCompat, ignoreUnexpectedEof, allowNoDheKex, preferNoDheKex, encryptThenMac, splitRecords,
                fallback, true, renegotiation, ssl2Hello, suiteB);
    }

    /** The same of a client that says whether it tried a newer version before, which its program knows. */
    public SslOptions withFallback(boolean tried) {
        return new SslOptions(padding, prioritizeChaCha, middleboxCompat, ignoreUnexpectedEof, allowNoDheKex, preferNoDheKex, encryptThenMac,
                splitRecords, tried, halfClose, renegotiation, ssl2Hello, suiteB);
    }

    /** The same with other rules of renegotiation. */
    public SslOptions with(RenegotiationRules other) {
        return new SslOptions(padding, prioritizeChaCha, middleboxCompat, ignoreUnexpectedEof, allowNoDheKex, preferNoDheKex, encryptThenMac,
                splitRecords, fallback, halfClose, other, ssl2Hello, suiteB);
    }

    /** The same of a server that takes hellos in the form of SSL 2.0, or not. */
    public SslOptions withSsl2Hello(boolean takes) {
        return new SslOptions(padding, prioritizeChaCha, middleboxCompat, ignoreUnexpectedEof, allowNoDheKex, preferNoDheKex, encryptThenMac,
                splitRecords, fallback, halfClose, renegotiation, takes, suiteB);
    }
}
