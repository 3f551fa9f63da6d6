package dev.drawbridge.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** One engine, what is on its way to it, and what {@code SSLEngine} promises about each call. */
final class EngineSide {
    private static final int[] SIZES = {0, 1, 5, 40, 300, 2000, 16_384, 20_000};
    private static final int RECORD_HEADER = 5;
    private static final int PLENTY = 1 << 15;

    final SSLEngine engine;

    private final String name;
    private final Deque<Runnable> taken = new ArrayDeque<>();
    private EngineSide other;
    private byte[] inbound = new byte[0];
    private int sent;
    private int received;
    private int finished;
    private SSLException failure;
    private boolean truncated;
    private boolean canceled;
    private boolean closedEarly;
    private boolean deafEarly;
    /** Whether a further handshake can be. */
    private final boolean renegotiates;

    EngineSide(String name, SSLEngine engine) {
        this.name = name;
        this.engine = engine;
        this.renegotiates = engine.getEnabledProtocols()[0].equals("TLSv1.2");
    }

    void connect(EngineSide peer) {
        other = peer;
    }

    EngineSide other() {
        return other;
    }

    /** A call that may be refused. */
    interface Call {
        void run() throws SSLException;
    }

    void guarded(Call call) {
        try {
            call.run();
        } catch (SSLException e) {
            check(e.getMessage() != null, "no word of why");
        }
    }

    // ---- calls with odd buffers

    void wrap(RandomGenerator random) {
        ByteBuffer[] srcs = new ByteBuffer[1 + random.nextInt(3)];
        int offset = sent;
        for (int i = 0; i < srcs.length; i++) {
            srcs[i] = Slices.of(words(offset, size(random)), random.nextInt(6));
            offset += srcs[i].remaining();
        }
        Slices.Room room = new Slices.Room(size(random), random.nextInt(3));
        if (random.nextInt(32) == 0) {
            refusesReadOnly(() -> engine.wrap(srcs, room.buffer.asReadOnlyBuffer()));
        } else {
            wrap(srcs, room);
        }
    }

    void unwrap(RandomGenerator random) {
        int length = random.nextInt(3) == 0 ? Math.min(inbound.length, random.nextInt(400)) : inbound.length;
        ByteBuffer src = Slices.of(Arrays.copyOf(inbound, length), random.nextInt(6));
        List<Slices.Room> rooms = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rooms.add(new Slices.Room(size(random), random.nextInt(3)));
        }
        if (!rooms.isEmpty() && random.nextInt(32) == 0) {
            refusesReadOnly(() -> engine.unwrap(src, rooms.get(0).buffer.asReadOnlyBuffer()));
        } else {
            unwrap(src, rooms);
        }
    }

    private static int size(RandomGenerator random) {
        return SIZES[random.nextInt(SIZES.length)];
    }

    private void refusesReadOnly(Call call) {
        try {
            call.run();
            throw new AssertionError("took a read-only destination");
        } catch (ReadOnlyBufferException e) {
            // as documented
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    // ---- tasks

    void takeTask() {
        Runnable task = engine.getDelegatedTask();
        if (task != null) {
            taken.add(task);
        }
    }

    void runTask(boolean last) {
        Runnable task = last ? taken.pollLast() : taken.pollFirst();
        if (task != null) {
            task.run();
        }
    }

    // ---- what the status says

    /** Does what the status asks for; false when that is nothing, or waits for the other side. */
    boolean obey() {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                takeTask();
                check(!taken.isEmpty(), "NEED_TASK without a task");
                runTask(false);
                return true;
            }
            case NEED_WRAP -> {
                int before = finished;
                SSLEngineResult r = wrap(new ByteBuffer[] {ByteBuffer.allocate(0)}, new Slices.Room(PLENTY, 0));
                check(r == null || r.bytesProduced() > 0 || finished > before || r.getStatus() == Status.CLOSED, "NEED_WRAP, but " + r);
                return true;
            }
            default -> {
                return read();
            }
        }
    }

    private boolean read() {
        if (engine.isInboundDone() || !recordWaits(inbound)) {
            return false;
        }
        SSLEngineResult r = unwrap(ByteBuffer.wrap(inbound.clone()), List.of(new Slices.Room(PLENTY, 1)));
        check(r == null || r.bytesConsumed() > 0 || r.getStatus() == Status.CLOSED || engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP,
                "a record waits, but " + r);
        return r == null || r.bytesConsumed() > 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    private static boolean recordWaits(byte[] bytes) {
        return bytes.length >= RECORD_HEADER && bytes.length >= RECORD_HEADER + ((bytes[3] & 0xff) << 8 | bytes[4] & 0xff);
    }

    /** Application data, once the handshake is through. */
    void sayLastWords() {
        if (finished > 0 && failure == null && !closedEarly) {
            for (int i = 0; i < 3; i++) {
                wrap(new ByteBuffer[] {ByteBuffer.wrap(words(sent, 40))}, new Slices.Room(PLENTY, 2));
            }
        }
    }

    void begin() {
        if (finished == 0 && failure == null && !closedEarly && !deafEarly) {
            guarded(engine::beginHandshake);
        }
    }

    // ---- every wrap and unwrap

    /** The result, or null after a failure. */
    private SSLEngineResult wrap(ByteBuffer[] srcs, Slices.Room room) {
        long before = remaining(List.of(srcs));
        int dstBefore = room.buffer.remaining();
        SSLEngineResult r;
        try {
            r = engine.wrap(srcs, room.buffer);
        } catch (SSLException e) {
            fail(e);
            check(room.written().length == 0, "bytes in spite of " + e);
            return null;
        }
        room.check(true);
        check(before - remaining(List.of(srcs)) == r.bytesConsumed() && dstBefore - room.buffer.remaining() == r.bytesProduced(),
                "wrong counts: " + r);
        check(r.getStatus() != Status.BUFFER_UNDERFLOW, "underflow of a wrap");
        check(r.getStatus() != Status.BUFFER_OVERFLOW || r.bytesConsumed() + r.bytesProduced() == 0
                && dstBefore < engine.getSession().getPacketBufferSize(), "overflow of " + dstBefore + " bytes: " + r);
        check(r.bytesConsumed() == 0 || finished > 0, "data before the handshake is done");
        sent += r.bytesConsumed();
        other.inbound = join(other.inbound, room.written());
        note(r);
        return r;
    }

    /** The result, or null after a failure. */
    private SSLEngineResult unwrap(ByteBuffer src, List<Slices.Room> rooms) {
        ByteBuffer[] dsts = rooms.stream().map(room -> room.buffer).toArray(ByteBuffer[]::new);
        byte[] given = new byte[src.remaining()];
        src.duplicate().get(given);
        long roomBefore = remaining(List.of(dsts));
        boolean task = engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        SSLEngineResult r;
        try {
            r = engine.unwrap(src, dsts);
        } catch (SSLException e) {
            fail(e);
            check(remaining(List.of(dsts)) == roomBefore, "data in spite of " + e);
            return null;
        } finally {
            rooms.forEach(room -> room.check(false));
        }
        check(given.length - src.remaining() == r.bytesConsumed() && roomBefore - remaining(List.of(dsts)) == r.bytesProduced(),
                "wrong counts: " + r);
        check(r.getStatus() != Status.BUFFER_UNDERFLOW || r.bytesConsumed() + r.bytesProduced() == 0 && !recordWaits(given),
                "underflow of " + given.length + " bytes: " + r);
        check(r.getStatus() != Status.BUFFER_OVERFLOW || r.bytesConsumed() + r.bytesProduced() == 0
                && roomBefore < engine.getSession().getApplicationBufferSize(), "overflow of " + roomBefore + " bytes: " + r);
        check(!task || r.bytesConsumed() == 0, "read during a task");
        inbound = Arrays.copyOfRange(inbound, r.bytesConsumed(), inbound.length);
        hear(rooms);
        note(r);
        return r;
    }

    /** What came is what was sent, in its order. */
    private void hear(List<Slices.Room> rooms) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        rooms.forEach(room -> heard.writeBytes(room.written()));
        check(received + heard.size() <= other.sent && Arrays.equals(heard.toByteArray(), other.words(received, heard.size())),
                "data that was not sent");
        received += heard.size();
    }

    private void note(SSLEngineResult r) {
        if (r.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            check(++finished == 1 || renegotiates, "finished twice");
        } else {
            check(r.getHandshakeStatus() == engine.getHandshakeStatus(), r + ", but then " + engine.getHandshakeStatus());
        }
    }

    private void fail(SSLException e) {
        if (failure != null) {
            throw new AssertionError(this + ": a second failure", e);
        }
        check(e.getMessage() != null, "no word of why");
        failure = e;
    }

    private static long remaining(List<ByteBuffer> buffers) {
        return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private byte[] words(int offset, int length) {
        byte[] words = new byte[length];
        for (int i = 0; i < length; i++) {
            words[i] = (byte) ((offset + i) * 31 + name.length());
        }
        return words;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    // ---- the wire and the end

    /** Changes a bit of what is on its way here; whether there was one. */
    boolean damage(RandomGenerator random) {
        if (inbound.length == 0) {
            return false;
        }
        inbound[random.nextInt(inbound.length)] ^= (byte) (1 << random.nextInt(8));
        return true;
    }

    void closeOutbound() {
        closedEarly = true;
        sayGoodbye();
    }

    /** In a handshake this cancels it. */
    void sayGoodbye() {
        canceled |= finished == 0;
        engine.closeOutbound();
    }

    void closeInbound() {
        deafEarly |= !engine.isInboundDone();
        endOfInput();
    }

    /** Nothing more comes. */
    void endOfInput() {
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            truncated = true;
        }
        inbound = new byte[0];
    }

    /** Asks for whatever can be asked for. */
    void look() {
        check(engine.getSession() != null && engine.getSession().getPacketBufferSize() > 0, "no session");
        check(engine.toString() != null && engine.getSSLParameters() != null, "no parameters");
        boolean done = finished > 0;
        check((engine.getSession().getProtocol().equals("NONE")) != done, "session " + engine.getSession().getProtocol());
        boolean again = engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING; // perhaps for a certificate, or to renegotiate
        check(engine.getHandshakeSession() == null || !done || again, "a handshake session after the handshake");
        check(engine.getApplicationProtocol() == null || engine.getApplicationProtocol().isEmpty(), "an application protocol");
    }

    void checkStatus() {
        HandshakeStatus status = engine.getHandshakeStatus();
        check(status != HandshakeStatus.FINISHED, "FINISHED for longer than a moment");
        if (status == HandshakeStatus.NEED_TASK && taken.isEmpty()) {
            takeTask();
            check(!taken.isEmpty(), "NEED_TASK without a task");
        }
    }

    /** Everything has come to its end: what was sent has arrived, or somebody knows that it has not. */
    void checkEnd(boolean damaged) {
        check(engine.isInboundDone() && engine.isOutboundDone(), "not done");
        check(engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING, "handshaking at the end");
        check(received == other.sent || failure != null || truncated || deafEarly || canceled || other.failure != null,
                received + " bytes of " + other.sent + " without a failure");
        boolean honest = !damaged && !closedEarly && !deafEarly && !other.closedEarly && !other.deafEarly;
        check(!honest || failure == null && !truncated && finished > 0 && received == other.sent, "an honest connection failed: " + failure);
    }

    @Override
    public String toString() {
        return name + " " + engine.getHandshakeStatus() + ", sent " + sent + ", received " + received + ", finished " + finished
                + (failure == null ? "" : ", " + failure);
    }

    private void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(this + ": " + otherwise);
        }
    }
}
