package dev.drawbridge.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.spec.CipherSuite.KeyExchange;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one message alone can break: formats, bounds, forbidden values. */
class MessagesTest {
    private static final String RANDOM = "11".repeat(32);
    /** A pre_shared_key with one identity and its binder. */
    private static final String PSK = "0029 002d 0008 0002aabb 00000000 0021 20"
            + "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc ";
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    private static HandshakeMessage read(HandshakeType type, MessageFormat format, String hex) throws TlsFault {
        byte[] body = HexFormat.of().parseHex(hex);
        return Messages.read(type, body, 0, body.length, format);
    }

    private static Fault faultOf(HandshakeType type, MessageFormat format, String hex) {
        return assertThrows(TlsFault.class, () -> read(type, format, hex), () -> type + " " + hex).fault();
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void typesOfAnotherFormatAreUnexpected(MessageFormat format) {
        Set<HandshakeType> known = EnumSet.noneOf(HandshakeType.class);
        new Samples(1).all(format).forEach(m -> known.add(m.type()));
        for (HandshakeType type : EnumSet.complementOf(EnumSet.copyOf(known))) {
            assertEquals(Fault.UNEXPECTED_MESSAGE, faultOf(type, format, ""), type + " in " + format);
        }
        assertEquals(format == MessageFormat.TLS13, !known.contains(HandshakeType.HELLO_REQUEST));
        assertEquals(format == MessageFormat.TLS13, known.contains(HandshakeType.KEY_UPDATE));
        assertFalse(known.contains(HandshakeType.MESSAGE_HASH));
    }

    /** The body with its least bounds, and what breaks them; empty fault means that it is read. */
    @ParameterizedTest
    @CsvSource({
        // type, format, body, fault
        "NEW_SESSION_TICKET, TLS13, 00000001 00000002 00 000101 0000,",
        "NEW_SESSION_TICKET, TLS13, 00000001 00000002 00 0000 0000, DECODE_ERROR",
        "NEW_SESSION_TICKET, TLS12, 00000001 0000,",
        "NEW_SESSION_TICKET, TLS12, 00000001 0001, DECODE_ERROR",
        "ENCRYPTED_EXTENSIONS, TLS13, 0000,",
        "ENCRYPTED_EXTENSIONS, TLS13, '', DECODE_ERROR",
        "ENCRYPTED_EXTENSIONS, TLS13, 0001 00, DECODE_ERROR",
        "CERTIFICATE, TLS13, 00 000000,",
        "CERTIFICATE, TLS13, 00 000005 000000 0000, DECODE_ERROR",
        "CERTIFICATE, TLS13, 00 000004 000001 aa, DECODE_ERROR",
        "CERTIFICATE, TLS13, 01bb 000006 000001aa 0000,",
        "CERTIFICATE, TLS12, 000000,",
        "CERTIFICATE, TLS12, 000003 000000, DECODE_ERROR",
        "CERTIFICATE, TLS12, 000004 000001 aa,",
        "CERTIFICATE_REQUEST, TLS13, 00 0008 000d 0004 0002 0403,",
        "CERTIFICATE_REQUEST, TLS13, 00 0000, DECODE_ERROR",
        "CERTIFICATE_REQUEST, TLS13, 00 0004 0a0a 0000, MISSING_EXTENSION",
        "CERTIFICATE_REQUEST, TLS12, 0101 0002 0403 0000,",
        "CERTIFICATE_REQUEST, TLS12, 00 0002 0403 0000, DECODE_ERROR",
        "CERTIFICATE_REQUEST, TLS12, 0101 0000 0000, DECODE_ERROR",
        "CERTIFICATE_REQUEST, TLS12, 0101 0003 040302 0000, DECODE_ERROR",
        "CERTIFICATE_REQUEST, TLS12, 0101 0002 0403 0002 0000, DECODE_ERROR",
        "CERTIFICATE_REQUEST, TLS12, 0101 0002 0403 0003 0001 30,",
        "CERTIFICATE_VERIFY, TLS13, 0403 0000,",
        "CERTIFICATE_VERIFY, TLS12, 0403 0001 aa,",
        "CERTIFICATE_VERIFY, TLS12, 0403 0001 aabb, DECODE_ERROR",
        "CERTIFICATE_STATUS, TLS12, 01 000001 aa,",
        "CERTIFICATE_STATUS, TLS12, 01 000000, DECODE_ERROR",
        "CERTIFICATE_STATUS, TLS12, 02 000001 aa, ILLEGAL_VALUE",
        "SERVER_HELLO_DONE, TLS12, '',",
        "SERVER_HELLO_DONE, TLS12, 00, DECODE_ERROR",
        "HELLO_REQUEST, TLS12, 00, DECODE_ERROR",
        "FINISHED, TLS12, 0102030405060708090a0b0c,",
        "FINISHED, TLS12, 0102030405060708090a0b, DECODE_ERROR",
        "KEY_UPDATE, TLS13, 00,",
        "KEY_UPDATE, TLS13, 01,",
        "KEY_UPDATE, TLS13, 02, BAD_KEY_UPDATE",
        "KEY_UPDATE, TLS13, ff, BAD_KEY_UPDATE",
        "KEY_UPDATE, TLS13, '', DECODE_ERROR",
        "KEY_UPDATE, TLS13, 0000, DECODE_ERROR"
    })
    void bounds(HandshakeType type, MessageFormat format, String body, Fault fault) throws TlsFault {
        // RFC 8446 section 4.3.2: "The "signature_algorithms" extension MUST be specified".
        // RFC 8446 section 4.6.3: "If an implementation receives any other value, it MUST terminate the connection".
        // RFC 8446 section 6: "Peers which receive a message which is syntactically correct but semantically invalid".
        String hex = body.replace(" ", "");
        if (fault == null) {
            assertEquals(type, read(type, format, hex).type());
        } else {
            assertEquals(fault, faultOf(type, format, hex));
        }
    }

    @Test
    void finishedIsNeverLongerThanAHash() throws TlsFault {
        assertEquals(64, ((Finished) read(HandshakeType.FINISHED, MessageFormat.TLS13, "00".repeat(64)))
                .verifyData().length);
        assertEquals(Fault.DECODE_ERROR, faultOf(HandshakeType.FINISHED, MessageFormat.TLS13, "00".repeat(65)));
    }

    @ParameterizedTest
    @CsvSource({
        // after the random: session id, suites, compression methods, extensions; fault
        "00 0002 1301 0100,",
        "00 0002 1301 0100 0000,",
        "00 0002 1301 020100,",
        "00 0002 1301 0101, BAD_COMPRESSION",
        "00 0002 1301 00, DECODE_ERROR",
        "00 0000 0100, DECODE_ERROR",
        "00 0003 130113 0100, DECODE_ERROR",
        "00 0002 1301 0100 00, DECODE_ERROR",
        "00 0002 1301 0100 000000, DECODE_ERROR",
        "00 0002 1301 0100 0003 0a0a00, DECODE_ERROR",
        "00 0002 1301 0100 0004 0a0a 0001, DECODE_ERROR",
        "00 0002 1301 0100 0035 " + PSK + "0a0a 0000, ILLEGAL_VALUE",
        "00 0002 1301 0100 0035 0a0a 0000 " + PSK + ",",
        "00 0002 1301 0100 0008 0a0a 0000 0029 0000, DECODE_ERROR",
        "00 0002 1301 0100 0008 0a0a 0000 0a0a 0000, DUPLICATE_EXTENSION"
    })
    void clientHello(String rest, Fault fault) throws TlsFault {
        // RFC 8446 section 4.1.2: "TLS 1.3 servers might receive TLS 1.2 or prior ClientHellos which contain other compression methods and
        // (if negotiating such a prior version) MUST follow". And: "If negotiating a version of TLS prior to 1.3, a server MUST check that
        // the message". And: "If not, then it MUST abort the handshake with a "decode_error" alert."
        // RFC 8446 section 4.2: "with the exception of "pre_shared_key" (Section 4.2.11) which MUST be the last extension in the
        // ClientHello".
        // RFC 8446 section 4.2.11: "Servers MUST check that it is the last extension".
        // RFC 5246 section 7.4.1.2: "This vector MUST contain, and all implementations MUST support, CompressionMethod.null." And: "A
        // server MUST accept ClientHello messages both with and without the extensions field".
        String hex = "0303" + RANDOM + rest.replace(" ", "");
        if (fault == null) {
            assertNotNull(read(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED, hex));
        } else {
            assertEquals(fault, faultOf(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED, hex));
        }
    }

    @Test
    void sessionIdsAreAtMost32Bytes() throws TlsFault {
        String rest = "00021301" + "0100";
        assertNotNull(read(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED,
                "0303" + RANDOM + "20" + RANDOM + rest));
        assertEquals(Fault.DECODE_ERROR, faultOf(HandshakeType.CLIENT_HELLO, MessageFormat.UNDECIDED,
                "0303" + RANDOM + "21" + RANDOM + "00" + rest));
        assertEquals(Fault.DECODE_ERROR, faultOf(HandshakeType.SERVER_HELLO, MessageFormat.UNDECIDED,
                "0303" + RANDOM + "21" + RANDOM + "00" + "130100"));
    }

    private static ServerHello serverHello(String random, String rest) throws TlsFault {
        return (ServerHello) read(HandshakeType.SERVER_HELLO, MessageFormat.UNDECIDED,
                "0303" + random + "00" + "1301" + rest.replace(" ", ""));
    }

    @Test
    void serverHelloIsReadByTheVersionThatItChooses() throws TlsFault {
        // RFC 8446 section 4.1.3: "implementations MUST first examine the Random value".
        // RFC 8446 section 4.2.1: "Clients MUST check for this extension prior to processing the rest of the ServerHello".
        assertTrue(serverHello(RANDOM, "00").extensions().isEmpty());
        assertNotNull(serverHello(RANDOM, "00 0006 000b 0002 0100").extensions().get(EcPointFormats.class));
        ServerHello tls13 = serverHello(RANDOM, "00 000f 0033 0005 001d 0001 aa 002b 0002 0304");
        assertNotNull(tls13.extensions().get(KeyShareChoice.class));
        assertNotNull(tls13.extensions().get(SupportedVersionsChoice.class));
        assertFalse(tls13.isHelloRetryRequest());
        ServerHello retry = serverHello(RETRY, "00 000c 0033 0002 0017 002b 0002 0304");
        assertEquals(23, retry.extensions().get(KeyShareRetry.class).group());
        assertNull(retry.extensions().get(KeyShareChoice.class));
        assertTrue(retry.isHelloRetryRequest());
    }

    @Test
    void serverHelloRefusesExtensionsOfTheOtherVersion() {
        // RFC 8446 section 4.1.3: "legacy_compression_method: A single byte which MUST have the value 0."
        assertEquals(Fault.FORBIDDEN_EXTENSION, assertThrows(TlsFault.class,
                () -> serverHello(RANDOM, "00 0006 0033 0002 0017")).fault(), "key_share without supported_versions");
        assertEquals(Fault.FORBIDDEN_EXTENSION, assertThrows(TlsFault.class,
                () -> serverHello(RANDOM, "00 000a 0017 0000 002b 0002 0304")).fault(), "1.2 only, in 1.3");
        assertEquals(Fault.BAD_COMPRESSION, assertThrows(TlsFault.class, () -> serverHello(RANDOM, "01")).fault());
    }

    @Test
    void retryRandomIsTheHashOfItsName() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest("HelloRetryRequest".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(hash, ServerHello.retryRandom());
        ServerHello.retryRandom()[0] = 0;
        assertArrayEquals(hash, ServerHello.retryRandom(), "callers get copies");
    }

    @Test
    void downgradeSentinels() {
        byte[] random = new byte[32];
        assertFalse(ServerHello.hasDowngradeSentinel12(random));
        assertFalse(ServerHello.hasDowngradeSentinel11(random));
        ServerHello.writeDowngradeSentinel12(random);
        assertArrayEquals("DOWNGRD\u0001".getBytes(StandardCharsets.US_ASCII),
                java.util.Arrays.copyOfRange(random, 24, 32));
        assertTrue(ServerHello.hasDowngradeSentinel12(random));
        assertFalse(ServerHello.hasDowngradeSentinel11(random));
        random[31] = 0;
        assertTrue(ServerHello.hasDowngradeSentinel11(random));
        assertFalse(ServerHello.hasDowngradeSentinel12(random));
    }

    @Test
    void ecdheParameters() throws TlsFault {
        byte[] body = HexFormat.of().parseHex("03001d02aabb" + "0804" + "0001cc");
        SignedParams<EcdheParams> params = SignedParams.ecdhe(new ServerKeyExchange(body), ProtocolVersion.TLS12);
        assertEquals(29, params.params().group());
        assertArrayEquals(new byte[] {(byte) 0xaa, (byte) 0xbb}, params.params().point());
        assertEquals("03001d02aabb", HexFormat.of().formatHex(params.paramsBytes()));
        assertArrayEquals(params.paramsBytes(), params.params().encoded());
        assertEquals(0x0804, params.scheme());
        assertArrayEquals(body, params.toMessage().body());
    }

    @ParameterizedTest
    @CsvSource({
        "01001d02aabb08040001cc, ILLEGAL_VALUE",
        "02001d02aabb08040001cc, ILLEGAL_VALUE",
        "03001d0008040001cc, DECODE_ERROR",
        "03001d02aabb08040001ccdd, DECODE_ERROR",
        "03001d02aabb08040002cc, DECODE_ERROR",
        "'', DECODE_ERROR"
    })
    void badEcdheParameters(String hex, Fault fault) {
        ServerKeyExchange message = new ServerKeyExchange(HexFormat.of().parseHex(hex));
        assertEquals(fault, assertThrows(TlsFault.class, () -> SignedParams.ecdhe(message, ProtocolVersion.TLS12)).fault());
    }

    @Test
    void clientShares() throws TlsFault {
        byte[] five = {1, 2, 3, 4, 5};
        // RFC 5246 section 7.4.7.1: "Implementors upgrading from SSLv3 MUST modify their implementations to generate and accept the correct
        // encoding."
        for (KeyExchange exchange : List.of(KeyExchange.RSA, KeyExchange.DHE, KeyExchange.ECDHE)) {
            ClientKeyExchange message = new ClientShare(exchange, five).toMessage(ProtocolVersion.TLS12);
            assertEquals(exchange == KeyExchange.ECDHE ? 6 : 7, message.body().length);
            assertArrayEquals(five, ClientShare.read(message, ProtocolVersion.TLS12, exchange).share());
            assertEquals("ClientShare[" + exchange + ", 5 bytes]", ClientShare.read(message, ProtocolVersion.TLS12, exchange).toString());
            for (byte[] body : List.of(five, new byte[0], new byte[2], new byte[] {0, 1, 7, 7})) {
                ClientKeyExchange hostile = new ClientKeyExchange(body);
                assertEquals(Fault.DECODE_ERROR, assertThrows(TlsFault.class, () -> ClientShare.read(hostile, ProtocolVersion.TLS12, exchange)).fault());
            }
        }
        // The encrypted secret of SSL 3.0 has no length in front of it; everything else has.
        ClientKeyExchange bare = new ClientShare(KeyExchange.RSA, five).toMessage(ProtocolVersion.SSL30);
        assertArrayEquals(five, bare.body());
        assertArrayEquals(five, ClientShare.read(bare, ProtocolVersion.SSL30, KeyExchange.RSA).share());
        assertEquals(7, new ClientShare(KeyExchange.DHE, five).toMessage(ProtocolVersion.SSL30).body().length);
    }

    @Test
    void signedParametersOfFiniteFields() throws TlsFault {
        DheParams params = new DheParams(new byte[] {23}, new byte[] {5}, new byte[] {8});
        ServerKeyExchange message = new SignedParams<>(params, params.encoded(), 0x0804, new byte[] {9, 9}).toMessage();
        SignedParams<DheParams> read = SignedParams.dhe(message, ProtocolVersion.TLS12);
        assertArrayEquals(new byte[] {0, 1, 23, 0, 1, 5, 0, 1, 8}, read.paramsBytes());
        assertArrayEquals(new byte[] {8}, read.params().share());
        assertEquals(0x0804, read.scheme());
        assertArrayEquals(new byte[] {9, 9}, read.signature());
        ServerKeyExchange longer = new ServerKeyExchange(Arrays.copyOf(message.body(), message.body().length + 1));
        assertEquals(Fault.DECODE_ERROR, assertThrows(TlsFault.class, () -> SignedParams.dhe(longer, ProtocolVersion.TLS12)).fault());
    }

    @Test
    void clientsPoint() throws TlsFault {
        ClientKeyExchange message = new ClientEcdhe(new byte[] {4, 5}).toMessage();
        assertArrayEquals(new byte[] {2, 4, 5}, message.body());
        assertArrayEquals(new byte[] {4, 5}, ClientEcdhe.read(message).point());
        for (String bad : new String[] {"", "00", "0204", "02040506"}) {
            ClientKeyExchange hostile = new ClientKeyExchange(HexFormat.of().parseHex(bad));
            assertEquals(Fault.DECODE_ERROR, assertThrows(TlsFault.class, () -> ClientEcdhe.read(hostile)).fault());
        }
    }

    @Test
    void encodePutsTheHeaderInFront() {
        assertArrayEquals(new byte[] {24, 0, 0, 1, 1}, Messages.encode(new KeyUpdate(true)));
        assertArrayEquals(new byte[] {14, 0, 0, 0}, Messages.encode(new ServerHelloDone()));
    }
}
