package dev.drawbridge.tls12;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import java.security.MessageDigest;

/** RFC 5746 in the hellos: ties a renegotiation to the handshake before it, and shows that a first handshake has none before it. */
public final class Renegotiation12 {
    private Renegotiation12() {
    }

    /**
     * Whether a client's hello signals by the cipher suite. RFC 5746 section 3.4: "The client MUST include either an empty
     * "renegotiation_info" extension, or the TLS_EMPTY_RENEGOTIATION_INFO_SCSV signaling cipher suite value in the ClientHello." Section 4.2
     * of a renegotiation with a server that does not know it: clients "MUST provide either" of both. Section 3.5 of a secure one: "The SCSV
     * MUST NOT be included."
     */
    public static boolean signalsBySuite(Predecessor before) {
        return before == null || !before.secure();
    }

    /**
     * RFC 5746 section 3.5: "The client MUST include the "renegotiation_info" extension in the ClientHello, containing the saved
     * client_verify_data."
     *
     * @param before of a secure renegotiation
     */
    public static RenegotiationInfo ofClient(Predecessor before) {
        return new RenegotiationInfo(before.ofClient());
    }

    /** The server's look at the client's signals. */
    static void check(Handshake hs, ClientHello hello) throws TlsFault {
        RenegotiationInfo info = hello.extensions().get(RenegotiationInfo.class);
        Predecessor before = hs.before();
        if (before == null) {
            // RFC 5746 section 3.6: "Note that this section and Section 3.7 apply to both full handshakes and session resumption handshakes."
            // And: "The server MUST then verify that the length of the "renegotiated_connection" field is zero, and if it is
            // not, MUST abort the handshake."
            requireEmpty(info);
            return;
        }
        // RFC 5746 section 3.7: "When a ClientHello is received, the server MUST verify that it does not contain the
        // TLS_EMPTY_RENEGOTIATION_INFO_SCSV SCSV. If the SCSV is present, the server MUST abort the handshake." Section 4.4 has the same.
        if (hello.cipherSuites().contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV)) {
            throw new TlsFault(Fault.BAD_RENEGOTIATION_INFO, "signaling suite in a renegotiation");
        }
        requireAsBefore(before, info);
        // Section 3.7: "The server MUST verify that the value of the "renegotiated_connection" field is equal to the saved client_verify_data
        // value; if it is not, the server MUST abort the handshake."
        if (info != null && !MessageDigest.isEqual(info.verifyData(), before.ofClient())) {
            throw new TlsFault(Fault.BAD_RENEGOTIATION_INFO, "not of the handshake before");
        }
        requireBound(before, hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET));
    }

    /** The client's look at the server's answer. */
    static void check(Handshake hs, ServerHello choice) throws TlsFault {
        RenegotiationInfo info = choice.extensions().get(RenegotiationInfo.class);
        Predecessor before = hs.before();
        if (before == null) {
            // RFC 5746 section 3.4: "Note that this section and Section 3.5 apply to both full handshakes and session resumption handshakes."
            // And: "If the extension is not present, the server does not support secure renegotiation [...] In this case,
            // some clients may want to terminate the handshake instead of continuing". We do, as OpenSSL 3 does.
            if (info == null && !hs.config().allowUnsafeLegacy()) {
                throw new TlsFault(Fault.INSECURE_RENEGOTIATION);
            }
            // Same section: "The client MUST then verify that the length of the "renegotiated_connection" field is zero, and if it is not,
            // MUST abort the handshake (by sending a fatal handshake_failure alert)."
            requireEmpty(info);
            return;
        }
        requireAsBefore(before, info);
        // RFC 5746 section 3.5: "The client MUST then verify that the first half of the "renegotiated_connection" field is equal to the saved
        // client_verify_data value, and the second half is equal to the saved server_verify_data value. If they are not, the client MUST abort
        // the handshake."
        if (info != null && !MessageDigest.isEqual(info.verifyData(), before.ofBoth())) {
            throw new TlsFault(Fault.BAD_RENEGOTIATION_INFO, "not of the handshake before");
        }
        requireBound(before, choice.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET));
    }

    /**
     * Whether a renegotiation is a full handshake whatever the client proposes: by {@code NoResumptionOnRenegotiation}, and where the program
     * asks for a certificate now and did not before, and the session has none: that is what such a program renegotiates for.
     */
    static boolean refusesResumption(Handshake hs, Session session) {
        boolean asks = hs.config().authentication().clientAuth() != ClientAuth.NONE && !hs.before().asked();
        return rules(hs).noResumption() || asks && !session.peer().authenticated();
    }

    /** Whether the client has shown its certificate before and is to be asked but once. As in OpenSSL the new session does not name it then. */
    static boolean knowsClient(Handshake hs) {
        return hs.before() != null && rules(hs).once() && hs.before().peer().authenticated();
    }

    private static RenegotiationRules rules(Handshake hs) {
        return hs.config().tuning().options().renegotiation();
    }

    /** What a server answers, or null where the client does not know RFC 5746. */
    static RenegotiationInfo answer(Handshake hs, ClientHello hello) {
        boolean signaled = hello.extensions().has(ExtensionType.RENEGOTIATION_INFO)
                || hello.cipherSuites().contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV);
        if (!signaled) {
            return null;
        }
        // RFC 5746 section 3.6: "If the secure_renegotiation flag is set to TRUE, the server MUST include an empty "renegotiation_info"
        // extension in the ServerHello message." Section 3.7: "The server MUST include a "renegotiation_info" extension containing the saved
        // client_verify_data and server_verify_data in the ServerHello."
        return new RenegotiationInfo(hs.before() == null ? new byte[0] : hs.before().ofBoth());
    }

    private static void requireEmpty(RenegotiationInfo info) throws TlsFault {
        if (info != null && info.verifyData().length != 0) {
            throw new TlsFault(Fault.BAD_RENEGOTIATION_INFO, info.verifyData().length + " bytes in an initial handshake");
        }
    }

    /**
     * RFC 5746 section 3.5 of a ServerHello: "the client MUST verify that the "renegotiation_info" extension is present; if it is not, the
     * client MUST abort the handshake." Section 3.7 has the same of a ClientHello. Sections 4.2 and 4.4 of a peer that did not know the
     * extension before: the client "MUST verify that it does not contain the "renegotiation_info" extension", and so must the server, because
     * "the only way that this can happen is if the server is broken or there is an attack".
     */
    private static void requireAsBefore(Predecessor before, RenegotiationInfo info) throws TlsFault {
        if ((info != null) != before.secure()) {
            throw new TlsFault(Fault.BAD_RENEGOTIATION_INFO, info == null ? "none in a renegotiation" : "none in the handshake before");
        }
    }

    /** What RFC 7627 bound stays bound: otherwise the keys of a renegotiation could be those of another one. */
    private static void requireBound(Predecessor before, boolean extendedMasterSecret) throws TlsFault {
        if (before.extendedMasterSecret() && !extendedMasterSecret) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_CHANGED, "gone in a renegotiation");
        }
    }
}
