package dev.drawbridge.it.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** Handshakes that the client gives up: it vanishes, or stays without another byte. */
final class Abandoned {
    /** How far the client goes. */
    enum Stage { NOTHING, PART_OF_HELLO, WHOLE_HELLO, HALF_OF_SECOND_FLIGHT }

    private static final int IN_SECOND_FLIGHT = 40;

    private final Client client;
    private final Face face;
    private final String protocol;
    private final Stage stage;
    private final byte[] hello;
    private final Queue<Wire> stayed = new ConcurrentLinkedQueue<>();

    Abandoned(Client client, Face server, String protocol, Stage stage) throws IOException {
        this.client = client;
        this.face = server;
        this.protocol = protocol;
        this.stage = stage;
        this.hello = hello();
    }

    /** A ClientHello, of which the server does not know that others send it too. */
    private byte[] hello() throws IOException {
        SSLEngine engine = client.context().createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        while (out.position() == 0) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else {
                engine.wrap(ByteBuffer.allocate(0), out);
            }
        }
        byte[] b = new byte[out.flip().remaining()];
        out.get(b);
        return b;
    }

    /** So many that vanish at once, every second one with a reset. */
    void vanish(int n) {
        each(n, Scenario.ABANDONED, (wire, i) -> {
            if (i % 2 == 0) {
                wire.reset();
            }
            wire.close();
            client.tally().ended(Side.CLIENT, Scenario.ABANDONED, protocol, Ends.AS_PLANNED, null);
        });
    }

    /** So many that stay. */
    void stay(int n) {
        each(n, Scenario.PENDING, (wire, i) -> stayed.add(wire));
    }

    /** Half of those who stayed go; the others wait until the server hangs up. */
    void leave() throws IOException {
        int half = stayed.size() / 2;
        for (int i = 0; i < half; i++) {
            stayed.remove().close();
            client.tally().ended(Side.CLIENT, Scenario.PENDING, protocol, Ends.AS_PLANNED, null);
        }
        client.server().hangUpOnPending();
        for (Wire wire = stayed.poll(); wire != null; wire = stayed.poll()) {
            client.watchdog().begin("waits until the server hangs up on " + this);
            wire.awaitEnd();
            wire.close();
            client.watchdog().end();
            client.tally().ended(Side.CLIENT, Scenario.PENDING, protocol, Ends.AS_PLANNED, null);
        }
    }

    private interface Then {
        void with(Wire wire, int i) throws IOException;
    }

    private void each(int n, Scenario scenario, Then then) {
        AtomicInteger left = new AtomicInteger(n);
        IdleCrowd.together("abandon", () -> {
            for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
                try {
                    client.watchdog().begin("begins " + this);
                    then.with(begin(scenario), i);
                } catch (IOException | RuntimeException | Error e) {
                    client.tally().ended(Side.CLIENT, scenario, protocol, Ends.of(e), e);
                } finally {
                    client.watchdog().end();
                }
            }
        });
    }

    private Wire begin(Scenario scenario) throws IOException {
        SplittableRandom random = new SplittableRandom(client.ids().incrementAndGet());
        Wire wire = new Wire(random.split());
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.server().port(face, scenario)));
        switch (stage) {
            case NOTHING -> { }
            case PART_OF_HELLO -> wire.raw(Arrays.copyOf(hello, 1 + random.nextInt(hello.length - 1)));
            case WHOLE_HELLO -> {
                wire.raw(hello);
                if (scenario == Scenario.PENDING && wire.getInputStream().read() != 22) { // so the server has done its part
                    throw new IOException("no handshake record came");
                }
            }
            case HALF_OF_SECOND_FLIGHT -> {
                wire.armOnAnswer(Wire.Fault.LEAVE, random.nextInt(IN_SECOND_FLIGHT));
                try {
                    new EnginePeer(client.context(), wire, protocol).handshake();
                    throw new IllegalStateException("the handshake was not stopped");
                } catch (Wire.Planned stopped) {
                    return wire;
                }
            }
        }
        return wire;
    }

    @Override
    public String toString() {
        return face + ", " + protocol + ", " + stage;
    }
}
