package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.Reachable;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whenever and however a connection ends, no secret and no private key share can be reached from it any more. */
class WipingTest {
    /** One way to end a connection in both directions. */
    private interface End {
        void of(Peer peer) throws TlsFault;
    }

    private enum Ending {
        GARBAGE(peer -> {
            peer.inbox = Forge.record(99, 0x0303, (byte) 1);
            assertThrows(TlsFault.class, () -> {
                for (int i = 0; i < 3; i++) { // the first may be a hello, and a pending task lets nothing be read
                    Runnable task = peer.connection.takeTask();
                    if (task != null) {
                        task.run();
                    }
                    while (peer.connection.status() == Status.NEED_WRAP) {
                        peer.wrap();
                    }
                    peer.unwrap();
                }
            });
        }),
        GOODBYES(peer -> {
            peer.connection.closeOutbound();
            if (!peer.connection.inboundDone()) {
                assertThrows(TlsFault.class, peer.connection::closeInbound);
            }
        });

        private final End end;

        Ending(End end) {
            this.end = end;
        }
    }

    private record Case(String name, ProtocolVersion version, boolean clientAuth, boolean retry, Ending ending) {
        @Override
        public String toString() {
            return name + ", " + ending;
        }
    }

    static Stream<Case> cases() {
        return Arrays.stream(Ending.values()).flatMap(e -> Stream.of(
                new Case("TLS 1.3", ProtocolVersion.TLS13, false, false, e),
                new Case("TLS 1.3, client certificate", ProtocolVersion.TLS13, true, false, e),
                new Case("TLS 1.3, HelloRetryRequest", ProtocolVersion.TLS13, false, true, e),
                new Case("TLS 1.2", ProtocolVersion.TLS12, false, false, e),
                new Case("TLS 1.2, client certificate", ProtocolVersion.TLS12, true, false, e)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingSecretIsLeftBehind(Case c) throws TlsFault {
        int secretsSeen = 0;
        boolean more = true;
        for (int steps = 1; more; steps++) {
            Peer client = new Peer(client(c).build());
            Peer server = new Peer(server(c).build());
            client.connection.beginHandshake();
            server.connection.beginHandshake();
            for (int i = 0; i < steps; i++) {
                more = client.step(server) | server.step(client);
            }
            for (Peer p : List.of(client, server)) {
                secretsSeen += live(p.connection).size();
                c.ending.end.of(p);
                assertEquals(List.of(), live(p.connection), "after " + steps + " steps");
            }
            assertTrue(steps < 50, "no end in sight");
        }
        assertTrue(secretsSeen > 0, "there was something to wipe");
    }

    private static TestConfig client(Case c) {
        TestConfig config = TestConfig.client().versions(c.version).credentials(TestCredentials.ECDSA_P256.source());
        return c.retry ? config.groups(NamedGroup.X25519, NamedGroup.SECP256R1) : config;
    }

    private static TestConfig server(Case c) {
        TestConfig config = TestConfig.server().versions(c.version).clientAuth(c.clientAuth ? ClientAuth.NEED : ClientAuth.NONE);
        return c.retry ? config.groups(NamedGroup.SECP256R1) : config;
    }

    /** Everything reachable from {@code root} that still holds secret bytes. */
    private static List<Object> live(Object root) {
        return Reachable.from(root, o -> false).stream().filter(WipingTest::holdsBytes).toList();
    }

    /** Our agreements keep the private part in the only field that is not final. */
    private static boolean holdsBytes(Object o) {
        if (o instanceof Secret s) {
            return !s.toString().equals("Secret[wiped]");
        }
        return o instanceof KeyAgreement
                && Reachable.values(o, f -> !Modifier.isFinal(f.getModifiers())).anyMatch(Objects::nonNull);
    }
}
