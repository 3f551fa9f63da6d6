package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateEntry;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.StapledResponse;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
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
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A server that breaks a rule, and the one fault that each ends in. */
class Client13RefusalTest {
    private TestConfig client = TestConfig.client();
    private TestConfig server = TestConfig.server();

    private void refused(Fault fault, HandshakeType type, UnaryOperator<HandshakeMessage> change) {
        new Pair(client, server).fromServer(type, change).run().assertClientFails(fault);
    }

    private void helloRefused(Fault fault, UnaryOperator<HandshakeMessage> change) {
        refused(fault, HandshakeType.SERVER_HELLO, change);
    }

    /** The second ServerHello is changed, after a true HelloRetryRequest. */
    private void secondHelloRefused(Fault fault, UnaryOperator<HandshakeMessage> change) {
        new Pair(client, retrying()).change(false, HandshakeType.SERVER_HELLO, 1, change).run().assertClientFails(fault);
    }

    private TestConfig retrying() {
        return server.groups(NamedGroup.SECP384R1);
    }

    private static ServerHello retry(Extension... extensions) {
        return new ServerHello(0x0303, ServerHello.retryRandom(), new byte[0], 0x1301, 0, Extensions.of(extensions));
    }

    @Test
    void serverHello() {
        // RFC 8446 section 4.1.3: "A client which receives a legacy_session_id_echo field that does not match what it sent in the
        // ClientHello MUST abort". And: "A client which receives a cipher suite that was not offered MUST abort".
        // RFC 8446 section 4.2: "Upon receiving such an extension, an endpoint MUST abort the handshake with an "unsupported_extension"
        // alert."
        helloRefused(Fault.SESSION_ID_NOT_ECHOED, m -> Hellos.serverSessionId(m, new byte[32]));
        helloRefused(Fault.SESSION_ID_NOT_ECHOED, m -> Hellos.serverSessionId(m, new byte[0]));
        helloRefused(Fault.SUITE_NOT_OFFERED, m -> Hellos.serverSuite(m, 0x1306));
        helloRefused(Fault.SUITE_NOT_OFFERED, m -> Hellos.serverSuite(m, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.code()));
        helloRefused(Fault.UNSOLICITED_EXTENSION, m -> Hellos.serverWith(m, unknown(ExtensionType.PRE_SHARED_KEY.code())));
        helloRefused(Fault.UNSOLICITED_EXTENSION, m -> Hellos.serverWith(m, unknown(0x1234)));
        helloRefused(Fault.MISSING_EXTENSION, m -> Hellos.serverWithout(m, ExtensionType.KEY_SHARE));
    }

    @Test
    void aSuiteThatWeKnowButDidNotOffer() {
        client.suites(CipherSuite.TLS_AES_128_GCM_SHA256);
        helloRefused(Fault.SUITE_NOT_OFFERED, m -> Hellos.serverSuite(m, CipherSuite.TLS_AES_256_GCM_SHA384.code()));
    }

    @Test
    void keyShare() {
        // RFC 8446 section 4.2.8: "This value MUST be in the same group as the KeyShareEntry value offered by the client".
        helloRefused(Fault.GROUP_NOT_OFFERED, m -> Hellos.serverWith(m, share(NamedGroup.X448.code(), 56)));
        helloRefused(Fault.GROUP_NOT_OFFERED, m -> Hellos.serverWith(m, share(0x2a2a, 32)));
        // Offered as a group, but without a share.
        helloRefused(Fault.GROUP_NOT_OFFERED, m -> Hellos.serverWith(m, share(NamedGroup.SECP256R1.code(), 65)));
        helloRefused(Fault.BAD_KEY_SHARE, m -> Hellos.serverWith(m, share(NamedGroup.X25519.code(), 31)));
        helloRefused(Fault.BAD_KEY_SHARE, m -> Hellos.serverWith(m, share(NamedGroup.X25519.code(), 32))); // all zero
    }

    @Test
    void helloRetryRequest() {
        // RFC 8446 section 4.1.4: "The server's extensions MUST contain "supported_versions"." And: "a HelloRetryRequest MUST NOT contain
        // any extensions that were not first offered by the client". And: "Clients MUST abort the handshake with an "illegal_parameter"
        // alert if the HelloRetryRequest would not result in any change".
        // RFC 8446 section 4.2.8: "Upon receipt of this extension in a HelloRetryRequest, the client MUST verify that". And: "If either of
        // these checks fails, then the client MUST abort".
        helloRefused(Fault.SESSION_ID_NOT_ECHOED, m -> retry(version(), new KeyShareRetry(24)));
        retryRefused(Fault.MISSING_EXTENSION, new KeyShareRetry(NamedGroup.SECP384R1.code()));
        retryRefused(Fault.BAD_RETRY, version());
        retryRefused(Fault.BAD_RETRY, version(), new KeyShareRetry(NamedGroup.X25519.code()));
        retryRefused(Fault.GROUP_NOT_OFFERED, version(), new KeyShareRetry(NamedGroup.SECP521R1.code()));
        retryRefused(Fault.GROUP_NOT_OFFERED, version(), new KeyShareRetry(0x2a2a));
        retryRefused(Fault.UNSOLICITED_EXTENSION, version(), new KeyShareRetry(24), unknown(0x1234));
        retryRefused(Fault.VERSION_NOT_OFFERED, new SupportedVersionsChoice(0x0303), new KeyShareRetry(24));
    }

    /**
     * RFC 8446 section 4.1.4: "Upon receipt of a HelloRetryRequest, the client MUST check the legacy_version, legacy_session_id_echo,
     * cipher_suite, and legacy_compression_method as specified in Section 4.1.3".
     */
    @Test
    void fixedFieldsOfHelloRetryRequest() {
        // RFC 8446 section 4.1.4: "A client which receives a cipher suite that was not offered MUST abort the handshake."
        for (int version : new int[] {0x0301, 0x0302, 0x0304}) {
            retryRefused(Fault.ILLEGAL_VALUE, h -> new ServerHello(version, h.random(), h.sessionId(), h.cipherSuite(), 0, h.extensions()));
        }
        retryRefused(Fault.SESSION_ID_NOT_ECHOED, h -> Hellos.serverSessionId(h, new byte[32]));
        retryRefused(Fault.SUITE_NOT_OFFERED, h -> Hellos.serverSuite(h, 0x1306));
        retryRefused(Fault.BAD_COMPRESSION,
                h -> new ServerHello(0x0303, h.random(), h.sessionId(), h.cipherSuite(), 1, h.extensions()));
    }

    /** A true HelloRetryRequest is changed. */
    private void retryRefused(Fault fault, UnaryOperator<ServerHello> change) {
        new Pair(client, retrying()).fromServer(HandshakeType.SERVER_HELLO, m -> change.apply((ServerHello) m)).run()
                .assertClientFails(fault);
    }

    private void retryRefused(Fault fault, Extension... extensions) {
        helloRefused(fault, m -> {
            ServerHello h = (ServerHello) m;
            return new ServerHello(0x0303, ServerHello.retryRandom(), h.sessionId(), h.cipherSuite(), 0, Extensions.of(extensions));
        });
    }

    @Test
    void afterHelloRetryRequest() {
        // RFC 8446 section 4.1.4: "If a client receives a second HelloRetryRequest in the same connection". And: "Upon receiving the
        // ServerHello, clients MUST check that the cipher suite supplied in the ServerHello is the same". And: "a client MUST abort the
        // handshake with an "illegal_parameter" alert if the value changes."
        // RFC 8446 section 4.2.8: "the client MUST verify that the selected NamedGroup in the ServerHello is the same as that in the
        // HelloRetryRequest." And: "If this check fails, the client MUST abort the handshake".
        secondHelloRefused(Fault.SUITE_CHANGED, m -> Hellos.serverSuite(m, CipherSuite.TLS_AES_128_GCM_SHA256.code()));
        secondHelloRefused(Fault.SUITE_NOT_OFFERED, m -> Hellos.serverSuite(m, 0x1306));
        secondHelloRefused(Fault.GROUP_NOT_OFFERED, m -> Hellos.serverWith(m, share(NamedGroup.X25519.code(), 32)));
        secondHelloRefused(Fault.VERSION_NOT_OFFERED, m -> Hellos.serverWith(m, new SupportedVersionsChoice(0x0305)));
        secondHelloRefused(Fault.VERSION_NOT_OFFERED, m -> {
            ServerHello h = (ServerHello) m;
            return Hellos.server(m, h.sessionId(), h.cipherSuite(), Extensions.none());
        });
        secondHelloRefused(Fault.SESSION_ID_NOT_ECHOED, m -> Hellos.serverSessionId(m, new byte[31]));
        secondHelloRefused(Fault.SECOND_RETRY, m -> retry(version(), new KeyShareRetry(23)));
    }

    /** The client must do as it is told; our own server then notes that it never sent a cookie. */
    @Test
    void theCookieIsReturned() {
        // RFC 8446 section 4.2.2: "the client MUST copy the contents of the extension received in the HelloRetryRequest into a "cookie"
        // extension".
        List<HandshakeMessage> second = new ArrayList<>();
        new Pair(client, retrying()).fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, new Cookie(new byte[] {7, 8})))
                .change(true, HandshakeType.CLIENT_HELLO, 1, m -> {
                    second.add(m);
                    return m;
                }).run().assertServerFails(Fault.BAD_SECOND_CLIENT_HELLO);
        Cookie cookie = ((ClientHello) second.get(0)).extensions().get(Cookie.class);
        assertEquals("[7, 8]", Arrays.toString(cookie.cookie()));
    }

    @Test
    void encryptedExtensions() {
        // RFC 8446 section 4.2: "Implementations MUST NOT send extension responses if the remote endpoint did not send the corresponding
        // extension requests".
        encryptedRefused(Fault.UNSOLICITED_EXTENSION, unknown(0x1234));
        encryptedRefused(Fault.UNSOLICITED_EXTENSION, new ServerName(null));
        encryptedRefused(Fault.UNSOLICITED_EXTENSION, new ApplicationProtocols(List.of("h2")));
        encryptedRefused(Fault.UNSOLICITED_EXTENSION, new EarlyDataIndication());
        client.protocols("http/1.1");
        encryptedRefused(Fault.BAD_APPLICATION_PROTOCOL, new ApplicationProtocols(List.of("h2")));
    }

    /** That somebody changed it is found out by the signature, not here. */
    @Test
    void groupsOfTheServerMeanNothing() {
        // RFC 8446 section 4.2.7: "Clients MUST NOT act upon any information found in "supported_groups" prior to successful completion".
        encryptedRefused(Fault.BAD_SIGNATURE, new SupportedGroups(CodePoints.of(NamedGroup.SECP521R1.code())));
    }

    private void encryptedRefused(Fault fault, Extension extension) {
        refused(fault, HandshakeType.ENCRYPTED_EXTENSIONS,
                m -> new EncryptedExtensions(((EncryptedExtensions) m).extensions().with(extension)));
    }

    @Test
    void certificateRequest() {
        // RFC 8446 section 4.3.2: "This field SHALL be zero length unless used for the post-handshake authentication exchanges".
        server.clientAuth(ClientAuth.WANT);
        refused(Fault.ILLEGAL_VALUE, HandshakeType.CERTIFICATE_REQUEST,
                m -> new CertificateRequest13(new byte[1], ((CertificateRequest13) m).extensions()));
    }

    @Test
    void certificate() {
        // RFC 8446 section 4.4.2: "Otherwise (in the case of server authentication), this field SHALL be zero length." And: "Extensions in
        // the Certificate message from the server MUST correspond to ones from the ClientHello message."
        // RFC 8446 section 4.4.2.4: "If the server supplies an empty Certificate message, the client MUST abort the handshake with a
        // "decode_error" alert."
        refused(Fault.EMPTY_SERVER_CERTIFICATE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0], List.of()));
        refused(Fault.ILLEGAL_VALUE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[1], ((Certificate13) m).entries()));
        refused(Fault.UNSOLICITED_EXTENSION, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0], List.of(new CertificateEntry(
                ((Certificate13) m).entries().get(0).der(),
                Extensions.of(new UnknownExtension(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP.code(), new byte[2]))))));
        refused(Fault.BAD_CERTIFICATE, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0],
                List.of(new CertificateEntry(new byte[] {0x30, 0}, Extensions.none()))));
        client.limits(Limits.DEFAULT.withChainLength(3));
        refused(Fault.CHAIN_TOO_LONG, HandshakeType.CERTIFICATE, m -> new Certificate13(new byte[0],
                Collections.nCopies(4, ((Certificate13) m).entries().get(0))));
    }

    /**
     * RFC 8446 section 4.4.2.1: "the body of the "status_request" extension from the server MUST be a CertificateStatus structure as defined in
     * [RFC6066]".
     */
    @Test
    void staples() {
        byte[][] malformed = {{}, {1}, {1, 0, 0, 0}, {1, 0, 0, 2, 7}, {1, 0, 0, 1, 7, 7}};
        for (byte[] data : malformed) {
            refused(Fault.DECODE_ERROR, HandshakeType.CERTIFICATE, m -> stapled(m, data));
        }
        refused(Fault.ILLEGAL_VALUE, HandshakeType.CERTIFICATE, m -> stapled(m, new byte[] {2, 0, 0, 1, 7}));
        // It is taken, and the signature is over another Certificate.
        refused(Fault.BAD_SIGNATURE, HandshakeType.CERTIFICATE, m -> stapled(m, new byte[] {1, 0, 0, 1, 7}));
        client.askForStaples(false);
        refused(Fault.UNSOLICITED_EXTENSION, HandshakeType.CERTIFICATE, m -> stapled(m, new byte[] {1, 0, 0, 1, 7}));
    }

    private static Certificate13 stapled(HandshakeMessage m, byte[] data) {
        return new Certificate13(new byte[0], List.of(new CertificateEntry(((Certificate13) m).entries().get(0).der(),
                Extensions.of(new UnknownExtension(ExtensionType.STATUS_REQUEST.code(), data)))));
    }

    /** They are known by the place of their certificate. */
    @Test
    void staplesAreSeenByWhoJudgesTheChain() {
        Pair pair = new Pair(client, server).fromServer(HandshakeType.CERTIFICATE, m -> {
            byte[] der = ((Certificate13) m).entries().get(0).der();
            CertificateEntry plain = new CertificateEntry(der, Extensions.none());
            return new Certificate13(new byte[0],
                    List.of(plain, new CertificateEntry(der, Extensions.of(new StapledResponse(new byte[] {7}))), plain));
        });
        pair.run().assertClientFails(Fault.BAD_SIGNATURE);
        List<byte[]> staples = pair.client.facts().stapledResponses();
        assertEquals(2, staples.size());
        assertEquals(0, staples.get(0).length);
        assertArrayEquals(new byte[] {7}, staples.get(1));
    }

    @Test
    void certificateVerify() {
        // RFC 8446 section 4.4.3: "If the CertificateVerify message is sent by a server, the signature algorithm MUST be one offered". And:
        // "RSA signatures MUST use an RSASSA-PSS algorithm". And: "The SHA-1 algorithm MUST NOT be used in any signatures of
        // CertificateVerify messages." And: "The receiver of a CertificateVerify message MUST verify the signature field." And: "If the
        // verification fails, the receiver MUST terminate the handshake with a "decrypt_error" alert."
        refused(Fault.SIGNATURE_SCHEME_NOT_OFFERED, HandshakeType.CERTIFICATE_VERIFY, m -> scheme(m, 0x0203));
        refused(Fault.WRONG_CERTIFICATE_KEY, HandshakeType.CERTIFICATE_VERIFY,
                m -> scheme(m, SignatureScheme.ECDSA_SECP384R1_SHA384.code()));
        refused(Fault.WRONG_CERTIFICATE_KEY, HandshakeType.CERTIFICATE_VERIFY,
                m -> scheme(m, SignatureScheme.RSA_PSS_RSAE_SHA256.code()));
        refused(Fault.BAD_SIGNATURE, HandshakeType.CERTIFICATE_VERIFY, m -> {
            CertificateVerify v = (CertificateVerify) m;
            v.signature()[v.signature().length - 1] ^= 1;
            return v;
        });
        server.credentials(TestCredentials.RSA.source());
        refused(Fault.SIGNATURE_SCHEME_NOT_OFFERED, HandshakeType.CERTIFICATE_VERIFY,
                m -> scheme(m, SignatureScheme.RSA_PKCS1_SHA256.code()));
        client.schemes(SignatureScheme.RSA_PSS_RSAE_SHA256);
        refused(Fault.SIGNATURE_SCHEME_NOT_OFFERED, HandshakeType.CERTIFICATE_VERIFY,
                m -> scheme(m, SignatureScheme.RSA_PSS_RSAE_SHA384.code()));
    }

    /** The signature covers the transcript: a changed EncryptedExtensions is found here and not at Finished. */
    @Test
    void theSignatureCoversWhatWasSaid() {
        client.names(new TlsConfig.Names("a.example", null, List.of(), null));
        encryptedRefused(Fault.BAD_SIGNATURE, new ServerName(null));
    }

    @Test
    void aChainThatIsNotTrusted() {
        // RFC 8446 section 4.4.2.2: "If the client cannot construct an acceptable chain using the provided certificates and decides to
        // abort the handshake, then it MUST abort".
        client.judge((chain, isServer, type) -> {
            throw new CertificateException("no");
        });
        new Pair(client, server).run().assertClientFails(Fault.CERTIFICATE_UNKNOWN);
    }

    @Test
    void aJudgeThatThrowsWhatNobodyExpects() {
        client.judge((chain, isServer, type) -> {
            throw new StackOverflowError();
        });
        new Pair(client, server).run().assertClientFails(Fault.INTERNAL);
    }

    @Test
    void finished() {
        // RFC 8446 section 4.4.4: "Recipients of Finished messages MUST verify that the contents are correct".
        refused(Fault.BAD_FINISHED, HandshakeType.FINISHED, m -> new Finished(new byte[48]));
        refused(Fault.DECODE_ERROR, HandshakeType.FINISHED, m -> new Finished(new byte[32])); // the suite has SHA-384
    }

    private static CertificateVerify scheme(HandshakeMessage m, int scheme) {
        return new CertificateVerify(scheme, ((CertificateVerify) m).signature());
    }

    private static SupportedVersionsChoice version() {
        return new SupportedVersionsChoice(0x0304);
    }

    private static KeyShareChoice share(int group, int length) {
        return new KeyShareChoice(new KeyShareEntry(group, new byte[length]));
    }

    private static UnknownExtension unknown(int code) {
        return new UnknownExtension(code, new byte[] {0, 0});
    }
}
