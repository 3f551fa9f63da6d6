package dev.drawbridge.tls12;

import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.time.Duration;

/** Sessions that differ from a given one in one respect. */
final class Sessions {
    private Sessions() {
    }

    static Session of(Session s, ProtocolVersion version) {
        return new Session(version, s.suite(), s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(), s.peer(),
                s.created(), s.lifetime(), s.ticket(), s.limit());
    }

    static Session of(Session s, CipherSuite suite) {
        return new Session(s.version(), suite, s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(), s.peer(),
                s.created(), s.lifetime(), s.ticket(), s.limit());
    }

    static Session of(Session s, PeerVerified peer) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(), peer,
                s.created(), s.lifetime(), s.ticket(), s.limit());
    }

    /** Under another id. */
    static Session under(Session s, byte[] id) {
        return new Session(s.version(), s.suite(), id, s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(), s.peer(),
                s.created(), s.lifetime(), s.ticket(), s.limit());
    }

    /** Without extended master secret. */
    static Session unbound(Session s) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), false, s.serverName(), s.applicationProtocol(), s.peer(), s.created(),
                s.lifetime(), s.ticket(), s.limit());
    }

    /** Made so long ago that it is not fresh. */
    static Session old(Session s) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(),
                s.peer(), s.created().minus(Duration.ofDays(8)), s.lifetime(), s.ticket(), s.limit());
    }
}
