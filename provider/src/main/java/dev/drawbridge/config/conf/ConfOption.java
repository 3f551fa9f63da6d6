package dev.drawbridge.config.conf;

/** The words of the command {@code Options}, as the user means them: {@code SessionTicket} is on when tickets are used. */
public enum ConfOption implements ConfWord {
    SESSION_TICKET("SessionTicket"),
    EMPTY_FRAGMENTS("EmptyFragments"),
    BUGS("Bugs"),
    COMPRESSION("Compression"),
    SERVER_PREFERENCE("ServerPreference", ConfRole.SERVER),
    NO_RESUMPTION_ON_RENEGOTIATION("NoResumptionOnRenegotiation", ConfRole.SERVER),
    DH_SINGLE("DHSingle", ConfRole.SERVER),
    ECDH_SINGLE("ECDHSingle", ConfRole.SERVER),
    UNSAFE_LEGACY_RENEGOTIATION("UnsafeLegacyRenegotiation"),
    UNSAFE_LEGACY_SERVER_CONNECT("UnsafeLegacyServerConnect"),
    CLIENT_RENEGOTIATION("ClientRenegotiation"),
    ENCRYPT_THEN_MAC("EncryptThenMac"),
    NO_RENEGOTIATION("NoRenegotiation"),
    ALLOW_NO_DHE_KEX("AllowNoDHEKEX"),
    PREFER_NO_DHE_KEX("PreferNoDHEKEX"),
    PRIORITIZE_CHACHA("PrioritizeChaCha"),
    MIDDLEBOX_COMPAT("MiddleboxCompat"),
    ANTI_REPLAY("AntiReplay"),
    EXTENDED_MASTER_SECRET("ExtendedMasterSecret"),
    CA_NAMES("CANames"),
    KTLS("KTLS"),
    TX_CERTIFICATE_COMPRESSION("TxCertificateCompression"),
    RX_CERTIFICATE_COMPRESSION("RxCertificateCompression"),
    STRICT_CERT_CHECK("StrictCertCheck"),
    KTLS_TX_ZEROCOPY_SENDFILE("KTLSTxZerocopySendfile"),
    IGNORE_UNEXPECTED_EOF("IgnoreUnexpectedEOF");

    private final String word;
    private final ConfRole role;

    ConfOption(String word) {
        this(word, null);
    }

    ConfOption(String word, ConfRole role) {
        this.word = word;
        this.role = role;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public ConfRole role() {
        return role;
    }
}
