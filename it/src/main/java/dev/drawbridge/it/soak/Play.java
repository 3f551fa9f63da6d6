package dev.drawbridge.it.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** One active connection, the client's side: this thread reads, a second one writes. */
final class Play {
    /** What is played, and between whom. */
    record Cast(Scenario scenario, Face client, Face server, String protocol) {
    }

    /** Points in both versions' first and second flight of a client that are not behind its end. */
    private static final int IN_HELLO = 150;
    private static final int IN_SECOND_FLIGHT = 40;
    private static final int HEADER = 5;
    private static final int TAG = 16;
    private static final int MAX_FRAGMENT = 16_384;
    private static final int MAX_WRITE = 20_000;
    private static final int KEY_UPDATE_EVERY = 30_000;
    private static final byte[] PLAIN_HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Client client;
    private final Cast cast;
    private final SplittableRandom random;
    private final SplittableRandom uploadRandom;
    private final Wire wire;
    private final Promise promise;
    private Peer peer;
    private volatile boolean stopped;
    private volatile Throwable uploadFailure;

    Play(Client client, Cast cast, SplittableRandom random) {
        this.client = client;
        this.cast = cast;
        this.random = random;
        this.uploadRandom = random.split();
        this.wire = new Wire(random.split());
        this.promise = promise();
    }

    /** Sizes that the scenario needs to come to its point, and to go on behind it. */
    private Promise promise() {
        long up = 64_000 + random.nextInt(100_000);
        long down = 1 + random.nextInt(200_000);
        switch (cast.scenario) {
            case EXCHANGE -> up = random.nextInt(400_000);
            case BYTE_DRIP -> up = random.nextInt(2_000);
            case SLOW_READER -> down += 100_000;
            case HALF_CLOSE, TCP_HALF_CLOSE -> {
                up = random.nextInt(20_000);
                down += 1_000_000;
            }
            default -> { }
        }
        return new Promise(client.ids().incrementAndGet(), random.nextLong(), up, down);
    }

    private boolean halfClose() {
        return cast.scenario.in(Scenario.HALF_CLOSE, Scenario.TCP_HALF_CLOSE);
    }

    void run() {
        String end;
        Throwable why = null;
        try {
            client.watchdog().begin("connects for " + cast);
            if (cast.scenario == Scenario.SLOW_READER || halfClose()) {
                wire.setReceiveBufferSize(8192);
            }
            wire.setTcpNoDelay(true);
            wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.server().port(cast.server, cast.scenario)));
            end = cast.scenario == Scenario.GARBAGE_FIRST ? sendGarbage() : talk();
        } catch (IOException | RuntimeException | Error e) {
            why = e;
            end = Ends.of(e);
        }
        try {
            if (peer != null) {
                peer.close();
            }
            wire.close();
        } catch (IOException | RuntimeException | Error e) {
            if (!Ends.of(e).equals(Ends.AS_PLANNED) && !Ends.of(e).equals(Ends.RESET)) {
                client.tally().problem("close of " + cast + " after " + end, e);
            }
        }
        client.watchdog().end();
        client.tally().ended(Side.CLIENT, cast.scenario, cast.protocol, end, why);
    }

    private String sendGarbage() throws IOException {
        byte[] garbage = new byte[1 + random.nextInt(2000)];
        random.nextBytes(garbage);
        wire.raw(random.nextInt(4) == 0 ? PLAIN_HTTP : garbage);
        wire.awaitEnd();
        return Ends.AS_PLANNED;
    }

    private String talk() throws IOException {
        armForHandshake();
        peer = client.peer(cast.client, wire, cast.protocol);
        client.watchdog().begin("handshake of " + cast);
        peer.handshake();
        Thread uploader = new Thread(this::upload, Vitals.WORKER + "upload-" + promise.id());
        uploader.start();
        String end;
        try {
            end = download(uploader);
        } catch (IOException | RuntimeException e) {
            stopped = true;
            await(uploader);
            if (uploadFailure != null && Ends.of(uploadFailure).equals(Ends.AS_PLANNED)) {
                return Ends.AS_PLANNED;
            }
            if (uploadFailure instanceof RuntimeException || uploadFailure instanceof Error) {
                client.tally().problem("upload of " + cast, uploadFailure);
            }
            throw e;
        }
        await(uploader);
        return end;
    }

    // ---- sending

    private void armForHandshake() {
        Wire.Fault fault = switch (cast.scenario) {
            case DEATH_IN_HANDSHAKE -> Wire.Fault.CLOSE;
            case RESET_IN_HANDSHAKE -> Wire.Fault.RESET;
            case STALL_IN_HANDSHAKE -> Wire.Fault.STALL;
            case GARBAGE_IN_HANDSHAKE -> random.nextBoolean() ? Wire.Fault.CORRUPT : Wire.Fault.GARBAGE;
            case BYTE_DRIP -> Wire.Fault.DRIP;
            default -> Wire.Fault.NONE;
        };
        if (fault == Wire.Fault.DRIP) {
            wire.arm(fault, 0);
        } else if (fault != Wire.Fault.NONE && random.nextBoolean()) {
            wire.arm(fault, random.nextInt(IN_HELLO));
        } else if (fault != Wire.Fault.NONE) {
            wire.armOnAnswer(fault, random.nextInt(IN_SECOND_FLIGHT));
        }
    }

    private void upload() {
        try {
            Outgoing out = promise.clientSends();
            byte[] b = new byte[MAX_WRITE];
            long pointAt = uploadRandom.nextLong(promise.up() / 4 + 1);
            boolean passed = false;
            long nextKeyUpdate = KEY_UPDATE_EVERY;
            for (int n = nextOf(out, b); n > 0 && !stopped; n = nextOf(out, b)) {
                if (!passed && out.made() >= pointAt) {
                    passed = true;
                    if (atPoint(n)) {
                        return;
                    }
                }
                client.watchdog().begin("writes data of " + cast);
                peer.write(b, n);
                client.watchdog().end();
                if (cast.scenario == Scenario.KEY_UPDATE && out.made() > nextKeyUpdate) {
                    nextKeyUpdate += KEY_UPDATE_EVERY;
                    peer.keyUpdate(uploadRandom.nextBoolean());
                }
                if (!halfClose()) {
                    pause(uploadRandom);
                }
            }
            if (halfClose()) {
                closeOutput();
            }
        } catch (IOException | RuntimeException | Error e) {
            uploadFailure = e;
        } finally {
            client.watchdog().end();
        }
    }

    private int nextOf(Outgoing out, byte[] b) {
        return out.next(b, 1 + uploadRandom.nextInt(b.length));
    }

    /** Before a write of {@code n} bytes, between two records; whether that ends the sending. */
    private boolean atPoint(int n) throws IOException {
        int inRecord = uploadRandom.nextInt(Math.min(n, MAX_FRAGMENT) + TAG);
        switch (cast.scenario) {
            case DEATH -> wire.arm(Wire.Fault.CLOSE, uploadRandom.nextInt(n + HEADER + TAG));
            case RESET -> wire.arm(Wire.Fault.RESET, uploadRandom.nextInt(n + HEADER + TAG));
            case GARBAGE_IN_HEADER -> wire.arm(Wire.Fault.CORRUPT, uploadRandom.nextInt(HEADER));
            case GARBAGE_IN_CIPHERTEXT -> wire.arm(Wire.Fault.CORRUPT, HEADER + inRecord);
            case GARBAGE_BETWEEN -> wire.arm(Wire.Fault.GARBAGE, 0);
            case TCP_HALF_CLOSE_WITHOUT_NOTIFY -> {
                wire.shutdownOutput();
                return true;
            }
            default -> { }
        }
        return false;
    }

    private void closeOutput() throws IOException {
        peer.closeOutput();
        if (cast.scenario == Scenario.TCP_HALF_CLOSE && !wire.isOutputShutdown()) {
            wire.shutdownOutput();
        } else if (cast.scenario == Scenario.GARBAGE_AFTER_END) {
            byte[] garbage = new byte[1 + random.nextInt(400)];
            random.nextBytes(garbage);
            wire.raw(garbage);
        }
    }

    // ---- receiving

    private String download(Thread uploader) throws IOException {
        boolean slow = cast.scenario == Scenario.SLOW_READER;
        if (halfClose()) { // the server is still sending then, because a small receive buffer is all that it has filled
            await(uploader);
        }
        Incoming in = promise.clientReceives();
        byte[] b = new byte[slow ? 4096 : 1 + random.nextInt(MAX_WRITE)];
        while (true) {
            client.watchdog().begin("reads data of " + cast);
            int n = peer.read(b, b.length);
            client.watchdog().end();
            if (n < 0) {
                return in.whole() ? Ends.COMPLETE : Ends.CUT_SHORT;
            }
            in.take(b, 0, n);
            client.tally().verified(n);
            if (in.whole() && !halfClose()) {
                finish(uploader);
            } else if (slow) {
                pause(random);
            }
        }
    }

    /** Everything is received: once everything is sent too, this side says close_notify first. */
    private void finish(Thread uploader) throws IOException {
        await(uploader);
        if (uploadFailure instanceof IOException e) {
            throw e;
        }
        if (cast.scenario != Scenario.TCP_HALF_CLOSE_WITHOUT_NOTIFY) {
            closeOutput();
        }
    }

    private static void await(Thread uploader) {
        try {
            uploader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }

    private void pause(SplittableRandom r) {
        try {
            Thread.sleep(r.nextInt(client.paceMillis() + 1));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }
}
