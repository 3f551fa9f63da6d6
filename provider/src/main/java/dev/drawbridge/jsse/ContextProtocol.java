package dev.drawbridge.jsse;

import dev.drawbridge.spec.ProtocolVersion;

/**
 * What the name of an {@code SSLContext} says: a bound on the versions a client enables of its own accord, as JSSE has it.
 *
 * @param newest the newest of them
 * @param followsProperties whether {@code jdk.tls.client.protocols} and {@code jdk.tls.server.protocols} count
 */
record ContextProtocol(ProtocolVersion newest, boolean followsProperties) {
    static final ContextProtocol TLS = new ContextProtocol(ProtocolVersion.TLS13, true);
    static final ContextProtocol TLS13 = new ContextProtocol(ProtocolVersion.TLS13, false);
    static final ContextProtocol TLS10 = new ContextProtocol(ProtocolVersion.TLS10, false);
    static final ContextProtocol TLS11 = new ContextProtocol(ProtocolVersion.TLS11, false);
    static final ContextProtocol TLS12 = new ContextProtocol(ProtocolVersion.TLS12, false);
}
