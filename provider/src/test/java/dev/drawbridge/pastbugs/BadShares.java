package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.RecordingCrypto;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.util.function.UnaryOperator;

/** Somebody whose key shares are bad, but properly sent and signed, against each version and role of ours. */
final class BadShares {
    /** Makes key shares and sends others. */
    private static final class Crypto extends RecordingCrypto {
        private final UnaryOperator<byte[]> change;

        Crypto(UnaryOperator<byte[]> change) {
            this.change = change;
        }

        @Override
        public KeyAgreement startAgreement(NamedGroup group) {
            KeyAgreement honest = super.startAgreement(group);
            return new KeyAgreement() {
                @Override
                public byte[] share() {
                    return change.apply(honest.share());
                }

                @Override
                public Secret agree(byte[] peerShare) throws TlsFault {
                    return honest.agree(peerShare);
                }

                @Override
                public void wipe() {
                    honest.wipe();
                }
            };
        }

        @Override
        public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
            KeyAgreement.Answer honest = super.answerAgreement(group, peerShare);
            return new KeyAgreement.Answer(change.apply(honest.share()), honest.secret());
        }
    }

    private BadShares() {
    }

    /** Refused in TLS 1.3 by client and server; and in TLS 1.2, if the group is of that version too. */
    static void assertRefused(NamedGroup group, UnaryOperator<byte[]> change, String what) {
        for (ProtocolVersion version : new ProtocolVersion[] {ProtocolVersion.TLS13, ProtocolVersion.TLS12}) {
            if (version == ProtocolVersion.TLS12 && group.tls13Only()) {
                continue;
            }
            for (boolean victimIsClient : new boolean[] {true, false}) {
                Side victim = meet(version, group, change, victimIsClient);
                String where = what + " to a " + (victimIsClient ? "client" : "server") + " of " + version;
                assertFalse(victim.connected(), where);
                assertEquals(Fault.BAD_KEY_SHARE, victim.fault(), where);
                assertEquals(Alert.ILLEGAL_PARAMETER, victim.fault().alert());
            }
        }
    }

    /** The victim after it has seen the changed share. */
    static Side meet(ProtocolVersion version, NamedGroup group, UnaryOperator<byte[]> change, boolean victimIsClient) {
        TestConfig client = TestConfig.client().versions(version).groups(group);
        // An ECDSA key would need its own curve among the client's groups (RFC 8422 section 5.1).
        TestConfig server = TestConfig.server().versions(version).groups(group).credentials(TestCredentials.RSA.source());
        (victimIsClient ? server : client).crypto(new Crypto(change));
        Pair pair = new Pair(client, server).format(version == ProtocolVersion.TLS13 ? MessageFormat.TLS13 : MessageFormat.TLS12).run();
        return victimIsClient ? pair.client : pair.server;
    }
}
