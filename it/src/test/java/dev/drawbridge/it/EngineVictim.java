package dev.drawbridge.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** An engine of any provider, driven as its status says. */
final class EngineVictim {
    private static final int MAX_STEPS = 1000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /** What the engine threw first, or null. */
    Exception failure;

    private final SSLEngine engine;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteBuffer out;
    private final ByteBuffer plaintext;
    private byte[] input = new byte[0];
    private boolean finished;

    EngineVictim(SSLEngine engine) {
        this.engine = engine;
        out = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        plaintext = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize());
    }

    boolean connected() {
        return finished && failure == null;
    }

    boolean closedByPeer() {
        return failure == null && engine.isInboundDone();
    }

    byte[] takeOutput() {
        byte[] taken = output.toByteArray();
        output.reset();
        return taken;
    }

    void feed(byte[] bytes) {
        int kept = input.length;
        input = Arrays.copyOf(input, kept + bytes.length);
        System.arraycopy(bytes, 0, input, kept, bytes.length);
        pump();
    }

    void begin() throws SSLException {
        engine.beginHandshake();
    }

    void write(byte[] bytes) {
        attempt(() -> wrap(ByteBuffer.wrap(bytes)));
    }

    /** Does everything that can be done without more input. */
    void pump() {
        for (int steps = 0; attempt(this::step); steps++) {
            if (steps > MAX_STEPS) {
                throw new AssertionError("it goes round and round: " + engine.getHandshakeStatus());
            }
        }
    }

    private interface Step {
        boolean run() throws SSLException;
    }

    private boolean attempt(Step step) {
        try {
            return step.run();
        } catch (SSLException | RuntimeException e) { // SunJSSE lets a few of the latter out
            if (failure != null) {
                return false;
            }
            failure = e;
            return true;
        }
    }

    private boolean step() throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                Runnable task = engine.getDelegatedTask();
                if (task != null) {
                    task.run();
                }
                return task != null;
            }
            case NEED_WRAP -> {
                return wrap(NOTHING);
            }
            default -> {
                return unwrap();
            }
        }
    }

    private boolean wrap(ByteBuffer from) throws SSLException {
        SSLEngineResult r = engine.wrap(from, out.clear());
        output.write(out.array(), 0, out.position());
        note(r);
        return r.bytesProduced() > 0 || r.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }

    private boolean unwrap() throws SSLException {
        if (input.length == 0 || engine.isInboundDone() || failure != null) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        HandshakeStatus before = engine.getHandshakeStatus();
        SSLEngineResult r = engine.unwrap(in, plaintext.clear());
        received.write(plaintext.array(), 0, plaintext.position());
        input = Arrays.copyOfRange(input, in.position(), input.length);
        note(r);
        return r.bytesConsumed() > 0 || engine.getHandshakeStatus() != before;
    }

    private void note(SSLEngineResult r) {
        finished |= r.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }
}
