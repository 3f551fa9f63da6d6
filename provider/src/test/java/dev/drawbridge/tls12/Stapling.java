package dev.drawbridge.tls12;

import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.StatusRequest;
import java.util.List;
import java.util.stream.Stream;

/** What a server does that staples an OCSP response, whatever it is. */
final class Stapling {
    private Stapling() {
    }

    /** Has a server say that it may staple, and put these messages behind its Certificate. */
    static void by(Endpoint server, CertificateStatus... status) {
        server.sends = m -> m instanceof ServerHello hello ? List.of(acknowledged(hello))
                : m instanceof Certificate12 ? Stream.concat(Stream.of(m), Stream.<HandshakeMessage>of(status)).toList() : List.of(m);
    }

    static ServerHello acknowledged(ServerHello hello) {
        return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuite(), 0,
                hello.extensions().with(new StatusRequest(new byte[0])));
    }
}
