package dev.drawbridge.tls13;

import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import java.util.List;

/** Hellos with something changed. */
public final class Hellos {
    private Hellos() {
    }

    public static ClientHello sessionId(HandshakeMessage m, byte[] id) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), id, h.cipherSuites(), h.compressionMethods(), h.extensions());
    }

    public static ClientHello random(HandshakeMessage m, byte[] random) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), random, h.sessionId(), h.cipherSuites(), h.compressionMethods(), h.extensions());
    }

    public static ClientHello version(HandshakeMessage m, int version) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(version, h.random(), h.sessionId(), h.cipherSuites(), h.compressionMethods(), h.extensions());
    }

    public static ClientHello suites(HandshakeMessage m, CodePoints suites) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), suites, h.compressionMethods(), h.extensions());
    }

    public static ClientHello compression(HandshakeMessage m, byte... methods) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuites(), methods, h.extensions());
    }

    public static ClientHello extensions(HandshakeMessage m, Extensions extensions) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuites(), h.compressionMethods(), extensions);
    }

    public static ClientHello with(HandshakeMessage m, Extension extension) {
        return extensions(m, ((ClientHello) m).extensions().with(extension));
    }

    public static ClientHello without(HandshakeMessage m, ExtensionType type) {
        return extensions(m, without(((ClientHello) m).extensions(), type));
    }

    public static ServerHello server(HandshakeMessage m, byte[] sessionId, int suite, Extensions extensions) {
        ServerHello h = (ServerHello) m;
        return new ServerHello(h.legacyVersion(), h.random(), sessionId, suite, 0, extensions);
    }

    public static ServerHello serverSessionId(HandshakeMessage m, byte[] sessionId) {
        ServerHello h = (ServerHello) m;
        return server(m, sessionId, h.cipherSuite(), h.extensions());
    }

    public static ServerHello serverSuite(HandshakeMessage m, int suite) {
        ServerHello h = (ServerHello) m;
        return server(m, h.sessionId(), suite, h.extensions());
    }

    public static ServerHello serverWith(HandshakeMessage m, Extension extension) {
        ServerHello h = (ServerHello) m;
        return server(m, h.sessionId(), h.cipherSuite(), h.extensions().with(extension));
    }

    public static ServerHello serverWithout(HandshakeMessage m, ExtensionType type) {
        ServerHello h = (ServerHello) m;
        return server(m, h.sessionId(), h.cipherSuite(), without(h.extensions(), type));
    }

    public static Extensions without(Extensions extensions, ExtensionType type) {
        List<Extension> rest = extensions.all().stream().filter(e -> e.code() != type.code()).toList();
        return Extensions.of(rest);
    }
}
