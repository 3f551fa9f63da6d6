package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Ssl2Hello;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ClientHello in the form of SSL 2.0 (RFC 5246 appendix E.2), which a server takes by option. Whole handshakes with it are SunJSSE's clients'. */
class Ssl2HelloTest {
    private static final String SUITES = "000035 00002f 0000ff 010080";
    private final TestConfig config = TestConfig.server().credentials(TestCredentials.RSA.source()).versions(ProtocolVersion.TLS12, ProtocolVersion.TLS10)
            .tuning(Tuning.DEFAULT.withSsl2Hello(true));

    /** Of specs, session id and challenge, with the right lengths. */
    private static byte[] message(int version, String specs, int sessionId, int challenge) {
        byte[] ciphers = HexFormat.of().parseHex(specs.replace(" ", ""));
        byte[] random = new byte[challenge];
        Arrays.fill(random, (byte) 7);
        return ByteBuffer.allocate(9 + ciphers.length + sessionId + challenge).put((byte) 1).putShort((short) version).putShort((short) ciphers.length)
                .putShort((short) sessionId).putShort((short) challenge).put(ciphers).put(new byte[sessionId]).put(random).array();
    }

    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length).putShort((short) (0x8000 | message.length)).put(message).array();
    }

    private static ClientHello read(byte[] message) throws TlsFault {
        return Ssl2Hello.read(message, MessageFormat.UNDECIDED);
    }

    @Test
    void whatItMeans() throws TlsFault {
        for (int sessionId : new int[] {0, 16}) {
            ClientHello hello = read(message(0x0301, SUITES, sessionId, 16));
            assertEquals(0x0301, hello.legacyVersion());
            assertEquals(CodePoints.of(0x35, 0x2f, 0xff), hello.cipherSuites(), "what begins with 1 is of SSL 2.0");
            assertEquals(0, hello.sessionId().length, "RFC 5246 appendix E.2: \"Requests to resume a TLS session MUST use a TLS client hello.\"");
            assertTrue(hello.extensions().isEmpty() && hello.offersOnlyNullCompression());
            // RFC 5246 appendix E.2: "the TLS server will pad the data with leading (note: not trailing) zero bytes to make it 32 bytes long."
            byte[] random = new byte[32];
            Arrays.fill(random, 16, 32, (byte) 7);
            assertArrayEquals(random, hello.random());
        }
        assertEquals(7, read(message(0x0303, SUITES, 0, 32)).random()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 16, DECODE_ERROR", "00002f00, 0, 16, DECODE_ERROR", "00002f, 1, 16, DECODE_ERROR", "00002f, 15, 16, DECODE_ERROR",
        "00002f, 17, 16, DECODE_ERROR", "00002f, 32, 16, DECODE_ERROR", "00002f, 0, 15, DECODE_ERROR", "00002f, 0, 0, DECODE_ERROR",
        "00002f, 0, 33, DECODE_ERROR", "010080, 0, 16, NO_COMMON_CIPHER_SUITE"
    })
    void bounds(String specs, int sessionId, int challenge, Fault fault) {
        assertEquals(fault, refused(message(0x0301, specs, sessionId, challenge)));
    }

    private static Fault refused(byte[] message) {
        return assertThrows(TlsFault.class, () -> read(message)).fault();
    }

    @Test
    void everyLengthThatIsNotItsOwn() {
        byte[] right = message(0x0301, SUITES, 16, 24);
        for (int length = 9; length < right.length; length++) {
            assertEquals(Fault.DECODE_ERROR, refused(Arrays.copyOf(right, length)));
        }
        assertEquals(Fault.DECODE_ERROR, refused(Arrays.copyOf(right, right.length + 1)));
    }

    private Peer receives(byte[] bytes) throws TlsFault {
        Peer server = new Peer(config.build());
        server.connection.beginHandshake();
        server.deliver(bytes);
        return server;
    }

    private static TlsFault fault(Peer server) {
        for (int i = 0; i < 5 && server.failures.isEmpty(); i++) {
            try {
                server.step(server);
            } catch (TlsFault f) {
                return f;
            }
        }
        return server.failures.isEmpty() ? null : server.failures.get(0);
    }

    /** Byte by byte, and with more behind it. */
    @ParameterizedTest
    @CsvSource({"0x0303, 3", "0x0302, 1", "0x0301, 1"})
    void theServerAnswersInTls(String version, int minor) throws TlsFault {
        Peer server = new Peer(config.build());
        server.connection.beginHandshake();
        for (byte b : framed(message(Integer.decode(version), SUITES, 0, 16))) {
            assertEquals(Status.NEED_UNWRAP, server.connection.status());
            server.deliver(new byte[] {b});
            server.unwrap();
        }
        assertEquals(0, server.inbox.length);
        assertEquals(Status.NEED_TASK, server.connection.status());
        server.connection.takeTask().run();
        byte[] answer = server.wrap();
        assertArrayEquals(new byte[] {22, 3, (byte) minor}, Arrays.copyOf(answer, 3));
        assertEquals(2, answer[5], "ServerHello");
        assertEquals(minor, answer[10]);
        assertEquals(CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, server.connection.handshakeFacts().cipherSuite());
    }

    /** RFC 6176 section 3: "TLS servers MUST NOT reply with an SSL 2.0 SERVER-HELLO". */
    @Test
    void ssl2IsRefused() throws TlsFault {
        TlsFault f = fault(receives(framed(message(0x0002, "010080", 0, 16))));
        assertEquals(Fault.SSL2_REFUSED, f.fault());
        assertEquals(Alert.PROTOCOL_VERSION, f.alert());
        assertTrue(f.getMessage().contains("RFC 6176"), f.getMessage());
        assertEquals(Fault.SSL2_REFUSED, fault(receives(framed(message(0x0200, SUITES, 0, 16)))).fault());
    }

    /** What the version and the suites say counts as in any hello. */
    @Test
    void whatItSaysCounts() throws TlsFault {
        assertEquals(Fault.NO_COMMON_VERSION, fault(receives(framed(message(0x0300, SUITES, 0, 16)))).fault());
        assertEquals(Fault.INAPPROPRIATE_FALLBACK, fault(receives(framed(message(0x0301, "00002f 005600", 0, 16)))).fault());
        assertEquals(Fault.NO_COMMON_CIPHER_SUITE, fault(receives(framed(message(0x0301, "00002e", 0, 16)))).fault());
        config.versions(ProtocolVersion.TLS13);
        // RFC 8446 appendix D.5: "Implementations MUST NOT negotiate TLS 1.3 or later using an SSL version 2.0 compatible CLIENT-HELLO."
        assertEquals(Fault.NO_COMMON_VERSION, fault(receives(framed(message(0x0304, SUITES, 0, 16)))).fault());
    }

    @Test
    void frames() throws TlsFault {
        assertEquals(Fault.DECODE_ERROR, fault(receives(new byte[] {(byte) 0x80, 8, 1, 3, 1})).fault());
        assertEquals(Fault.RECORD_TOO_LONG, fault(receives(new byte[] {(byte) 0xff, (byte) 0xff, 1, 3, 1})).fault());
        assertEquals(Fault.NOT_TLS, fault(receives(new byte[] {(byte) 0x80, 40, 4, 3, 1})).fault(), "a SERVER-HELLO");
        byte[] padded = framed(message(0x0301, SUITES, 0, 16));
        padded[0] &= 0x7f; // a header of three bytes, which a ClientHello never has
        assertEquals(Fault.NOT_TLS, fault(receives(padded)).fault());
    }

    /** Only as the first message, and only by a server that was told so. */
    @Test
    void nowhereElse() throws TlsFault {
        byte[] hello = framed(message(0x0301, SUITES, 0, 16));
        Peer twice = receives(hello);
        twice.unwrap();
        twice.connection.takeTask().run();
        while (twice.connection.status() == Status.NEED_WRAP) {
            twice.wrap();
        }
        twice.deliver(hello);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, assertThrows(TlsFault.class, twice::unwrap).fault());
        Peer afterAlert = receives(new byte[] {21, 3, 1, 0, 2, 1, 90});
        afterAlert.unwrap();
        afterAlert.deliver(hello);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, fault(afterAlert).fault());
        config.tuning(Tuning.DEFAULT);
        assertEquals(Fault.NOT_TLS, fault(receives(hello)).fault());
        Peer client = new Peer(TestConfig.client().tuning(Tuning.DEFAULT.withSsl2Hello(true)).build());
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        client.wrap();
        client.deliver(hello);
        assertEquals(List.of(Fault.NOT_TLS), List.of(assertThrows(TlsFault.class, client::unwrap).fault()));
    }
}
