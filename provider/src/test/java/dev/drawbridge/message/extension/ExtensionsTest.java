package dev.drawbridge.message.extension;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionsTest {
    private static Extension read(ExtensionType type, ExtensionContext context, String hex) throws TlsFault {
        byte[] data = HexFormat.of().parseHex(hex);
        WireWriter out = new WireWriter();
        out.u16(type.code()).opaque16(data);
        List<Extension> all = Extensions.read(new WireReader("block", out.toByteArray()), context).all();
        assertEquals(1, all.size());
        return all.get(0);
    }

    /**
     * extension_data at its bounds and beyond; an empty fault means that it is read and written the same. RFC 6066 section 4: "The
     * "extension_data" field of this extension SHALL contain: enum{ 2^9(1), 2^10(2), 2^11(3), 2^12(4), (255) } MaxFragmentLength;". And: "If a
     * server receives a maximum fragment length negotiation request for a value other than the allowed values, it MUST abort the handshake with an
     * "illegal_parameter" alert."
     */
    @ParameterizedTest
    @CsvSource({
        // type, context, extension_data, fault
        "SERVER_NAME, CLIENT_HELLO, 0004 00 0001 61,",
        "SERVER_NAME, CLIENT_HELLO, 0000, DECODE_ERROR",
        "SERVER_NAME, CLIENT_HELLO, '', DECODE_ERROR",
        "SERVER_NAME, CLIENT_HELLO, 0003 00 0000, DECODE_ERROR",
        "SERVER_NAME, CLIENT_HELLO, 0004 00 0001 00, ILLEGAL_VALUE",
        "SERVER_NAME, CLIENT_HELLO, 0004 00 0001 e4, ILLEGAL_VALUE",
        "SERVER_NAME, CLIENT_HELLO, 0008 00 0001 61 00 0001 62, ILLEGAL_VALUE",
        "SERVER_NAME, CLIENT_HELLO, 0004 05 0001 61, ILLEGAL_VALUE",
        "SERVER_NAME, CLIENT_HELLO, 0004 00 0002 61, DECODE_ERROR",
        "SERVER_NAME, CLIENT_HELLO, 0004 00 0001 61 ff, DECODE_ERROR",
        "SERVER_NAME, SERVER_HELLO12, '',",
        "SERVER_NAME, ENCRYPTED_EXTENSIONS, '',",
        "SERVER_NAME, ENCRYPTED_EXTENSIONS, 0004 00 0001 61, DECODE_ERROR",
        "SUPPORTED_GROUPS, CLIENT_HELLO, 0002 001d,",
        "SUPPORTED_GROUPS, CLIENT_HELLO, 0000, DECODE_ERROR",
        "SUPPORTED_GROUPS, CLIENT_HELLO, 0003 001d00, DECODE_ERROR",
        "SUPPORTED_GROUPS, SERVER_HELLO12, 0002 001d,",
        "EC_POINT_FORMATS, CLIENT_HELLO, 01 01,",
        "EC_POINT_FORMATS, CLIENT_HELLO, 00, DECODE_ERROR",
        "EC_POINT_FORMATS, SERVER_HELLO12, 02 0100,",
        "EC_POINT_FORMATS, SERVER_HELLO12, 02 0102, ILLEGAL_VALUE",
        "SIGNATURE_ALGORITHMS, CLIENT_HELLO, 0002 0403,",
        "SIGNATURE_ALGORITHMS, CLIENT_HELLO, 0000, DECODE_ERROR",
        "SIGNATURE_ALGORITHMS, CERTIFICATE_REQUEST, 0001 04, DECODE_ERROR",
        "SIGNATURE_ALGORITHMS_CERT, CLIENT_HELLO, 0000, DECODE_ERROR",
        "ALPN, CLIENT_HELLO, 0002 01 61,",
        "ALPN, CLIENT_HELLO, 0000, DECODE_ERROR",
        "ALPN, CLIENT_HELLO, 0003 00 01 61, DECODE_ERROR",
        "ALPN, CLIENT_HELLO, 0004 01 61 01 ff,",
        "ALPN, ENCRYPTED_EXTENSIONS, 0002 01 61,",
        "ALPN, ENCRYPTED_EXTENSIONS, 0004 01 61 01 62, DECODE_ERROR",
        "ALPN, SERVER_HELLO12, 0004 01 61 01 62, DECODE_ERROR",
        "SUPPORTED_VERSIONS, CLIENT_HELLO, 02 0304,",
        "SUPPORTED_VERSIONS, CLIENT_HELLO, 00, DECODE_ERROR",
        "SUPPORTED_VERSIONS, CLIENT_HELLO, 03 030403, DECODE_ERROR",
        "SUPPORTED_VERSIONS, SERVER_HELLO13, 0304,",
        "SUPPORTED_VERSIONS, SERVER_HELLO13, 020304, DECODE_ERROR",
        "SUPPORTED_VERSIONS, HELLO_RETRY_REQUEST, 03, DECODE_ERROR",
        "KEY_SHARE, CLIENT_HELLO, 0000,",
        "KEY_SHARE, CLIENT_HELLO, 0005 001d 0001 aa,",
        "KEY_SHARE, CLIENT_HELLO, 0004 001d 0000, DECODE_ERROR",
        "KEY_SHARE, CLIENT_HELLO, 000a 001d 0001 aa 001d 0001 bb, ILLEGAL_VALUE",
        "KEY_SHARE, SERVER_HELLO13, 001d 0001 aa,",
        "KEY_SHARE, SERVER_HELLO13, 001d 0001 aabb, DECODE_ERROR",
        "KEY_SHARE, SERVER_HELLO13, 001d 0000, DECODE_ERROR",
        "KEY_SHARE, HELLO_RETRY_REQUEST, 0017,",
        "KEY_SHARE, HELLO_RETRY_REQUEST, 001700, DECODE_ERROR",
        "COOKIE, CLIENT_HELLO, 0001 aa,",
        "COOKIE, HELLO_RETRY_REQUEST, 0000, DECODE_ERROR",
        "PSK_KEY_EXCHANGE_MODES, CLIENT_HELLO, 01 01,",
        "PSK_KEY_EXCHANGE_MODES, CLIENT_HELLO, 00, DECODE_ERROR",
        "EXTENDED_MASTER_SECRET, CLIENT_HELLO, '',",
        "EXTENDED_MASTER_SECRET, SERVER_HELLO12, 00, DECODE_ERROR",
        "RENEGOTIATION_INFO, CLIENT_HELLO, 00,",
        "RENEGOTIATION_INFO, CLIENT_HELLO, '', DECODE_ERROR",
        "RENEGOTIATION_INFO, SERVER_HELLO12, 01, DECODE_ERROR",
        "CERTIFICATE_AUTHORITIES, CLIENT_HELLO, 0003 0001 30,",
        "CERTIFICATE_AUTHORITIES, CERTIFICATE_REQUEST, 0000, DECODE_ERROR",
        "CERTIFICATE_AUTHORITIES, CERTIFICATE_REQUEST, 0002 0000, DECODE_ERROR",
        "SESSION_TICKET, CLIENT_HELLO, aabb,",
        "SESSION_TICKET, SERVER_HELLO12, '',",
        "SESSION_TICKET, SERVER_HELLO12, aa, DECODE_ERROR",
        "STATUS_REQUEST, CLIENT_HELLO, 0100000000,",
        "STATUS_REQUEST, CLIENT_HELLO, 0100040002abcd000101,",
        "STATUS_REQUEST, CLIENT_HELLO, 02abcd,",
        "STATUS_REQUEST, CLIENT_HELLO, '', DECODE_ERROR",
        "STATUS_REQUEST, CLIENT_HELLO, 01, DECODE_ERROR",
        "STATUS_REQUEST, CLIENT_HELLO, 01000200000000, DECODE_ERROR",
        "STATUS_REQUEST, CLIENT_HELLO, 010000000000, DECODE_ERROR",
        "STATUS_REQUEST, CERTIFICATE, 0100000107,",
        "STATUS_REQUEST, CERTIFICATE, '', DECODE_ERROR",
        "STATUS_REQUEST, CERTIFICATE, 01000000, DECODE_ERROR",
        "STATUS_REQUEST, CERTIFICATE, 010000010707, DECODE_ERROR",
        "STATUS_REQUEST, CERTIFICATE, 0200000107, ILLEGAL_VALUE",
        "STATUS_REQUEST, SERVER_HELLO12, '',",
        "STATUS_REQUEST, SERVER_HELLO12, 01, DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 01,",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 02,",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 03,",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 04,",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 00, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 05, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, ff, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, '', DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, CLIENT_HELLO, 0101, DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, 01,",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, 04,",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, 00, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, 05, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, '', DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, SERVER_HELLO12, 0101, DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, 01,",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, 04,",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, 00, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, 05, BAD_MAX_FRAGMENT_LENGTH",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, '', DECODE_ERROR",
        "MAX_FRAGMENT_LENGTH, ENCRYPTED_EXTENSIONS, 0101, DECODE_ERROR",
        "PADDING, CLIENT_HELLO, 000000,",
        "EARLY_DATA, NEW_SESSION_TICKET, 00000400,"
    })
    void bounds(ExtensionType type, ExtensionContext context, String data, Fault fault) throws TlsFault {
        // RFC 8446 section 4.2.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group."
        String hex = data.replace(" ", "");
        if (fault == null) {
            Extension extension = read(type, context, hex);
            assertEquals(type.code(), extension.code());
            assertEquals(hex, HexFormat.of().formatHex(extension.data()));
        } else {
            assertEquals(fault, assertThrows(TlsFault.class, () -> read(type, context, hex)).fault());
        }
    }

    @Test
    void serverNameSkipsUnknownTypesAndKeepsOddCharacters() throws TlsFault {
        ServerName name = (ServerName) read(ExtensionType.SERVER_NAME, ExtensionContext.CLIENT_HELLO,
                "000d" + "070002ffff" + "000005" + "615f2a2e7a");
        assertEquals("a_*.z", name.hostName());
        String longest = "61".repeat(255);
        assertEquals(255, ((ServerName) read(ExtensionType.SERVER_NAME, ExtensionContext.CLIENT_HELLO,
                "0102" + "0000ff" + longest)).hostName().length());
        assertEquals(Fault.ILLEGAL_VALUE, assertThrows(TlsFault.class, () -> read(ExtensionType.SERVER_NAME,
                ExtensionContext.CLIENT_HELLO, "0103" + "000100" + longest + "61")).fault());
    }

    @Test
    void protocolsAreBytes() throws TlsFault {
        ApplicationProtocols read = (ApplicationProtocols) read(ExtensionType.ALPN, ExtensionContext.CLIENT_HELLO,
                "0007" + "020aff" + "0302c3a4");
        assertEquals(List.of("\n\u00ff", "\u0002\u00c3\u00a4"), read.protocols());
    }

    @Test
    void greaseNumbersSurviveInLists() throws TlsFault {
        SupportedGroups groups = (SupportedGroups) read(ExtensionType.SUPPORTED_GROUPS,
                ExtensionContext.CLIENT_HELLO, "0006" + "8a8a" + "001d" + "11ec");
        assertEquals(CodePoints.of(0x8a8a, 29, 0x11ec), groups.groups());
    }

    /** RFC 8446 section 4.2: unsolicited responses are unsupported_extension, except cookie in HelloRetryRequest. */
    @Test
    void answersMustHaveBeenOffered() {
        Extensions offer = Extensions.of(new ServerName("a"), new ExtendedMasterSecret());
        Extensions answer = Extensions.of(new ExtendedMasterSecret(), new Cookie(new byte[1]));
        assertDoesNotThrow(() -> Extensions.of(new ServerName(null)).requireOffered(offer));
        assertDoesNotThrow(() -> Extensions.none().requireOffered(Extensions.none()));
        assertEquals(Fault.UNSOLICITED_EXTENSION,
                assertThrows(TlsFault.class, () -> answer.requireOffered(offer)).fault());
        assertDoesNotThrow(() -> answer.requireOffered(offer, 7, ExtensionType.COOKIE.code()));
        Extensions unknown = Extensions.of(new UnknownExtension(0x1234, new byte[0]));
        assertEquals(Fault.UNSOLICITED_EXTENSION,
                assertThrows(TlsFault.class, () -> unknown.requireOffered(offer)).fault());
    }

    @Test
    void lookUpAndReplacement() {
        Extensions one = Extensions.of(new ServerName("a"), new Cookie(new byte[1]));
        assertEquals("a", one.get(ServerName.class).hostName());
        assertNull(one.get(KeyShareOffer.class));
        assertTrue(one.has(ExtensionType.COOKIE));
        assertFalse(one.has(ExtensionType.KEY_SHARE));
        Extensions two = one.with(new ServerName("b")).with(new ExtendedMasterSecret());
        assertEquals("b", two.get(ServerName.class).hostName());
        assertEquals(List.of(0, 44, 23), two.all().stream().map(Extension::code).toList());
        assertEquals("a", one.get(ServerName.class).hostName(), "the first is unchanged");
        assertEquals("[server_name, cookie, extended_master_secret]", two.toString());
        assertThrows(IllegalArgumentException.class,
                () -> Extensions.of(new ServerName("a"), new ServerName("b")));
        assertNotNull(Extensions.none());
        assertTrue(Extensions.none().isEmpty());
    }

    @Test
    void mentionsLooksOnly() throws TlsFault {
        byte[] block = HexFormat.of().parseHex("0a0a0001ff" + "002b00020304");
        assertTrue(Extensions.mentions(new WireReader("b", block), ExtensionType.SUPPORTED_VERSIONS));
        assertFalse(Extensions.mentions(new WireReader("b", block), ExtensionType.COOKIE));
        assertThrows(TlsFault.class, () -> Extensions.mentions(new WireReader("b", block, 0, 8),
                ExtensionType.COOKIE));
    }

    @Test
    void writesItsLength() {
        WireWriter out = new WireWriter();
        Extensions.none().write(out);
        Extensions.of(new ExtendedMasterSecret()).write(out);
        assertArrayEquals(new byte[] {0, 0, 0, 4, 0, 23, 0, 0}, out.toByteArray());
    }

    @Test
    void differenceIsOfSetsAndData() {
        Extension a = new UnknownExtension(3000, new byte[] {1});
        Extension b = new UnknownExtension(3001, new byte[0]);
        Extensions both = Extensions.of(a, b);
        assertEquals(OptionalInt.empty(), both.difference(Extensions.of(b, a), Set.of()));
        assertEquals(OptionalInt.of(3001), both.difference(Extensions.of(a), Set.of()));
        assertEquals(OptionalInt.of(3001), Extensions.of(a).difference(both, Set.of()));
        assertEquals(OptionalInt.empty(), both.difference(Extensions.of(a), Set.of(3001)));
        assertEquals(OptionalInt.empty(), Extensions.of(a).difference(both, Set.of(3001)));
        Extensions changed = Extensions.of(new UnknownExtension(3000, new byte[] {2}), b);
        assertEquals(OptionalInt.of(3000), both.difference(changed, Set.of(3001)));
        assertEquals(OptionalInt.empty(), both.difference(changed, Set.of(3000)));
    }

    /** As many as fit into a message: to compare each with each takes most of a second, to print them all fills a log. */
    @Test
    void thousandsOfExtensionsAreComparedAndPrintedInShort() {
        List<Extension> many = new ArrayList<>();
        for (int code = 2000; code < 18_000; code++) {
            many.add(new UnknownExtension(code, new byte[0]));
        }
        Extensions there = Extensions.of(many);
        Collections.reverse(many);
        Extensions back = Extensions.of(many);
        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 50; i++) {
                assertEquals(OptionalInt.empty(), there.difference(back, Set.of(1)));
            }
        });
        assertTrue(there.toString().length() < 2000, there.toString());
        assertTrue(there.toString().endsWith(", 16000 in all]"), there.toString());
        assertTrue(CodePoints.of(new int[30_000]).toString().endsWith(" 0x0 and so on, 30000 in all]"));
    }
}
