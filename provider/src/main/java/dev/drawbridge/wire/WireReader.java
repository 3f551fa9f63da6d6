package dev.drawbridge.wire;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads the fields of one struct from a range of a byte array and never leaves that range. Whatever the peer sent,
 * the answer is a value or a {@link TlsFault}; nothing is allocated before the bytes are known to be there.
 *
 * <p>RFC 8446 section 6.2 on {@code decode_error}: "A message could not be decoded because some field was out of the
 * specified range or the length of the message was incorrect." That is the one fault of this class.
 */
public final class WireReader {
    private final String name;
    private final byte[] buffer;
    private final int limit;
    private int position;

    /** A reader of {@code length} bytes from {@code offset}; {@code name} says in faults what was being read. */
    public WireReader(String name, byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        this.name = name;
        this.buffer = buffer;
        this.position = offset;
        this.limit = offset + length;
    }

    /** A reader of a whole array. */
    public WireReader(String name, byte[] buffer) {
        this(name, buffer, 0, buffer.length);
    }

    /** A reader of what is left under another name. */
    public WireReader named(String newName) {
        return new WireReader(newName, buffer, position, remaining());
    }

    /** A second reader of what is left, for looking ahead; this one does not move. */
    public WireReader copy() {
        return new WireReader(name, buffer, position, remaining());
    }

    public int u8() throws TlsFault {
        int at = take(1);
        return buffer[at] & 0xff;
    }

    public int u16() throws TlsFault {
        int at = take(2);
        return (buffer[at] & 0xff) << 8 | (buffer[at + 1] & 0xff);
    }

    public int u24() throws TlsFault {
        int at = take(3);
        return (buffer[at] & 0xff) << 16 | (buffer[at + 1] & 0xff) << 8 | (buffer[at + 2] & 0xff);
    }

    public long u32() throws TlsFault {
        int at = take(4);
        return (buffer[at] & 0xffL) << 24 | (buffer[at + 1] & 0xff) << 16 | (buffer[at + 2] & 0xff) << 8
                | (buffer[at + 3] & 0xff);
    }

    /** A copy of the next {@code n} bytes. */
    public byte[] bytes(int n) throws TlsFault {
        int at = take(n);
        return Arrays.copyOfRange(buffer, at, at + n);
    }

    /** The contents of a vector with a length of one byte, {@code <min..max>} as the RFC writes it. */
    public WireReader vector8(int min, int max) throws TlsFault {
        return vector(u8(), min, max);
    }

    /** The contents of a vector with a length of two bytes, {@code <min..max>} as the RFC writes it. */
    public WireReader vector16(int min, int max) throws TlsFault {
        return vector(u16(), min, max);
    }

    /** The contents of a vector with a length of three bytes, {@code <min..max>} as the RFC writes it. */
    public WireReader vector24(int min, int max) throws TlsFault {
        return vector(u24(), min, max);
    }

    /** A copy of the contents of {@code opaque<min..max>} with a length of one byte. */
    public byte[] opaque8(int min, int max) throws TlsFault {
        return vector8(min, max).rest();
    }

    /** A copy of the contents of {@code opaque<min..max>} with a length of two bytes. */
    public byte[] opaque16(int min, int max) throws TlsFault {
        return vector16(min, max).rest();
    }

    /** A copy of the contents of {@code opaque<min..max>} with a length of three bytes. */
    public byte[] opaque24(int min, int max) throws TlsFault {
        return vector24(min, max).rest();
    }

    /** A list of two-byte numbers behind a length of one byte; {@code min} and {@code max} count bytes. */
    public CodePoints codePoints8(int min, int max) throws TlsFault {
        return vector8(min, max).codePoints();
    }

    /** A list of two-byte numbers behind a length of two bytes; {@code min} and {@code max} count bytes. */
    public CodePoints codePoints16(int min, int max) throws TlsFault {
        return vector16(min, max).codePoints();
    }

    /** A copy of all bytes that are left. */
    public byte[] rest() {
        byte[] all = Arrays.copyOfRange(buffer, position, limit);
        position = limit;
        return all;
    }

    public int remaining() {
        return limit - position;
    }

    public boolean isEmpty() {
        return position == limit;
    }

    /**
     * Says that the struct ends here. RFC 8446 section 6: "Peers which receive a message which cannot be
     * parsed according to the syntax (e.g., have a length extending beyond the message boundary or contain an
     * out-of-range length) MUST terminate the connection with a "decode_error" alert."
     */
    public void finish() throws TlsFault {
        if (position != limit) {
            throw malformed(remaining() + " bytes too many");
        }
    }

    /** The fault of a field that breaks the syntax of this struct. */
    public TlsFault malformed(String detail) {
        return new TlsFault(Fault.DECODE_ERROR, name + ", " + detail);
    }

    /**
     * The fault of a field that fits the syntax but has a value that the RFC forbids. RFC 8446 section 6: "Peers which receive a message
     * which is syntactically correct but semantically invalid (e.g., a DHE share of p - 1, or an invalid enum) MUST terminate the
     * connection with an "illegal_parameter" alert."
     */
    public TlsFault illegal(String detail) {
        return new TlsFault(Fault.ILLEGAL_VALUE, name + ", " + detail);
    }

    private CodePoints codePoints() throws TlsFault {
        if ((remaining() & 1) != 0) {
            throw malformed("list of two-byte numbers has an odd length of " + remaining());
        }
        int[] values = new int[remaining() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = u16();
        }
        return CodePoints.of(values);
    }

    private WireReader vector(int length, int min, int max) throws TlsFault {
        if (length < min || length > max) {
            throw malformed("vector length " + length + " is not in " + min + ".." + max);
        }
        int at = take(length);
        return new WireReader(name, buffer, at, length);
    }

    private int take(int n) throws TlsFault {
        if (n > limit - position) {
            throw malformed(n + " bytes needed, " + remaining() + " left");
        }
        int at = position;
        position += n;
        return at;
    }
}
