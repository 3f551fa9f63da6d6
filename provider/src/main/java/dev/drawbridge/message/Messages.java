package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.Buffers;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** Bytes to handshake messages and back. */
public final class Messages {
    /** Type (1 byte) and length (3 bytes) in front of every body. */
    public static final int HEADER_LENGTH = 4;

    private Messages() {
    }

    /** Reads a body of {@code len} bytes, all of it; a type that does not exist in {@code f} is unexpected. */
    public static HandshakeMessage read(HandshakeType type, byte[] buf, int off, int len, MessageFormat f)
            throws TlsFault {
        WireReader in = new WireReader(type.toString(), buf, off, len);
        HandshakeMessage message = switch (f) {
            case UNDECIDED, UNDECIDED_SSL30 -> readUndecided(type, in, f);
            case SSL30, TLS11, TLS12 -> read12(type, in, f);
            case TLS13 -> read13(type, in);
        };
        in.finish();
        return message;
    }

    /** The message with its header, as it goes into the transcript and into records. */
    public static byte[] encode(HandshakeMessage m) {
        byte[] scratch = Buffers.borrow();
        WireWriter out = new WireWriter(scratch);
        try {
            return out.u8(m.type().code()).vector24(m::write).toByteArray();
        } finally {
            Buffers.giveBack(scratch, Math.min(out.length(), scratch.length));
        }
    }

    private static HandshakeMessage readUndecided(HandshakeType type, WireReader in, MessageFormat format) throws TlsFault {
        return switch (type) {
            case HELLO_REQUEST -> HelloRequest.read(in);
            case CLIENT_HELLO -> ClientHello.read(in, format.ssl());
            case SERVER_HELLO -> ServerHello.read(in, format.ssl());
            default -> throw unexpected(type, format);
        };
    }

    private static HandshakeMessage read12(HandshakeType type, WireReader in, MessageFormat format) throws TlsFault {
        return switch (type) {
            case HELLO_REQUEST -> HelloRequest.read(in);
            case CLIENT_HELLO -> ClientHello.read(in, format.ssl());
            case SERVER_HELLO -> ServerHello.read(in, format.ssl());
            case NEW_SESSION_TICKET -> NewSessionTicket12.read(in);
            case CERTIFICATE -> Certificate12.read(in);
            case SERVER_KEY_EXCHANGE -> ServerKeyExchange.read(in);
            case CERTIFICATE_REQUEST -> CertificateRequest12.read(in, format == MessageFormat.TLS12);
            case SERVER_HELLO_DONE -> ServerHelloDone.read(in);
            case CERTIFICATE_VERIFY -> format == MessageFormat.TLS12 ? CertificateVerify.read(in) : CertificateVerify.readUnnamed(in);
            case CLIENT_KEY_EXCHANGE -> ClientKeyExchange.read(in);
            case FINISHED -> Finished.read(in);
            case CERTIFICATE_STATUS -> CertificateStatus.read(in);
            default -> throw unexpected(type, format);
        };
    }

    private static HandshakeMessage read13(HandshakeType type, WireReader in) throws TlsFault {
        return switch (type) {
            case CLIENT_HELLO -> ClientHello.read(in);
            case SERVER_HELLO -> ServerHello.read(in);
            case NEW_SESSION_TICKET -> NewSessionTicket13.read(in);
            // RFC 8446 section 4.5: "Servers MUST NOT send this message, and clients receiving it MUST terminate the connection with an
            // "unexpected_message" alert." No state of a client takes it.
            case END_OF_EARLY_DATA -> EndOfEarlyData.read(in);
            case ENCRYPTED_EXTENSIONS -> EncryptedExtensions.read(in);
            case CERTIFICATE -> Certificate13.read(in);
            case CERTIFICATE_REQUEST -> CertificateRequest13.read(in);
            case CERTIFICATE_VERIFY -> CertificateVerify.read(in);
            case FINISHED -> Finished.read(in);
            case KEY_UPDATE -> KeyUpdate.read(in);
            default -> throw unexpected(type, MessageFormat.TLS13);
        };
    }

    /** RFC 8446 section 4: a handshake message received in an unexpected order ends in "unexpected_message". */
    private static TlsFault unexpected(HandshakeType type, MessageFormat format) {
        return new TlsFault(Fault.UNEXPECTED_MESSAGE, type + " in " + format);
    }
}
