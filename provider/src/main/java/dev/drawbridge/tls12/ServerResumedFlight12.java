package dev.drawbridge.tls12;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.session.Session;
import java.time.Instant;
import java.util.Optional;

/**
 * The server's only flight of an abbreviated handshake (RFC 5246 section 7.3, figure 2): ServerHello, perhaps NewSessionTicket,
 * ChangeCipherSpec, Finished.
 */
record ServerResumedFlight12(ServerEnd12 end, Session session, String applicationProtocol) implements ServerAnswer12 {

    /** The rest of the task that accepted the session. */
    static ServerResumedFlight12 make(Handshake hs, ClientHello hello, Resumption12.Accepted accepted, String applicationProtocol) {
        Session session = accepted.session();
        // RFC 5246 section 7.4.1.3, of the suite: "For resumed sessions, this field is the value from the state of the session being resumed."
        // RFC 5077 section 3.4: "If the server accepts the ticket and the Session ID is not empty, then it MUST respond with the same Session
        // ID present in the ClientHello."
        ServerHello answer = ServerFlight12.hello(hs.config(), session.version(), hello.sessionId(), session.suite(),
                ServerFlight12.resumedExtensions(hs, hello, applicationProtocol, accepted.renew(),
                        ServerFlight12.encryptThenMac(hs.config(), hello, session.suite())));
        Hellos12 hellos = new Hellos12(hs, session.suite(), hello, answer);
        Optional<NewSessionTicket12> ticket = accepted.renew()
                ? Optional.of(NewSession12.ticket(hs.config().resumption().server(), session, Instant.now())) : Optional.empty();
        ServerEnd12 end = new ServerEnd12(hellos, accepted.peer(), MasterSecret12.resumed(hellos, session), ticket);
        return new ServerResumedFlight12(end, session, applicationProtocol);
    }

    @Override
    public HandshakeState send(Records records) throws TlsFault {
        Hellos12 hellos = end.hellos();
        ConnectionFacts facts = hellos.facts();
        facts.cipherSuite(hellos.suite());
        facts.applicationProtocol(applicationProtocol);
        facts.extendedMasterSecret(hellos.extendedMasterSecret());
        facts.sessionId(session.id());
        facts.resumed(session);
        FragmentLimits.settle(facts, hellos.limit(), records);
        hellos.selectHash(false);
        records.send(hellos.server());
        KeyBlock12 keys = end.master().keyBlock();
        end.send(keys, records);
        return new ServerResumed12.ExpectChangeCipherSpec(end, keys);
    }
}
