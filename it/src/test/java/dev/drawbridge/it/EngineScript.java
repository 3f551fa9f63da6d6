package dev.drawbridge.it;

import dev.drawbridge.SslControl;
import dev.drawbridge.config.Limits;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;

/**
 * A client and a server engine with a wire between them. First the input says who calls what; then an honest program takes over, and
 * must come to an end.
 */
final class EngineScript {
    private static final int MAX_CALLS = 300;
    private static final int MAX_HONEST_ROUNDS = 400;
    private static final SSLContext SERVER = context(HostileScenario.SERVER);
    private static final SSLContext CLIENT = context(HostileScenario.CLIENT);

    private final Choices choices;
    private final EngineSide client;
    private final EngineSide server;
    private final boolean tls12;
    private boolean damaged;
    /** Whether the client may have asked for a renegotiation, which the server refuses and the client does without the connection. */
    private boolean refused;
    private int renewals;

    EngineScript(Choices choices) {
        this.choices = choices;
        int setting = choices.nextInt(256);
        tls12 = (setting & 1) != 0;
        String[] protocols = {tls12 ? "TLSv1.2" : "TLSv1.3"};
        SSLEngine c = CLIENT.createSSLEngine("hostile.test", 443);
        c.setUseClientMode(true);
        c.setEnabledProtocols(protocols);
        SSLEngine s = SERVER.createSSLEngine();
        s.setUseClientMode(false);
        s.setEnabledProtocols(protocols);
        s.setNeedClientAuth((setting & 2) != 0);
        client = new EngineSide("client", c);
        server = new EngineSide("server", s);
        client.connect(server);
        server.connect(client);
    }

    private static SSLContext context(dev.drawbridge.config.Credentials credentials) {
        try {
            System.setProperty("jdk.tls.namedGroups", "x25519");
            SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
            context.init(new KeyManager[] {new EverybodyManagers.Own(credentials)}, new TrustManager[] {new EverybodyManagers.Trusting()},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } finally {
            System.clearProperty("jdk.tls.namedGroups");
        }
    }

    void play() {
        for (int i = 0; i < MAX_CALLS && !choices.ended(); i++) {
            EngineSide side = choices.nextBoolean() ? client : server;
            call(side);
            client.checkStatus();
            server.checkStatus();
        }
        comeToAnEnd();
        client.checkEnd(damaged || refused);
        server.checkEnd(damaged || refused);
    }

    private void call(EngineSide side) {
        switch (choices.nextInt(16)) {
            case 0, 1, 2 -> side.wrap(choices);
            case 3, 4, 5 -> side.unwrap(choices);
            case 6 -> side.takeTask();
            case 7 -> side.runTask(choices.nextBoolean());
            case 8 -> side.obey();
            case 9 -> {
                refused |= tls12 && side == client;
                renewKeys(side, side.engine::beginHandshake);
            }
            case 10 -> {
                boolean both = choices.nextBoolean();
                renewKeys(side, () -> SslControl.of(side.engine).keyUpdate(both));
            }
            case 11 -> side.look();
            case 12 -> {
                if (choices.nextInt(4) == 0) {
                    side.closeOutbound();
                }
            }
            case 13 -> {
                if (choices.nextInt(8) == 0) {
                    side.closeInbound();
                }
            }
            case 14 -> {
                if (choices.nextInt(8) == 0) {
                    damaged |= side.damage(choices);
                }
            }
            default -> {
                for (int i = 0; i < 6; i++) { // well on into the handshake
                    side.obey();
                    side.other().obey();
                }
            }
        }
    }

    /** Not more often than an honest peer bears without data between: its own answers to requests count too. */
    private void renewKeys(EngineSide side, EngineSide.Call call) {
        if (renewals < Limits.DEFAULT.keyUpdates()) {
            renewals++;
            side.guarded(call);
        }
    }

    /** Both do what the status says until nothing moves; then each sends its last words and closes. */
    private void comeToAnEnd() {
        settle();
        client.begin();
        server.begin();
        settle();
        client.sayLastWords();
        server.sayLastWords();
        settle();
        client.sayGoodbye();
        settle();
        server.sayGoodbye();
        settle();
        client.endOfInput();
        server.endOfInput();
        settle();
    }

    private void settle() {
        int rounds = 0;
        boolean moved = true;
        while (moved) {
            moved = client.obey() | server.obey();
            if (++rounds > MAX_HONEST_ROUNDS) {
                throw new AssertionError("no end: " + client + ", " + server);
            }
        }
        for (EngineSide side : new EngineSide[] {client, server}) {
            HandshakeStatus status = side.engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
                throw new AssertionError("nothing moves, but " + side);
            }
        }
    }
}
