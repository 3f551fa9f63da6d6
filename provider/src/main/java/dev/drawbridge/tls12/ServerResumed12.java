package dev.drawbridge.tls12;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.record.RecordBoundary;

/** The server of an abbreviated handshake (RFC 5246 section 7.3, figure 2) that has sent its Finished. */
public sealed interface ServerResumed12 extends HandshakeState {
    @Override
    default MessageFormat format() {
        return MessageFormat.of12(end().hellos().version());
    }

    /** From the keys on. */
    ServerEnd12 end();

    record ExpectChangeCipherSpec(ServerEnd12 end, KeyBlock12 keys) implements ServerResumed12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            // RFC 5246 section 7.4.9: "It is a fatal error if a Finished message is not preceded by a ChangeCipherSpec message at the
            // appropriate point in the handshake."
            throw TlsFault.unexpected(m, "ChangeCipherSpec");
        }

        @Override
        public Step onChangeCipherSpec(Records records) throws TlsFault {
            RecordBoundary edge = records.requireBoundary();
            records.readKeys(keys.read(), edge);
            return new Step.To(new ExpectFinished(end));
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    /** Only now the client has shown that it has the session's secret, and is who it was. */
    record ExpectFinished(ServerEnd12 end) implements ServerResumed12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof Finished finished)) {
                throw TlsFault.unexpected(m, "Finished");
            }
            FinishedVerified12 verified = end.check(finished);
            end.master().wipe();
            end.hellos().facts().peer(end.client());
            return new Step.To(Connected12.after(end.hellos(), end.client(), verified, end.master()));
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }
}
