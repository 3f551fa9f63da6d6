package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the hellos of a renegotiation must say of the handshake before (RFC 5746 sections 3.5, 3.7, 4.2 and 4.4). */
class Renegotiation12Test {
    private static final byte[] BOTH = new byte[24];
    private static final int SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code();

    static {
        for (int i = 0; i < BOTH.length; i++) {
            BOTH[i] = (byte) (i + 1);
        }
    }

    private static final byte[] OF_CLIENT = Arrays.copyOf(BOTH, 12);

    private static Handshake after(boolean secure, boolean extendedMasterSecret) {
        return new Handshake(Setup.client().config(), new Transcript(Setup.CRYPTO), new ConnectionFacts(),
                new Predecessor(secure, BOTH, extendedMasterSecret, false, PeerVerified.unauthenticated(), false));
    }

    private static ClientHello client(boolean scsv, Extension... extensions) {
        CodePoints suites = CodePoints.of(SUITE);
        return new ClientHello(ProtocolVersion.TLS12.code(), new byte[32], new byte[0],
                scsv ? suites.plus(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV) : suites, new byte[1], Extensions.of(List.of(extensions)));
    }

    private static ServerHello server(Extension... extensions) {
        return new ServerHello(ProtocolVersion.TLS12.code(), new byte[32], new byte[0], SUITE, 0, Extensions.of(List.of(extensions)));
    }

    private static void refused(Fault fault, Executable check) {
        assertEquals(fault, assertThrows(TlsFault.class, check).fault());
    }

    /**
     * RFC 5746 section 3.7: "The server MUST verify that the "renegotiation_info" extension is present; if it is not, the server MUST abort the
     * handshake." And: "If the SCSV is present, the server MUST abort the handshake."
     */
    @Test
    void aServerWantsTheClientsVerifyDataAndNothingElse() throws TlsFault {
        Handshake hs = after(true, false);
        Renegotiation12.check(hs, client(false, new RenegotiationInfo(OF_CLIENT)));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(false)));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(true)));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(true, new RenegotiationInfo(OF_CLIENT))));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(false, new RenegotiationInfo(new byte[0]))));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(false, new RenegotiationInfo(BOTH))));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(false, new RenegotiationInfo(new byte[12]))));
        assertArrayEquals(BOTH, Renegotiation12.answer(hs, client(false, new RenegotiationInfo(OF_CLIENT))).verifyData());
    }

    /**
     * RFC 5746 section 3.5: "When a ServerHello is received, the client MUST verify that the "renegotiation_info" extension is present; if it is
     * not, the client MUST abort the handshake."
     */
    @Test
    void aClientWantsBothVerifyData() throws TlsFault {
        Handshake hs = after(true, false);
        Renegotiation12.check(hs, server(new RenegotiationInfo(BOTH)));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server()));
        for (int at : new int[] {0, 11, 12, 23}) {
            byte[] wrong = BOTH.clone();
            wrong[at] ^= 1;
            refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server(new RenegotiationInfo(wrong))));
        }
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server(new RenegotiationInfo(OF_CLIENT))));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server(new RenegotiationInfo(new byte[0]))));
        assertFalse(Renegotiation12.signalsBySuite(hs.before()));
        assertArrayEquals(OF_CLIENT, Renegotiation12.ofClient(hs.before()).verifyData());
    }

    /** RFC 5746 sections 4.2 and 4.4: whoever did not know the extension in the handshake before is not to know it in this one. */
    @Test
    void aPeerThatDidNotKnowItStaysSo() throws TlsFault {
        Handshake hs = after(false, false);
        Renegotiation12.check(hs, client(false));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(true)));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, client(false, new RenegotiationInfo(new byte[0]))));
        assertNull(Renegotiation12.answer(hs, client(false)));
        Renegotiation12.check(hs, server());
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server(new RenegotiationInfo(new byte[0]))));
        refused(Fault.BAD_RENEGOTIATION_INFO, () -> Renegotiation12.check(hs, server(new RenegotiationInfo(BOTH))));
        // Section 4.2: clients that renegotiate with such a server "MUST provide either" signal, which is the suite.
        assertTrue(Renegotiation12.signalsBySuite(hs.before()));
    }

    @Test
    void theExtendedMasterSecretMayComeButNotGo() throws TlsFault {
        Handshake bound = after(true, true);
        Renegotiation12.check(bound, client(false, new RenegotiationInfo(OF_CLIENT), new ExtendedMasterSecret()));
        Renegotiation12.check(bound, server(new RenegotiationInfo(BOTH), new ExtendedMasterSecret()));
        refused(Fault.EXTENDED_MASTER_SECRET_CHANGED, () -> Renegotiation12.check(bound, client(false, new RenegotiationInfo(OF_CLIENT))));
        refused(Fault.EXTENDED_MASTER_SECRET_CHANGED, () -> Renegotiation12.check(bound, server(new RenegotiationInfo(BOTH))));
        Renegotiation12.check(after(true, false), server(new RenegotiationInfo(BOTH), new ExtendedMasterSecret()));
    }
}
