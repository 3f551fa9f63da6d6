package dev.drawbridge.it;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.it.HostilePeer.Unit;
import dev.drawbridge.it.HostilePeer.WireRecord;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** One connection of an engine of some provider with a peer that may bend what it says. */
final class Duel {
    private static final int MAX_ROUNDS = 60;
    private static final byte[] ANSWER = new byte[100];
    private static final int TALK = 37;
    private static final Map<Provider, Map<Role, SSLContext>> CONTEXTS = new HashMap<>();
    private static final HostileCrypto.Memory MEMORY = new HostileCrypto.Memory();

    private enum Role { CLIENT, SERVER }

    final HostilePeer peer;
    final EngineVictim victim;

    private final HostileScenario scenario;
    private boolean talked;
    private boolean said;

    /**
     * A duel.
     *
     * @param client the role of the engine
     * @param bend what the peer makes of its messages before it absorbs and sends them
     */
    Duel(Provider provider, HostileScenario scenario, boolean client, UnaryOperator<byte[]> bend) {
        this.scenario = scenario;
        SSLEngine engine = context(provider, client).createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {scenario.version() == ProtocolVersion.TLS13 ? "TLSv1.3" : "TLSv1.2"});
        engine.setNeedClientAuth(!client && scenario.clientAuth());
        victim = new EngineVictim(engine);
        peer = new HostilePeer(scenario, !client, new HostileCrypto(MEMORY, !client), false, ByteBuffer.allocate(1 << 15), bend);
        if (client) {
            try {
                victim.begin();
            } catch (SSLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static synchronized SSLContext context(Provider provider, boolean client) {
        return CONTEXTS.computeIfAbsent(provider, p -> new EnumMap<>(Role.class))
                .computeIfAbsent(client ? Role.CLIENT : Role.SERVER, role -> make(provider, role));
    }

    private static SSLContext make(Provider provider, Role role) {
        try {
            SSLContext context = SSLContext.getInstance("TLS", provider);
            context.init(new KeyManager[] {
                new EverybodyManagers.Own(role == Role.CLIENT ? HostileScenario.CLIENT : HostileScenario.SERVER)},
                    new TrustManager[] {new EverybodyManagers.Trusting()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the connection came about, carried data in both directions and ended in order. */
    boolean accepted() {
        try {
            int rounds = 0;
            while (round()) {
                if (++rounds > MAX_ROUNDS) {
                    throw new AssertionError("no end after " + rounds + " rounds");
                }
            }
        } catch (TlsFault f) {
            throw new AssertionError(f);
        }
        return said && victim.closedByPeer() && peer.failure() == null
                && Arrays.equals(victim.received.toByteArray(), peer.sent.toByteArray())
                && Arrays.equals(peer.received.toByteArray(), ANSWER);
    }

    private boolean round() throws TlsFault {
        victim.pump();
        byte[] bytes = victim.takeOutput();
        peer.receive(bytes);
        List<Unit> units = peer.takeUnits();
        if (!units.isEmpty()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(2048);
            for (WireRecord r : peer.pack(units)) {
                all.writeBytes(r.bytes());
            }
            victim.feed(all.toByteArray());
            return true;
        }
        return bytes.length > 0 || goOn();
    }

    private boolean goOn() throws TlsFault {
        if (!peer.connected() || !victim.connected() || said) {
            return false;
        }
        if (talked) {
            peer.close();
            said = true;
        } else if (scenario.tls13()) {
            peer.talk();
        } else {
            peer.say(TALK); // a HelloRequest means a renegotiation to some
        }
        if (!talked) {
            victim.write(ANSWER);
            talked = true;
        }
        return true;
    }
}
