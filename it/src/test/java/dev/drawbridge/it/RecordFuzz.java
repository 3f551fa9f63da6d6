package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.HandshakeJoiner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same bytes give the same records and messages, in whatever pieces and buffers they come and go. */
class RecordFuzz {
    private static final int MAX_MESSAGE = 1024;
    /** Two readers, each with a copy of all that it reads, and buffers of record size for each record at the worst. */
    private static final int FLAT = 4 << 20;

    /** How the records are protected and read, then the records themselves. */
    @FuzzTest
    void records(byte[] input) {
        Allocation.within(FLAT, () -> {
            Choices choices = new Choices(input);
            RecordStream stream = RecordStream.chosenBy(choices);
            List<String> whole = stream.readWhole();
            assertEquals(whole, stream.readInPieces(choices));
        });
    }

    /** Lengths of fragments as one byte each up to a zero, then the messages. */
    @FuzzTest
    void messages(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        byte[] lengths = Arrays.copyOf(input, end);
        byte[] stream = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        // A joiner holds a message and a fragment; each message is copied out of it once.
        Allocation.within(FLAT, () -> {
            Joined whole = join(stream, new byte[0]);
            Joined pieces = join(stream, lengths);
            assertEquals(whole.end, pieces.end);
            assertEquals(whole.messages.size(), pieces.messages.size());
            for (int i = 0; i < whole.messages.size(); i++) {
                assertArrayEquals(whole.messages.get(i), pieces.messages.get(i));
            }
        });
    }

    private record Joined(List<byte[]> messages, String end) {
    }

    /** Fragments of these lengths by turn, or one. */
    private static Joined join(byte[] stream, byte[] lengths) {
        HandshakeJoiner joiner = new HandshakeJoiner(MAX_MESSAGE);
        List<byte[]> messages = new ArrayList<>();
        int taken = 0;
        int at = 0;
        try {
            for (int turn = 0; at < stream.length; turn++) {
                int length = lengths.length == 0 ? stream.length : lengths[turn % lengths.length] & 0xff;
                byte[] fragment = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + length));
                at += fragment.length;
                joiner.add(fragment);
                for (byte[] m = joiner.next(); m != null; m = joiner.next()) {
                    assertArrayEquals(Arrays.copyOfRange(stream, taken, taken + m.length), m);
                    messages.add(m);
                    taken += m.length;
                }
                assertEquals(taken == at, joiner.empty());
            }
        } catch (TlsFault f) {
            return new Joined(messages, f.fault().toString());
        }
        assertTrue(at - taken < MAX_MESSAGE + 4, "it holds more than a message");
        return new Joined(messages, joiner.empty() ? "boundary" : "inside a message");
    }
}
