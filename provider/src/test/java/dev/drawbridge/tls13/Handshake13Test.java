package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes that succeed, and what is known after them. */
class Handshake13Test {
    @Test
    void messagesKeysAndTasksComeInOrder() {
        // RFC 8446 section 4: "Protocol messages MUST be sent in the order defined in Section 4.4.1".
        // RFC 8446 section 4.1.2: "it is REQUIRED to send the ClientHello as its first TLS message."
        // RFC 8446 section 4.3.1: "the server MUST send the EncryptedExtensions message immediately after the ServerHello message."
        // RFC 8446 section 4.4.2: "The server MUST send a Certificate message".
        // RFC 8446 section 4.4.3: "Servers MUST send this message when authenticating via a certificate."
        // RFC 8446 section 4.4.4: "Any records following a Finished message MUST be encrypted under the appropriate application traffic
        // key".
        // RFC 8446 appendix D.4: "if the client sends a non-empty session ID, the server MUST send the change_cipher_spec".
        Pair pair = new Pair(TestConfig.client(), TestConfig.server()).run();
        pair.assertConnected();
        assertEquals(List.of("task", "send ClientHello", "version TLSv1.3", "read keys", "write keys", "task", "read keys",
                "send ChangeCipherSpec", "send Finished", "write keys"), pair.client.log);
        assertEquals(List.of("version TLSv1.3", "task", "send ServerHello", "send ChangeCipherSpec", "read keys", "write keys",
                "send EncryptedExtensions", "send Certificate", "send CertificateVerify", "send Finished", "write keys", "read keys"),
                pair.server.log);
        assertFalse(pair.client.dropsChangeCipherSpec);
        assertFalse(pair.server.dropsChangeCipherSpec);
    }

    @ParameterizedTest
    @EnumSource(value = CipherSuite.class, names = "TLS_[AC].*", mode = EnumSource.Mode.MATCH_ANY)
    void everySuite(CipherSuite suite) {
        Pair pair = new Pair(TestConfig.client().suites(suite), TestConfig.server()).run();
        pair.assertConnected();
        assertEquals(suite, pair.client.facts().cipherSuite());
        assertEquals(suite, pair.server.facts().cipherSuite());
        assertEquals(ProtocolVersion.TLS13, pair.client.facts().version());
    }

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "FFDHE.*", mode = EnumSource.Mode.MATCH_NONE)
    void everyGroup(NamedGroup group) {
        Pair pair = new Pair(TestConfig.client().groups(group), TestConfig.server().groups(group)).run();
        pair.assertConnected();
        assertEquals(group, pair.client.facts().group());
        assertEquals(group, pair.server.facts().group());
    }

    @ParameterizedTest
    @EnumSource(TestCredentials.class)
    void everyKindOfKeyOnBothSides(TestCredentials kind) {
        // RFC 8446 section 4.4.2: "The sender's certificate MUST come in the first CertificateEntry in the list."
        // RFC 8446 section 4.4.2.2: "The server's end-entity certificate's public key (and associated restrictions) MUST be compatible with
        // the selected authentication algorithm".
        Pair pair = new Pair(TestConfig.client().credentials(kind.source()),
                TestConfig.server().credentials(kind.source()).clientAuth(ClientAuth.NEED)).run();
        pair.assertConnected();
        SignatureScheme scheme = pair.server.facts().localScheme();
        assertTrue(scheme.allowedInCertificateVerify13());
        assertEquals(scheme, pair.client.facts().peer().scheme());
        assertEquals(kind.credentials().chain(), pair.client.facts().peer().chain());
        assertEquals(kind.credentials().chain(), pair.client.facts().claimedPeerChain());
        assertEquals(kind.credentials().chain(), pair.server.facts().peer().chain());
        assertEquals(kind.credentials().chain(), pair.server.facts().localChain());
        assertEquals(kind.credentials().chain(), pair.client.facts().localChain());
    }

    @Test
    void anEcdsaSchemeIsOneOfTheKeysCurve() {
        Pair pair = new Pair(TestConfig.client(), TestConfig.server().credentials(TestCredentials.ECDSA_P384.source())).run();
        pair.assertConnected();
        assertEquals(SignatureScheme.ECDSA_SECP384R1_SHA384, pair.server.facts().localScheme());
    }

    @Test
    void theServersOrderDecidesUnlessItYields() {
        TestConfig client = TestConfig.client().suites(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384);
        Pair pair = new Pair(client, TestConfig.server()).run();
        assertEquals(CipherSuite.TLS_AES_256_GCM_SHA384, pair.client.facts().cipherSuite());
        TestConfig yielding = TestConfig.server();
        yielding.preferLocalOrder = false;
        pair = new Pair(client, yielding).run();
        assertEquals(CipherSuite.TLS_AES_128_GCM_SHA256, pair.client.facts().cipherSuite());
    }

    @Test
    void aGroupWithAShareIsPreferredToARetry() {
        Pair pair = new Pair(TestConfig.client().groups(NamedGroup.X25519, NamedGroup.SECP384R1),
                TestConfig.server().groups(NamedGroup.SECP384R1, NamedGroup.X25519)).run();
        pair.assertConnected();
        assertEquals(NamedGroup.X25519, pair.server.facts().group());
        assertEquals(1, pair.client.log.stream().filter("send ClientHello"::equals).count());
    }

    @Test
    void retry() {
        // RFC 8446 section 4.1.1: "the server MUST respond with a HelloRetryRequest (Section 4.1.4) message."
        // RFC 8446 section 4.1.2: "In that case, the client MUST send the same ClientHello without modification".
        // RFC 8446 section 4.1.4: "Otherwise, the client MUST process all extensions in the HelloRetryRequest and send a second updated
        // ClientHello." And: "Servers MUST ensure that they negotiate the same cipher suite when receiving a conformant updated
        // ClientHello". And: "The value of selected_version in the HelloRetryRequest "supported_versions" extension MUST be retained in the
        // ServerHello".
        // RFC 8446 section 4.2.8: "the client MUST replace the original "key_share" extension".
        Pair pair = new Pair(TestConfig.client(), TestConfig.server().groups(NamedGroup.SECP384R1, NamedGroup.SECP256R1)).run();
        pair.assertConnected();
        assertEquals(NamedGroup.SECP384R1, pair.client.facts().group());
        assertEquals(List.of("task", "send ClientHello", "version TLSv1.3", "task", "send ChangeCipherSpec", "send ClientHello",
                "read keys", "write keys", "task", "read keys", "send Finished", "write keys"), pair.client.log);
        assertEquals(List.of("version TLSv1.3", "send ServerHello", "send ChangeCipherSpec", "task", "send ServerHello", "read keys",
                "write keys", "send EncryptedExtensions", "send Certificate", "send CertificateVerify", "send Finished", "write keys",
                "read keys"), pair.server.log);
    }

    @Test
    void clientAuthenticationTakesOneMoreTaskOnEachSide() {
        // RFC 8446 section 4.3.2: "This message, if sent, MUST follow EncryptedExtensions." And: "The certificate_request_context MUST be
        // unique within the scope of this connection".
        // RFC 8446 section 4.4.2: "The client MUST send a Certificate message if and only if the server has requested client
        // authentication".
        // RFC 8446 section 4.4.3: "Clients MUST send this message whenever authenticating via a certificate". And: "When sent, this message
        // MUST appear immediately after the Certificate message and immediately prior to the Finished message."
        Pair pair = new Pair(TestConfig.client().credentials(TestCredentials.RSA.source()),
                TestConfig.server().clientAuth(ClientAuth.WANT)).run();
        pair.assertConnected();
        assertEquals(3, pair.client.tasks);
        assertEquals(2, pair.server.tasks);
        assertTrue(pair.server.facts().peer().authenticated());
        assertTrue(String.join(",", pair.client.log).endsWith("task,read keys,send ChangeCipherSpec,send Certificate,send CertificateVerify,"
                + "send Finished,write keys"));
    }

    @Test
    void aClientThatIsAskedMayStayAnonymous() {
        // RFC 8446 section 4.4.2: "the client MUST send a Certificate message containing no certificates". And: "A Finished message MUST be
        // sent regardless of whether the Certificate message is empty."
        Pair pair = new Pair(TestConfig.client(), TestConfig.server().clientAuth(ClientAuth.WANT)).run();
        pair.assertConnected();
        assertFalse(pair.server.facts().peer().authenticated());
        assertEquals(List.of(), pair.client.facts().localChain());
        assertNull(pair.client.facts().localScheme());
        assertEquals(1, pair.server.tasks);
    }

    @Test
    void aClientWhoseKeyFitsNoSchemeStaysAnonymous() {
        Pair pair = new Pair(TestConfig.client().credentials(TestCredentials.RSA.source()),
                TestConfig.server().clientAuth(ClientAuth.WANT).schemes(SignatureScheme.ECDSA_SECP256R1_SHA256)).run();
        pair.assertConnected();
        assertFalse(pair.server.facts().peer().authenticated());
    }

    @Test
    void keyManagersHearWhatThePeerSaid() {
        AtomicReference<CredentialSource.Request> asked = new AtomicReference<>();
        TestConfig server = TestConfig.server().clientAuth(ClientAuth.WANT)
                .schemes(SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.ED25519, SignatureScheme.ECDSA_SECP256R1_SHA256);
        server.authorities = List.of(new byte[] {0x30, 0}, new byte[] {0x30, 1, 5});
        Pair pair = new Pair(TestConfig.client().credentials(request -> {
            asked.set(request);
            return null;
        }), server).run();
        pair.assertConnected();
        assertTrue(asked.get().client());
        assertEquals(ProtocolVersion.TLS13, asked.get().version());
        // PKCS#1 may sign certificates, but nothing that a key manager is asked for here.
        assertEquals(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.ED25519), asked.get().schemes());
        assertArrayEquals(new byte[] {0x30, 1, 5}, asked.get().authorities().get(1));
        assertEquals(List.of(SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.ED25519, SignatureScheme.ECDSA_SECP256R1_SHA256),
                pair.client.facts().peerSignatureSchemes());
    }

    @Test
    void judgesHearRoleAndType() {
        List<String> heard = new ArrayList<>();
        ChainJudge listening = (chain, server, type) -> {
            heard.add(chain.size() + " " + server + " " + type);
            return Judgement.OF_PROGRAM;
        };
        Pair pair = new Pair(TestConfig.client().credentials(TestCredentials.RSA.source()).judge(listening),
                TestConfig.server().clientAuth(ClientAuth.NEED).judge(listening)).run();
        pair.assertConnected();
        assertEquals(List.of("1 true UNKNOWN", "1 false RSA"), heard);
    }

    @Test
    void applicationProtocol() {
        Pair pair = new Pair(TestConfig.client().protocols("h2", "http/1.1"), TestConfig.server().protocols("http/1.1", "h2")).run();
        pair.assertConnected();
        assertEquals("http/1.1", pair.client.facts().applicationProtocol());
        assertEquals("http/1.1", pair.server.facts().applicationProtocol());
        pair = new Pair(TestConfig.client(), TestConfig.server().protocols("h2")).run();
        pair.assertConnected();
        assertEquals("", pair.client.facts().applicationProtocol());
        assertEquals("", pair.server.facts().applicationProtocol());
    }

    @Test
    void theProgramMayChooseTheProtocol() {
        TlsConfig.Names chooser = new TlsConfig.Names(null, null, List.of(), offered -> offered.get(offered.size() - 1));
        Pair pair = new Pair(TestConfig.client().protocols("a", "b"), TestConfig.server().names(chooser)).run();
        pair.assertConnected();
        assertEquals("b", pair.client.facts().applicationProtocol());
    }

    @Test
    void serverNameIsAcknowledgedByAServerThatUsedIt() {
        TlsConfig.Names named = new TlsConfig.Names("a.example", null, List.of(), null);
        TlsConfig.Names filter = new TlsConfig.Names(null, "a.example"::equals, List.of(), null);
        assertEquals(true, acknowledged(named, filter));
        assertEquals(false, acknowledged(named, TlsConfig.Names.NONE));
        assertEquals(false, acknowledged(TlsConfig.Names.NONE, filter));
    }

    private static boolean acknowledged(TlsConfig.Names clientNames, TlsConfig.Names serverNames) {
        List<EncryptedExtensions> seen = new ArrayList<>();
        Pair pair = new Pair(TestConfig.client().names(clientNames), TestConfig.server().names(serverNames))
                .fromServer(HandshakeType.ENCRYPTED_EXTENSIONS, m -> {
                    seen.add((EncryptedExtensions) m);
                    return m;
                }).run();
        pair.assertConnected();
        assertEquals(clientNames.serverName(), pair.server.facts().requestedServerName());
        assertEquals(clientNames.serverName(), pair.client.facts().requestedServerName());
        return seen.get(0).extensions().has(ExtensionType.SERVER_NAME);
    }

    @Test
    void factsOfBothSides() {
        Pair pair = new Pair(TestConfig.client(), TestConfig.server()).run();
        for (Side side : List.of(pair.client, pair.server)) {
            assertEquals(32, side.facts().sessionId().length);
            assertTrue(side.facts().extendedMasterSecret());
            assertNotNull(side.facts().peer());
        }
        assertEquals(SignatureScheme.NEGOTIABLE, pair.server.facts().peerSignatureSchemes());
    }

    @Test
    void aClientWithoutSessionIdIsSentNoChangeCipherSpec() {
        Pair pair = new Pair(TestConfig.client(), TestConfig.server())
                .fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.sessionId(m, new byte[0])).run();
        assertFalse(pair.server.log.contains("send ChangeCipherSpec"), pair.server.log::toString);
        pair.assertClientFails(Fault.SESSION_ID_NOT_ECHOED); // we sent one
    }

    @Test
    void bothRefuseAKeyChangeInsideARecord() {
        Pair pair = new Pair(TestConfig.client(), TestConfig.server());
        pair.server.boundary = false;
        pair.run().assertServerFails(Fault.KEY_CHANGE_INSIDE_RECORD);
        for (int passed = 1; passed < 8; passed++) {
            pair = new Pair(TestConfig.client(), TestConfig.server());
            for (int i = 0; i < passed; i++) {
                pair.step();
            }
            pair.client.boundary = false;
            pair.run().assertClientFails(passed < 7 ? Fault.KEY_CHANGE_INSIDE_RECORD : null);
        }
    }
}
