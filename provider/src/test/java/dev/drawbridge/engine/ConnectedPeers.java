package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import java.util.Random;

/** Both sides of a connection for real, in memory, for the tests that drive them. */
class ConnectedPeers {
    final TestConfig clientConfig = TestConfig.client();
    final TestConfig serverConfig = TestConfig.server();
    Peer client;
    Peer server;

    void connect(ProtocolVersion version) throws TlsFault {
        clientConfig.versions(version);
        connect();
    }

    void connect() throws TlsFault {
        open();
        client.connection.beginHandshake();
        server.connection.beginHandshake();
        Peer.run(client, server);
        assertTrue(client.connection.connected() && server.connection.connected());
    }

    void open() {
        client = new Peer(clientConfig.build());
        server = new Peer(serverConfig.build());
    }

    static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }
}
