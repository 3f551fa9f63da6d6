package dev.drawbridge.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeJoinerTest {
    private final HandshakeJoiner joiner = new HandshakeJoiner(2000);

    private static byte[] message(int type, int length) {
        byte[] m = new byte[4 + length];
        Arrays.fill(m, (byte) length);
        m[0] = (byte) type;
        m[1] = 0;
        m[2] = (byte) (length >> 8);
        m[3] = (byte) length;
        return m;
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] p : parts) {
            System.arraycopy(p, 0, all, at, p.length);
            at += p.length;
        }
        return all;
    }

    private List<byte[]> drain() throws TlsFault {
        List<byte[]> out = new ArrayList<>();
        for (byte[] m = joiner.next(); m != null; m = joiner.next()) {
            out.add(m);
        }
        return out;
    }

    private static void same(byte[][] expected, List<byte[]> actual) {
        assertEquals(expected.length, actual.size());
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual.get(i));
        }
    }

    /** RFC 8446 section 5.1: messages "MAY be coalesced into a single TLSPlaintext record or fragmented across several records". */
    @Test
    void everySplitIntoThreeGivesTheSameMessages() throws TlsFault {
        byte[][] messages = {message(1, 0), message(2, 30), message(11, 5), message(20, 32)};
        byte[] all = concat(messages);
        for (int i = 0; i <= all.length; i++) {
            for (int j = i; j <= all.length; j++) {
                List<byte[]> got = new ArrayList<>();
                joiner.add(Arrays.copyOfRange(all, 0, i));
                got.addAll(drain());
                joiner.add(Arrays.copyOfRange(all, i, j));
                got.addAll(drain());
                joiner.add(Arrays.copyOfRange(all, j, all.length));
                got.addAll(drain());
                same(messages, got);
                assertTrue(joiner.empty());
            }
        }
    }

    @Test
    void byteByByteAndUndrained() throws TlsFault {
        byte[][] messages = {message(1, 700), message(2, 1500), message(3, 1)};
        for (byte b : concat(messages)) {
            joiner.add(new byte[] {b});
        }
        same(messages, drain());
    }

    @Test
    void aMessageOverTheLimitIsRefusedByItsHeader() throws TlsFault {
        joiner.add(Arrays.copyOf(message(11, 2000), 4));
        assertNull(joiner.next());
        HandshakeJoiner other = new HandshakeJoiner(2000);
        other.add(Arrays.copyOf(message(11, 2001), 4));
        assertEquals(Fault.MESSAGE_TOO_LONG, assertThrows(TlsFault.class, other::next).fault());
    }

    /** RFC 8446 section 5.1: "Handshake messages MUST NOT span key changes." */
    @Test
    void aBoundaryIsProvenOnlyWhereNothingIsPending() throws TlsFault {
        assertNotNull(joiner.boundary());
        joiner.add(concat(message(2, 3), new byte[] {8}));
        drain();
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, assertThrows(TlsFault.class, joiner::boundary).fault());
        assertEquals(Fault.INTERLEAVED_HANDSHAKE, assertThrows(TlsFault.class, joiner::refuseInterleaving).fault());
    }

    @Test
    void aWholeMessageBehindAnotherIsPendingToo() throws TlsFault {
        joiner.add(concat(message(2, 3), message(8, 2)));
        assertNotNull(joiner.next());
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, assertThrows(TlsFault.class, joiner::boundary).fault());
        assertNotNull(joiner.next());
        assertNotNull(joiner.boundary());
        joiner.refuseInterleaving();
    }
}
