package dev.drawbridge.it.soak;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** What all connections of the client's JVM share. */
record Client(SSLContext context, ServerProcess server, Tally tally, Watchdog watchdog, AtomicLong ids, int paceMillis) {

    Peer peer(Face face, Wire wire, String protocol) throws IOException {
        return face == Face.ENGINE ? new EnginePeer(context, wire, protocol) : new SocketPeer(context, wire, protocol);
    }
}
