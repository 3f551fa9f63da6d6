package dev.drawbridge.it.soak;

import java.nio.ByteBuffer;

/** The head of what a client sends: who it is, and what either end will send. */
record Promise(long id, long seed, long up, long down) {
    static final int SIZE = 4 * Long.BYTES;

    byte[] bytes() {
        return ByteBuffer.allocate(SIZE).putLong(id).putLong(seed).putLong(up).putLong(down).array();
    }

    static Promise of(byte[] b) {
        ByteBuffer in = ByteBuffer.wrap(b);
        Promise p = new Promise(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        if (p.up < 0 || p.down < 0 || p.up > 1L << 40 || p.down > 1L << 40) {
            throw new Incoming.WrongBytes("the head is no promise: " + p);
        }
        return p;
    }

    Outgoing clientSends() {
        return new Outgoing(bytes(), seed, up);
    }

    Incoming serverReceives() {
        return new Incoming(seed, up);
    }

    Outgoing serverSends() {
        return new Outgoing(new byte[0], ~seed, down);
    }

    Incoming clientReceives() {
        return new Incoming(~seed, down);
    }
}
