package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.crypto.bc.CbcForge;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * Sweet32 (Bhargavan, Leurent, CCS 2016, CVE-2016-2183): after 2^32 blocks of 64 bits two are likely to be the same and tell the difference
 * of their plaintexts.
 *
 * <p>Shown: a suite with blocks of 64 bits is only for who names it and sets aside the JDK's ban, and then writes 1 GiB under one key and no
 * more. That keys are changed before the limit
 * of RFC 8446 section 5.5, for blocks of 128 bits, is in KeyLimits and ConnectionTest.keysChangeByThemselvesBeforeTheirLimit.
 */
class Sweet32Test {
    /** Of which 40,000 bytes are all that may be sealed. */
    private record Few(MacSealer real) implements MacSealer {
        @Override
        public long most() {
            return 40_000;
        }

        @Override
        public int sealedLength(int length) {
            return real.sealedLength(length);
        }

        @Override
        public void start(long sequence, int type) {
            real.start(sequence, type);
        }

        @Override
        public int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            return real.seal(in, inOffset, length, out, outOffset);
        }
    }

    @Test
    void smallBlocksAreNeverNegotiated() {
        OldSuites.BLOCKS_OF_64_BITS.assertNeverNegotiated();
    }

    /** After 2^27 blocks two are the same with a likelihood of 2^-11. */
    @Test
    void afterSomeBytesNoMoreIsWritten() throws Exception {
        CbcForge f = new CbcForge(CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA, ProtocolVersion.TLS12, false);
        WriteProtection protection = WriteProtection.mac(ProtocolVersion.TLS12, new Few(f.sealer()), false);
        RecordWriter writer = new RecordWriter();
        writer.protection(protection);
        ByteBuffer out = ByteBuffer.allocate(20_000);
        ByteBuffer[] data = {ByteBuffer.allocate(16_384)};
        assertEquals(1L << 30, f.sealer().most());
        for (int i = 0; i < 3; i++) {
            out.clear();
            data[0].clear();
            writer.writeApplicationData(data, 0, 1, 16_384, out);
        }
        out.clear();
        data[0].clear();
        assertEquals(Fault.KEY_EXHAUSTED, assertThrows(TlsFault.class, () -> writer.writeApplicationData(data, 0, 1, 16_384, out)).fault());
    }

    @Test
    void everyCipherIsOneOfThese() {
        for (CipherSuite suite : CipherSuite.values()) {
            String name = suite.cipher().toString();
            assertTrue(name.startsWith("AES_") || name.equals("CHACHA20_POLY1305") || suite.weak() && name.matches("(NULL|RC4_128|TRIPLE_DES_EDE)_.*"), name);
        }
    }
}
