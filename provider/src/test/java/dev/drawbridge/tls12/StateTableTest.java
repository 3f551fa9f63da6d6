package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.start.TestPsks;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every state meets every message: what is not expected is refused before anything is done. */
class StateTableTest {
    private static final List<HandshakeMessage> MESSAGES = List.of(new HelloRequest(),
            new ClientHello(0x0303, new byte[32], new byte[0], CodePoints.of(0xc02b), new byte[1], Extensions.none()),
            new ServerHello(0x0303, new byte[32], new byte[0], 0xc02b, 0, Extensions.none()),
            new NewSessionTicket12(1, new byte[8]), new Certificate12(List.of()), new CertificateStatus(new byte[4]),
            new ServerKeyExchange(new byte[8]), new CertificateRequest12(new byte[] {1}, CodePoints.of(0x0403), List.of()),
            new ServerHelloDone(), new ClientKeyExchange(new byte[2]), new CertificateVerify(0x0403, new byte[8]),
            new Finished(new byte[12]));

    /** RFC 5246 section 7.3, figures 1 and 2. */
    private static final Map<String, Set<String>> EXPECTED = Map.ofEntries(
            Map.entry("Client12.ExpectCertificate", Set.of("Certificate12")),
            Map.entry("Client12.ExpectCertificateStatus", Set.of("CertificateStatus", "ServerKeyExchange")),
            Map.entry("Client12.ExpectPskKeyExchange", Set.of("ServerKeyExchange", "ServerHelloDone")),
            Map.entry("Client12.ExpectPskHelloDone", Set.of("ServerHelloDone")),
            Map.entry("Client12.ExpectServerKeyExchange", Set.of("ServerKeyExchange")),
            Map.entry("Client12.ExpectCertificateRequestOrDone", Set.of("CertificateRequest12", "ServerHelloDone")),
            Map.entry("Client12.ExpectServerHelloDone", Set.of("ServerHelloDone")),
            Map.entry("Client12.ExpectNewSessionTicket", Set.of("NewSessionTicket12")),
            Map.entry("Client12.ExpectChangeCipherSpec", Set.of()),
            Map.entry("Client12.ExpectFinished", Set.of("Finished")),
            Map.entry("Server12.ExpectCertificate", Set.of("Certificate12")),
            Map.entry("Server12.ExpectPskKeyExchange", Set.of("ClientKeyExchange")),
            Map.entry("Server12.ExpectClientKeyExchange", Set.of("ClientKeyExchange")),
            Map.entry("Server12.ExpectCertificateVerify", Set.of("CertificateVerify")),
            Map.entry("Server12.ExpectChangeCipherSpec", Set.of()),
            Map.entry("Server12.ExpectFinished", Set.of("Finished")),
            Map.entry("ServerResumed12.ExpectChangeCipherSpec", Set.of()),
            Map.entry("ServerResumed12.ExpectFinished", Set.of("Finished")));

    /** States are values, so each can be tried before the handshake goes on from it. */
    private final Map<String, HandshakeState> states = new LinkedHashMap<>();

    private void collect() {
        Setup client = Setup.client();
        client.credentials = Setup.source(Identity.P256);
        Setup server = Setup.server(Identity.P256);
        server.clientAuth = ClientAuth.NEED;
        MemorySessions sessions = new MemorySessions();
        sessions.of(client, server);
        Pair full = new Pair(client, server);
        Stapling.by(full.server, new CertificateStatus(new byte[4]));
        collect(full);
        client.session = sessions.newest();
        collect(new Pair(client, server));
        Setup pskClient = Setup.client();
        pskClient.suites = List.of(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
        Setup pskServer = Setup.server();
        pskClient.psks = new TestPsks("me").hint("a hint");
        pskServer.suites = pskClient.suites;
        pskServer.psks = pskClient.psks;
        collect(new Pair(pskClient, pskServer));
    }

    private void collect(Pair pair) {
        pair.beforeArrival = () -> {
            for (Endpoint e : List.of(pair.client, pair.server)) {
                HandshakeState s = e.handshaker.state();
                if (s instanceof Client12 || s instanceof Server12 || s instanceof ServerResumed12) {
                    refuses(s, EXPECTED.get(name(s.getClass())));
                    states.put(name(s.getClass()), s);
                }
            }
        };
        pair.connect();
    }

    @Test
    void allThatIsNotExpectedIsRefusedInEveryState() {
        // RFC 5246 section 7.4: "The handshake protocol messages are presented below in the order they MUST be sent".
        // RFC 5246 section 7.4.2: "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses
        // certificates".
        // RFC 5246 section 7.4.7: "It MUST immediately follow the client certificate message, if it is sent. Otherwise, it MUST be the
        // first message sent by the client after it receives the ServerHelloDone message."
        // RFC 5246 section 7.4.8: "When sent, it MUST immediately follow the client key exchange message."
        collect();
        Set<String> all = new TreeSet<>();
        for (Class<?> family : List.of(Client12.class, Server12.class, ServerResumed12.class)) {
            for (Class<?> state : family.getPermittedSubclasses()) {
                all.add(name(state));
            }
        }
        assertEquals(EXPECTED.keySet(), all, "the table has every state");
        assertEquals(all, new TreeSet<>(states.keySet()), "every state was met");
    }

    private static void refuses(HandshakeState state, Set<String> expected) {
        for (HandshakeMessage m : MESSAGES) {
            if (m instanceof HelloRequest && state instanceof Client12) {
                // RFC 5246 section 7.4.1.1: "This message will be ignored by the client if the client is currently negotiating a session."
                Step.To to = assertInstanceOf(Step.To.class, step(state, m));
                assertSame(state, to.next());
            } else if (!expected.contains(m.getClass().getSimpleName())) {
                TlsFault fault = assertThrows(TlsFault.class, () -> state.on(m, UNTOUCHED), state.getClass() + " with " + m);
                assertEquals(Fault.UNEXPECTED_MESSAGE, fault.fault(), state.getClass() + " with " + m);
            }
        }
        if (!state.getClass().getSimpleName().equals("ExpectChangeCipherSpec")) {
            TlsFault fault = assertThrows(TlsFault.class, () -> state.onChangeCipherSpec(UNTOUCHED), state.getClass().toString());
            assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, fault.fault());
        }
    }

    @Test
    void connectedRefusesAllButRequestsToRenegotiate() {
        Pair pair = new Pair(Setup.client(), Setup.server(Identity.P256)).connect();
        for (Endpoint e : List.of(pair.client, pair.server)) {
            Class<?> request = e == pair.client ? HelloRequest.class : ClientHello.class;
            HandshakeState state = e.handshaker.state();
            for (HandshakeMessage m : MESSAGES) {
                if (!request.isInstance(m)) {
                    TlsFault fault = assertThrows(TlsFault.class, () -> state.on(m, UNTOUCHED), m.toString());
                    assertEquals(Fault.UNEXPECTED_MESSAGE, fault.fault());
                }
            }
            assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC,
                    assertThrows(TlsFault.class, () -> state.onChangeCipherSpec(UNTOUCHED)).fault());
        }
    }

    private static final Records UNTOUCHED = (Records) Proxy.newProxyInstance(Records.class.getClassLoader(),
            new Class<?>[] {Records.class}, (proxy, method, args) -> {
                throw new AssertionError(method + " on the way to a refusal");
            });

    private static Step step(HandshakeState state, HandshakeMessage m) {
        try {
            return state.on(m, UNTOUCHED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    private static String name(Class<?> state) {
        return state.getEnclosingClass().getSimpleName() + "." + state.getSimpleName();
    }
}
