package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.Judgement;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What connects, and with what outcome. */
class FullHandshakeTest {
    @TestFactory
    Stream<DynamicTest> everySuiteWithEveryGroup() {
        Setup all = Setup.client();
        return all.suites.stream().flatMap(suite -> all.groups.stream().map(group -> DynamicTest.dynamicTest(suite + " " + group, () -> {
            Setup client = Setup.client();
            client.suites = List.of(suite);
            Setup server = Setup.server(Identity.P256, Identity.RSA);
            server.groups = List.of(group);
            Pair pair = new Pair(client, server).connect();
            for (Endpoint e : List.of(pair.client, pair.server)) {
                assertEquals(suite, e.facts.cipherSuite());
                assertEquals(suite.ecdhe() ? group : suite.dhe() ? NamedGroup.FFDHE2048 : null, e.facts.group());
                assertEquals("", e.facts.applicationProtocol());
                assertTrue(e.facts.extendedMasterSecret());
            }
            assertEquals(1, pair.client.tasks, "one task per flight");
            assertEquals(2, pair.server.tasks, "one task per flight");
            assertTrue(pair.client.facts.peer().authenticated());
            assertFalse(pair.server.facts.peer().authenticated());
        })));
    }

    @TestFactory
    Stream<DynamicTest> everySignatureSchemeOfBothSides() {
        // RFC 8446 section 4.2.3: "TLS 1.3 implementations willing to negotiate TLS 1.2 MUST behave in accordance with the requirements of
        // [RFC5246]". And: "Implementations that advertise support for RSASSA-PSS [...] MUST be prepared to accept a signature using that
        // scheme even when TLS 1.2 is negotiated."
        return SignatureScheme.NEGOTIABLE.stream().filter(s -> identity(s) != null)
                .map(scheme -> DynamicTest.dynamicTest(scheme.toString(), () -> {
                    Setup client = Setup.client();
                    client.schemes = List.of(scheme);
                    client.credentials = Setup.source(identity(scheme));
                    Setup server = Setup.server(identity(scheme));
                    server.clientAuth = ClientAuth.NEED;
                    List<String> authTypes = new ArrayList<>();
                    client.judge = (chain, isServer, authType) -> {
                        authTypes.add(isServer + " " + authType);
                        return Judgement.OF_PROGRAM;
                    };
                    server.judge = client.judge;
                    Pair pair = new Pair(client, server).connect();
                    assertEquals(scheme, pair.server.facts.localScheme());
                    assertEquals(scheme, pair.client.facts.localScheme());
                    assertEquals(scheme, pair.client.facts.peer().scheme());
                    assertEquals(scheme, pair.server.facts.peer().scheme());
                    assertEquals(identity(scheme).credentials().chain(), pair.server.facts.peer().chain());
                    assertEquals(2, pair.server.tasks, "chain, signature and key agreement are one task");
                    String key = identity(scheme).credentials().leaf().getPublicKey().getAlgorithm();
                    String kind = Certificates12.authentication(scheme).name();
                    assertEquals(List.of("true ECDHE_" + kind, "false " + (key.equals("EdDSA") ? "UNKNOWN" : key)), authTypes);
                }));
    }

    /** TLS 1.2 ties no curve to ECDSA schemes, so a P-256 key may sign with SHA-512. */
    private static Identity identity(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256, ECDSA_SECP521R1_SHA512 -> Identity.P256;
            case ECDSA_SECP384R1_SHA384 -> Identity.P384;
            case ED25519 -> Identity.ED25519;
            case ED448 -> null;
            case RSA_PSS_PSS_SHA256, RSA_PSS_PSS_SHA384, RSA_PSS_PSS_SHA512 -> Identity.RSA_PSS;
            default -> Identity.RSA;
        };
    }

    @Test
    void aKeySignsWithTheSchemeOfItsOwnCurveWhereItCan() {
        assertEquals(SignatureScheme.ECDSA_SECP384R1_SHA384,
                new Pair(Setup.client(), Setup.server(Identity.P384)).connect().server.facts.localScheme());
    }

    @Test
    void clientWithoutCertificateStaysAnonymousWhereItMay() {
        // RFC 5246 section 7.3: "If the server has sent a CertificateRequest message, the client MUST send the Certificate message."
        // RFC 5246 section 7.4.6: "If no suitable certificate is available, the client MUST send a certificate message containing no
        // certificates."
        Setup server = Setup.server(Identity.P256);
        server.clientAuth = ClientAuth.WANT;
        Pair pair = new Pair(Setup.client(), server).connect();
        assertFalse(pair.server.facts.peer().authenticated());
        assertTrue(pair.client.facts.localChain().isEmpty());
    }

    @Test
    void clientWithoutFittingSchemeStaysAnonymous() {
        Setup server = Setup.server(Identity.RSA);
        server.clientAuth = ClientAuth.WANT;
        server.schemes = List.of(SignatureScheme.RSA_PSS_RSAE_SHA256);
        Setup client = Setup.client();
        client.credentials = Setup.source(Identity.P256);
        assertFalse(new Pair(client, server).connect().server.facts.peer().authenticated());
    }

    @Test
    void withoutExtendedMasterSecretTheStandardDerivationServes() {
        Setup client = Setup.client();
        ClientHello hello = Pair.hello(client);
        hello = Pair.with(hello, Pair.without(hello.extensions(), ExtendedMasterSecret.class));
        Pair pair = new Pair(client, Setup.server(Identity.P256), hello).connect();
        assertFalse(pair.client.facts.extendedMasterSecret());
        assertFalse(pair.server.facts.extendedMasterSecret());
    }

    @Test
    void whatOneSealsTheOtherOpens() {
        // RFC 5246 section 7.1: "Immediately after sending this message, the sender MUST instruct the record layer". And: "once the
        // ChangeCipherSpec has been sent, the new CipherSpec MUST be used."
        for (boolean extended : new boolean[] {true, false}) {
            List<String> clientKeys = new ArrayList<>();
            List<String> serverKeys = new ArrayList<>();
            Setup client = Setup.client();
            Setup server = Setup.server(Identity.P256);
            client.crypto = noting(clientKeys);
            server.crypto = noting(serverKeys);
            ClientHello hello = Pair.hello(client);
            new Pair(client, server, extended ? hello : Pair.with(hello, Pair.without(hello.extensions(), ExtendedMasterSecret.class)))
                    .connect();
            assertEquals(2, clientKeys.size());
            assertEquals(clientKeys.get(0).replace("opener", "sealer"), serverKeys.get(1));
            assertEquals(clientKeys.get(1).replace("sealer", "opener"), serverKeys.get(0));
            assertFalse(clientKeys.get(0).substring(6).equals(clientKeys.get(1).substring(6)), "one key per direction");
        }
    }

    /** A Crypto that notes the AEAD keys it is given. */
    private static Crypto noting(List<String> keys) {
        return (Crypto) Proxy.newProxyInstance(Crypto.class.getClassLoader(), new Class<?>[] {Crypto.class}, (proxy, method, args) -> {
            if (method.getReturnType() == Aead.class) {
                keys.add(method.getName() + " " + (AeadAlgorithm) args[0] + " " + HexFormat.of().formatHex((byte[]) args[1]));
            }
            return method.invoke(Setup.CRYPTO, args);
        });
    }

    @Test
    void namesAreAgreed() {
        Setup client = Setup.client();
        client.names = new TlsConfig.Names("example.org", null, List.of("h2", "http/1.1"), null);
        Setup server = Setup.server(Identity.P256);
        server.names = new TlsConfig.Names(null, "example.org"::equals, List.of("http/1.1"), null);
        ClientHello hello = Pair.hello(client);
        hello = Pair.with(hello, hello.extensions().with(new ServerName("example.org"))
                .with(new ApplicationProtocols(List.of("h2", "http/1.1"))));
        Pair pair = new Pair(client, server, hello);
        ServerHello[] seen = new ServerHello[1];
        pair.toClient = m -> {
            seen[0] = m instanceof ServerHello sh ? sh : seen[0];
            return m;
        };
        pair.connect();
        assertEquals("http/1.1", pair.client.facts.applicationProtocol());
        assertEquals("http/1.1", pair.server.facts.applicationProtocol());
        assertTrue(seen[0].extensions().has(ExtensionType.SERVER_NAME));
    }

    @Test
    void ourOrderDecidesOrTheirs() {
        Setup client = Setup.client();
        client.suites = List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
        client.groups = List.of(NamedGroup.SECP384R1, NamedGroup.X25519);
        Setup server = Setup.server(Identity.RSA);
        assertEquals(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, new Pair(client, server).connect().client.facts.cipherSuite());
        server.preferLocalOrder = false;
        Pair theirs = new Pair(client, server).connect();
        assertEquals(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, theirs.client.facts.cipherSuite());
        assertEquals(NamedGroup.SECP384R1, theirs.client.facts.group());
    }

    @Test
    void aServerWithOneKindOfCertificateSkipsSuitesOfTheOther() {
        // RFC 5246 section 7.4.3: "the server MUST check any candidate cipher suites against the "signature_algorithms" extension before
        // selecting them."
        assertEquals(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                new Pair(Setup.client(), Setup.server(Identity.RSA)).connect().client.facts.cipherSuite());
    }

    /** RFC 8422 section 5.1: "The server MUST consider the extensions in both cases." */
    @Test
    void aCertificateOnACurveThatTheClientDoesNotKnowIsPassedOver() {
        // RFC 5246 section 7.4.2: "The public key MUST use a curve and point format supported by the client".
        Setup client = Setup.client();
        client.groups = List.of(NamedGroup.SECP256R1);
        Setup server = Setup.server(Identity.P384, Identity.RSA);
        assertEquals(CipherSuite.Authentication.RSA, new Pair(client, server).connect().client.facts.cipherSuite().authentication());
    }

    @Test
    void aClientThatNamesNoGroupsGetsAnOldCurve() {
        Setup client = Setup.client();
        ClientHello hello = Pair.hello(client);
        Pair pair = new Pair(client, Setup.server(Identity.P256),
                Pair.with(hello, Pair.without(hello.extensions(), SupportedGroups.class)));
        pair.server.receive(pair.client.out.poll());
        assertEquals(null, pair.server.failure());
        assertEquals(NamedGroup.SECP256R1, pair.server.facts.group());
    }

    @Test
    void renegotiationInfoAnswersTheSignalOrTheExtensionOnly() {
        // RFC 5246 section 7.4.1.4: "An extension type MUST NOT appear in the ServerHello unless the same extension type appeared in the
        // corresponding ClientHello."
        ClientHello signal = Pair.hello(Setup.client());
        ClientHello neither = Pair.with(signal, CodePoints.of(Setup.client().suites, CipherSuite::code));
        ClientHello extension = Pair.with(neither, neither.extensions().with(new RenegotiationInfo(new byte[0])));
        assertArrayEquals(new byte[0], serverHello(signal).extensions().get(RenegotiationInfo.class).verifyData());
        assertArrayEquals(new byte[0], serverHello(extension).extensions().get(RenegotiationInfo.class).verifyData());
        assertFalse(serverHello(neither).extensions().has(ExtensionType.RENEGOTIATION_INFO));
    }

    private static ServerHello serverHello(ClientHello hello) {
        return serverHello(hello, Setup.server(Identity.P256));
    }

    private static ServerHello serverHello(ClientHello hello, Setup server) {
        Pair pair = new Pair(Setup.client(), server, hello);
        pair.server.receive(pair.client.out.poll());
        return (ServerHello) Pair.decode(pair.server.out.poll().message());
    }

    /** RFC 8446 section 4.1.3: "If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of their Random value". */
    @Test
    void aServerThatSpeaks13SaysSo() {
        // RFC 8446 section 4.1.3: "The last 8 bytes MUST be overwritten as described below". And: "TLS 1.3 servers which negotiate TLS 1.2
        // or below in response to a ClientHello MUST set the last 8 bytes".
        Setup server = Setup.server(Identity.P256);
        assertFalse(ServerHello.hasDowngradeSentinel12(serverHello(Pair.hello(Setup.client()), server).random()));
        server.versions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        assertFalse(ServerHello.hasDowngradeSentinel12(serverHello(Pair.hello(Setup.client()), server).random()), "no suite of 1.3");
        server.suites = List.of(CipherSuite.values());
        assertTrue(ServerHello.hasDowngradeSentinel12(serverHello(Pair.hello(Setup.client()), server).random()));
    }

    /** RFC 5246 section 7.4.1.3: "The server may return an empty session_id to indicate that the session will not be cached". */
    @Test
    void sessionsHaveAnIdAlthoughNoneIsSent() {
        ServerHello[] seen = new ServerHello[1];
        Pair pair = new Pair(Setup.client(), Setup.server(Identity.P256));
        pair.toClient = m -> {
            seen[0] = m instanceof ServerHello sh ? sh : seen[0];
            return m;
        };
        pair.connect();
        assertEquals(0, seen[0].sessionId().length);
        assertEquals(32, pair.client.facts.sessionId().length);
        assertEquals(32, pair.server.facts.sessionId().length);
    }

    @Test
    void theMasterSecretIsWipedAndNeverPrinted() {
        Pair pair = new Pair(Setup.client(), Setup.server(Identity.P256));
        List<String> whileInUse = new ArrayList<>();
        pair.beforeArrival = () -> {
            if (pair.server.handshaker.state() instanceof Server12.ExpectFinished waiting) {
                whileInUse.add(waiting.end().master().toString());
            }
        };
        pair.connect();
        assertEquals(List.of("MasterSecret12[Secret[48 bytes]]"), whileInUse);
        List<String> afterwards = new ArrayList<>();
        pair.client.visited.forEach(s -> afterwards.add(s instanceof Client12.ExpectFinished f ? f.end().master().toString() : ""));
        pair.server.visited.forEach(s -> afterwards.add(s instanceof Server12.ExpectFinished f ? f.end().master().toString() : ""));
        afterwards.removeIf(String::isEmpty);
        assertEquals(List.of("MasterSecret12[Secret[wiped]]", "MasterSecret12[Secret[wiped]]"), afterwards);
    }
}
