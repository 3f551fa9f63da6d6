package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.tls13.Hellos;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Confusions around HelloRetryRequest and key_share. wolfSSL's clients took a ServerHello without key_share after a HelloRetryRequest, and
 * so keys that everybody knows (CVE-2026-3230); its servers took many shares of one group and computed each (CVE-2025-11936). A client that
 * answers every HelloRetryRequest can be kept busy for ever.
 *
 * <p>Shown: RFC 8446 sections 4.1.2, 4.1.3, 4.1.4 and 4.2.8, sentence by sentence, in both roles.
 */
class RetryTest {
    private static Pair plain() {
        return new Pair(Scenario.TLS13.config(true), Scenario.TLS13.config(false));
    }

    private static Pair retrying() {
        return new Pair(Scenario.TLS13_RETRY.config(true), Scenario.TLS13_RETRY.config(false));
    }

    private static ServerHello retry(HandshakeMessage m, Extension... extensions) {
        ServerHello h = (ServerHello) m;
        return new ServerHello(0x0303, ServerHello.retryRandom(), h.sessionId(), h.cipherSuite(), 0,
                Extensions.of(extensions).with(new SupportedVersionsChoice(0x0304)));
    }

    private static void clientRefuses(Fault fault, Alert alert, Pair pair) {
        pair.run();
        pair.assertClientFails(fault);
        assertEquals(alert, pair.client.fault().alert());
    }

    private static void serverRefuses(Fault fault, Alert alert, Pair pair) {
        pair.run();
        pair.assertServerFails(fault);
        assertEquals(alert, pair.server.fault().alert());
    }

    // ---- the client, when it is asked to try again

    private static void retryRefused(Fault fault, Extension... extensions) {
        clientRefuses(fault, Alert.ILLEGAL_PARAMETER, plain().fromServer(HandshakeType.SERVER_HELLO, m -> retry(m, extensions)));
    }

    @Test
    void aRetryChangesSomething() {
        retryRefused(Fault.BAD_RETRY);
        retryRefused(Fault.BAD_RETRY, new KeyShareRetry(NamedGroup.X25519.code()));
        retryRefused(Fault.BAD_RETRY, new KeyShareRetry(NamedGroup.X25519.code()), new Cookie(new byte[] {1}));
    }

    @Test
    void aRetryAsksForWhatWasOffered() {
        for (int group : new int[] {NamedGroup.X448.code(), NamedGroup.X25519MLKEM768.code(), 256, 0, 0x0a0a, 0xffff}) {
            retryRefused(Fault.GROUP_NOT_OFFERED, new KeyShareRetry(group));
        }
    }

    @Test
    void aRetryComesOnce() {
        Pair pair = retrying();
        pair.change(false, HandshakeType.SERVER_HELLO, 1, m -> retry(m, new KeyShareRetry(NamedGroup.SECP384R1.code())));
        clientRefuses(Fault.SECOND_RETRY, Alert.UNEXPECTED_MESSAGE, pair);
    }

    @Test
    void theRetryAndTheAnswerAgree() {
        int other = CipherSuite.TLS_AES_128_GCM_SHA256.code();
        clientRefuses(Fault.SUITE_CHANGED, Alert.ILLEGAL_PARAMETER,
                retrying().change(false, HandshakeType.SERVER_HELLO, 1, m -> Hellos.serverSuite(m, other)));
        clientRefuses(Fault.SUITE_CHANGED, Alert.ILLEGAL_PARAMETER,
                retrying().change(false, HandshakeType.SERVER_HELLO, 0, m -> Hellos.serverSuite(m, other)));
        clientRefuses(Fault.VERSION_NOT_OFFERED, Alert.ILLEGAL_PARAMETER,
                retrying().change(false, HandshakeType.SERVER_HELLO, 1, m -> Hellos.serverWith(m, new SupportedVersionsChoice(0x0303))));
        for (int at : new int[] {0, 1}) {
            clientRefuses(Fault.SESSION_ID_NOT_ECHOED, Alert.ILLEGAL_PARAMETER,
                    retrying().change(false, HandshakeType.SERVER_HELLO, at, m -> Hellos.serverSessionId(m, new byte[32])));
            clientRefuses(Fault.SESSION_ID_NOT_ECHOED, Alert.ILLEGAL_PARAMETER,
                    retrying().change(false, HandshakeType.SERVER_HELLO, at, m -> Hellos.serverSessionId(m, new byte[0])));
        }
    }

    /** An answer of TLS 1.2 after a HelloRetryRequest, which only TLS 1.3 has. */
    @Test
    void theVersionStaysAfterARetry() {
        Pair pair = retrying().change(false, HandshakeType.SERVER_HELLO, 1,
                m -> Hellos.server(m, ((ServerHello) m).sessionId(), 0xc02b, Extensions.none()));
        clientRefuses(Fault.VERSION_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, pair);
    }

    // ---- the client's look at the server's share

    private static void shareRefused(Fault fault, Alert alert, Pair pair, int group) {
        clientRefuses(fault, alert, pair.fromServer(HandshakeType.SERVER_HELLO,
                m -> Hellos.serverWith(m, new KeyShareChoice(new KeyShareEntry(group, new byte[32])))));
    }

    @Test
    void theShareIsOfAGroupOfWhichOneWasSent() {
        // Offered as groups, but without shares; and not offered at all.
        for (int group : new int[] {NamedGroup.SECP256R1.code(), NamedGroup.SECP384R1.code(), NamedGroup.X448.code(),
            NamedGroup.X25519MLKEM768.code(), 256, 0x0a0a}) {
            shareRefused(Fault.GROUP_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, plain(), group);
        }
        clientRefuses(Fault.MISSING_EXTENSION, Alert.MISSING_EXTENSION,
                plain().fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWithout(m, ExtensionType.KEY_SHARE)));
        clientRefuses(Fault.MISSING_EXTENSION, Alert.MISSING_EXTENSION, retrying().change(false, HandshakeType.SERVER_HELLO, 1,
                m -> Hellos.serverWithout(m, ExtensionType.KEY_SHARE)));
        // After a retry the first share is gone.
        Pair pair = retrying().change(false, HandshakeType.SERVER_HELLO, 1,
                m -> Hellos.serverWith(m, new KeyShareChoice(new KeyShareEntry(NamedGroup.X25519.code(), new byte[32]))));
        clientRefuses(Fault.GROUP_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, pair);
    }

    @Test
    void anEmptyShareIsMalformed() {
        for (byte[] data : new byte[][] {{0, 29, 0, 0}, {0, 29}, {0, 29, 0, 1}, {}, {0, 29, 0, 1, 1, 1}}) {
            Pair pair = plain();
            pair.step();
            byte[] answer = pair.server.outbox.peek();
            pair.client.receive(withRawShare(answer, data));
            pair.assertClientFails(Fault.DECODE_ERROR);
        }
    }

    private static byte[] withRawShare(byte[] serverHello, byte[] data) {
        ServerHello h;
        try {
            h = (ServerHello) Messages.read(HandshakeType.SERVER_HELLO, serverHello, 4, serverHello.length - 4,
                    MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
        return Messages.encode(Hellos.serverWith(h, new UnknownExtension(ExtensionType.KEY_SHARE.code(), data)));
    }

    // ---- the server's look at the shares

    private static Side offered(UnaryOperator<HandshakeMessage> change) {
        Pair pair = plain().fromClient(HandshakeType.CLIENT_HELLO, change);
        pair.step();
        return pair.server;
    }

    private static KeyShareOffer shares(KeyShareEntry... entries) {
        return new KeyShareOffer(List.of(entries));
    }

    @Test
    void sharesOfAnOffer() {
        KeyShareEntry x25519 = new KeyShareEntry(NamedGroup.X25519.code(), honestShare());
        assertNull(offered(m -> Hellos.with(m, shares(x25519))).fault());
        // An empty list asks for a retry.
        Side empty = offered(m -> Hellos.with(m, shares()));
        assertNull(empty.fault());
        assertTrue(empty.log.contains("send ServerHello"));
        assertEquals(0, empty.crypto().sealerKeys.size(), "a HelloRetryRequest makes no keys");
        Side notOffered = offered(m -> Hellos.with(m, shares(x25519, new KeyShareEntry(NamedGroup.X448.code(), new byte[56]))));
        assertEquals(Fault.GROUP_NOT_OFFERED, notOffered.fault());
        Side unlisted = offered(m -> Hellos.with(m, new SupportedGroups(CodePoints.of(NamedGroup.SECP256R1.code()))));
        assertEquals(Fault.GROUP_NOT_OFFERED, unlisted.fault());
        assertEquals(Alert.ILLEGAL_PARAMETER, unlisted.fault().alert());
    }

    private static byte[] honestShare() {
        byte[][] share = new byte[1][];
        Pair pair = plain().fromClient(HandshakeType.CLIENT_HELLO, m -> {
            share[0] = ((ClientHello) m).extensions().get(KeyShareOffer.class).shares().get(0).share();
            return m;
        });
        pair.step();
        return share[0];
    }

    @Test
    void twoSharesOfOneGroup() {
        byte[] share = honestShare();
        Side server = offeredRaw(shares(new KeyShareEntry(29, share), new KeyShareEntry(23, new byte[65]), new KeyShareEntry(29, share)).data());
        assertEquals(Fault.ILLEGAL_VALUE, server.fault());
        assertEquals(Alert.ILLEGAL_PARAMETER, server.fault().alert());
    }

    @Test
    void malformedShares() {
        for (byte[] data : new byte[][] {{}, {0}, {0, 4, 0, 29, 0, 0}, {0, 3, 0, 29, 0}, {0, 5, 0, 29, 0, 2, 1}, {0, 0, 0}, {0, 1, 0}}) {
            assertEquals(Fault.DECODE_ERROR, offeredRaw(data).fault());
        }
    }

    private static Side offeredRaw(byte[] keyShare) {
        return offered(m -> Hellos.with(m, new UnknownExtension(ExtensionType.KEY_SHARE.code(), keyShare)));
    }

    // ---- the second ClientHello

    private static void secondRefused(UnaryOperator<HandshakeMessage> change) {
        serverRefuses(Fault.BAD_SECOND_CLIENT_HELLO, Alert.ILLEGAL_PARAMETER, retrying().change(true, HandshakeType.CLIENT_HELLO, 1, change));
    }

    /** RFC 8446 section 4.1.2: "the client MUST send the same ClientHello without modification, except as follows". */
    @Test
    void theSecondHelloIsTheFirst() {
        secondRefused(m -> Hellos.random(m, new byte[32]));
        secondRefused(m -> Hellos.sessionId(m, new byte[32]));
        secondRefused(m -> Hellos.sessionId(m, new byte[0]));
        secondRefused(m -> Hellos.version(m, 0x0302));
        secondRefused(m -> Hellos.suites(m, CodePoints.of(CipherSuite.TLS_AES_128_GCM_SHA256.code())));
        secondRefused(m -> Hellos.suites(m, ((ClientHello) m).cipherSuites().plus(0x1301)));
        secondRefused(m -> Hellos.compression(m, (byte) 0, (byte) 1));
        for (ExtensionType type : List.of(ExtensionType.SUPPORTED_GROUPS, ExtensionType.SIGNATURE_ALGORITHMS, ExtensionType.SUPPORTED_VERSIONS)) {
            secondRefused(m -> Hellos.without(m, type));
        }
        secondRefused(m -> Hellos.with(m, new SupportedGroups(CodePoints.of(23, 29))));
        secondRefused(m -> Hellos.with(m, new UnknownExtension(0x3a3a, new byte[0])));
        secondRefused(m -> Hellos.with(m, new UnknownExtension(ExtensionType.EARLY_DATA.code(), new byte[0])));
        secondRefused(m -> Hellos.with(m, new Cookie(new byte[] {1})));
    }

    @Test
    void theSecondHelloHasTheShareThatWasAskedFor() {
        secondRefused(m -> Hellos.with(m, shares()));
        secondRefused(m -> Hellos.with(m, shares(new KeyShareEntry(29, new byte[32]))));
        secondRefused(m -> Hellos.with(m, shares(new KeyShareEntry(23, new byte[65]), new KeyShareEntry(29, new byte[32]))));
        serverRefuses(Fault.MISSING_EXTENSION, Alert.MISSING_EXTENSION,
                retrying().change(true, HandshakeType.CLIENT_HELLO, 1, m -> Hellos.without(m, ExtensionType.KEY_SHARE)));
    }
}
