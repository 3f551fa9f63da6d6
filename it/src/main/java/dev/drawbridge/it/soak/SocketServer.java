package dev.drawbridge.it.soak;

import dev.drawbridge.SslControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server as many are: an {@link SSLServerSocket} a port, a thread a connection, and a second one while both directions are busy. */
final class SocketServer {
    private static final int BACKLOG = 1000;
    private static final int SMALL = 64;
    private static final byte[] GARBAGE_RECORD = garbageRecord();

    private final SSLContext context;
    private final Tally tally;
    private final Watchdog watchdog;
    private final long deadlineNanos;
    private final List<ServerSocket> listeners = new CopyOnWriteArrayList<>();
    private final Map<Connection, Boolean> connections = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean closed;

    SocketServer(SSLContext context, Tally tally, Watchdog watchdog, long deadlineNanos) {
        this.context = context;
        this.tally = tally;
        this.watchdog = watchdog;
        this.deadlineNanos = deadlineNanos;
        start("deadlines", this::watchDeadlines);
    }

    /** Listens for connections of a scenario and returns the port. */
    int listen(Scenario scenario) throws IOException {
        // To leave a client without a word, this server needs the transport itself.
        ServerSocket listener = scenario.serverMisbehaves() ? new ServerSocket() : context.getServerSocketFactory().createServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listeners.add(listener);
        start("acceptor-" + scenario, () -> accept(listener, scenario));
        return listener.getLocalPort();
    }

    int open() {
        return connections.size();
    }

    /** Closes what has not finished its handshake, whatever its scenario. */
    void hangUpOnPending() {
        connections.keySet().stream().filter(c -> !c.connected).forEach(Connection::hangUp);
    }

    void close() throws IOException {
        closed = true;
        for (ServerSocket listener : listeners) {
            listener.close();
        }
    }

    private static void start(String name, Runnable work) {
        new Thread(work, Vitals.WORKER + "socket-" + name).start();
    }

    private void accept(ServerSocket listener, Scenario scenario) {
        try {
            while (true) {
                Socket accepted = listener.accept();
                Connection c = new Connection(scenario, accepted);
                connections.put(c, true);
                start(scenario + "-" + count.incrementAndGet(), c);
            }
        } catch (SocketException e) {
            if (!closed) {
                tally.problem("the acceptor of " + scenario + " ended", e);
            }
        } catch (IOException | RuntimeException | Error e) {
            tally.problem("the acceptor of " + scenario + " ended", e);
        }
    }

    private void watchDeadlines() {
        try {
            while (!closed) {
                Thread.sleep(250);
                connections.keySet().stream()
                        .filter(c -> !c.connected && c.scenario.hasDeadline() && System.nanoTime() - c.born > deadlineNanos)
                        .forEach(Connection::hangUp);
            }
        } catch (InterruptedException e) {
            tally.problem("nobody interrupts this", e);
        }
    }

    /** One connection, on the thread that reads. */
    private final class Connection implements Runnable {
        private final Scenario scenario;
        private final Socket transport;
        private final long born = System.nanoTime();
        private final Talk talk;
        private final AtomicReference<Throwable> sendFailure = new AtomicReference<>();
        private SSLSocket socket;
        private String protocol = Ends.NO_PROTOCOL;
        private volatile boolean connected;
        private volatile boolean hungUp;
        private volatile boolean misbehaved;

        Connection(Scenario scenario, Socket transport) {
            this.scenario = scenario;
            this.transport = transport;
            this.talk = scenario == Scenario.IDLE ? new Echo() : new Exchange(scenario, tally);
        }

        void hangUp() {
            if (hungUp) {
                return;
            }
            hungUp = true;
            start("hangup", () -> { // a close may wait a moment for a writer
                try {
                    transport.close();
                } catch (IOException e) {
                    tally.problem("a socket cannot be closed", e);
                }
            });
        }

        @Override
        public void run() {
            String end;
            Throwable why = null;
            try {
                socket = transport instanceof SSLSocket s ? s : (SSLSocket) context.getSocketFactory().createSocket(transport, null, true);
                socket.setUseClientMode(false);
                end = serve();
            } catch (IOException | RuntimeException | Error e) {
                why = e;
                end = Ends.of(e);
            } finally {
                watchdog.end();
            }
            try {
                transport.close();
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException | RuntimeException | Error e) {
                tally.problem("close after " + end, e);
            }
            connections.remove(this);
            if (misbehaved) {
                end = Ends.AS_PLANNED;
            } else if (hungUp && !connected) {
                end = Ends.DEADLINE;
            }
            tally.ended(Side.SERVER, scenario, protocol, end, why);
        }

        private String serve() throws IOException {
            watchdogIfRestless();
            socket.startHandshake();
            connected = true;
            protocol = socket.getSession().getProtocol();
            InputStream in = socket.getInputStream();
            Thread sender = null;
            byte[] buffer = new byte[scenario == Scenario.IDLE ? SMALL : 1 + (int) (born & 0x7fff)];
            while (true) {
                if (scenario == Scenario.IDLE) {
                    watchdog.end();
                } else {
                    watchdog.begin("reads data of " + scenario);
                }
                int n = in.read(buffer);
                if (n < 0) {
                    break;
                }
                talk.received(buffer, 0, n);
                if (scenario == Scenario.IDLE) {
                    send(buffer);
                } else if (sender == null && !talk.silent()) {
                    sender = new Thread(this::sendAll, Thread.currentThread().getName() + "-sender");
                    sender.start();
                }
            }
            await(sender);
            Throwable failed = sendFailure.get();
            if (failed != null) {
                return end(failed);
            }
            return talk.whole() && talk.silent() ? Ends.COMPLETE : Ends.CUT_SHORT;
        }

        private void watchdogIfRestless() {
            if (scenario.restless()) {
                watchdog.begin("handshake of " + scenario);
            }
        }

        private String end(Throwable failed) {
            String end = Ends.of(failed);
            if (!scenario.allows(Side.SERVER, protocol, end)) {
                tally.problem("server's sender of " + scenario, failed);
            }
            return end;
        }

        private void await(Thread sender) {
            if (sender == null) {
                return;
            }
            watchdog.begin("waits for its sender, " + scenario);
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this", e);
            }
        }

        private void sendAll() {
            try {
                send(new byte[40_000]);
            } catch (IOException | RuntimeException | Error e) {
                sendFailure.set(e);
            } finally {
                watchdog.end();
            }
        }

        private void send(byte[] buffer) throws IOException {
            OutputStream out = socket.getOutputStream();
            for (int n = talk.next(buffer); n > 0; n = talk.next(buffer)) {
                watchdog.begin("writes data of " + scenario);
                out.write(buffer, 0, n);
                if (misbehaves()) {
                    return;
                }
                if (talk.keyUpdateDue()) {
                    SslControl.of(socket).keyUpdate(n % 2 == 0);
                }
            }
            watchdog.end();
        }

        private boolean misbehaves() throws IOException {
            Talk.Mischief mischief = talk.mischief();
            if (mischief == null) {
                return false;
            }
            switch (mischief) {
                case CLOSE -> {
                    misbehaved = true;
                    transport.close();
                }
                case RESET -> {
                    misbehaved = true;
                    transport.setSoLinger(true, 0);
                    transport.close();
                }
                case GARBAGE -> transport.getOutputStream().write(GARBAGE_RECORD);
            }
            return true;
        }
    }

    /** A record with the right header over bytes that nobody sealed. */
    static byte[] garbageRecord() {
        byte[] record = new byte[5 + 100];
        new SplittableRandom().nextBytes(record);
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = 0;
        record[4] = 100;
        return record;
    }
}
