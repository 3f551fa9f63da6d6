package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * DROWN (Aviram et al., USENIX Security 2016, CVE-2016-0800): a server that still speaks SSL 2.0 with the same RSA key, or lets itself be
 * talked into suites of SSL 2.0 (CVE-2015-3197), decrypts recorded TLS connections.
 *
 * <p>Shown: a hello in the form of SSL 2.0 is refused, also one that offers TLS 1.2 in it. RFC 6176 section 3: servers "MUST NOT reply with an
 * SSL 2.0 SERVER-HELLO" and "MAY continue to accept ClientHello messages in the version 2 CLIENT-HELLO format"; we do not. Nothing of the
 * hello but its first bytes is looked at; the text of the fault names what came.
 */
class DrownTest {
    /** CLIENT-HELLO of SSL 2.0 (RFC 5246 appendix E.2): length with its top bit set, msg_type 1, version, three lengths, three suites. */
    private static byte[] hello(int version, String suites) {
        byte[] ciphers = HexFormat.of().parseHex(suites);
        ByteBuffer b = ByteBuffer.allocate(2 + 9 + ciphers.length + 16);
        b.putShort((short) (0x8000 | 9 + ciphers.length + 16)).put((byte) 1).putShort((short) version);
        b.putShort((short) ciphers.length).putShort((short) 0).putShort((short) 16).put(ciphers);
        return b.array();
    }

    @Test
    void hellosOfSsl2AreRefused() {
        for (TestConfig config : new TestConfig[] {TestConfig.server().credentials(TestCredentials.RSA.source()),
            Scenario.TLS12.config(false), Scenario.TLS13.config(false)}) {
            for (byte[] hello : new byte[][] {hello(0x0002, "010080020080030080040080060040" + "0700c0"), hello(0x0303, "00c02f00c030"),
                hello(0x0301, "00002f020080"), hello(0x0300, "00000a")}) {
                Duel duel = new Duel(config, TestConfig.client()).send(hello);
                duel.assertFault(Fault.NOT_TLS, "SSL 2.0");
                assertEquals(Alert.UNEXPECTED_MESSAGE, duel.fault.alert());
                assertTrue(duel.fault.getMessage().endsWith("an SSL 2.0 ClientHello"), duel.fault.getMessage());
            }
        }
    }

    /** A client takes no SERVER-HELLO of SSL 2.0. */
    @Test
    void serverHellosOfSsl2AreRefused() {
        byte[] serverHello = HexFormat.of().parseHex("8030040001000200030010");
        Duel duel = new Duel(TestConfig.client(), TestConfig.server());
        duel.begin();
        duel.send(serverHello).assertFault(Fault.NOT_TLS, "SERVER-HELLO");
    }
}
