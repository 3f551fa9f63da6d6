package dev.drawbridge.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WireReaderTest {
    private static WireReader reader(String hex) {
        return new WireReader("Test", HexFormat.of().parseHex(hex));
    }

    private static void malformed(Executable read) {
        TlsFault fault = assertThrows(TlsFault.class, read);
        assertEquals(Fault.DECODE_ERROR, fault.fault());
        assertTrue(fault.getMessage().contains("Test"), fault.getMessage());
    }

    @Test
    void numbersAreUnsignedAndBigEndian() throws TlsFault {
        WireReader in = reader("ff" + "fffe" + "fffefd" + "fffefdfc" + "80000000");
        assertEquals(0xff, in.u8());
        assertEquals(0xfffe, in.u16());
        assertEquals(0xfffefd, in.u24());
        assertEquals(0xfffefdfcL, in.u32());
        assertEquals(0x80000000L, in.u32());
        assertTrue(in.isEmpty());
        in.finish();
    }

    @Test
    void staysInsideItsRange() throws TlsFault {
        byte[] bytes = HexFormat.of().parseHex("0102030405");
        WireReader in = new WireReader("Test", bytes, 1, 3);
        assertEquals(3, in.remaining());
        assertEquals(0x0203, in.u16());
        malformed(in::u16);
        assertEquals(4, in.u8());
        malformed(in::u8);
        assertThrows(IndexOutOfBoundsException.class, () -> new WireReader("Test", bytes, 3, 3));
    }

    @Test
    void everyUnderflowIsADecodeError() {
        malformed(() -> reader("").u8());
        malformed(() -> reader("01").u16());
        malformed(() -> reader("0102").u24());
        malformed(() -> reader("010203").u32());
        malformed(() -> reader("0102").bytes(3));
        malformed(() -> reader("02ff").vector8(0, 255));
        malformed(() -> reader("0002ff").vector16(0, 0xffff));
        malformed(() -> reader("ffffffff").vector24(0, 0xffffff));
        malformed(() -> reader("02ff").opaque8(0, 255));
    }

    @Test
    void vectorsKeepTheirBounds() throws TlsFault {
        assertArrayEquals(new byte[] {7, 8}, reader("020708").opaque8(2, 2));
        malformed(() -> reader("0107").vector8(2, 4));
        malformed(() -> reader("050102030405").vector8(2, 4));
        malformed(() -> reader("0000").vector16(1, 0xffff));
        malformed(() -> reader("000000").vector24(1, 0xffffff));
        WireReader outer = reader("0003010203ff");
        WireReader inner = outer.vector16(0, 0xffff);
        assertEquals(3, inner.remaining());
        assertEquals(0xff, outer.u8());
        inner.u8();
        malformed(inner::finish);
        assertArrayEquals(new byte[] {2, 3}, inner.rest());
        inner.finish();
    }

    @Test
    void listsOfNumbersMustBeEven() throws TlsFault {
        assertEquals(CodePoints.of(0x0a0a, 0x1301), reader("00040a0a1301").codePoints16(2, 0xfffe));
        assertEquals(CodePoints.of(0x0304), reader("020304").codePoints8(2, 254));
        malformed(() -> reader("00030a0a13").codePoints16(2, 0xfffe));
        malformed(() -> reader("03030405").codePoints8(2, 254));
    }

    @Test
    void lookingAheadMovesNothing() throws TlsFault {
        WireReader in = reader("0102");
        in.copy().bytes(2);
        assertFalse(in.isEmpty());
        assertEquals(0x0102, in.u16());
        TlsFault fault = assertThrows(TlsFault.class, () -> reader("").named("Other").u8());
        assertTrue(fault.getMessage().contains("Other"), fault.getMessage());
        assertEquals(Fault.ILLEGAL_VALUE, reader("").illegal("x").fault());
    }
}
