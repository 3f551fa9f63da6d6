package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/** Reads a struct that lies in the middle of other bytes, field by field as a script says, beside a model that shares no code with it. */
final class WireScript {
    private static final int MARGIN = 7;

    private final byte[] struct;
    private final WireReader in;
    private final WireWriter out = new WireWriter();
    private int at;

    private WireScript(byte[] struct) {
        this.struct = struct;
        byte[] around = new byte[struct.length + 2 * MARGIN];
        Arrays.fill(around, (byte) 0x5a);
        System.arraycopy(struct, 0, around, MARGIN, struct.length);
        in = new WireReader("struct", around, MARGIN, struct.length);
    }

    static void run(byte[] script, byte[] struct) {
        WireScript s = new WireScript(struct);
        try {
            for (byte op : script) {
                s.step(op & 0xff);
                assertEquals(s.struct.length - s.at, s.in.remaining());
                assertEquals(s.at == s.struct.length, s.in.isEmpty());
            }
        } catch (TlsFault f) {
            assertEquals(Fault.DECODE_ERROR, f.fault());
            return;
        }
        assertArrayEquals(Arrays.copyOf(struct, s.at), s.out.toByteArray());
    }

    private void step(int op) throws TlsFault {
        int min = op >> 4 & 3;
        int max = 4 << 2 * (op >> 6);
        switch (op % 10) {
            case 0 -> out.u8(same(in.u8(), 1));
            case 1 -> out.u16(same(in.u16(), 2));
            case 2 -> out.u24(same(in.u24(), 3));
            case 3 -> out.u32(same(in.u32(), 4));
            case 4 -> out.bytes(same(in.bytes(max)));
            case 5 -> out.opaque8(prefixed(1, in.opaque8(min, max)));
            case 6 -> out.opaque16(prefixed(2, in.opaque16(min, max)));
            case 7 -> out.opaque24(prefixed(3, in.opaque24(min, max)));
            case 8 -> {
                CodePoints points = in.codePoints16(min, max);
                byte[] bytes = new byte[2 * points.size()];
                for (int i = 0; i < points.size(); i++) {
                    bytes[2 * i] = (byte) (points.at(i) >> 8);
                    bytes[2 * i + 1] = (byte) points.at(i);
                }
                prefixed(2, bytes);
                out.codePoints16(points);
            }
            default -> {
                WireReader ahead = in.copy();
                assertArrayEquals(Arrays.copyOfRange(struct, at, struct.length), ahead.rest());
                ahead.finish();
            }
        }
    }

    private long same(long read, int bytes) {
        long expected = 0;
        for (int i = 0; i < bytes; i++) {
            expected = expected << 8 | struct[at++] & 0xff;
        }
        assertEquals(expected, read);
        return read;
    }

    private int same(int read, int bytes) {
        return (int) same((long) read, bytes);
    }

    private byte[] same(byte[] read) {
        assertArrayEquals(Arrays.copyOfRange(struct, at, at + read.length), read);
        at += read.length;
        return read;
    }

    private byte[] prefixed(int lengthBytes, byte[] read) {
        same((long) read.length, lengthBytes);
        return same(read);
    }
}
