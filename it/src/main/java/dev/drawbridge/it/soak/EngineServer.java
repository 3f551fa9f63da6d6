package dev.drawbridge.it.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server as the large ones are: one thread over a selector, and two that run the engines' tasks. */
final class EngineServer {
    private static final int BACKLOG = 1000;
    private static final int BUFFER = 17 * 1024;

    final Tally tally;
    private final SSLContext context;
    private final Watchdog watchdog;
    private final long deadlineNanos;
    private final Selector selector = Selector.open();
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    private final Map<EngineLink, Boolean> links = new ConcurrentHashMap<>();
    private final ExecutorService tasks;
    private volatile boolean closed;

    /** Lent to whichever link is served: only what does not fit the moment is kept by a link. */
    final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER);
    final ByteBuffer toSend = ByteBuffer.allocateDirect(BUFFER);
    final ByteBuffer plain = ByteBuffer.allocate(BUFFER);
    final byte[] talked = new byte[40_000];

    EngineServer(SSLContext context, Tally tally, Watchdog watchdog, long deadlineNanos) throws IOException {
        this.context = context;
        this.tally = tally;
        this.watchdog = watchdog;
        this.deadlineNanos = deadlineNanos;
        AtomicInteger n = new AtomicInteger();
        tasks = Executors.newFixedThreadPool(2, r -> new Thread(r, Vitals.WORKER + "engine-task-" + n.incrementAndGet()));
        new Thread(this::run, Vitals.WORKER + "engine-selector").start();
    }

    /** Listens for connections of a scenario and returns the port. */
    int listen(Scenario scenario) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        later(() -> {
            try {
                listener.register(selector, SelectionKey.OP_ACCEPT, scenario);
            } catch (IOException e) {
                tally.problem("no listener for " + scenario, e);
            }
        });
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    int open() {
        return links.size();
    }

    /** Closes what has not finished its handshake, whatever its scenario. */
    void hangUpOnPending() {
        later(() -> links.keySet().forEach(l -> l.hangUpUnlessConnected(0)));
    }

    void close() {
        closed = true;
        selector.wakeup();
        tasks.shutdown();
    }

    /** Runs this on the selector's thread. */
    void later(Runnable r) {
        later.add(r);
        selector.wakeup();
    }

    /** Runs tasks of an engine, then something on the selector's thread. */
    void offload(List<Runnable> work, Runnable then) {
        tasks.execute(() -> {
            try {
                work.forEach(Runnable::run);
            } catch (RuntimeException | Error e) {
                tally.problem("a task threw", e);
            }
            later(then);
        });
    }

    void gone(EngineLink link) {
        links.remove(link);
    }

    private void run() {
        try {
            long lastLook = System.nanoTime();
            while (!closed) {
                watchdog.end();
                selector.select(250);
                watchdog.begin("serves its selected keys");
                for (SelectionKey key : new ArrayList<>(selector.selectedKeys())) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                for (Runnable r = later.poll(); r != null; r = later.poll()) {
                    r.run();
                }
                if (System.nanoTime() - lastLook > TimeUnit.MILLISECONDS.toNanos(250)) {
                    lastLook = System.nanoTime();
                    links.keySet().forEach(this::look);
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException | RuntimeException | Error e) {
            tally.problem("the selector's thread ended", e);
        } finally {
            watchdog.end();
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof EngineLink link) {
            link.serve();
            return;
        }
        ServerSocketChannel listener = (ServerSocketChannel) key.channel();
        for (SocketChannel accepted = listener.accept(); accepted != null; accepted = listener.accept()) {
            accepted.configureBlocking(false);
            EngineLink link = new EngineLink(this, (Scenario) key.attachment(), context.createSSLEngine(), accepted);
            links.put(link, true);
            link.start(selector);
        }
    }

    private void look(EngineLink link) {
        if (link.scenario.hasDeadline()) {
            link.hangUpUnlessConnected(deadlineNanos);
        }
        if (link.mustMove() && watchdog.tooLong(link.lastMoved())) {
            tally.problem("a connection is stuck: " + link, null);
            link.abandon();
        }
    }
}
