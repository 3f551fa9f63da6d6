package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateEntry;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A client that breaks a rule, or that we have nothing in common with, and the one fault that each ends in. */
class Server13RefusalTest {
    private TestConfig client = TestConfig.client();
    private TestConfig server = TestConfig.server();

    private void refused(Fault fault, HandshakeType type, UnaryOperator<HandshakeMessage> change) {
        new Pair(client, server).fromClient(type, change).run().assertServerFails(fault);
    }

    private void helloRefused(Fault fault, UnaryOperator<HandshakeMessage> change) {
        refused(fault, HandshakeType.CLIENT_HELLO, change);
    }

    private void secondHelloRefused(Fault fault, UnaryOperator<HandshakeMessage> change) {
        new Pair(client, server.groups(NamedGroup.SECP384R1)).change(true, HandshakeType.CLIENT_HELLO, 1, change).run()
                .assertServerFails(fault);
    }

    @Test
    void compressionIsExactlyNull() {
        // RFC 8446 section 4.1.2: "For every TLS 1.3 ClientHello, this vector MUST contain exactly one byte, set to zero". And: "If a TLS
        // 1.3 ClientHello is received with any other value in this field, the server MUST abort".
        helloRefused(Fault.BAD_COMPRESSION, m -> Hellos.compression(m, (byte) 1, (byte) 0));
        helloRefused(Fault.BAD_COMPRESSION, m -> Hellos.compression(m, (byte) 0, (byte) 0));
    }

    @Test
    void mandatoryExtensions() {
        // RFC 8446 section 4.2.3: "If a server is authenticating via a certificate and the client has not sent a "signature_algorithms"
        // extension, then the server MUST abort".
        // RFC 8446 section 4.2.9: "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension, servers MUST abort the
        // handshake."
        helloRefused(Fault.MISSING_EXTENSION, m -> Hellos.without(m, ExtensionType.SIGNATURE_ALGORITHMS));
        helloRefused(Fault.MISSING_EXTENSION, m -> Hellos.without(m, ExtensionType.SUPPORTED_GROUPS));
        helloRefused(Fault.MISSING_EXTENSION, m -> Hellos.without(m, ExtensionType.KEY_SHARE));
        helloRefused(Fault.MISSING_EXTENSION,
                m -> Hellos.with(m, new PreSharedKeyOffer(List.of(new PreSharedKeyOffer.Identity(new byte[1], 0)), List.of(new byte[32]))));
    }

    @Test
    void sharesAreOfOfferedGroups() {
        // RFC 8446 section 4.2.8: "Clients MUST NOT offer any KeyShareEntry values for groups not listed".
        helloRefused(Fault.GROUP_NOT_OFFERED,
                m -> Hellos.with(m, new SupportedGroups(CodePoints.of(NamedGroup.SECP256R1.code()))));
        helloRefused(Fault.BAD_KEY_SHARE, m -> Hellos.with(m,
                new KeyShareOffer(List.of(new KeyShareEntry(NamedGroup.X25519.code(), new byte[32])))));
    }

    /** Each of them is looked up among thousands of groups; to search them one by one would take most of a second in all. */
    @Test
    void thousandsOfSharesAreChecked() {
        int[] groups = new int[16_000];
        List<KeyShareEntry> shares = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            groups[i] = 0x2000 + i;
        }
        for (int i = 0; i < 6000; i++) {
            shares.add(new KeyShareEntry(groups[groups.length - 1 - i], new byte[1]));
        }
        Duration limit = Duration.ofSeconds(5);
        assertTimeout(limit, () -> {
            for (int i = 0; i < 50; i++) {
                helloRefused(Fault.NO_COMMON_GROUP,
                        m -> Hellos.with(Hellos.with(m, new SupportedGroups(CodePoints.of(groups))), new KeyShareOffer(shares)));
            }
        });
    }

    @Test
    void nothingInCommon() {
        // RFC 8446 section 4.1.1: "If there is no overlap between the received "supported_groups" and the groups supported by the server,
        // then the server MUST abort". And: "If the server is unable to negotiate a supported set of parameters [...], it MUST abort the
        // handshake".
        // RFC 8446 section 4.2.8: "Servers MUST NOT send a KeyShareEntry for any group not indicated in the client's "supported_groups"
        // extension".
        helloRefused(Fault.NO_COMMON_CIPHER_SUITE,
                m -> Hellos.suites(m, CodePoints.of(0x1306, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code())));
        helloRefused(Fault.NO_COMMON_SIGNATURE_SCHEME, m -> Hellos.with(m, new SignatureAlgorithms(CodePoints.of(0x0203))));
        // Good for certificates only.
        helloRefused(Fault.NO_COMMON_SIGNATURE_SCHEME,
                m -> Hellos.with(m, new SignatureAlgorithms(CodePoints.of(SignatureScheme.RSA_PKCS1_SHA256.code()))));
        server.groups(NamedGroup.X448);
        new Pair(client, server).run().assertServerFails(Fault.NO_COMMON_GROUP);
    }

    @Test
    void credentials() {
        // RFC 8446 section 4.4.2: "The server's certificate_list MUST always be non-empty."
        server.credentials(CredentialSource.NONE);
        new Pair(client, server).run().assertServerFails(Fault.NO_CREDENTIALS);
        // A key manager's mistake: the key makes none of the schemes.
        server.credentials(TestCredentials.RSA.source());
        new Pair(client.schemes(SignatureScheme.ECDSA_SECP256R1_SHA256), server).run().assertServerFails(Fault.NO_CREDENTIALS);
        // TLS 1.2 would do it, but the scheme's curve is not the key's.
        server.credentials(TestCredentials.ECDSA_P384.source());
        new Pair(client.schemes(SignatureScheme.ECDSA_SECP256R1_SHA256), server).run().assertServerFails(Fault.NO_CREDENTIALS);
    }

    @Test
    void namesAndProtocols() {
        client.names(new TlsConfig.Names("b.example", null, List.of("h2"), null));
        server.names(new TlsConfig.Names(null, "a.example"::equals, List.of(), null));
        new Pair(client, server).run().assertServerFails(Fault.UNRECOGNIZED_NAME);
        server.names(new TlsConfig.Names(null, null, List.of("http/1.1"), null));
        new Pair(client, server).run().assertServerFails(Fault.NO_APPLICATION_PROTOCOL);
        server.names(new TlsConfig.Names(null, null, List.of(), offered -> null));
        new Pair(client, server).run().assertServerFails(Fault.NO_APPLICATION_PROTOCOL);
    }

    @Test
    void theSecondClientHelloIsTheFirst() {
        // RFC 8446 section 4.2.10: "A client MUST NOT include the "early_data" extension in its followup ClientHello."
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.random(m, new byte[32]));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.sessionId(m, new byte[32]));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.version(m, 0x0304));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.suites(m, ((ClientHello) m).cipherSuites().plus(0x1301)));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.compression(m, (byte) 0, (byte) 1));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.EXTENDED_MASTER_SECRET));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.with(m, new UnknownExtension(0x1234, new byte[0])));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.with(m,
                new SignatureAlgorithms(CodePoints.of(SignatureScheme.ECDSA_SECP256R1_SHA256.code()))));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.with(m, new Cookie(new byte[1])));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO,
                m -> Hellos.with(m, new UnknownExtension(ExtensionType.EARLY_DATA.code(), new byte[0])));
    }

    @Test
    void theSecondClientHelloHasTheShareThatWasAskedFor() {
        secondHelloRefused(Fault.MISSING_EXTENSION, m -> Hellos.without(m, ExtensionType.KEY_SHARE));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> Hellos.with(m, new KeyShareOffer(List.of())));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO,
                m -> Hellos.with(m, new KeyShareOffer(List.of(new KeyShareEntry(NamedGroup.X25519.code(), new byte[32])))));
        secondHelloRefused(Fault.BAD_SECOND_CLIENT_HELLO, m -> {
            List<KeyShareEntry> two = new ArrayList<>(((ClientHello) m).extensions().get(KeyShareOffer.class).shares());
            two.add(new KeyShareEntry(NamedGroup.X25519.code(), new byte[32]));
            return Hellos.with(m, new KeyShareOffer(two));
        });
        secondHelloRefused(Fault.BAD_KEY_SHARE,
                m -> Hellos.with(m, new KeyShareOffer(List.of(new KeyShareEntry(NamedGroup.SECP384R1.code(), new byte[97])))));
    }

    /** The order of extensions means nothing, so a client may shuffle them; the signature then covers what it sent. */
    @Test
    void theSecondClientHelloMayBeInAnotherOrder() {
        new Pair(client, server.groups(NamedGroup.SECP384R1)).change(true, HandshakeType.CLIENT_HELLO, 1, m -> {
            List<Extension> all = new ArrayList<>(((ClientHello) m).extensions().all());
            Collections.reverse(all);
            return Hellos.extensions(m, Extensions.of(all));
        }).run().assertServerFails(null);
    }

    @Test
    void clientCertificate() {
        // RFC 8446 section 4.4.2: "Extensions in the Certificate message from the client MUST correspond to extensions in the
        // CertificateRequest message".
        client.credentials(TestCredentials.RSA.source());
        server.clientAuth(ClientAuth.NEED);
        refused(Fault.NO_CERTIFICATE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0], List.of()));
        refused(Fault.ILLEGAL_VALUE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[1], ((Certificate13) m).entries()));
        refused(Fault.UNSOLICITED_EXTENSION, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0], List.of(new CertificateEntry(
                ((Certificate13) m).entries().get(0).der(), Extensions.of(new StatusRequest(new byte[] {1, 0, 0, 1, 0}))))));
        refused(Fault.BAD_CERTIFICATE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0],
                List.of(new CertificateEntry(new byte[] {0x30, 0}, Extensions.none()))));
        server.limits(Limits.DEFAULT.withChainLength(1));
        refused(Fault.CHAIN_TOO_LONG, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0],
                Collections.nCopies(2, ((Certificate13) m).entries().get(0))));
    }

    @Test
    void aClientThatMustHaveACertificateAndHasNone() {
        new Pair(client, server.clientAuth(ClientAuth.NEED)).run().assertServerFails(Fault.NO_CERTIFICATE);
    }

    @Test
    void clientCertificateVerify() {
        // RFC 8446 section 4.4.3: "If sent by a client, the signature algorithm used in the signature MUST be one of those present".
        client.credentials(TestCredentials.ECDSA_P256.source());
        server.clientAuth(ClientAuth.WANT);
        refused(Fault.SIGNATURE_SCHEME_NOT_OFFERED, HandshakeType.CERTIFICATE_VERIFY,
                m -> new CertificateVerify(SignatureScheme.RSA_PKCS1_SHA256.code(), new byte[256]));
        refused(Fault.WRONG_CERTIFICATE_KEY, HandshakeType.CERTIFICATE_VERIFY,
                m -> new CertificateVerify(SignatureScheme.ECDSA_SECP384R1_SHA384.code(), ((CertificateVerify) m).signature()));
        refused(Fault.BAD_SIGNATURE, HandshakeType.CERTIFICATE_VERIFY, m -> {
            CertificateVerify v = (CertificateVerify) m;
            v.signature()[v.signature().length - 1] ^= 1;
            return v;
        });
        // The certificate without its proof.
        refused(Fault.UNEXPECTED_MESSAGE, HandshakeType.CERTIFICATE_VERIFY, m -> new Finished(new byte[48]));
        refused(Fault.UNEXPECTED_MESSAGE, HandshakeType.CERTIFICATE, m -> new Finished(new byte[48]));
    }

    @Test
    void finished() {
        // RFC 8446 section 4.4.4: "Recipients of Finished messages MUST verify that the contents are correct".
        refused(Fault.BAD_FINISHED, HandshakeType.FINISHED, m -> new Finished(new byte[48]));
        refused(Fault.DECODE_ERROR, HandshakeType.FINISHED, m -> new Finished(new byte[32]));
    }

    /** Whoever changes a ClientHello on its way is found out by the client, whose transcript is another. */
    @Test
    void aChangedOfferIsFoundOut() {
        new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.EXTENDED_MASTER_SECRET))
                .run().assertClientFails(Fault.BAD_SIGNATURE);
        new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, new ExtendedMasterSecret()))
                .run().assertClientFails(null); // that one was there
    }
}
