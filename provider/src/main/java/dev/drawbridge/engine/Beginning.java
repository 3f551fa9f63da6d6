package dev.drawbridge.engine;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.start.ClientStart;
import dev.drawbridge.start.ServerStart;

/** How a handshake starts in our role. */
interface Beginning {
    /** The state before anything has happened. */
    HandshakeState first(Handshake hs);

    /** The first step, which waits for nobody. */
    Step begin(Handshake hs) throws TlsFault;

    /** The beginning of TLS in this role. */
    static Beginning of(boolean client) {
        return client ? new Client() : new Server();
    }

    /** Speaks first. */
    final class Client implements Beginning {
        @Override
        public HandshakeState first(Handshake hs) {
            return ClientStart.first(hs);
        }

        @Override
        public Step begin(Handshake hs) throws TlsFault {
            return ClientStart.begin(hs);
        }
    }

    /** Waits for a ClientHello. */
    final class Server implements Beginning {
        @Override
        public HandshakeState first(Handshake hs) {
            return ServerStart.first(hs);
        }

        @Override
        public Step begin(Handshake hs) {
            return new Step.To(first(hs));
        }
    }
}
