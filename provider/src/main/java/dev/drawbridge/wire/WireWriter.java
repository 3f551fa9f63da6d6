package dev.drawbridge.wire;

import dev.drawbridge.spec.CodePoints;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes the fields of structs into a growing byte array. A vector's length is patched in when its contents are
 * complete, so that nobody computes lengths by hand. Its misuse is a bug of ours and an unchecked exception.
 */
public final class WireWriter {
    private byte[] buffer;
    private int length;

    /** A writer with room for an ordinary message. */
    public WireWriter() {
        this(512);
    }

    /** A writer with room for {@code capacity} bytes before it grows. */
    public WireWriter(int capacity) {
        this(new byte[capacity]);
    }

    /** A writer into an array, as long as there is room in it; what does not fit goes into another. */
    public WireWriter(byte[] array) {
        buffer = array;
    }

    public WireWriter u8(int value) {
        return number(value, 1);
    }

    public WireWriter u16(int value) {
        return number(value, 2);
    }

    public WireWriter u24(int value) {
        return number(value, 3);
    }

    public WireWriter u32(long value) {
        return number(value, 4);
    }

    public WireWriter bytes(byte[] b) {
        return bytes(b, 0, b.length);
    }

    public WireWriter bytes(byte[] b, int offset, int count) {
        reserve(count);
        System.arraycopy(b, offset, buffer, length, count);
        length += count;
        return this;
    }

    /** A length of one byte and the contents that {@code contents} writes into this writer. */
    public WireWriter vector8(Consumer<WireWriter> contents) {
        return vector(1, contents);
    }

    /** A length of two bytes and the contents that {@code contents} writes into this writer. */
    public WireWriter vector16(Consumer<WireWriter> contents) {
        return vector(2, contents);
    }

    /** A length of three bytes and the contents that {@code contents} writes into this writer. */
    public WireWriter vector24(Consumer<WireWriter> contents) {
        return vector(3, contents);
    }

    /** {@code b} behind a length of one byte. */
    public WireWriter opaque8(byte[] b) {
        return vector8(w -> w.bytes(b));
    }

    /** {@code b} behind a length of two bytes. */
    public WireWriter opaque16(byte[] b) {
        return vector16(w -> w.bytes(b));
    }

    /** {@code b} behind a length of three bytes. */
    public WireWriter opaque24(byte[] b) {
        return vector24(w -> w.bytes(b));
    }

    /** The numbers, two bytes each, behind a length of one byte. */
    public WireWriter codePoints8(CodePoints values) {
        return vector8(w -> w.codePoints(values));
    }

    /** The numbers, two bytes each, behind a length of two bytes. */
    public WireWriter codePoints16(CodePoints values) {
        return vector16(w -> w.codePoints(values));
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** The array behind this writer; its first {@link #length()} bytes count, and only until the next write. */
    public byte[] array() {
        return buffer;
    }

    private void codePoints(CodePoints values) {
        for (int i = 0; i < values.size(); i++) {
            u16(values.at(i));
        }
    }

    private WireWriter vector(int lengthBytes, Consumer<WireWriter> contents) {
        int at = length;
        reserve(lengthBytes);
        length += lengthBytes;
        contents.accept(this);
        int size = length - at - lengthBytes;
        if (size >>> (8 * lengthBytes) != 0) {
            throw new IllegalStateException("vector of " + size + " bytes has a length field of " + lengthBytes);
        }
        put(size, at, lengthBytes);
        return this;
    }

    private WireWriter number(long value, int byteCount) {
        if (value >>> (8 * byteCount) != 0) {
            throw new IllegalStateException(value + " does not fit into " + byteCount + " bytes");
        }
        reserve(byteCount);
        put(value, length, byteCount);
        length += byteCount;
        return this;
    }

    private void put(long value, int at, int byteCount) {
        for (int i = 0; i < byteCount; i++) {
            buffer[at + i] = (byte) (value >>> (8 * (byteCount - 1 - i)));
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, Math.multiplyExact(2, buffer.length)));
        }
    }
}
