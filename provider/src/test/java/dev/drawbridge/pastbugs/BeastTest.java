package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.crypto.bc.CbcForge;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * BEAST (Duong, Rizzo, 2011, CVE-2011-3389): in TLS 1.0 the IV of a record is the last block before it, which everybody has seen. Who may choose what
 * comes next finds out whether an earlier block was what he guesses.
 *
 * <p>Shown: the first byte of each write goes into a record of its own, and all the rest under an IV that is not there before; since TLS 1.1 nothing is
 * split, because each record has an IV of its own.
 */
class BeastTest {
    private static final byte[] CONTENT = new byte[100];

    static {
        Arrays.fill(CONTENT, (byte) 5);
    }

    private static byte[] written(CbcForge f, byte[] content, boolean splits) throws TlsFault {
        RecordWriter writer = new RecordWriter();
        writer.version(f.version);
        writer.protection(WriteProtection.mac(f.version, f.sealer(), splits));
        ByteBuffer out = ByteBuffer.allocate(20_000);
        int n = writer.writeApplicationData(new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, content.length, out);
        assertEquals(writer.recordLength(content.length), n);
        return Arrays.copyOf(out.array(), n);
    }

    private static List<byte[]> fragments(ProtocolVersion version, byte[] wire) {
        List<byte[]> fragments = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(wire);
        while (in.hasRemaining()) {
            assertEquals(23, in.get());
            assertEquals(version.code(), in.getShort());
            byte[] fragment = new byte[in.getShort()];
            in.get(fragment);
            fragments.add(fragment);
        }
        return fragments;
    }

    @Test
    void theFirstByteIsARecordOfItsOwn() throws TlsFault {
        for (boolean encryptThenMac : new boolean[] {false, true}) {
            CbcForge f = new CbcForge(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.TLS10, encryptThenMac);
            List<byte[]> fragments = fragments(f.version, written(f, CONTENT, true));
            assertEquals(2, fragments.size());
            int mac = encryptThenMac ? f.algorithm.macLength() : 0;
            byte[] first = f.decrypt(Arrays.copyOf(fragments.get(0), fragments.get(0).length - mac));
            byte[] rest = f.decrypt(Arrays.copyOf(fragments.get(1), fragments.get(1).length - mac));
            byte[] one = Arrays.copyOf(CONTENT, 1);
            byte[] others = Arrays.copyOfRange(CONTENT, 1, CONTENT.length);
            assertArrayEquals(encryptThenMac ? CbcForge.join(one, f.padding(1)) : CbcForge.join(one, f.mac(0, 23, one), f.padding(1)), first);
            assertArrayEquals(encryptThenMac ? CbcForge.join(others, f.padding(99)) : CbcForge.join(others, f.mac(1, 23, others), f.padding(99)), rest);
        }
    }

    @Test
    void aFullRecordFitsIntoThePacketsOfJsse() throws TlsFault {
        CbcForge f = new CbcForge(CbcAlgorithm.AES_256_CBC_SHA, ProtocolVersion.TLS10, false);
        assertEquals(16_384 + 2 * 5 + 32 + 32 - 1 + 1, written(f, new byte[16_384], true).length, "below 16,709");
    }

    @Test
    void nothingElseIsSplit() throws TlsFault {
        CbcForge old = new CbcForge(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.TLS10, false);
        assertEquals(1, fragments(old.version, written(old, CONTENT, false)).size(), "who says so");
        assertEquals(1, fragments(old.version, written(old, new byte[1], true)).size(), "a byte");
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS11, ProtocolVersion.TLS12)) {
            CbcForge f = new CbcForge(CbcAlgorithm.AES_128_CBC_SHA, version, false);
            assertEquals(1, fragments(version, written(f, CONTENT, true)).size());
        }
        RecordWriter writer = new RecordWriter();
        writer.version(old.version);
        writer.protection(WriteProtection.mac(old.version, old.sealer(), true));
        writer.alert(RecordWriter.WARNING, Alert.CLOSE_NOTIFY);
        ByteBuffer out = ByteBuffer.allocate(100);
        assertEquals(5 + 32, writer.writeQueued(out), "an alert");
    }
}
