package dev.drawbridge.it;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Connections of one client to one server, of which all but the first resume a session, for any provider. */
final class Resumptions {
    private static final String HOST = "server.test";
    private static final int PORT = 443;

    private Resumptions() {
    }

    /** Engines whose client looks for a session; the handshake has not begun. */
    static EnginePair pair(SSLContext context, String protocol) {
        SSLEngine client = context.createSSLEngine(HOST, PORT);
        client.setEnabledProtocols(new String[] {protocol});
        return new EnginePair(client, context.createSSLEngine(), false);
    }

    /** Makes the first connection and a second one; returns when the session that the latter resumes was created. */
    static long created(SSLContext context, String protocol) throws SSLException {
        connect(context, protocol);
        long created = connect(context, protocol);
        while (System.currentTimeMillis() == created) {
            Thread.onSpinWait();
        }
        return created;
    }

    private static long connect(SSLContext context, String protocol) throws SSLException {
        EnginePair pair = pair(context, protocol);
        pair.handshake();
        pair.tickets();
        return pair.client.getSession().getCreationTime();
    }

    /** What resumes a session again and again is as old as it; one side does not resume without the other. */
    static void check(EnginePair pair, long created) {
        long found = pair.client.getSession().getCreationTime();
        if (found != created) {
            throw new IllegalStateException("the session was not resumed: created at " + found + " instead of " + created);
        }
    }
}
