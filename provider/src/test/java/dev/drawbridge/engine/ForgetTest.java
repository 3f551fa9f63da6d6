package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.Reachable;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who holds a failed connection holds none of its keys. */
class ForgetTest extends ConnectedPeers {
    /**
     * RFC 8446 section 6: "Servers and clients MUST forget the secret values and keys established in failed connections". RFC 5246 section
     * 7.2.2: "Servers and clients MUST forget any session-identifiers, keys, and secrets associated with a failed connection."
     */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aFailedConnectionForgetsItsKeys(ProtocolVersion version) throws TlsFault {
        connect(version);
        assertFalse(secretsOf(server.connection).isEmpty(), "the search finds keys where there are some");
        byte[] record = client.wrap(bytes(10));
        record[record.length - 1] ^= 1;
        server.deliver(record);
        assertThrows(TlsFault.class, server::unwrap);
        client.deliver(server.wrap());
        assertEquals(Set.of(), secretsOf(server.connection));
        assertTrue(assertThrows(TlsFault.class, client::unwrap).received());
        assertEquals(Set.of(), secretsOf(client.connection));
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aFailedHandshakeForgetsItsKeys(ProtocolVersion version) throws TlsFault {
        clientConfig.versions(version);
        clientConfig.judge((chain, isServer, type) -> {
            throw new java.security.cert.CertificateException("no");
        });
        open();
        client.connection.beginHandshake();
        server.connection.beginHandshake();
        assertThrows(TlsFault.class, () -> {
            while (client.failures.isEmpty()) {
                Peer.run(client, server);
            }
            Peer.run(client, server);
        });
        assertEquals(Set.of(), secretsOf(client.connection));
    }

    /** The classes of all secrets, keys and key agreements that can be reached from here. */
    private static Set<String> secretsOf(Object root) {
        return Reachable.from(root, o -> o instanceof TlsConfig || o instanceof Listener).stream()
                .filter(o -> o instanceof Secret || o instanceof Aead || o instanceof KeyAgreement)
                .map(o -> o.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
