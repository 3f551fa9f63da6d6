package dev.drawbridge.it.soak;

import java.util.concurrent.ThreadLocalRandom;

/** A promise, then both directions at once. */
final class Exchange implements Talk {
    /** More than one record, so that writes are cut. */
    private static final int MAX_WRITE = 40_000;
    private static final int KEY_UPDATE_EVERY = 50_000;

    private final Scenario scenario;
    private final Tally tally;
    private final byte[] head = new byte[Promise.SIZE];
    private int headLength;
    private Incoming incoming;
    private volatile Outgoing outgoing;
    private long mischiefAt;
    private long nextKeyUpdate = KEY_UPDATE_EVERY;

    Exchange(Scenario scenario, Tally tally) {
        this.scenario = scenario;
        this.tally = tally;
    }

    @Override
    public void received(byte[] b, int off, int len) {
        int n = Math.min(len, head.length - headLength);
        System.arraycopy(b, off, head, headLength, n);
        headLength += n;
        if (incoming == null && headLength == head.length) {
            Promise promise = Promise.of(head);
            incoming = promise.serverReceives();
            mischiefAt = 1 + ThreadLocalRandom.current().nextLong(promise.down());
            outgoing = promise.serverSends();
        }
        if (incoming != null && len > n) {
            incoming.take(b, off + n, len - n);
            tally.verified(len - n);
        }
    }

    @Override
    public int next(byte[] b) {
        Outgoing out = outgoing;
        if (out == null) {
            return 0;
        }
        int max = 1 + ThreadLocalRandom.current().nextInt(Math.min(b.length, MAX_WRITE));
        // Before its end: a client that has everything would close in good order, and be answered so.
        return out.next(b, scenario.serverMisbehaves() ? (int) Math.min(max, mischiefAt - out.made()) : max);
    }

    @Override
    public boolean whole() {
        return incoming != null && incoming.whole();
    }

    @Override
    public boolean silent() {
        return outgoing == null || outgoing.done();
    }

    @Override
    public Mischief mischief() {
        if (outgoing == null || outgoing.made() < mischiefAt) {
            return null;
        }
        return switch (scenario) {
            case SERVER_DEATH -> Mischief.CLOSE;
            case SERVER_RESET -> Mischief.RESET;
            case SERVER_GARBAGE -> Mischief.GARBAGE;
            default -> null;
        };
    }

    @Override
    public boolean keyUpdateDue() {
        if (scenario == Scenario.KEY_UPDATE && outgoing != null && outgoing.made() >= nextKeyUpdate) {
            nextKeyUpdate += KEY_UPDATE_EVERY;
            return true;
        }
        return false;
    }
}
