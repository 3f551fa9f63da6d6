package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    /** The classes of all secrets, keys and key agreements that can be reached from here through objects of ours and collections. */
    private static Set<String> secretsOf(Object root) {
        Set<String> found = new TreeSet<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(Set.of(root));
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (next instanceof TlsConfig || next instanceof Connection.Listener || !seen.add(next)) {
                continue;
            }
            if (next instanceof Secret || next instanceof Aead || next instanceof KeyAgreement) {
                found.add(next.getClass().getSimpleName());
            }
            referencesOf(next).stream().filter(o -> o != null).forEach(open::push);
        }
        return found;
    }

    private static Collection<?> referencesOf(Object o) {
        if (o instanceof Collection<?> c) {
            return c;
        }
        if (o instanceof Map<?, ?> m) {
            return m.values();
        }
        if (o instanceof Optional<?> v) {
            return v.stream().toList();
        }
        Collection<Object> references = new ArrayDeque<>();
        if (o.getClass().isArray() && !o.getClass().getComponentType().isPrimitive()) {
            for (int i = 0; i < Array.getLength(o); i++) {
                Optional.ofNullable(Array.get(o, i)).ifPresent(references::add);
            }
        }
        for (Class<?> c = o.getClass(); c != null && c.getName().startsWith("dev.drawbridge."); c = c.getSuperclass()) {
            for (Field f : c.getDeclaredFields()) {
                if (!f.getType().isPrimitive() && !Modifier.isStatic(f.getModifiers())) {
                    Optional.ofNullable(valueOf(f, o)).ifPresent(references::add);
                }
            }
        }
        return references;
    }

    private static Object valueOf(Field field, Object o) {
        try {
            field.setAccessible(true);
            return field.get(o);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
