package dev.drawbridge.it.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that say a word, stay up without another, and say a last one at the end. */
final class IdleCrowd {
    /** Handshakes at once while the crowd comes and goes. */
    private static final int AT_ONCE = 8;
    private static final int WORD = 48;

    private record Idler(long id, Wire wire, Peer peer, String protocol) {
    }

    private final Client client;
    private final Queue<Idler> idlers = new ConcurrentLinkedQueue<>();

    IdleCrowd(Client client) {
        this.client = client;
    }

    int size() {
        return idlers.size();
    }

    /** {@code n} more, with the same face at both ends. */
    void grow(int n, Face face, String protocol) {
        AtomicInteger left = new AtomicInteger(n);
        together("idle-open", () -> {
            while (left.getAndDecrement() > 0) {
                open(face, protocol);
            }
        });
    }

    /** Each says its last word, some after a change of keys, and closes in good order. */
    void dissolve() {
        together("idle-close", () -> {
            for (Idler i = idlers.poll(); i != null; i = idlers.poll()) {
                close(i);
            }
        });
    }

    private void open(Face face, String protocol) {
        long id = client.ids().incrementAndGet();
        Wire wire = new Wire(new SplittableRandom(id));
        try {
            client.watchdog().begin("opens an idle connection");
            wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.server().port(face, Scenario.IDLE)));
            Peer peer = client.peer(face, wire, protocol);
            peer.handshake();
            Idler idler = new Idler(id, wire, peer, protocol);
            word(idler);
            idlers.add(idler);
        } catch (IOException | RuntimeException | Error e) {
            client.tally().ended(Side.CLIENT, Scenario.IDLE, protocol, Ends.of(e), e);
        } finally {
            client.watchdog().end();
        }
    }

    private void close(Idler i) {
        String end;
        Throwable why = null;
        try {
            client.watchdog().begin("ends an idle connection");
            if (i.protocol.equals("TLSv1.3") && i.id % 4 == 0) {
                i.peer.keyUpdate(true);
            }
            word(i);
            i.peer.closeOutput();
            end = i.peer.read(new byte[1], 1) < 0 ? Ends.COMPLETE : Ends.UNEXPECTED + "data";
            i.peer.close();
            i.wire.close();
        } catch (IOException | RuntimeException | Error e) {
            why = e;
            end = Ends.of(e);
        } finally {
            client.watchdog().end();
        }
        client.tally().ended(Side.CLIENT, Scenario.IDLE, i.protocol, end, why);
    }

    /** Sends some bytes, which must come back as they are. */
    private void word(Idler i) throws IOException {
        Noise noise = new Noise(i.id);
        byte[] word = new byte[WORD];
        for (int n = 0; n < WORD; n++) {
            word[n] = noise.next();
        }
        i.peer.write(word, WORD);
        byte[] back = new byte[WORD];
        for (int got = 0; got < WORD;) {
            int n = i.peer.read(back, WORD - got);
            if (n < 0) {
                throw new Incoming.WrongBytes("an end after " + got + " bytes of a word");
            }
            if (!Arrays.equals(back, 0, n, word, got, got + n)) {
                throw new Incoming.WrongBytes("a word that is not what was sent");
            }
            got += n;
        }
        client.tally().verified(WORD);
    }

    /** Some threads at the same work, until it is done. */
    static void together(String name, Runnable work) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Thread t = new Thread(work, Vitals.WORKER + name + "-" + i);
            t.start();
            threads.add(t);
        }
        join(threads);
    }

    static void join(List<Thread> threads) {
        try {
            for (Thread t : threads) {
                t.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }
}
