package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Staged bytes: whole records come out whatever the pieces, nothing is read too far where that is forbidden, and idle means no buffer. */
class SocketStagingTest {
    /** Records of these lengths, one after the other, their bodies counting on. */
    private static byte[] records(int... lengths) {
        int total = 0;
        for (int n : lengths) {
            total += 5 + n;
        }
        ByteBuffer b = ByteBuffer.allocate(total);
        byte next = 0;
        for (int n : lengths) {
            b.put((byte) 23).put((byte) 3).put((byte) 3).putShort((short) n);
            for (int i = 0; i < n; i++) {
                b.put(next++);
            }
        }
        return b.array();
    }

    /** Gives random pieces, and a timeout now and then. */
    private static InputStream pieces(byte[] all, long seed) {
        Random random = new Random(seed);
        ByteArrayInputStream in = new ByteArrayInputStream(all);
        return new InputStream() {
            @Override
            public int read() {
                return in.read();
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                if (random.nextInt(5) == 0) {
                    throw new SocketTimeoutException("later");
                }
                return in.read(b, off, Math.min(len, 1 + random.nextInt(random.nextBoolean() ? 10 : 60_000)));
            }
        };
    }

    @Test
    void givesWholeRecordsWhateverThePieces() throws IOException {
        int[] lengths = {1, 0, 16384, 16401, 5, 16401, 16401, 16401, 16401, 16401, 300, 16401, 2, 2, 2};
        for (int seed = 0; seed < 40; seed++) {
            SocketStaging s = new SocketStaging(pieces(records(lengths), seed), seed % 2 == 0);
            byte next = 0;
            for (int n : lengths) {
                while (!s.complete()) {
                    try {
                        assertTrue(s.fill());
                    } catch (SocketTimeoutException e) {
                        continue; // as a program would
                    }
                }
                assertEquals(n, s.fragmentLength());
                ByteBuffer staged = s.staged();
                staged.position(staged.position() + 5);
                for (int i = 0; i < n; i++) {
                    assertEquals(next++, staged.get());
                }
            }
            assertFalse(s.insideRecord());
        }
    }

    @Test
    void exactStagingLeavesWhatFollowsARecord() throws IOException {
        byte[] record = records(1000);
        ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(record, record.length + 7));
        SocketStaging s = new SocketStaging(in, true);
        while (!s.complete()) {
            assertTrue(s.fill());
        }
        assertEquals(7, in.available());
    }

    @Test
    void greedyStagingTakesWhatIsThere() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(records(1000, 1000, 1000));
        SocketStaging s = new SocketStaging(in, false);
        while (!s.complete()) {
            assertTrue(s.fill());
        }
        assertEquals(0, in.available());
    }

    @Test
    void waitsForTheNextRecordWithoutABuffer() throws IOException {
        SocketStaging s = new SocketStaging(pieces(records(10), 3), false);
        while (!s.complete()) {
            try {
                assertTrue(s.fill());
            } catch (SocketTimeoutException e) {
                continue;
            }
        }
        s.staged().position(s.staged().limit());
        for (boolean ended = false; !ended;) {
            try {
                ended = !s.fill();
            } catch (SocketTimeoutException e) {
                assertNull(s.staged());
            }
        }
        assertNull(s.staged());
    }

    @Test
    void tellsAnEndInsideARecordFromOneBetween() throws IOException {
        for (int cut = 0; cut <= 15; cut++) {
            SocketStaging s = new SocketStaging(new ByteArrayInputStream(records(10), 0, cut), false);
            while (!s.complete() && s.fill()) {
                assertTrue(s.insideRecord());
            }
            assertEquals(cut > 0, s.insideRecord());
        }
    }
}
