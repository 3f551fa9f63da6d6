package dev.drawbridge.handshake;

import dev.drawbridge.verify.PeerVerified;
import java.util.Arrays;

/**
 * What a connection keeps of its last handshake so that the next one can be tied to it (RFC 5746), as TLS 1.2 and older need it.
 *
 * @param secure RFC 5746's secure_renegotiation flag: whether the peer ties renegotiations too
 * @param verifyData of both Finished, the client's first; no secret, and never changed
 * @param extendedMasterSecret whether RFC 7627 bound that handshake
 * @param asked as a server: whether the client was asked for a certificate by the settings of that handshake
 * @param peer who it was
 * @param untied whether it resumed a session that RFC 7627 had not bound. Its section 5.4: "the client MUST disable renegotiation", because another
 *     connection may have the same {@code verifyData}
 */
public record Predecessor(boolean secure, byte[] verifyData, boolean extendedMasterSecret, boolean asked, PeerVerified peer, boolean untied) {
    /** RFC 5746's client_verify_data: what a client says in renegotiation_info. */
    public byte[] ofClient() {
        return Arrays.copyOf(verifyData, verifyData.length / 2);
    }

    /** Its client_verify_data and server_verify_data: what a server says. */
    public byte[] ofBoth() {
        return verifyData.clone();
    }

    @Override
    public String toString() {
        return "Predecessor[" + (secure ? "secure]" : "not secure]");
    }
}
