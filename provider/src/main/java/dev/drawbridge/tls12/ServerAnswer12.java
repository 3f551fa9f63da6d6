package dev.drawbridge.tls12;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;

/** A server's first flight as a task has made it: of a full handshake or of an abbreviated one. */
interface ServerAnswer12 {
    /** Sends it; what it waits for then. */
    HandshakeState send(Records records) throws TlsFault;
}
