package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.CertificateAuthorities;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FirstHelloTest {
    private static ClientHello hello(TestConfig config) {
        Side side = Side.client(config);
        assertNull(side.fault(), () -> side.handshaker.failure().getMessage());
        byte[] m = side.outbox.poll();
        try {
            return (ClientHello) Messages.read(HandshakeType.CLIENT_HELLO, m, 4, m.length - 4, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void extensionsStandInOpensslsOrder() {
        // RFC 8446 section 4.1.2: "the client indicates its version preferences in the "supported_versions" extension (Section 4.2.1) and
        // the legacy_version field MUST be set to 0x0303".
        // RFC 8446 appendix D.5: "Implementations MUST NOT send a ClientHello.legacy_version or ServerHello.legacy_version set to 0x0300 or
        // less."
        // RFC 8446 section 4.2.1: "Implementations of this specification MUST send this extension in the ClientHello".
        // RFC 8446 section 4.2.2: "Clients MUST NOT use cookies in their initial ClientHello".
        // RFC 8446 section 4.2.3: "Clients which desire the server to authenticate itself via a certificate MUST send the
        // "signature_algorithms" extension."
        // RFC 5246 section 7.4.1.4.1: "it MUST send the signature_algorithms extension, listing the algorithms".
        ClientHello hello = hello(TestConfig.client().names(new TlsConfig.Names("a.example", null, List.of("h2"), null)));
        assertEquals("[server_name, ec_point_formats, supported_groups, status_request, application_layer_protocol_negotiation, "
                + "encrypt_then_mac, extended_master_secret, signature_algorithms, supported_versions, key_share]", hello.extensions().toString());
        assertEquals("a.example", hello.extensions().get(ServerName.class).hostName());
        assertEquals(CodePoints.of(0x0304, 0x0303), hello.extensions().get(SupportedVersionsOffer.class).versions());
        assertEquals(CodePoints.of(SignatureScheme.NEGOTIABLE, SignatureScheme::code),
                hello.extensions().get(SignatureAlgorithms.class).schemes());
        assertEquals(0x0303, hello.legacyVersion());
        assertArrayEquals(new byte[1], hello.compressionMethods());
    }

    /** RFC 6066 section 8: of any responder, and without extensions of OCSP. */
    @Test
    void staplesAreAskedForUnlessTurnedOff() {
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0}, hello(TestConfig.client()).extensions().get(StatusRequest.class).data());
        assertNull(hello(TestConfig.client().askForStaples(false)).extensions().get(StatusRequest.class));
    }

    @Test
    void onlyTls13() {
        // RFC 8446 section 4.1.2: "this field MUST be non-empty, so a client not offering a pre-TLS 1.3 session MUST generate a new 32-byte
        // value."
        ClientHello hello = hello(TestConfig.client().versions(ProtocolVersion.TLS13));
        assertEquals("[supported_groups, status_request, signature_algorithms, supported_versions, key_share]", hello.extensions().toString());
        assertEquals(CodePoints.of(0x1302, 0x1303, 0x1301, 0x1304, 0x1305), hello.cipherSuites());
        assertEquals(32, hello.sessionId().length);
    }

    /** {@code jdk.tls.client.useCompatibilityMode}: RFC 8446 section 4.1.2: "Otherwise, it MUST be set as a zero-length vector". */
    @Test
    void withoutCompatibilityModeThereIsNoSessionId() {
        assertEquals(0, hello(TestConfig.client().tuning(new Tuning(Set.of(), false, Set.of(), Map.of()))).sessionId().length);
    }

    /** {@code jdk.tls.client.enableCAExtension}: it is an extension of TLS 1.3. */
    @Test
    void authoritiesAreNamedToServersOfTls13() {
        TestConfig config = TestConfig.client();
        config.authorities = List.of(new byte[] {0x30, 0});
        assertArrayEquals(new byte[] {0x30, 0}, hello(config).extensions().get(CertificateAuthorities.class).names().get(0));
        assertFalse(hello(config.versions(ProtocolVersion.TLS12)).extensions().has(ExtensionType.CERTIFICATE_AUTHORITIES));
    }

    /** {@code jdk.tls.client.disableExtensions}. */
    @Test
    void disabledExtensionsAreNotSent() {
        TestConfig config = TestConfig.client().names(new TlsConfig.Names("a.example", null, List.of("h2"), null))
                .tuning(new Tuning(Set.of(ExtensionType.SERVER_NAME, ExtensionType.ALPN), true, Set.of(), Map.of()));
        assertEquals("[ec_point_formats, supported_groups, status_request, encrypt_then_mac, extended_master_secret, signature_algorithms, supported_versions, key_share]",
                hello(config).extensions().toString());
    }

    @Test
    void onlyTls12() {
        // RFC 8446 section 4.1.2: "Otherwise, it MUST be set as a zero-length vector".
        ClientHello hello = hello(TestConfig.client().versions(ProtocolVersion.TLS12)
                .groups(NamedGroup.X25519MLKEM768, NamedGroup.SECP256R1));
        assertEquals("[ec_point_formats, supported_groups, status_request, encrypt_then_mac, extended_master_secret, signature_algorithms]",
                hello.extensions().toString());
        assertEquals(0, hello.sessionId().length);
        assertEquals(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV, hello.cipherSuites().at(hello.cipherSuites().size() - 1));
        assertEquals(Stream.of(CipherSuite.values()).filter(s -> s.fits(ProtocolVersion.TLS12) && !s.psk() && !s.weak()).count() + 1, hello.cipherSuites().size());
        // A KEM has no form in TLS 1.2.
        assertEquals(CodePoints.of(NamedGroup.SECP256R1.code()), hello.extensions().get(SupportedGroups.class).groups());
    }

    @Test
    void oneShareThatWillBeUsedPlusTheHybrid() {
        // RFC 8446 section 4.2.8: "Each KeyShareEntry value MUST correspond to a group offered in the "supported_groups" extension and MUST
        // appear in the same order." And: "Clients MUST NOT offer any KeyShareEntry values for groups not listed".
        assertEquals(List.of(NamedGroup.X25519), shares(NamedGroup.X25519, NamedGroup.SECP256R1));
        assertEquals(List.of(NamedGroup.SECP256R1), shares(NamedGroup.SECP256R1, NamedGroup.X25519, NamedGroup.X25519MLKEM768));
        assertEquals(List.of(NamedGroup.X25519MLKEM768, NamedGroup.SECP384R1),
                shares(NamedGroup.X25519MLKEM768, NamedGroup.SECP384R1, NamedGroup.X25519));
        assertEquals(List.of(NamedGroup.X25519MLKEM768), shares(NamedGroup.X25519MLKEM768));
        assertEquals(List.of(NamedGroup.FFDHE2048), shares(NamedGroup.FFDHE2048, NamedGroup.X448));
    }

    @Test
    void sharesAreIndependent() {
        // RFC 8446 section 4.2.8: "The key_exchange values for each KeyShareEntry MUST be generated independently."
        ClientHello hello = hello(TestConfig.client().groups(NamedGroup.X25519MLKEM768, NamedGroup.X25519));
        List<KeyShareEntry> shares = hello.extensions().get(KeyShareOffer.class).shares();
        byte[] hybrid = shares.get(0).share();
        assertNotEquals(HexFormat.of().formatHex(hybrid, hybrid.length - 32, hybrid.length),
                HexFormat.of().formatHex(shares.get(1).share()));
    }

    private static List<NamedGroup> shares(NamedGroup... groups) {
        ClientHello hello = hello(TestConfig.client().groups(groups));
        for (NamedGroup g : groups) {
            assertTrue(hello.extensions().get(SupportedGroups.class).groups().contains(g.code()));
        }
        return hello.extensions().get(KeyShareOffer.class).shares().stream().map(KeyShareEntry::group).map(NamedGroup::of).toList();
    }

    @Test
    void everyHelloIsFresh() {
        ClientHello one = hello(TestConfig.client());
        ClientHello two = hello(TestConfig.client());
        assertNotEquals(HexFormat.of().formatHex(one.random()), HexFormat.of().formatHex(two.random()));
        assertNotEquals(HexFormat.of().formatHex(one.sessionId()), HexFormat.of().formatHex(two.sessionId()));
    }

    @Test
    void aVersionWithoutSuitesIsNotOffered() {
        ClientHello hello = hello(TestConfig.client().suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
        assertNull(hello.extensions().get(SupportedVersionsOffer.class));
        assertNull(hello.extensions().get(KeyShareOffer.class));
        assertEquals(2, hello.cipherSuites().size());
    }

    @Test
    void nothingToOffer() {
        assertEquals(Fault.NOT_CONFIGURED, Side.client(TestConfig.client().versions(ProtocolVersion.TLS12)
                .suites(CipherSuite.TLS_AES_128_GCM_SHA256)).fault());
        assertEquals(Fault.NOT_CONFIGURED, Side.client(TestConfig.client().versions(ProtocolVersion.TLS12).groups(NamedGroup.FFDHE2048)).fault());
        assertEquals(Fault.NOT_CONFIGURED, Side.client(TestConfig.client().versions(ProtocolVersion.TLS12)
                .groups(NamedGroup.X25519MLKEM768)).fault());
    }

    @Test
    void compatibilityChangeCipherSpecsAreDroppedWhereTls13IsOffered() {
        assertTrue(Side.client(TestConfig.client()).dropsChangeCipherSpec);
        assertEquals(false, Side.client(TestConfig.client().versions(ProtocolVersion.TLS12)).dropsChangeCipherSpec);
    }
}
