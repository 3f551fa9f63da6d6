package dev.drawbridge.diag;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.List;

/**
 * What a handshake came to, without any secret.
 *
 * @param role {@code client} or {@code server}, ours
 * @param peer host and port, as far as they are known
 * @param agreed what was negotiated, as far as it came
 * @param chains who authenticated
 * @param millis from the beginning of the handshake
 * @param failure or null when it succeeded
 */
public record HandshakeReport(String role, String peer, Agreed agreed, Chains chains, long millis, Failure failure) {
    /**
     * What was negotiated; each part may be null. The signature scheme is the server's.
     *
     * @param resumed whether an earlier session was resumed
     */
    public record Agreed(ProtocolVersion protocol, CipherSuite cipherSuite, NamedGroup group, SignatureScheme signatureScheme,
            String alpn, boolean resumed) {
    }

    /**
     * Who authenticated, as subject names, leaf first.
     *
     * @param verifiedBy who judged the peer against what; null when nobody had to
     */
    public record Chains(List<String> local, List<String> peer, String verifiedBy) {
    }

    /** Why it failed: the alert's name or null, and the reason in words. */
    public record Failure(String alert, String reason) {
    }

    /** One JSON object on one line; what is not known is null. */
    public String toJson() {
        CipherSuite suite = agreed.cipherSuite();
        JsonLine line = new JsonLine()
                .text("event", failure == null ? "handshake" : "failure")
                .text("role", role)
                .text("peer", peer)
                .text("protocol", agreed.protocol())
                .text("cipherSuite", suite == null ? null : suite.name())
                .text("opensslCipher", suite == null ? null : suite.opensslName())
                .text("group", agreed.group())
                .text("signatureScheme", agreed.signatureScheme())
                .text("alpn", agreed.alpn())
                .flag("resumed", agreed.resumed())
                .texts("localChain", chains.local())
                .texts("peerChain", chains.peer())
                .text("verifiedBy", chains.verifiedBy())
                .number("millis", millis);
        if (failure != null) {
            line.text("alert", failure.alert()).text("reason", failure.reason());
        }
        return line.toString();
    }
}
