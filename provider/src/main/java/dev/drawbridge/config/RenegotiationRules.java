package dev.drawbridge.config;

/**
 * When connections of TLS 1.2 are negotiated again, in OpenSSL's words.
 *
 * @param byClient as a server: whether a client may start it ({@code ClientRenegotiation})
 * @param none whether nobody may ({@code NoRenegotiation})
 * @param unsafe whether it is done with a peer without RFC 5746 ({@code UnsafeLegacyRenegotiation})
 * @param noResumption as a server: whether no session is resumed in it ({@code NoResumptionOnRenegotiation})
 * @param legacyServers as a client: whether a first handshake is done with a server without RFC 5746 ({@code UnsafeLegacyServerConnect})
 * @param once as a server: whether a client that has shown its certificate is not asked again ({@code VerifyMode = Once})
 */
public record RenegotiationRules(boolean byClient, boolean none, boolean unsafe, boolean noResumption, boolean legacyServers,
        boolean once) {
    /** As when nobody says anything: OpenSSL 3's. */
    public static final RenegotiationRules DEFAULT = new RenegotiationRules(false, false, false, false, false, false);

    /** The same with another word on whether a client that has shown its certificate is asked again. */
    public RenegotiationRules withOnce(boolean other) {
        return new RenegotiationRules(byClient, none, unsafe, noResumption, legacyServers, other);
    }
}
