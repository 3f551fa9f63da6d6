package dev.drawbridge.engine;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One side of a connection in memory, which does what its status says. */
public final class Peer implements Listener {
    static final ByteBuffer[] NONE = {};

    public final Connection connection;
    public final Transfer t = new Transfer();
    public final List<TlsFault> failures = new ArrayList<>();
    public final List<byte[]> records = new ArrayList<>();
    public final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /** Bytes from the peer that were not yet unwrapped. */
    public byte[] inbox = new byte[0];
    int connects;
    /** The settings of the next renegotiation; null for those of the first handshake. */
    public TlsConfig next;
    int finishes;
    int tasks;

    public Peer(TlsConfig config) {
        connection = new Connection(config, this);
    }

    Peer(TlsConfig config, Beginning beginning, KeyLimits limits) {
        connection = new Connection(config, this, beginning, limits);
    }

    @Override
    public void connected(ConnectionFacts facts) {
        connects++;
    }

    @Override
    public TlsConfig renegotiates(ConnectionFacts facts) {
        return next;
    }

    @Override
    public void failed(TlsFault fault) {
        failures.add(fault);
    }

    /** Wraps once; the record made. */
    public byte[] wrap(byte[]... data) throws TlsFault {
        ByteBuffer[] srcs = Arrays.stream(data).map(ByteBuffer::wrap).toArray(ByteBuffer[]::new);
        ByteBuffer dst = ByteBuffer.allocate(Connection.PACKET_SIZE);
        connection.wrap(srcs, 0, srcs.length, dst, t);
        note();
        byte[] record = Arrays.copyOf(dst.array(), dst.position());
        if (record.length > 0) {
            records.add(record);
        }
        return record;
    }

    /** Unwraps once from the inbox into a heap buffer. */
    public Transfer unwrap() throws TlsFault {
        ByteBuffer src = ByteBuffer.wrap(inbox);
        ByteBuffer dst = ByteBuffer.allocate(Connection.APPLICATION_SIZE);
        try {
            connection.unwrap(src, new ByteBuffer[] {dst}, 0, 1, t);
        } finally {
            inbox = Arrays.copyOfRange(inbox, src.position(), inbox.length);
        }
        note();
        received.write(dst.array(), 0, dst.position());
        return t;
    }

    public void deliver(byte[] bytes) {
        int old = inbox.length;
        inbox = Arrays.copyOf(inbox, old + bytes.length);
        System.arraycopy(bytes, 0, inbox, old, bytes.length);
    }

    /** Does one thing that the status asks for; false when there is nothing to do now. */
    boolean step(Peer other) throws TlsFault {
        switch (connection.status()) {
            case NEED_TASK -> {
                Runnable task = connection.takeTask();
                task.run();
                tasks++;
            }
            case NEED_WRAP -> other.deliver(wrap());
            case NEED_UNWRAP -> {
                if (inbox.length == 0) {
                    return false;
                }
                unwrap();
                return t.consumed > 0 || t.outcome != Transfer.Outcome.UNDERFLOW;
            }
            default -> {
                if (inbox.length == 0 || connection.inboundDone()) {
                    return false;
                }
                unwrap();
                return t.consumed > 0 || t.status != Status.NOT_HANDSHAKING;
            }
        }
        return true;
    }

    /** Runs both until neither has anything to do. */
    static void run(Peer a, Peer b) throws TlsFault {
        boolean moved = true;
        while (moved) {
            moved = a.step(b) | b.step(a);
        }
    }

    /** Sends application data to {@code other}, all of it. */
    void send(Peer other, byte[] data) throws TlsFault {
        int sent = 0;
        while (sent < data.length) {
            other.deliver(wrap(Arrays.copyOfRange(data, sent, data.length)));
            sent += t.consumed;
            if (t.outcome != Transfer.Outcome.OK) {
                throw new IllegalStateException(t.toString());
            }
        }
        while (other.inbox.length > 0) {
            other.unwrap();
        }
    }

    private void note() {
        if (t.status == Status.FINISHED) {
            finishes++;
        }
    }
}
