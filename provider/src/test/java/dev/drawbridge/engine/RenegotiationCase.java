package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;

/** Both sides of a connection of TLS 1.2 that is negotiated again. */
abstract class RenegotiationCase extends ConnectedPeers {
    static final RenegotiationRules BY_CLIENT = new RenegotiationRules(true, false, false, false, false, false);
    static final RenegotiationRules NONE = new RenegotiationRules(true, true, false, false, false, false);

    static Tuning tuning(RenegotiationRules rules) {
        return Tuning.DEFAULT.with(SslOptions.DEFAULT.with(rules));
    }

    void connectAllowing(RenegotiationRules ofServer) throws TlsFault {
        serverConfig.tuning(tuning(ofServer));
        connect(ProtocolVersion.TLS12);
    }

    void run() throws TlsFault {
        Peer.run(client, server);
    }

    void assertRenegotiated(int times) throws TlsFault {
        for (Peer p : new Peer[] {client, server}) {
            assertEquals(1 + times, p.finishes, "FINISHED is told once a handshake");
            assertEquals(1 + times, p.connects);
            assertEquals(Status.NOT_HANDSHAKING, p.connection.status());
            assertFalse(p.connection.handshaking() || p.connection.renegotiating());
        }
        assertDataFlows();
    }

    /** Runs to the end; one side fails for this reason and tells the other. */
    void assertFails(Peer one, Fault fault) {
        for (int i = 0; i < 2; i++) {
            assertThrows(TlsFault.class, this::run);
        }
        Peer other = one == client ? server : client;
        assertEquals(1, one.failures.size());
        assertEquals(fault, one.failures.get(0).fault());
        assertEquals(1, other.failures.size());
        assertTrue(other.failures.get(0).received());
        assertEquals(fault.alert(), other.failures.get(0).alert());
        assertTrue(one.connection.inboundDone() && one.connection.outboundDone());
    }

    void assertDataFlows() throws TlsFault {
        byte[] data = bytes(40_000);
        client.received.reset();
        server.received.reset();
        client.send(server, data);
        server.send(client, data);
        assertArrayEquals(data, server.received.toByteArray());
        assertArrayEquals(data, client.received.toByteArray());
    }
}
