package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** session_ticket (RFC 5077 section 3.2): the client's ticket, or nothing in either direction. */
public record SessionTicket(byte[] ticket) implements Extension {
    /** The ticket is the whole extension_data, without a length of its own. */
    static SessionTicket readOffer(WireReader in) {
        return new SessionTicket(in.rest());
    }

    /** RFC 5077 section 3.2: the server answers with "a zero-length SessionTicket extension". */
    static SessionTicket readAnswer(WireReader in) throws TlsFault {
        in.finish();
        return new SessionTicket(new byte[0]);
    }

    @Override
    public int code() {
        return ExtensionType.SESSION_TICKET.code();
    }

    @Override
    public void write(WireWriter out) {
        out.bytes(ticket);
    }

    @Override
    public String toString() {
        return "SessionTicket[" + ticket.length + " bytes]";
    }
}
