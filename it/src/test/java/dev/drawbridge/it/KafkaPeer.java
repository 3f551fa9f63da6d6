package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ByteBufferSend;
import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.network.SslChannelBuilder;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * One end of Kafka's own network layer, as clients and brokers are made of: its channel builder in SSL mode, its selector, its frames. Both
 * ends of a test are polled by the same thread.
 */
final class KafkaPeer implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final SslChannelBuilder builder;
    private final Metrics metrics = new Metrics();
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final boolean echoes;
    private final Map<String, byte[]> received = new HashMap<>();
    private final Map<String, ChannelState> ended = new HashMap<>();
    private int accepted;

    private KafkaPeer(ConnectionMode mode, Map<String, String> settings) throws IOException {
        echoes = mode == ConnectionMode.SERVER;
        // Clients have no listener, but without its name Kafka does not tell the peer's.
        builder = new SslChannelBuilder(mode, ListenerName.forSecurityProtocol(SecurityProtocol.SSL), false);
        builder.configure(parsed(settings));
        selector = new Selector(-1, metrics, Time.SYSTEM, "test", builder, new LogContext());
        listener = echoes ? ServerSocketChannel.open() : null;
        if (echoes) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
        }
    }

    /** A client. */
    static KafkaPeer client(Map<String, String> settings) throws IOException {
        return new KafkaPeer(ConnectionMode.CLIENT, settings);
    }

    /** A broker's listener that sends back what it gets. */
    static KafkaPeer broker(Map<String, String> settings) throws IOException {
        return new KafkaPeer(ConnectionMode.SERVER, settings);
    }

    /** As a producer or a broker parses them: passwords are hidden, lists are split, the rest has Kafka's defaults. */
    static Map<String, Object> parsed(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings); // what only brokers have keeps its text
        all.put("ssl.principal.mapping.rules", "DEFAULT");
        all.putAll(new AbstractConfig(new ConfigDef().withClientSslSupport(), settings, false).values());
        return all;
    }

    /** What {@code kafka-configs --alter} does to a running broker. */
    void reconfigure(Map<String, String> settings) {
        builder.validateReconfiguration(parsed(settings));
        builder.reconfigure(parsed(settings));
    }

    /** Connects to a broker on loopback that this client knows by a name. */
    void connect(String id, String host, KafkaPeer broker) throws IOException {
        int port = ((InetSocketAddress) broker.listener.getLocalAddress()).getPort();
        InetAddress address = InetAddress.getByAddress(host, InetAddress.getLoopbackAddress().getAddress());
        selector.connect(id, new InetSocketAddress(address, port), BUFFER, BUFFER);
    }

    void send(String id, byte[] message) {
        selector.send(new NetworkSend(id, ByteBufferSend.sizePrefixed(ByteBuffer.wrap(message))));
    }

    boolean ready(String id) {
        return selector.isChannelReady(id);
    }

    /** The peer's name as Kafka's authorizer gets it. */
    String principal(String id) {
        return selector.channel(id).principal().getName();
    }

    /** The principal of the client that was accepted last. */
    String lastPrincipal() {
        return principal(Integer.toString(accepted));
    }

    byte[] received(String id) {
        return received.get(id);
    }

    ChannelState ended(String id) {
        return ended.get(id);
    }

    /** What the connection that was accepted last ended with. */
    ChannelState lastEnded() {
        return ended(Integer.toString(accepted));
    }

    /** Polls both ends until something has come about. */
    static void until(KafkaPeer client, KafkaPeer broker, BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("nothing comes; client: " + client.ended + ", broker: " + broker.ended);
            }
            client.poll();
            broker.poll();
        }
    }

    private void poll() throws IOException {
        SocketChannel one = listener == null ? null : listener.accept();
        if (one != null) {
            one.configureBlocking(false);
            selector.register(Integer.toString(++accepted), one);
        }
        selector.poll(5);
        for (NetworkReceive receive : selector.completedReceives()) {
            byte[] message = new byte[receive.payload().remaining()];
            receive.payload().get(message);
            received.put(receive.source(), message);
            if (echoes) {
                send(receive.source(), message);
            }
        }
        ended.putAll(selector.disconnected());
    }

    @Override
    public void close() throws IOException {
        selector.close();
        builder.close();
        metrics.close();
        if (listener != null) {
            listener.close();
        }
    }
}
