package dev.drawbridge.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundTripTest {
    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void randomMessagesComeBackAsTheyWere(MessageFormat format) throws TlsFault {
        for (int seed = 0; seed < 300; seed++) {
            for (HandshakeMessage sent : new Samples(seed).all(format)) {
                byte[] bytes = Messages.encode(sent);
                HandshakeMessage read = Messages.read(sent.type(), bytes, 4, bytes.length - 4, format);
                assertEquals(sent.getClass(), read.getClass());
                assertArrayEquals(bytes, Messages.encode(read), () -> sent + " of format " + format);
                assertEquals(sent.toString(), read.toString());
            }
        }
    }

    @Test
    void theSamplesHoldEveryKindOfMessageAndExtension() {
        Set<Class<?>> messages = new HashSet<>();
        for (MessageFormat format : MessageFormat.values()) {
            new Samples(1).all(format).forEach(m -> messages.add(m.getClass()));
        }
        assertEquals(Set.of(HandshakeMessage.class.getPermittedSubclasses()), messages);
        Set<Class<?>> extensions = new HashSet<>();
        for (ExtensionContext context : ExtensionContext.values()) {
            new Samples(1).ofEachType(context).forEach(e -> extensions.add(e.getClass()));
        }
        assertEquals(Set.of(Extension.class.getPermittedSubclasses()), extensions);
    }

    @ParameterizedTest
    @EnumSource(ExtensionContext.class)
    void extensionsComeBackWithTheirTypes(ExtensionContext context) throws TlsFault {
        for (Extension sent : new Samples(7).ofEachType(context)) {
            WireWriter out = new WireWriter();
            Extensions.of(sent).write(out);
            WireReader block = new WireReader("block", out.toByteArray()).vector16(0, 0xffff);
            Extension read = Extensions.read(block, context).get(sent.getClass());
            assertEquals(sent.code(), read.code());
            assertArrayEquals(sent.data(), read.data());
            assertEquals(sent.toString(), read.toString());
        }
    }

    @Test
    void componentsSurvive() throws Exception {
        for (HandshakeMessage sent : new Samples(11).all(MessageFormat.TLS13)) {
            byte[] bytes = Messages.encode(sent);
            HandshakeMessage read = Messages.read(sent.type(), bytes, 4, bytes.length - 4, MessageFormat.TLS13);
            for (RecordComponent component : sent.getClass().getRecordComponents()) {
                Object before = component.getAccessor().invoke(sent);
                Object after = component.getAccessor().invoke(read);
                if (before instanceof byte[] b) {
                    assertArrayEquals(b, (byte[]) after, component.getName());
                } else if (!(before instanceof Extensions) && !(before instanceof java.util.List)) {
                    assertEquals(before, after, component.getName());
                }
            }
        }
    }

    @Test
    void textShowsNoBytes() {
        byte[] secret = "verify-data!".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (Object o : new Object[] {new Finished(secret), new NewSessionTicket12(1, secret),
            new ClientKeyExchange(secret), new ServerKeyExchange(secret), new CertificateVerify(1, secret)}) {
            assertFalse(o.toString().contains("verify-data"), o.toString());
            assertFalse(o.toString().contains(Arrays.toString(secret)), o.toString());
            assertTrue(o.toString().contains("12 bytes"), o.toString());
        }
    }
}
