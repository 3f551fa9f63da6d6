package dev.drawbridge.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.spec.CodePoints;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WireWriterTest {
    private static String hex(WireWriter out) {
        return HexFormat.of().formatHex(out.toByteArray());
    }

    @Test
    void writesNumbersAndVectors() {
        WireWriter out = new WireWriter(0);
        out.u8(255).u16(0x0102).u24(0x030405).u32(0xfffefdfcL);
        assertEquals("ff0102030405fffefdfc", hex(out));
        assertEquals("02aabb", hex(new WireWriter().opaque8(new byte[] {(byte) 0xaa, (byte) 0xbb})));
        assertEquals("0000", hex(new WireWriter().opaque16(new byte[0])));
        assertEquals("00000100", hex(new WireWriter().opaque24(new byte[1])));
        assertEquals("00040a0a1301", hex(new WireWriter().codePoints16(CodePoints.of(0x0a0a, 0x1301))));
        assertEquals("020304", hex(new WireWriter().codePoints8(CodePoints.of(0x0304))));
    }

    @Test
    void nestedVectorsGrowTheBuffer() {
        WireWriter out = new WireWriter(1);
        byte[] big = new byte[5000];
        Arrays.fill(big, (byte) 9);
        out.vector24(a -> a.vector16(b -> b.opaque8(new byte[200]).bytes(big, 10, 4000)));
        assertEquals(3 + 2 + 1 + 200 + 4000, out.length());
        assertEquals("00106b" + "1069" + "c8", hex(out).substring(0, 12), "lengths are patched from the inside out");
        assertArrayEquals(out.toByteArray(), Arrays.copyOf(out.array(), out.length()));
    }

    @Test
    void whatDoesNotFitIsABug() {
        assertThrows(IllegalStateException.class, () -> new WireWriter().opaque8(new byte[256]));
        assertThrows(IllegalStateException.class, () -> new WireWriter().opaque16(new byte[0x10000]));
        assertThrows(IllegalStateException.class, () -> new WireWriter().opaque24(new byte[0x1000000]));
        assertThrows(IllegalStateException.class, () -> new WireWriter().u8(256));
        assertThrows(IllegalStateException.class, () -> new WireWriter().u8(-1));
        assertThrows(IllegalStateException.class, () -> new WireWriter().u16(0x10000));
        assertThrows(IllegalStateException.class, () -> new WireWriter().u32(0x1_0000_0000L));
    }
}
