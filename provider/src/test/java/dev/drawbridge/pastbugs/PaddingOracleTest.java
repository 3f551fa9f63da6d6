package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.tls13.Hellos;
import org.junit.jupiter.api.Test;

/**
 * The padding of CBC: Vaudenay's oracle (EUROCRYPT 2002), Lucky Thirteen (AlFardan, Paterson, 2013, CVE-2013-0169), which reads it from the
 * time that the MAC takes, POODLE (2014, CVE-2014-3566), where SSL 3.0 does not look at the padding at all, CVE-2016-2107, with which the
 * repair of Lucky Thirteen made a new one, and Zombie POODLE and GOLDENDOODLE (2019). BEAST (2011, CVE-2011-3389) used the chained IV of
 * TLS 1.0.
 *
 * <p>Shown: there is no CBC, no version below TLS 1.2, and encrypt_then_mac (RFC 7366), which mends the one for the other, is neither answered
 * nor taken. What the AEAD suites tell of a bad record is in {@link AeadOracleTest}.
 */
class PaddingOracleTest {
    @Test
    void cbcIsNeverNegotiated() {
        OldSuites.CBC.assertNeverNegotiated();
    }

    /** SSL 3.0, TLS 1.0 and TLS 1.1: no server chooses them, no client takes them. */
    @Test
    void oldVersionsAreNeverNegotiated() {
        for (int version : new int[] {0x0002, 0x0200, 0x0300, 0x0301, 0x0302}) {
            Pair server = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false));
            server.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.version(m, version)).run();
            server.assertServerFails(Fault.NO_COMMON_VERSION);
            Pair client = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
            client.fromServer(HandshakeType.SERVER_HELLO, m -> {
                ServerHello h = (ServerHello) m;
                return new ServerHello(version, h.random(), h.sessionId(), h.cipherSuite(), 0, h.extensions());
            }).run();
            client.assertClientFails(Fault.VERSION_TOO_OLD);
        }
    }

    @Test
    void encryptThenMacIsNoPartOfAnAead() {
        UnknownExtension encryptThenMac = new UnknownExtension(ExtensionType.ENCRYPT_THEN_MAC.code(), new byte[0]);
        Pair server = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
        boolean[] answered = new boolean[1];
        server.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, encryptThenMac));
        server.fromServer(HandshakeType.SERVER_HELLO, m -> {
            answered[0] = ((ServerHello) m).extensions().has(ExtensionType.ENCRYPT_THEN_MAC);
            return m;
        });
        server.step();
        server.step();
        // RFC 7366 section 3: a server that chooses an AEAD suite "MUST NOT send an encrypt_then_mac response extension".
        assertFalse(answered[0]);
        assertNull(server.server.fault());
        Pair client = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
        client.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, encryptThenMac)).run();
        client.assertClientFails(Fault.UNSOLICITED_EXTENSION);
        assertEquals("unsupported_extension", client.client.fault().alert().toString());
    }
}
