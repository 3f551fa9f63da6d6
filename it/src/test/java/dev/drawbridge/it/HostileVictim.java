package dev.drawbridge.it;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.engine.Status;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Our connection under attack, driven as a program drives it, and watched: how often it is called, what it writes, what it throws, and
 * what it leaves in the program's buffers.
 */
final class HostileVictim implements Listener {
    /** Buffers that a thread uses again for each victim. */
    static final class Space {
        final ByteBuffer out = ByteBuffer.allocate(Connection.PACKET_SIZE);
        final ByteBuffer[] plaintext = {ByteBuffer.allocate(Connection.APPLICATION_SIZE)};
        final byte[] zeros = new byte[Connection.APPLICATION_SIZE];
        final ByteBuffer[] nothing = {ByteBuffer.allocate(0)};
    }

    /** A flight that was queued when the failure came, and the alert. */
    private static final int MAX_LAST_RECORDS = 6;
    /** No script of ours needs half of this. */
    private static final int MAX_STEPS = 1000;
    private static final int MAX_OUTPUT = 16 * 1024;

    final Connection connection;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /** The failure that a call threw, or null. */
    TlsFault thrown;
    /** Records that were written after the failure. */
    int recordsAfterFailure;
    int steps;

    private final Space space;
    private final Transfer transfer = new Transfer();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private TlsFault heard;
    private byte[] input = new byte[0];
    private int written;
    private int connectedCalls;

    HostileVictim(TlsConfig config, Space space) {
        this.space = space;
        connection = new Connection(config, this);
    }

    @Override
    public void connected(ConnectionFacts facts) {
        connectedCalls++;
        check(connectedCalls == 1 || facts.version() == ProtocolVersion.TLS12, "connected twice"); // there it is a renegotiation
    }

    @Override
    public void failed(TlsFault fault) {
        check(heard == null, "failed twice: " + heard + ", " + fault);
        heard = fault;
    }

    /** Why it failed, or null. */
    TlsFault failure() {
        return heard;
    }

    /** Everything written since the last time. */
    byte[] takeOutput() {
        byte[] taken = output.toByteArray();
        output.reset();
        return taken;
    }

    /** Gives bytes in pieces of random size, or at once where {@code pieces} is null. */
    void feed(byte[] bytes, RandomGenerator pieces) {
        int from = 0;
        do {
            int left = bytes.length - from;
            int n = pieces == null ? left : Math.min(left, 1 + pieces.nextInt(Math.max(200, bytes.length / 8)));
            int kept = input.length;
            input = Arrays.copyOf(input, kept + n);
            System.arraycopy(bytes, from, input, kept, n);
            from += n;
            pump();
        } while (from < bytes.length);
    }

    /** Does everything that can be done without more input. */
    void pump() {
        while (step()) {
            check(++steps <= MAX_STEPS, "it goes round and round: " + connection.status());
        }
    }

    private boolean step() {
        try {
            return switch (connection.status()) {
                case NEED_TASK -> runTask();
                case NEED_WRAP -> wrap(space.nothing);
                case NEED_UNWRAP, NOT_HANDSHAKING -> unwrap();
                case FINISHED -> throw new AssertionError("status() says FINISHED");
            };
        } catch (TlsFault f) {
            check(thrown == null, "a second fault: " + thrown + ", then " + f);
            check(f == heard, "threw another fault than the listener heard: " + f + ", " + heard);
            thrown = f;
            return true;
        }
    }

    private boolean runTask() {
        Runnable task = connection.takeTask();
        check(task != null, "NEED_TASK without a task");
        task.run();
        return true;
    }

    /** Writes application data, or what waits. */
    boolean wrap(ByteBuffer[] from) throws TlsFault {
        ByteBuffer out = space.out.clear();
        boolean failed = heard != null;
        connection.wrap(from, 0, from.length, out, transfer);
        check(out.position() == transfer.produced, "produced " + transfer.produced + ", but " + out.position() + " bytes are there");
        check(transfer.outcome != Transfer.Outcome.OVERFLOW, "no room for a record in PACKET_SIZE");
        written += transfer.produced;
        check(written <= MAX_OUTPUT, "writes without end");
        output.write(out.array(), 0, transfer.produced);
        if (failed && transfer.produced > 0) {
            recordsAfterFailure++;
        }
        return transfer.produced > 0 || transfer.outcome == Transfer.Outcome.OK;
    }

    private boolean unwrap() throws TlsFault {
        if (input.length == 0 || connection.inboundDone()) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        ByteBuffer to = space.plaintext[0].clear();
        Status before = connection.status();
        try {
            connection.unwrap(in, space.plaintext, 0, 1, transfer);
            check(in.position() == transfer.consumed && to.position() == transfer.produced, "counts are wrong: " + transfer);
        } finally {
            takePlaintext(to);
        }
        if (transfer.consumed > 0) {
            input = Arrays.copyOfRange(input, transfer.consumed, input.length);
        }
        check(transfer.outcome != Transfer.Outcome.OVERFLOW, "no room for a record in APPLICATION_SIZE");
        return transfer.outcome == Transfer.Outcome.OK
                && (transfer.consumed > 0 || transfer.status != before || before != connection.status());
    }

    /** What was counted as delivered is compared with what the peer sent; nothing else may be in the program's buffer, ever. */
    private void takePlaintext(ByteBuffer to) {
        byte[] array = to.array();
        int produced = to.position();
        received.write(array, 0, produced);
        Arrays.fill(array, 0, produced, (byte) 0);
        if (array[produced] == ContentType.APPLICATION_DATA.code()) {
            array[produced] = 0; // the inner content type of TLS 1.3, which is no secret
        }
        if (!Arrays.equals(array, space.zeros)) {
            Arrays.fill(array, (byte) 0);
            throw new AssertionError("something was left in the program's buffer");
        }
    }

    /** Whether the peer said goodbye properly. */
    boolean closedByPeer() {
        return heard == null && connection.inboundDone();
    }

    /** The transport ends: a connection in its handshake has failed then, a later one may still say goodbye. */
    void end() {
        try {
            connection.closeInbound();
            check(!connection.handshaking(), "truncation without a word");
        } catch (TlsFault f) {
            check(f.fault() == Fault.TRUNCATED && (connection.connected() || f == heard), "another fault than truncation: " + f);
            thrown = f;
        }
        pump();
        check(takeOutput().length > 0 == (heard != null), "an alert ends a handshake, and nothing else is written to a peer that is gone");
        connection.closeOutbound();
        pump();
        takeOutput();
    }

    /** Closed in both directions now, and silent: nothing is read, written or thrown any more. */
    void assertOver() {
        check(heard == null || thrown == heard || heard.fault() == Fault.USER_CANCELED, "the failure was never thrown: " + heard);
        check(connection.inboundDone() && connection.outboundDone(), "not done after " + heard);
        check(connection.status() == Status.NOT_HANDSHAKING, "status " + connection.status() + " at the end");
        check(connection.takeTask() == null, "a task at the end");
        boolean silent = heard != null && heard.fault().alert() == null && !heard.received();
        check(recordsAfterFailure <= (silent ? 0 : MAX_LAST_RECORDS), recordsAfterFailure + " records after " + heard);
        byte[] garbage = {(byte) ContentType.APPLICATION_DATA.code(), 3, 3, 0, 1, 0};
        try {
            ByteBuffer in = ByteBuffer.wrap(garbage);
            connection.unwrap(in, new ByteBuffer[] {space.plaintext[0].clear()}, 0, 1, transfer);
            check(transfer.outcome == Transfer.Outcome.CLOSED && transfer.produced == 0, "unwrap after the end: " + transfer);
            connection.wrap(new ByteBuffer[] {ByteBuffer.wrap(garbage)}, 0, 1, space.out.clear(), transfer);
            check(transfer.outcome == Transfer.Outcome.CLOSED && transfer.produced == 0, "wrap after the end: " + transfer);
        } catch (TlsFault f) {
            throw new AssertionError("a fault after the end", f);
        }
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }
}
