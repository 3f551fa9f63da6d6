package dev.drawbridge.openssl;

/**
 * The options of {@code SSL_CTX_set_options(3)} that have an effect here. Those that OpenSSL keeps without one, and those of DTLS, QUIC and
 * kernel TLS, are left out.
 */
public enum SslOption {
    /** {@code SSL_OP_NO_TICKET}. */
    NO_TICKET("-SessionTicket"),
    /** {@code SSL_OP_CIPHER_SERVER_PREFERENCE}. */
    CIPHER_SERVER_PREFERENCE("ServerPreference"),
    /** {@code SSL_OP_PRIORITIZE_CHACHA}. */
    PRIORITIZE_CHACHA("PrioritizeChaCha"),
    /** {@code SSL_OP_ALLOW_NO_DHE_KEX}. */
    ALLOW_NO_DHE_KEX("AllowNoDHEKEX"),
    /** {@code SSL_OP_PREFER_NO_DHE_KEX}. */
    PREFER_NO_DHE_KEX("PreferNoDHEKEX"),
    /** {@code SSL_OP_ENABLE_MIDDLEBOX_COMPAT}, which is on unless it is cleared. */
    ENABLE_MIDDLEBOX_COMPAT("MiddleboxCompat"),
    /** {@code SSL_OP_NO_ANTI_REPLAY}. */
    NO_ANTI_REPLAY("-AntiReplay"),
    /** {@code SSL_OP_DISABLE_TLSEXT_CA_NAMES}. */
    DISABLE_TLSEXT_CA_NAMES("-CANames"),
    /** {@code SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS}: in TLS 1.0 nothing is done against BEAST; {@code SSL_OP_ALL} has it in OpenSSL. */
    DONT_INSERT_EMPTY_FRAGMENTS("-EmptyFragments"),
    /** {@code SSL_OP_IGNORE_UNEXPECTED_EOF}. */
    IGNORE_UNEXPECTED_EOF("IgnoreUnexpectedEOF"),
    /** {@code SSL_OP_NO_ENCRYPT_THEN_MAC}. */
    NO_ENCRYPT_THEN_MAC("-EncryptThenMac"),
    /** {@code SSL_OP_ALLOW_CLIENT_RENEGOTIATION}. */
    ALLOW_CLIENT_RENEGOTIATION("ClientRenegotiation"),
    /** {@code SSL_OP_NO_RENEGOTIATION}. */
    NO_RENEGOTIATION("NoRenegotiation"),
    /** {@code SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION}. */
    NO_SESSION_RESUMPTION_ON_RENEGOTIATION("NoResumptionOnRenegotiation"),
    /** {@code SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION}. */
    ALLOW_UNSAFE_LEGACY_RENEGOTIATION("UnsafeLegacyRenegotiation"),
    /** {@code SSL_OP_LEGACY_SERVER_CONNECT}. */
    LEGACY_SERVER_CONNECT("UnsafeLegacyServerConnect"),
    /** {@code SSL_OP_NO_TLSv1_3}. */
    NO_TLSv1_3("Protocol", "-TLSv1.3", "TLSv1.3"),
    /** {@code SSL_OP_NO_TLSv1_2}. */
    NO_TLSv1_2("Protocol", "-TLSv1.2", "TLSv1.2"),
    /** {@code SSL_OP_NO_TLSv1_1}. */
    NO_TLSv1_1("Protocol", "-TLSv1.1", "TLSv1.1"),
    /** {@code SSL_OP_NO_TLSv1}. */
    NO_TLSv1("Protocol", "-TLSv1", "TLSv1"),
    /** {@code SSL_OP_NO_SSLv3}. */
    NO_SSLv3("Protocol", "-SSLv3", "SSLv3");

    private final String command;
    private final String on;
    private final String off;

    SslOption(String word) {
        this("Options", word, word.startsWith("-") ? word.substring(1) : "-" + word);
    }

    SslOption(String command, String on, String off) {
        this.command = command;
        this.on = on;
        this.off = off;
    }

    /** The command of SSL_CONF_cmd(3) that says the same. */
    String command() {
        return command;
    }

    String value(boolean set) {
        return set ? on : off;
    }
}
