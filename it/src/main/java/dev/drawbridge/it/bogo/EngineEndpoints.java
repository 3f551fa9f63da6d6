package dev.drawbridge.it.bogo;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;

/** Endpoints of the engine's own API, which is given its sessions. */
final class EngineEndpoints implements Endpoints {
    static final Crypto CRYPTO = new BcCrypto(new SecureRandom());

    private final boolean server;
    private final ShimServerSessions ofServer;
    private Newest ofClient = new Newest(null);

    EngineEndpoints(Plan plan) {
        server = plan.initial().server;
        ofServer = server ? new ShimServerSessions(CRYPTO, plan) : null;
    }

    /** A client's session of the connection before, and the newest of this one. */
    private static final class Newest implements ClientSessions {
        private Session offered;
        private Session newest;

        Newest(Session offered) {
            this.offered = offered;
        }

        @Override
        public synchronized Session take() {
            Session session = offered;
            offered = null;
            return session;
        }

        /** Without the group of its connection: the tests expect the shares of a first connection. */
        @Override
        public synchronized void keep(Session session) {
            Session.Ticket t = session.ticket();
            newest = t == null ? session.copy()
                    : session.copy().with(new Session.Ticket(t.bytes(), t.ageAdd(), t.received(), t.maxEarlyData()));
        }

        synchronized Session newest() {
            return newest;
        }
    }

    @Override
    public Endpoint next(int number, Settings settings, Party party) throws GeneralSecurityException, Mismatch {
        if (server) {
            ofServer.next(number, settings);
            EarlyData early = settings.enableEarlyData ? new EarlyData() : null;
            return new EngineEndpoint(settings, party, new TlsConfig.Resumption(ClientSessions.NONE, ofServer, false, early));
        }
        Mismatch.check(number == 0 || ofClient.newest() != null, "no session to offer");
        ofClient = new Newest(ofClient.newest());
        EarlyData early = settings.enableEarlyData && number > 0 ? new EarlyData() : null;
        return new EngineEndpoint(settings, party, new TlsConfig.Resumption(ofClient, ServerSessions.NONE, false, early));
    }

    @Override
    public boolean gotSession() {
        return ofClient.newest() != null;
    }

    @Override
    public Long sessionsEarlyData() {
        return ofClient.newest().ticket().maxEarlyData();
    }

    @Override
    public boolean remembers() {
        return ofServer.remembers();
    }

    @Override
    public void pass(Duration time) {
        if (server) {
            ofServer.pass(time);
        } else if (ofClient.newest() != null) {
            ofClient.keep(ShimServerSessions.older(ofClient.newest(), time));
        }
    }
}
