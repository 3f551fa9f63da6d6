package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Extensions where they do not belong, twice, or unasked. status_request kept from each renegotiation grew without end in OpenSSL
 * (CVE-2016-6304), an unknown number in signature_algorithms_cert crashed it (CVE-2020-1967), and many shares of one group were each
 * computed in wolfSSL (CVE-2025-11936).
 *
 * <p>Shown: the table of RFC 8446 section 4.2, written out below, against each message of TLS 1.3, with its three sentences: recognized and
 * not specified for the message is illegal_parameter, an answer without a question unsupported_extension, two of one type
 * illegal_parameter. ExtensionTableTest has the same for the codec alone, and for TLS 1.2.
 */
class ExtensionPlacementTest {
    /** Name, number, messages, and data that a server's message may hold. */
    private static final String[] TABLE = {
        "server_name 0 CH,EE -",
        "max_fragment_length 1 CH,EE 01",
        "status_request 5 CH,CR,CT 0100000130",
        "supported_groups 10 CH,EE 0002001d",
        "signature_algorithms 13 CH,CR 00020403",
        "use_srtp 14 CH,EE 0002000100",
        "heartbeat 15 CH,EE 01",
        "application_layer_protocol_negotiation 16 CH,EE 0003026832",
        "signed_certificate_timestamp 18 CH,CR,CT 000400020101",
        "client_certificate_type 19 CH,EE 00",
        "server_certificate_type 20 CH,EE 00",
        "padding 21 CH 0000",
        "key_share 51 CH,SH,HRR 001d000101",
        "pre_shared_key 41 CH,SH 0000",
        "psk_key_exchange_modes 45 CH 0101",
        "early_data 42 CH,EE,NST -",
        "cookie 44 CH,HRR 000101",
        "supported_versions 43 CH,SH,HRR 0304",
        "certificate_authorities 47 CH,CR 000400023000",
        "oid_filters 48 CR 0000",
        "post_handshake_auth 49 CH -",
        "signature_algorithms_cert 50 CH,CR 00020403"};
    /** Those of TLS 1.2, which TLS 1.3 knows in ClientHello alone. */
    private static final String[] ONLY_TLS12 = {"ec_point_formats 11 CH 0100", "encrypt_then_mac 22 CH -", "extended_master_secret 23 CH -",
        "session_ticket 35 CH -", "renegotiation_info 65281 CH 00"};
    /** Of the table, those that Drawbridge does not recognize. */
    private static final Set<Integer> UNKNOWN = Set.of(14, 15, 19, 20);

    private record Row(String name, int code, List<String> messages, byte[] data) {
        static List<Row> all() {
            List<Row> rows = new ArrayList<>();
            for (String[] table : List.of(TABLE, ONLY_TLS12)) {
                for (String line : table) {
                    String[] part = line.split(" ");
                    rows.add(new Row(part[0], Integer.parseInt(part[1]), List.of(part[2].split(",")),
                            part[3].equals("-") ? new byte[0] : HexFormat.of().parseHex(part[3])));
                }
            }
            return rows;
        }
    }

    /** What must come of a row in a message to which it was added. */
    private static Alert expected(Row row, String message, boolean offered) {
        if (UNKNOWN.contains(row.code)) {
            // Section 4.2: unrecognized ones are ignored where they ask, but no answer may come unasked.
            return List.of("CH", "CR", "NST").contains(message) ? null : Alert.UNSUPPORTED_EXTENSION;
        }
        if (!row.messages.contains(message)) {
            return Alert.ILLEGAL_PARAMETER;
        }
        boolean needsAQuestion = !List.of("CH", "CR", "NST").contains(message) && !row.name.equals("cookie");
        return needsAQuestion && !offered ? Alert.UNSUPPORTED_EXTENSION : null;
    }

    private static String name(Scenario scenario, Unit unit, int earlier) {
        return switch (unit.message()) {
            case CLIENT_HELLO -> "CH";
            case SERVER_HELLO -> scenario == Scenario.TLS13_RETRY && earlier == 0 ? "HRR" : "SH";
            case ENCRYPTED_EXTENSIONS -> "EE";
            case CERTIFICATE_REQUEST -> "CR";
            case CERTIFICATE -> "CT";
            default -> null;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS13", "TLS13_CLIENT_CERTIFICATE", "TLS13_RETRY"})
    void everyExtensionInEveryMessageOfAServer(Scenario scenario) {
        Set<Integer> offered = Set.of(5, 10, 13, 43, 51);
        List<Unit> honest = Duel.honest(scenario, true);
        int hellos = 0;
        for (int at = 0; at < honest.size(); at++) {
            String message = honest.get(at).message() == null ? null : name(scenario, honest.get(at), hellos);
            hellos += "HRR".equals(message) ? 1 : 0;
            if (message != null) {
                for (Row row : Row.all()) {
                    added(scenario, true, at, message, row, offered.contains(row.code));
                }
            }
        }
    }

    /** A client's Certificate answers the CertificateRequest, which asks for nothing that goes with a certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS13", "TLS13_CLIENT_CERTIFICATE", "TLS13_RETRY"})
    void everyExtensionInEveryMessageOfAClient(Scenario scenario) {
        List<Unit> honest = Duel.honest(scenario, false);
        for (int at = 0; at < honest.size(); at++) {
            String message = honest.get(at).message() == null ? null : name(scenario, honest.get(at), 0);
            // What else an extension of ClientHello means is not looked at here, nor what a second one may change.
            if ("CT".equals(message) || "CH".equals(message) && at == 0) {
                for (Row row : Row.all()) {
                    if (!message.equals("CH") || !row.messages.contains("CH")) {
                        added(scenario, false, at, message, row, false);
                    }
                }
            }
        }
    }

    private static void added(Scenario scenario, boolean victimIsClient, int at, String message, Row row, boolean offered) {
        Duel duel = new Duel(scenario, victimIsClient);
        boolean[] twice = new boolean[1];
        duel.run(Script.instead(at, u -> {
            twice[0] = Lengths.extensionsOf(u.content(), true).stream().anyMatch(e -> code(e[0]) == row.code);
            return u.record(u.type(), Lengths.withExtension(u.content(), true, row.code, row.data));
        }));
        if (twice[0]) {
            return; // in everyExtensionTwice
        }
        Alert expected = expected(row, message, offered);
        String what = row.name + " in " + message + " of " + scenario + ": " + duel.fault;
        if (expected != null) {
            duel.assertAlert(expected, what);
        } else if (duel.fault != null) {
            // It was taken; that both sides have other transcripts shows later.
            assertTrue(List.of(Alert.DECRYPT_ERROR, Alert.BAD_RECORD_MAC).contains(duel.fault.alert()) || duel.fault.received(), what);
        }
    }

    private static int code(byte[] bytes) {
        return (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    }

    @Test
    void everyExtensionInNewSessionTicket() {
        for (Row row : Row.all()) {
            byte[] ticket = Messages.encode(new NewSessionTicket13(7200, 0, new byte[1], new byte[5], Extensions.none()));
            byte[] data = row.name.equals("early_data") ? new byte[4] : row.data;
            Duel duel = new Duel(Scenario.TLS13, true).connect();
            duel.send(duel.attacker.sealed(ContentType.HANDSHAKE, Lengths.withExtension(ticket, true, row.code, data)));
            Alert expected = expected(row, "NST", false);
            if (expected == null) {
                duel.assertConnected();
            } else {
                duel.assertAlert(expected, row.name);
            }
        }
    }

    /** Each extension of each honest message once more, next to it and with other data, and each unknown one twice. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyExtensionTwice(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            Unit unit = honest.get(at);
            if (unit.message() == null || new Lengths(unit.content(), scenario.tls13()).extensions == 0) {
                continue;
            }
            for (byte[][] extension : Lengths.extensionsOf(unit.content(), scenario.tls13())) {
                twice(scenario, victimIsClient, at, code(extension[0]), extension[1]);
            }
            if (unit.message() == HandshakeType.CLIENT_HELLO) {
                for (int unknown : new int[] {0x0a0a, 0x1234, 0xffff}) {
                    Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at, u -> {
                        byte[] once = Lengths.withExtension(u.content(), scenario.tls13(), unknown, new byte[0]);
                        return u.record(u.type(), twiceUnknown(once, unknown));
                    }));
                    assertEquals(Fault.DUPLICATE_EXTENSION, duel.fault.fault());
                }
            }
        }
    }

    /** A block of an unknown extension, put before the extensions of a hello that begin with the same one. */
    private static byte[] twiceUnknown(byte[] clientHello, int code) {
        int at = 4 + 2 + 32;
        at += 1 + clientHello[at];
        at += 2 + ((clientHello[at] & 0xff) << 8 | clientHello[at + 1] & 0xff);
        at += 1 + clientHello[at];
        byte[] bent = Arrays.copyOf(clientHello, clientHello.length + 4);
        System.arraycopy(clientHello, at + 2, bent, at + 6, clientHello.length - at - 2);
        bent[at + 2] = (byte) (code >> 8);
        bent[at + 3] = (byte) code;
        bent[at + 4] = 0;
        bent[at + 5] = 0;
        int length = bent.length - at - 2;
        bent[at] = (byte) (length >> 8);
        bent[at + 1] = (byte) length;
        bent[2] = (byte) (bent.length - 4 >> 8);
        bent[3] = (byte) (bent.length - 4);
        return bent;
    }

    private static void twice(Scenario scenario, boolean victimIsClient, int at, int code, byte[] data) {
        Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at,
                u -> u.record(u.type(), Lengths.withExtension(u.content(), scenario.tls13(), code, data))));
        duel.assertFault(Fault.DUPLICATE_EXTENSION, "twice extension " + code + " in unit " + at);
        assertEquals(Alert.ILLEGAL_PARAMETER, duel.fault.alert());
    }
}
