package dev.drawbridge.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever arrives, the answer is a message or a TlsFault, at a price that the input's size bounds. */
class HostileInputTest {
    /** Bytes allocated for each byte of input at most; the worst is a block of empty extensions of four bytes each. */
    private static final int PER_BYTE = 100;
    /** For exceptions, class loading aside, and small messages. */
    private static final int FIXED = 64 * 1024;

    private static HandshakeMessage read(HandshakeType type, byte[] body, MessageFormat format) throws TlsFault {
        return Messages.read(type, body, 0, body.length, format);
    }

    /** True when the message was read, false when it was refused by a fault that has an alert. */
    private static boolean readOrFault(HandshakeType type, byte[] body, MessageFormat format) {
        try {
            HandshakeMessage m = read(type, body, format);
            assertEquals(type, m.type());
            Messages.encode(m);
            return true;
        } catch (TlsFault f) {
            assertNotNull(f.alert());
            return false;
        }
    }

    private static byte[] body(HandshakeMessage m) {
        WireWriter out = new WireWriter();
        m.write(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void truncationAtEveryByte(MessageFormat format) {
        // RFC 8446 section 6: "Peers which receive a message which cannot be parsed according to the syntax [...] MUST terminate the
        // connection with a "decode_error" alert."
        for (int seed = 0; seed < 10; seed++) {
            for (HandshakeMessage m : new Samples(seed).all(format)) {
                byte[] whole = body(m);
                for (int n = 0; n < whole.length; n++) {
                    boolean read = readOrFault(m.type(), Arrays.copyOf(whole, n), format);
                    assertTrue(!read || mayEndHere(m, n), m + " cut to " + n + " bytes was read");
                }
            }
        }
    }

    /** Bodies without a length of their own, and hellos of TLS 1.2 cut exactly in front of their extensions. */
    private static boolean mayEndHere(HandshakeMessage m, int n) {
        if (m instanceof ClientHello h) {
            return n == 2 + 32 + 1 + h.sessionId().length + 2 + 2 * h.cipherSuites().size() + 1
                    + h.compressionMethods().length;
        }
        if (m instanceof ServerHello h) {
            return n == 2 + 32 + 1 + h.sessionId().length + 2 + 1;
        }
        return m instanceof Finished || m instanceof ServerKeyExchange || m instanceof ClientKeyExchange;
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void oneByteTooMany(MessageFormat format) {
        for (HandshakeMessage m : new Samples(3).all(format)) {
            if (m instanceof Finished || m instanceof ServerKeyExchange || m instanceof ClientKeyExchange) {
                continue;
            }
            byte[] body = body(m);
            TlsFault fault = assertThrows(TlsFault.class,
                    () -> read(m.type(), Arrays.copyOf(body, body.length + 1), format), m::toString);
            assertEquals(Fault.DECODE_ERROR, fault.fault());
        }
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void bitFlips(MessageFormat format) {
        Random random = new Random(42);
        int refused = 0;
        for (int seed = 0; seed < 40; seed++) {
            for (HandshakeMessage m : new Samples(seed).all(format)) {
                byte[] whole = body(m);
                for (int i = 0; i < 60 && whole.length > 0; i++) {
                    byte[] flipped = whole.clone();
                    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    refused += readOrFault(m.type(), flipped, format) ? 0 : 1;
                }
            }
        }
        assertTrue(refused > 500, "only " + refused + " refused: the flips do not reach the structure");
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void noise(MessageFormat format) {
        Random random = new Random(43);
        for (HandshakeType type : HandshakeType.values()) {
            for (int i = 0; i < 300; i++) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                // Small lengths get further into the structure.
                for (int z = 0; z < noise.length; z++) {
                    noise[z] = random.nextInt(3) > 0 ? (byte) random.nextInt(4) : noise[z];
                }
                readOrFault(type, noise, format);
            }
        }
    }

    @Test
    void allocationIsBoundedByTheInput() {
        assertBounded(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED, clientHelloOfEmptyExtensions());
        WireWriter list = new WireWriter();
        list.u8(0).vector24(l -> {
            for (int i = 0; i < 8_000; i++) {
                l.opaque24(new byte[1]).u16(0);
            }
        });
        assertBounded(HandshakeType.CERTIFICATE, MessageFormat.TLS13, list.toByteArray());
        // Lengths that promise 16 MiB and are not followed by anything.
        assertBounded(HandshakeType.CERTIFICATE, MessageFormat.TLS12, new byte[] {-1, -1, -1});
        assertBounded(HandshakeType.CERTIFICATE, MessageFormat.TLS13, new byte[] {0, -1, -1, -1, -1, -1, -1});
        assertBounded(HandshakeType.CERTIFICATE_STATUS, MessageFormat.TLS12, new byte[] {1, -1, -1, -1, 0});
    }

    private static byte[] clientHelloOfEmptyExtensions() {
        WireWriter hello = new WireWriter();
        hello.u16(0x0303).bytes(new byte[32]).u8(0).u16(2).u16(0x1301).u8(1).u8(0).vector16(block -> {
            for (int code = 0; code < 16_000; code++) {
                block.u16(1000 + code).u16(0);
            }
        });
        return hello.toByteArray();
    }

    private static void assertBounded(HandshakeType type, MessageFormat format, byte[] body) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        try {
            read(type, body, format);
        } catch (TlsFault expected) {
            assertNotNull(expected.alert());
        }
        long before = threads.getThreadAllocatedBytes(id);
        try {
            read(type, body, format);
        } catch (TlsFault expected) {
            assertNotNull(expected.alert());
        }
        long spent = threads.getThreadAllocatedBytes(id) - before;
        assertTrue(spent < FIXED + (long) PER_BYTE * body.length, type + " of " + body.length + ": " + spent);
    }
}
