package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.tls13.Hellos;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * CRIME (Rizzo, Duong, 2012, CVE-2012-4929): the length of what TLS compressed before encrypting it told a cookie, a byte at a time.
 *
 * <p>Shown: there is no compression; a client offers null alone and takes nothing else, a server of TLS 1.3 refuses an offer of more
 * (RFC 8446 section 4.1.2), one of TLS 1.2 chooses null, and an offer without null is refused. (BREACH, CVE-2013-3587, is the same against
 * compression by the application, which TLS does not see.)
 */
class CrimeTest {
    private static final byte DEFLATE = 1;
    private static final byte LZS = 64;

    private static Pair pair(Scenario scenario) {
        return new Pair(scenario.config(true), scenario.config(false)).format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void aClientOffersNull(Scenario scenario) {
        pair(scenario).fromClient(HandshakeType.CLIENT_HELLO, m -> {
            assertArrayEquals(new byte[1], ((ClientHello) m).compressionMethods());
            return m;
        }).run().assertConnected();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void aClientTakesNull(Scenario scenario) {
        for (int method : new int[] {1, 64, 224, 255}) {
            Pair pair = pair(scenario);
            pair.step();
            byte[] answer = pair.server.outbox.peek();
            ServerHello hello = (ServerHello) read(answer);
            pair.client.receive(Messages.encode(new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuite(),
                    method, hello.extensions())));
            pair.assertClientFails(Fault.BAD_COMPRESSION);
            assertEquals(Alert.ILLEGAL_PARAMETER, pair.client.fault().alert());
        }
    }

    private static Object read(byte[] message) {
        try {
            return Messages.read(HandshakeType.SERVER_HELLO, message, 4, message.length - 4, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void aServerChoosesNull(Scenario scenario) {
        for (byte[] methods : new byte[][] {{DEFLATE}, {LZS, DEFLATE}, {(byte) 255}}) {
            assertEquals(Fault.BAD_COMPRESSION, offered(scenario, methods).fault());
        }
        for (byte[] methods : new byte[][] {{0, DEFLATE}, {DEFLATE, 0}, {LZS, 0, 0}}) {
            Side server = offered(scenario, methods);
            if (scenario.tls13()) {
                assertEquals(Fault.BAD_COMPRESSION, server.fault());
                assertEquals(Alert.ILLEGAL_PARAMETER, server.fault().alert());
            } else {
                assertNull(server.fault());
                assertEquals(0, ((ServerHello) read(server.outbox.peek())).compressionMethod());
            }
        }
    }

    private static Side offered(Scenario scenario, byte[] methods) {
        Pair pair = pair(scenario).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.compression(m, methods));
        pair.step();
        return pair.server;
    }
}
