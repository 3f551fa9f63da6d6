package dev.drawbridge.tls12;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.verify.PeerVerified;

/**
 * After the handshake: application data flows. A request to renegotiate that comes here is one that the connection does not allow: it is
 * refused in the way that keeps the connection (RFC 5246 section 7.2.2).
 *
 * @param client our role
 * @param format of the version
 * @param refusalsLeft how many more requests are refused before the connection ends
 * @param predecessor what a renegotiation is tied to. RFC 5746 section 3.5: "When the handshake has completed, the client needs to save the
 *     new client_verify_data and server_verify_data values." Section 3.7 has the same of the server
 */
public record Connected12(boolean client, MessageFormat format, int refusalsLeft, Predecessor predecessor, FinishedVerified12 finished) implements HandshakeState {
    public Connected12 {
        requireNonNull(predecessor);
        requireNonNull(finished);
    }

    static Connected12 after(Hellos12 hellos, PeerVerified peer, FinishedVerified12 finished, MasterSecret12 master) {
        requireNonNull(peer);
        // A server answers exactly where the client signaled, so that its answer tells both.
        boolean secure = hellos.server().extensions().has(ExtensionType.RENEGOTIATION_INFO);
        return new Connected12(hellos.config().client(), MessageFormat.of12(hellos.version()), hellos.config().limits().renegotiationRequests(),
                new Predecessor(secure, master.verifyData(), hellos.extendedMasterSecret(),
                        hellos.config().authentication().clientAuth() != ClientAuth.NONE, peer,
                        hellos.facts().resumed() && !hellos.extendedMasterSecret()), finished);
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public Step on(HandshakeMessage m, Records records) throws TlsFault {
        boolean request = client ? m instanceof HelloRequest : m instanceof ClientHello;
        if (!request) {
            throw TlsFault.unexpected(m, "application data");
        }
        // RFC 5746 section 4.5: "SSLv3 clients that refuse renegotiation SHOULD use a fatal handshake_failure alert." Its servers have nothing else.
        if (format == MessageFormat.SSL30) {
            throw new TlsFault(Fault.RENEGOTIATION_REFUSED);
        }
        // RFC 8446 section 4.1.2: "If a server established a TLS connection with a previous version of TLS and receives a TLS 1.3
        // ClientHello in a renegotiation, it MUST retain the previous protocol version. In particular, it MUST NOT negotiate TLS 1.3."
        if (refusalsLeft == 0) {
            throw new TlsFault(Fault.TOO_MANY_RENEGOTIATION_REQUESTS);
        }
        // RFC 5246 section 7.2.2 on no_renegotiation: "Sent by the client in response to a hello request or by the server in response to a
        // client hello after initial handshaking. [...] This message is always a warning."
        records.sendWarning(Alert.NO_RENEGOTIATION);
        return new Step.To(new Connected12(client, format, refusalsLeft - 1, predecessor, finished));
    }
}
