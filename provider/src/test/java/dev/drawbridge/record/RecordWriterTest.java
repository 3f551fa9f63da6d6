package dev.drawbridge.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private final RecordWriter writer = new RecordWriter();

    private List<byte[]> drain() throws TlsFault {
        List<byte[]> out = new ArrayList<>();
        while (writer.hasOutput()) {
            ByteBuffer dst = ByteBuffer.allocate(Buffers.SIZE);
            int n = writer.writeQueued(dst);
            assertTrue(n > 0);
            out.add(Arrays.copyOf(dst.array(), n));
        }
        return out;
    }

    private static WriteProtection keys() {
        return WriteProtection.tls13(AeadAlgorithm.AES_128_GCM, new BcCrypto(null).sealer(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV);
    }

    @Test
    void onlyTheFirstFlightOfAClientSays31() throws TlsFault {
        writer.handshake(new byte[] {1, 0, 0, 0});
        writer.alert(RecordWriter.FATAL, Alert.INTERNAL_ERROR);
        writer.version(ProtocolVersion.TLS13);
        writer.handshake(new byte[] {1, 0, 0, 0});
        List<byte[]> records = drain();
        assertArrayEquals(Forge.record(22, 0x0301, (byte) 1, (byte) 0, (byte) 0, (byte) 0), records.get(0));
        assertArrayEquals(Forge.record(21, 0x0303, (byte) 2, (byte) 80), records.get(1));
        assertArrayEquals(Forge.record(22, 0x0303, (byte) 1, (byte) 0, (byte) 0, (byte) 0), records.get(2));
    }

    @Test
    void messagesShareARecordUntilTheKeysChange() throws TlsFault {
        writer.version(ProtocolVersion.TLS13);
        writer.handshake(new byte[] {2, 0, 0, 0});
        writer.handshake(new byte[] {8, 0, 0, 0});
        writer.protection(keys());
        writer.handshake(new byte[] {9, 0, 0, 0});
        writer.handshake(new byte[] {10, 0, 0, 0});
        List<byte[]> records = drain();
        assertEquals(2, records.size());
        assertArrayEquals(Forge.record(22, 0x0303, new byte[] {2, 0, 0, 0, 8, 0, 0, 0}), records.get(0));
        assertArrayEquals(Forge.tls13(0, new byte[] {9, 0, 0, 0, 10, 0, 0, 0, 22}), records.get(1));
    }

    /** RFC 8446 section 5.1: "The record layer fragments information blocks into TLSPlaintext records carrying data in chunks of 2^14". */
    @Test
    void longFlightsAreCutAt16384() throws TlsFault {
        byte[] message = new byte[40_000];
        Arrays.fill(message, (byte) 3);
        writer.handshake(message);
        List<byte[]> records = drain();
        assertEquals(List.of(16389, 16389, 40_000 - 32768 + 5), records.stream().map(r -> r.length).toList());
        writer.handshake(message);
        assertFalse(drain().isEmpty(), "queued again after the queue was empty");
    }

    /** RFC 8446 appendix D.4: the compatibility ChangeCipherSpec is never encrypted. */
    @Test
    void changeCipherSpecOfTls13IsInTheClear() throws TlsFault {
        writer.version(ProtocolVersion.TLS13);
        writer.protection(keys());
        writer.changeCipherSpec();
        assertArrayEquals(Forge.record(20, 0x0303, (byte) 1), drain().get(0));
    }

    @Test
    void changeCipherSpecWaitsForWhatIsNext() throws TlsFault {
        writer.version(ProtocolVersion.TLS13);
        writer.changeCipherSpecFirst();
        assertFalse(writer.hasOutput());
        writer.protection(keys());
        writer.alert(RecordWriter.FATAL, Alert.DECODE_ERROR);
        writer.alert(RecordWriter.WARNING, Alert.CLOSE_NOTIFY);
        List<byte[]> records = drain();
        assertEquals(2, records.size());
        byte[] both = records.get(0); // who wraps once more after a failure has sent the alert
        assertArrayEquals(Forge.record(20, 0x0303, (byte) 1), Arrays.copyOf(both, 6));
        assertEquals(23, both[6]);
        assertEquals(6 + 5 + 2 + 1 + 16, both.length);
    }

    @Test
    void withoutRoomNothingLeaves() throws TlsFault {
        writer.handshake(new byte[20]);
        ByteBuffer small = ByteBuffer.allocate(24);
        assertEquals(0, writer.writeQueued(small));
        assertEquals(0, small.position());
        assertTrue(writer.handshakeWaits());
        assertEquals(25, drain().get(0).length);
    }

    @Test
    void discardedOutputIsGone() {
        writer.handshake(new byte[20]);
        writer.alert(RecordWriter.WARNING, Alert.CLOSE_NOTIFY);
        writer.discard();
        assertFalse(writer.hasOutput());
        assertFalse(writer.handshakeWaits());
    }
}
