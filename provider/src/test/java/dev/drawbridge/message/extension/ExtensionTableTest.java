package dev.drawbridge.message.extension;

import static dev.drawbridge.message.extension.ExtensionContext.CERTIFICATE;
import static dev.drawbridge.message.extension.ExtensionContext.CERTIFICATE_REQUEST;
import static dev.drawbridge.message.extension.ExtensionContext.CLIENT_HELLO;
import static dev.drawbridge.message.extension.ExtensionContext.ENCRYPTED_EXTENSIONS;
import static dev.drawbridge.message.extension.ExtensionContext.HELLO_RETRY_REQUEST;
import static dev.drawbridge.message.extension.ExtensionContext.NEW_SESSION_TICKET;
import static dev.drawbridge.message.extension.ExtensionContext.SERVER_HELLO12;
import static dev.drawbridge.message.extension.ExtensionContext.SERVER_HELLO13;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExtensionTableTest {
    /** The table of RFC 8446 section 4.2, typed in a second time, and below it what TLS 1.2 has. */
    private static final Map<ExtensionType, Set<ExtensionContext>> RFC8446 = new EnumMap<>(ExtensionType.class);
    private static final Set<ExtensionType> SERVER_HELLO_12 = EnumSet.of(ExtensionType.SERVER_NAME,
            ExtensionType.MAX_FRAGMENT_LENGTH, ExtensionType.STATUS_REQUEST, ExtensionType.SUPPORTED_GROUPS,
            ExtensionType.EC_POINT_FORMATS, ExtensionType.ALPN, ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP,
            ExtensionType.ENCRYPT_THEN_MAC, ExtensionType.EXTENDED_MASTER_SECRET, ExtensionType.SESSION_TICKET,
            ExtensionType.RENEGOTIATION_INFO);

    static {
        RFC8446.put(ExtensionType.SERVER_NAME, EnumSet.of(CLIENT_HELLO, ENCRYPTED_EXTENSIONS));
        RFC8446.put(ExtensionType.MAX_FRAGMENT_LENGTH, EnumSet.of(CLIENT_HELLO, ENCRYPTED_EXTENSIONS));
        RFC8446.put(ExtensionType.STATUS_REQUEST, EnumSet.of(CLIENT_HELLO, CERTIFICATE_REQUEST, CERTIFICATE));
        RFC8446.put(ExtensionType.SUPPORTED_GROUPS, EnumSet.of(CLIENT_HELLO, ENCRYPTED_EXTENSIONS));
        RFC8446.put(ExtensionType.SIGNATURE_ALGORITHMS, EnumSet.of(CLIENT_HELLO, CERTIFICATE_REQUEST));
        RFC8446.put(ExtensionType.ALPN, EnumSet.of(CLIENT_HELLO, ENCRYPTED_EXTENSIONS));
        RFC8446.put(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP,
                EnumSet.of(CLIENT_HELLO, CERTIFICATE_REQUEST, CERTIFICATE));
        RFC8446.put(ExtensionType.PADDING, EnumSet.of(CLIENT_HELLO));
        RFC8446.put(ExtensionType.KEY_SHARE, EnumSet.of(CLIENT_HELLO, SERVER_HELLO13, HELLO_RETRY_REQUEST));
        RFC8446.put(ExtensionType.PRE_SHARED_KEY, EnumSet.of(CLIENT_HELLO, SERVER_HELLO13));
        RFC8446.put(ExtensionType.PSK_KEY_EXCHANGE_MODES, EnumSet.of(CLIENT_HELLO));
        RFC8446.put(ExtensionType.EARLY_DATA, EnumSet.of(CLIENT_HELLO, ENCRYPTED_EXTENSIONS, NEW_SESSION_TICKET));
        RFC8446.put(ExtensionType.COOKIE, EnumSet.of(CLIENT_HELLO, HELLO_RETRY_REQUEST));
        RFC8446.put(ExtensionType.SUPPORTED_VERSIONS, EnumSet.of(CLIENT_HELLO, SERVER_HELLO13, HELLO_RETRY_REQUEST));
        RFC8446.put(ExtensionType.CERTIFICATE_AUTHORITIES, EnumSet.of(CLIENT_HELLO, CERTIFICATE_REQUEST));
        RFC8446.put(ExtensionType.OID_FILTERS, EnumSet.of(CERTIFICATE_REQUEST));
        RFC8446.put(ExtensionType.POST_HANDSHAKE_AUTH, EnumSet.of(CLIENT_HELLO));
        RFC8446.put(ExtensionType.SIGNATURE_ALGORITHMS_CERT, EnumSet.of(CLIENT_HELLO, CERTIFICATE_REQUEST));
        for (ExtensionType only12 : List.of(ExtensionType.EC_POINT_FORMATS, ExtensionType.ENCRYPT_THEN_MAC,
                ExtensionType.EXTENDED_MASTER_SECRET, ExtensionType.SESSION_TICKET,
                ExtensionType.RENEGOTIATION_INFO)) {
            RFC8446.put(only12, EnumSet.of(CLIENT_HELLO));
        }
    }

    private static Fault faultOfEmpty(int code, ExtensionContext context) {
        byte[] block = {(byte) (code >> 8), (byte) code, 0, 0};
        try {
            Extensions.read(new WireReader("block", block), context);
            return null;
        } catch (TlsFault f) {
            return f.fault();
        }
    }

    @Test
    void everyKnownTypeHasARow() {
        for (ExtensionType type : ExtensionType.values()) {
            assertTrue(Arrays.stream(ExtensionContext.values()).anyMatch(c -> ExtensionTable.allows(type, c)), type.toString());
        }
    }

    /** RFC 8446 section 4.2: a recognized extension in a message for which it is not specified is illegal_parameter. */
    @ParameterizedTest
    @EnumSource(ExtensionContext.class)
    void knownTypesAppearOnlyWhereTheyAreSpecified(ExtensionContext context) {
        // RFC 8446 section 4.2: "If an implementation receives an extension which it recognizes and which is not specified for the message
        // in which it appears, it MUST abort".
        // RFC 8446 section 4.2.6: "Servers MUST NOT send this extension."
        // RFC 8446 section 4.2.9: "The server MUST NOT send a "psk_key_exchange_modes" extension."
        // RFC 8446 section 4.3.1: "The client MUST check EncryptedExtensions for the presence of any forbidden extensions".
        // RFC 5246 section 7.4.1.4.1: "Servers MUST NOT send this extension."
        for (ExtensionType type : ExtensionType.values()) {
            boolean specified = context == SERVER_HELLO12 ? SERVER_HELLO_12.contains(type)
                    : RFC8446.get(type).contains(context);
            assertEquals(specified, ExtensionTable.allows(type, context), type + " in " + context);
            Fault fault = faultOfEmpty(type.code(), context);
            if (specified) {
                assertNotEquals(Fault.FORBIDDEN_EXTENSION, fault, type + " in " + context);
            } else {
                assertEquals(Fault.FORBIDDEN_EXTENSION, fault, type + " in " + context);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ExtensionContext.class)
    void unknownAndGreaseTypesSurviveEverywhere(ExtensionContext context) throws TlsFault {
        // RFC 8446 section 4.3.2: "Clients MUST ignore unrecognized extensions."
        // RFC 8446 section 4.6.1: "Clients MUST ignore unrecognized extensions."
        byte[] block = {0x0a, 0x0a, 0, 0, (byte) 0xda, (byte) 0xda, 0, 2, 7, 8, 0x12, 0x34, 0, 1, 9};
        Extensions read = Extensions.read(new WireReader("block", block), context);
        assertEquals(List.of(0x0a0a, 0xdada, 0x1234), read.all().stream().map(Extension::code).toList());
        assertTrue(read.has(0xdada));
    }

    @ParameterizedTest
    @EnumSource(ExtensionContext.class)
    void duplicatesAreRefused(ExtensionContext context) {
        // RFC 8446 section 4.2: "There MUST NOT be more than one extension of the same type in a given extension block."
        // RFC 5246 section 7.4.1.4: "There MUST NOT be more than one extension of the same type."
        byte[] unknown = {0x12, 0x34, 0, 0, 0x43, 0x21, 0, 0, 0x12, 0x34, 0, 1, 5};
        assertEquals(Fault.DUPLICATE_EXTENSION, assertThrows(TlsFault.class,
                () -> Extensions.read(new WireReader("block", unknown), context)).fault());
        byte[] known = {0, 23, 0, 0, 0, 23, 0, 0};
        Fault fault = assertThrows(TlsFault.class,
                () -> Extensions.read(new WireReader("block", known), context)).fault();
        boolean has = context == CLIENT_HELLO || context == SERVER_HELLO12;
        assertEquals(has ? Fault.DUPLICATE_EXTENSION : Fault.FORBIDDEN_EXTENSION, fault);
    }
}
