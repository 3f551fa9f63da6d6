package dev.drawbridge.tls12;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.verify.PeerVerified;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server needs from the master secret on. RFC 5246 section 7.3: in a full handshake the client's ChangeCipherSpec and Finished go first
 * (figure 1), in an abbreviated one ours do (figure 2).
 *
 * @param client verified, remembered or unauthenticated
 * @param ticket to be sent before our ChangeCipherSpec
 */
record ServerEnd12(Hellos12 hellos, PeerVerified client, MasterSecret12 master, Optional<NewSessionTicket12> ticket) {
    ServerEnd12 {
        requireNonNull(client);
    }

    /** Of a full handshake: seals the ticket, which is foreign work. It is sent when the client's Finished was right. */
    static ServerEnd12 full(Hellos12 hellos, PeerVerified client, MasterSecret12 master) {
        if (!hellos.ticketAnnounced()) {
            return new ServerEnd12(hellos, client, master, Optional.empty());
        }
        return new ServerEnd12(hellos, client, master, Optional.of(NewSession12.ticket(hellos.config().resumption().server(),
                NewSession12.ofServer(hellos, client, master), Instant.now())));
    }

    /** Checks the client's Finished, the last message; the secret of a failed handshake is wiped. */
    FinishedVerified12 check(Finished received) throws TlsFault {
        try {
            return master.check(received);
        } catch (TlsFault e) {
            master.wipe();
            throw e;
        }
    }

    /** Sends the ticket, if there is one, ChangeCipherSpec and Finished; what we read changes only when the client says so. */
    void send(KeyBlock12 keys, Records records) throws TlsFault {
        // RFC 5077 section 3.3: "This message is sent by the server during the TLS handshake before the ChangeCipherSpec message."
        if (ticket.isPresent()) {
            records.send(ticket.get());
        }
        records.sendChangeCipherSpec();
        records.writeKeys(keys.write());
        records.send(master.finished());
    }
}
