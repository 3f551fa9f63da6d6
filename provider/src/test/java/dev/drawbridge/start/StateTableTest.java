package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.EndOfEarlyData;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.tls12.Client12;
import dev.drawbridge.tls12.MemorySessions;
import dev.drawbridge.tls12.Server12;
import dev.drawbridge.tls12.ServerResumed12;
import dev.drawbridge.tls13.Client13;
import dev.drawbridge.tls13.Server13;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Every state against every kind of message, and against ChangeCipherSpec. A cell is filled where the state looks at the message,
 * whatever it then thinks of its contents; everywhere else the answer is unexpected_message. The table that comes out is checked in.
 */
class StateTableTest {
    private static final List<Class<?>> FAMILIES =
            List.of(ClientStart.class, Client13.class, Client12.class, ServerStart.class, Server13.class, Server12.class, ServerResumed12.class);

    private static final Map<String, HandshakeMessage> MESSAGES = new LinkedHashMap<>();

    static {
        byte[] none = new byte[0];
        Extensions signatures = Extensions.of(new SignatureAlgorithms(CodePoints.of(0x0403)));
        add(new HelloRequest());
        add(new ClientHello(0x0303, new byte[32], none, CodePoints.of(0x1301), new byte[1], Extensions.none()));
        add(new ServerHello(0x0303, new byte[32], none, 0x1301, 0, Extensions.none()));
        MESSAGES.put("HelloRetryRequest",
                new ServerHello(0x0303, ServerHello.retryRandom(), none, 0x1301, 0, Extensions.none()));
        add(new EncryptedExtensions(Extensions.none()));
        add(new CertificateRequest13(none, signatures));
        add(new Certificate13(none, List.of()));
        add(new Certificate12(List.of()));
        add(new CertificateStatus(new byte[1]));
        add(new ServerKeyExchange(new byte[4]));
        add(new CertificateRequest12(new byte[1], CodePoints.of(0x0403), List.of()));
        add(new ServerHelloDone());
        add(new ClientKeyExchange(new byte[2]));
        add(new CertificateVerify(0x0403, new byte[70]));
        add(new Finished(new byte[12]));
        add(new NewSessionTicket12(0, none));
        add(new NewSessionTicket13(0, 0, none, new byte[1], Extensions.none()));
        add(new KeyUpdate(false));
        add(new EndOfEarlyData());
    }

    private static void add(HandshakeMessage m) {
        MESSAGES.put(m.getClass().getSimpleName(), m);
    }

    /** Handshakes that together wait in every state. */
    private static final List<Supplier<Pair>> SCENARIOS = List.of(
            () -> new Pair(client(), server().clientAuth(ClientAuth.NEED)),
            () -> new Pair(client(), server().groups(NamedGroup.SECP384R1)),
            StateTableTest::early13, StateTableTest::stapled12, StateTableTest::resumed12, StateTableTest::psk12);

    private static Pair early13() {
        TestSessions sessions = new TestSessions();
        sessions.maxEarlyData = 1;
        early13(sessions).run().assertConnected();
        return early13(sessions);
    }

    private static Pair early13(TestSessions sessions) {
        EarlyData said = new EarlyData();
        said.add(ByteBuffer.wrap(new byte[1]));
        return new Pair(client().resumption(new TlsConfig.Resumption(sessions, sessions, false, said)),
                server().resumption(new TlsConfig.Resumption(sessions, sessions, false, new EarlyData())));
    }

    private static Pair psk12() {
        TestPsks psks = new TestPsks("me").hint("a hint");
        return new Pair(client().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256).psks(psks), server().psks(psks));
    }

    private static Pair stapled12() {
        return stapled12(new MemorySessions());
    }

    private static Pair resumed12() {
        MemorySessions sessions = new MemorySessions();
        stapled12(sessions).run().assertConnected();
        return stapled12(sessions);
    }

    private static Pair stapled12(MemorySessions sessions) {
        Pair pair = new Pair(client().versions(ProtocolVersion.TLS12).resumption(sessions.ofClient()),
                server().clientAuth(ClientAuth.NEED).resumption(sessions.ofServer()));
        pair.server.sends = m -> m instanceof ServerHello hello ? List.of(new ServerHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.cipherSuite(), 0, hello.extensions().with(new StatusRequest(new byte[0]))))
                : m instanceof Certificate12 ? List.of(m, new CertificateStatus(new byte[1])) : List.of(m);
        return pair;
    }

    private static TestConfig client() {
        return TestConfig.client().credentials(TestCredentials.ECDSA_P256.source());
    }

    private static TestConfig server() {
        return TestConfig.server();
    }

    private final Map<String, Supplier<Side>> rows = new LinkedHashMap<>();
    private final Set<Class<?>> met = new HashSet<>();

    @Test
    void theTableIsTheOneThatIsCheckedIn() throws IOException, TlsFault {
        // RFC 8446 section 4: "A peer which receives a handshake message in an unexpected order MUST abort the handshake with an
        // "unexpected_message" alert."
        // RFC 8446 section 4.6.3: "Implementations that receive a KeyUpdate message prior to receiving a Finished message MUST terminate
        // the connection".
        collect(true);
        collect(false);
        for (Class<?> family : FAMILIES) {
            for (Class<?> state : family.getPermittedSubclasses()) {
                assertTrue(met.contains(state), () -> "no scenario waits in " + state);
            }
        }
        String expected;
        try (InputStream in = StateTableTest.class.getResourceAsStream("/dev/drawbridge/handshake.md")) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String table = table();
        assertEquals(expected.substring(expected.indexOf("| state")).strip(), table.strip(), () -> "the machine gives\n" + table);
    }

    @Test
    void theTableHasEveryMessage() {
        Set<Class<?>> present = new HashSet<>();
        MESSAGES.values().forEach(m -> present.add(m.getClass()));
        assertEquals(Set.of(HandshakeMessage.class.getPermittedSubclasses()), present);
    }

    /** A row for each state that a side waits in, each with a way to get there again. */
    private void collect(boolean client) {
        for (Supplier<Pair> scenario : SCENARIOS) {
            Pair pair = scenario.get().run();
            pair.assertConnected();
            List<HandshakeState> states = (client ? pair.client : pair.server).states;
            for (int i = 0; i < states.size(); i++) {
                int index = i;
                met.add(states.get(i).getClass());
                rows.putIfAbsent(name(states.get(i), client), () -> waiting(scenario.get(), client, index));
            }
        }
    }

    private static Side waiting(Pair pair, boolean client, int index) {
        if (client && index == 0) {
            return Side.silentClient(client());
        }
        Side side = client ? pair.client : pair.server;
        while (side.states.size() <= index) {
            assertTrue(pair.step());
        }
        return side;
    }

    private static String name(HandshakeState state, boolean client) {
        Class<?> type = state.getClass();
        String name = type.getEnclosingClass() == null ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
        return state.connected() ? name + " (" + (client ? "client" : "server") + ")" : name;
    }

    private String table() throws TlsFault {
        StringBuilder table = new StringBuilder("| state | takes |\n|---|---|\n");
        for (Map.Entry<String, Supplier<Side>> row : rows.entrySet()) {
            StringJoiner taken = new StringJoiner(", ");
            for (Map.Entry<String, HandshakeMessage> message : MESSAGES.entrySet()) {
                if (takes(row.getValue().get(), message.getValue())) {
                    taken.add(message.getKey());
                }
            }
            if (takesChangeCipherSpec(row.getValue().get())) {
                taken.add("ChangeCipherSpec");
            }
            table.append("| ").append(row.getKey()).append(" | ").append(taken).append(" |\n");
        }
        return table.toString();
    }

    private static boolean takes(Side side, HandshakeMessage message) {
        HandshakeState state = side.handshaker.state();
        if (!state.connected() && !(message instanceof HelloRequest)) {
            side.hs.transcript().absorb(Messages.encode(message));
        }
        try {
            state.on(message, side);
            return true;
        } catch (TlsFault e) {
            return e.fault() != Fault.UNEXPECTED_MESSAGE;
        }
    }

    private static boolean takesChangeCipherSpec(Side side) {
        try {
            side.handshaker.state().onChangeCipherSpec(side);
            return true;
        } catch (TlsFault e) {
            return e.fault() != Fault.UNEXPECTED_CHANGE_CIPHER_SPEC;
        }
    }
}
