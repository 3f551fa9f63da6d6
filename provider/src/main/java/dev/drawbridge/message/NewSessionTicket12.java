package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** NewSessionTicket of TLS 1.2 (RFC 5077 section 3.3); an empty ticket says that there is none after all. */
public record NewSessionTicket12(long lifetimeHint, byte[] ticket) implements HandshakeMessage {
    public static NewSessionTicket12 read(WireReader in) throws TlsFault {
        return new NewSessionTicket12(in.u32(), in.opaque16(0, 0xffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void write(WireWriter out) {
        out.u32(lifetimeHint).opaque16(ticket);
    }

    @Override
    public String toString() {
        return "NewSessionTicket[" + lifetimeHint + " seconds, ticket of " + ticket.length + " bytes]";
    }
}
