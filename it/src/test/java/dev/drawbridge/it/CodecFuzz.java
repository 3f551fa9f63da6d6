package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientEcdhe;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.Ssl2Hello;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;
import java.util.Set;

/** Bytes become a value or a {@link TlsFault}; a value that is written and read again is the same value. */
class CodecFuzz {
    private static final HandshakeType[] TYPES = HandshakeType.values();
    private static final MessageFormat[] FORMATS = MessageFormat.values();
    private static final ExtensionContext[] CONTEXTS = ExtensionContext.values();
    private static final int FLAT = 64 * 1024;
    /** An extension of four bytes becomes a record, a boxed number, a node of a set and places in lists. */
    private static final int PER_BYTE = 100;

    /** The format, the type, the body. */
    @FuzzTest
    void message(byte[] input) {
        Choices choices = new Choices(input);
        MessageFormat format = FORMATS[choices.nextInt(FORMATS.length)];
        HandshakeType type = TYPES[choices.nextInt(TYPES.length)];
        byte[] body = choices.rest();
        Allocation.within(FLAT + (long) PER_BYTE * body.length, () -> roundTrip(type, format, body));
    }

    private static void roundTrip(HandshakeType type, MessageFormat format, byte[] body) throws TlsFault {
        HandshakeMessage message;
        try {
            message = Messages.read(type, body, 0, body.length, format);
        } catch (TlsFault f) {
            assertRefused(f);
            return;
        }
        assertEquals(type, message.type());
        byte[] written = Messages.encode(message);
        byte[] again = Arrays.copyOfRange(written, Messages.HEADER_LENGTH, written.length);
        // Absent and empty extensions are one value, and names of types that nobody knows are passed over.
        assertTrue(Arrays.equals(body, again) || hello(type) && again.length < body.length, "it was not written as it was read");
        HandshakeMessage second = Messages.read(type, again, 0, again.length, format);
        assertArrayEquals(written, Messages.encode(second));
        assertEquals(message.toString(), second.toString());
        if (message instanceof ServerKeyExchange ske) {
            keyExchange(ske);
        } else if (message instanceof ClientKeyExchange cke) {
            keyExchange(cke);
        }
    }

    /** All but the length of a ClientHello in the form of SSL 2.0: it means one that is written and read as any other. */
    @FuzzTest
    void ssl2Hello(byte[] input) {
        Allocation.within(FLAT + (long) PER_BYTE * input.length, () -> {
            try {
                byte[] meant = Messages.encode(Ssl2Hello.read(input, MessageFormat.UNDECIDED_SSL30));
                roundTrip(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED_SSL30, Arrays.copyOfRange(meant, Messages.HEADER_LENGTH, meant.length));
            } catch (TlsFault f) {
                assertRefused(f);
            }
        });
    }

    private static boolean hello(HandshakeType type) {
        return type == HandshakeType.CLIENT_HELLO || type == HandshakeType.SERVER_HELLO;
    }

    private static void keyExchange(ServerKeyExchange message) {
        try {
            SignedParams<EcdheParams> params = SignedParams.ecdhe(message, ProtocolVersion.TLS12);
            assertArrayEquals(message.body(), params.toMessage().body());
            assertArrayEquals(params.paramsBytes(), params.params().encoded());
        } catch (TlsFault f) {
            assertRefused(f);
        }
    }

    private static void keyExchange(ClientKeyExchange message) {
        try {
            assertArrayEquals(message.body(), ClientEcdhe.read(message).toMessage().body());
        } catch (TlsFault f) {
            assertRefused(f);
        }
    }

    /** The kind of message, the extensions without the length in front of them. */
    @FuzzTest
    void extensions(byte[] input) {
        Choices choices = new Choices(input);
        ExtensionContext context = CONTEXTS[choices.nextInt(CONTEXTS.length)];
        byte[] block = choices.rest();
        Allocation.within(FLAT + (long) PER_BYTE * block.length, () -> roundTrip(context, block));
    }

    private static void roundTrip(ExtensionContext context, byte[] block) throws TlsFault {
        Extensions extensions;
        try {
            extensions = Extensions.read(new WireReader("block", block), context);
        } catch (TlsFault f) {
            assertRefused(f);
            return;
        }
        byte[] written = bytes(extensions);
        assertTrue(Arrays.equals(block, written) || context == ExtensionContext.CLIENT_HELLO && written.length < block.length,
                "it was not written as it was read");
        Extensions second = Extensions.read(new WireReader("block", written), context);
        assertArrayEquals(written, bytes(second));
        assertTrue(extensions.difference(second, Set.of()).isEmpty());
        assertEquals(extensions.toString(), second.toString());
        extensions.requireOffered(second);
        for (Extension e : extensions.all()) {
            assertTrue(extensions.has(e.code()));
            assertTrue(extensions.with(e).difference(extensions, Set.of()).isEmpty());
        }
    }

    private static byte[] bytes(Extensions extensions) {
        WireWriter out = new WireWriter();
        extensions.write(out);
        byte[] all = out.toByteArray();
        return Arrays.copyOfRange(all, 2, all.length);
    }

    /** Fields of a struct in an order of the fuzzer, compared with reading them by hand. */
    @FuzzTest
    void wire(byte[] input) {
        Choices choices = new Choices(input);
        byte[] script = choices.bytes(choices.nextInt(32));
        byte[] struct = choices.rest();
        Allocation.within(FLAT + (long) PER_BYTE * input.length, () -> WireScript.run(script, struct));
    }

    /** What a codec may say: never that the fault is ours. */
    private static void assertRefused(TlsFault f) {
        assertTrue(f.fault().alert() != null && f.fault() != Fault.INTERNAL && !f.received(), f.toString());
        assertTrue(f.getMessage().length() < 1000, "a message as long as its cause");
    }
}
