package dev.drawbridge.message;

import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireWriter;

/** A handshake message (RFC 8446 section 4, RFC 5246 section 7.4), decoded. */
public sealed interface HandshakeMessage permits Certificate12, Certificate13, CertificateRequest12,
        CertificateRequest13, CertificateStatus, CertificateVerify, ClientHello, ClientKeyExchange, EncryptedExtensions,
        EndOfEarlyData, Finished, HelloRequest, KeyUpdate, NewSessionTicket12, NewSessionTicket13, ServerHello, ServerHelloDone,
        ServerKeyExchange {
    HandshakeType type();

    /** Writes the body, without the header of type and length. */
    void write(WireWriter out);
}
