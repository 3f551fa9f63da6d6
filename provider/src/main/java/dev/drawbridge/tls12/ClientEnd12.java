package dev.drawbridge.tls12;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.verify.PeerVerified;
import java.util.Optional;

/**
 * What a client needs from the keys on. RFC 5246 section 7.3: in a full handshake our ChangeCipherSpec and Finished go first (figure 1), in an
 * abbreviated one the server's do (figure 2).
 *
 * @param server verified, or remembered, or who has the pre-shared key
 * @param resumed the session of an abbreviated handshake
 */
record ClientEnd12(Hellos12 hellos, PeerVerified server, MasterSecret12 master, KeyBlock12 keys, Optional<Session> resumed) {
    ClientEnd12 {
        requireNonNull(server);
    }

    /**
     * The server resumes what we proposed. RFC 5246 section 7.3: "At this point, both client and server MUST send ChangeCipherSpec messages and
     * proceed directly to Finished messages."
     */
    static ClientEnd12 resume(Hellos12 hellos, Session session) {
        MasterSecret12 master = MasterSecret12.resumed(hellos, session);
        return new ClientEnd12(hellos, session.peer().remembered(), master, master.keyBlock(), Optional.of(session));
    }

    /**
     * What the server sends next. RFC 5077 section 3.3: NewSessionTicket "MUST be sent if the server included a SessionTicket extension in the
     * ServerHello. This message MUST NOT be sent if the server did not include a SessionTicket extension in the ServerHello."
     */
    Client12 await() {
        return hellos.ticketAnnounced() ? new Client12.ExpectNewSessionTicket(this)
                : new Client12.ExpectChangeCipherSpec(this, Optional.empty());
    }

    /** Sends ChangeCipherSpec and Finished; what we read changes only when the server says so. */
    void sendFinished(Records records) throws TlsFault {
        // RFC 5246 section 7.1: "Immediately after sending this message, the sender MUST instruct the record layer to make the write
        // pending state the write active state." And: "once the ChangeCipherSpec has been sent, the new CipherSpec MUST be used."
        records.sendChangeCipherSpec();
        records.writeKeys(keys.write());
        records.send(master.finished());
    }

    /**
     * The server's Finished was right, so that the session is one. RFC 5077 section 3.3: "The client MUST NOT treat the ticket as valid until it
     * has verified the server's Finished message."
     */
    void keep(Optional<NewSessionTicket12> ticket) {
        TlsConfig config = hellos.config();
        ConnectionFacts facts = hellos.facts();
        Optional<NewSessionTicket12> fitting = ticket.filter(t -> t.ticket().length <= Resumption12.LONGEST_TICKET);
        if (config.resumption().client() == ClientSessions.NONE) {
            return;
        }
        // A ticket that comes on resumption stands for the same session and makes it no younger.
        Optional<Session> kept = resumed.isPresent() ? fitting.map(t -> resumed.get().with(NewSession12.ticketOf(t)))
                : NewSession12.ofClient(hellos, server, master, fitting);
        kept.ifPresent(session -> {
            facts.sessionId(session.id());
            config.resumption().client().keep(session);
        });
    }
}
