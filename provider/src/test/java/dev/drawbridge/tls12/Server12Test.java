package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientEcdhe;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The server against clients that do wrong, each with the one fault it ends in. */
class Server12Test {
    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.P256);

    private Fault faultWithExtensions(UnaryOperator<Extensions> by) {
        ClientHello hello = Pair.hello(client);
        return new Pair(client, server, Pair.with(hello, by.apply(hello.extensions()))).run().server.fault();
    }

    private Fault faultWhen(UnaryOperator<HandshakeMessage> by) {
        Pair pair = new Pair(client, server);
        pair.toServer = by;
        pair.run();
        assertFalse(pair.server.connected());
        return pair.server.fault();
    }

    /** RFC 5746 section 3.6. */
    @Test
    void renegotiationInfoMustBeEmpty() {
        assertEquals(Fault.BAD_RENEGOTIATION_INFO, faultWithExtensions(e -> e.with(new RenegotiationInfo(new byte[12]))));
    }

    /** RFC 7627 section 5.2. */
    @Test
    void extendedMasterSecretCanBeRequired() {
        server.requireExtendedMasterSecret = true;
        new Pair(client, server).connect();
        assertEquals(Fault.NO_EXTENDED_MASTER_SECRET, faultWithExtensions(e -> Pair.without(e, ExtendedMasterSecret.class)));
    }

    /** RFC 8422 section 5.1.2. */
    @Test
    void uncompressedPointsMustBeAmongTheFormats() {
        assertEquals(Fault.ILLEGAL_VALUE, faultWithExtensions(e -> e.with(new EcPointFormats(new byte[] {1, 2}))));
    }

    @Test
    void somethingMustBeCommon() {
        // RFC 5246 section 7.4.1.4.1: "TLS servers MUST support receiving this extension."
        assertEquals(Fault.NO_COMMON_CIPHER_SUITE,
                new Pair(client, server, Pair.with(Pair.hello(client), CodePoints.of(0x000a, 0x1301))).run().server.fault());
        assertEquals(Fault.NO_COMMON_GROUP, faultWithExtensions(e -> e.with(new SupportedGroups(CodePoints.of(0x0a0a)))));
        assertEquals(Fault.NO_COMMON_SIGNATURE_SCHEME,
                faultWithExtensions(e -> e.with(new SignatureAlgorithms(CodePoints.of(0x0201, 0x0203)))));
        assertEquals(Fault.NO_COMMON_SIGNATURE_SCHEME, faultWithExtensions(e -> Pair.without(e, SignatureAlgorithms.class)), "SHA-1");
    }

    @Test
    void groupsThatAreNoCurvesAreNeverChosen() {
        server.crypto = Setup.claimingEveryGroup();
        server.groups = List.of(NamedGroup.X25519MLKEM768, NamedGroup.FFDHE2048, NamedGroup.X25519);
        client.groups = List.of(NamedGroup.X25519MLKEM768, NamedGroup.FFDHE2048, NamedGroup.X25519, NamedGroup.SECP256R1);
        assertEquals(NamedGroup.X25519, new Pair(client, server).connect().server.facts.group());
        server.groups = List.of(NamedGroup.X25519MLKEM768, NamedGroup.FFDHE2048);
        assertEquals(Fault.NO_COMMON_GROUP, new Pair(client, server).run().server.fault());
    }

    @Test
    void credentialsMustSuit() {
        server.credentials = CredentialSource.NONE;
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().server.fault());
        server.credentials = Setup.source(Identity.RSA);
        client.schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        client.suites = client.suites.stream().filter(CipherSuite::signed).toList();
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().server.fault());
        server.credentials = request -> Identity.DSA.credentials();
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().server.fault(), "a key that signs nothing we asked for");
    }

    /** However many suites are common, a key manager is asked once for each kind of key, with the schemes of that kind. */
    @Test
    void credentialsAreAskedForOncePerKind() {
        List<List<SignatureScheme>> asked = new ArrayList<>();
        server.credentials = request -> {
            assertEquals(ProtocolVersion.TLS12, request.version());
            asked.add(request.schemes());
            return null;
        };
        client.schemes = List.of(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.ED25519, SignatureScheme.ECDSA_SECP256R1_SHA256);
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().server.fault());
        assertEquals(List.of(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.ED25519),
                List.of(SignatureScheme.RSA_PSS_RSAE_SHA256), List.of()), asked, "the last one decrypts");
    }

    @Test
    void namesMustBeServed() {
        server.names = new TlsConfig.Names(null, "example.org"::equals, List.of("h2"), null);
        assertEquals(Fault.UNRECOGNIZED_NAME, faultWithExtensions(e -> e.with(new ServerName("example.com"))));
        assertEquals(Fault.NO_APPLICATION_PROTOCOL, faultWithExtensions(e -> e.with(new ApplicationProtocols(List.of("http/1.1")))));
    }

    /** RFC 5246 section 7.4.6. */
    @Test
    void aClientCertificateCanBeNeeded() {
        server.clientAuth = ClientAuth.NEED;
        assertEquals(Fault.NO_CERTIFICATE12, new Pair(client, server).run().server.fault());
    }

    @Test
    void aBadClientCertificateIsNotForgivenEvenWhereNoneWouldBe() {
        server.clientAuth = ClientAuth.WANT;
        client.credentials = Setup.source(Identity.P256);
        byte[] leaf = Identity.P256.credentials().encoded().get(0);
        assertEquals(Fault.BAD_CERTIFICATE, faultWhen(m -> m instanceof Certificate12 ? new Certificate12(List.of(new byte[3])) : m));
        assertEquals(Fault.UNSUPPORTED_CERTIFICATE,
                faultWhen(m -> m instanceof Certificate12 ? new Certificate12(Identity.DSA.credentials().encoded()) : m));
        server.judge = (chain, isServer, authType) -> {
            throw new CertificateException("no");
        };
        assertEquals(Fault.CERTIFICATE_UNKNOWN, new Pair(client, server).run().server.fault());
        server.limits = server.limits.withChainLength(2);
        assertEquals(Fault.CHAIN_TOO_LONG,
                faultWhen(m -> m instanceof Certificate12 ? new Certificate12(List.of(leaf, leaf, leaf)) : m));
    }

    /** RFC 5246 section 7.4.8. */
    @Test
    void certificateVerifyMustFitAndVerify() {
        // RFC 5246 section 7.4.8: "The hash and signature algorithms used in the signature MUST be one of those present". And: "the hash
        // and signature algorithms MUST be compatible with the key in the client's end-entity certificate."
        server.clientAuth = ClientAuth.NEED;
        server.schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA256);
        client.credentials = Setup.source(Identity.P256);
        assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED,
                faultWithVerify(v -> new CertificateVerify(SignatureScheme.ECDSA_SECP384R1_SHA384.code(), v.signature())));
        assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED, faultWithVerify(v -> new CertificateVerify(0x0203, v.signature())));
        assertEquals(Fault.WRONG_CERTIFICATE_KEY,
                faultWithVerify(v -> new CertificateVerify(SignatureScheme.RSA_PSS_RSAE_SHA256.code(), v.signature())));
        assertEquals(Fault.BAD_SIGNATURE, faultWithVerify(v -> {
            byte[] signature = v.signature().clone();
            signature[signature.length - 1] ^= 1;
            return new CertificateVerify(v.scheme(), signature);
        }));
        assertEquals(Fault.BAD_SIGNATURE,
                faultWhen(m -> m instanceof Certificate12 ? new Certificate12(Identity.P384.credentials().encoded()) : m),
                "somebody else's certificate");
    }

    private Fault faultWithVerify(UnaryOperator<CertificateVerify> by) {
        return faultWhen(m -> m instanceof CertificateVerify v ? by.apply(v) : m);
    }

    /** What was signed is all that went before, so no message of it can be another. */
    @Test
    void certificateVerifyCoversTheWholeHandshake() {
        server.clientAuth = ClientAuth.NEED;
        client.credentials = Setup.source(Identity.P256);
        assertEquals(Fault.BAD_SIGNATURE, faultWhen(m -> m instanceof ClientKeyExchange
                ? new ClientEcdhe(Setup.CRYPTO.startAgreement(NamedGroup.X25519).share()).toMessage() : m));
    }

    @Test
    void theClientsPointIsChecked() {
        assertEquals(Fault.BAD_KEY_SHARE, faultWithPoint(new byte[32]));
        assertEquals(Fault.BAD_KEY_SHARE, faultWithPoint(new byte[31]));
        assertEquals(Fault.DECODE_ERROR, faultWhen(m -> m instanceof ClientKeyExchange ? new ClientKeyExchange(new byte[1]) : m));
        assertEquals(Fault.DECODE_ERROR, faultWhen(m -> m instanceof ClientKeyExchange c
                ? new ClientKeyExchange(java.util.Arrays.copyOf(c.body(), c.body().length + 1)) : m));
        server.groups = List.of(NamedGroup.SECP256R1);
        byte[] offCurve = new byte[65];
        offCurve[0] = 4;
        assertEquals(Fault.BAD_KEY_SHARE, faultWithPoint(offCurve));
    }

    private Fault faultWithPoint(byte[] point) {
        return faultWhen(m -> m instanceof ClientKeyExchange ? new ClientEcdhe(point).toMessage() : m);
    }

    @Test
    void finishedIsVerifiedAndTheSecretWipedAllTheSame() {
        // RFC 5246 section 7.4.9: "Recipients of Finished messages MUST verify that the contents are correct."
        for (int length : new int[] {12, 13, 32}) {
            Pair pair = new Pair(client, server);
            pair.toServer = m -> m instanceof Finished ? new Finished(new byte[length]) : m;
            assertEquals(length == 12 ? Fault.BAD_FINISHED : Fault.DECODE_ERROR, pair.run().server.fault());
            Server12.ExpectFinished last = (Server12.ExpectFinished) pair.server.handshaker.state();
            assertEquals("MasterSecret12[Secret[wiped]]", last.end().master().toString());
            assertTrue(pair.server.out.isEmpty(), "nothing is said to who cannot finish");
        }
    }

    @Test
    void keysDoNotChangeInsideAMessage() {
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            pair.server.insideMessage = m instanceof ClientKeyExchange;
            return m;
        };
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().server.fault());
        assertInstanceOf(Server12.ExpectChangeCipherSpec.class, pair.server.handshaker.state());
    }

    /** A client that has said more than its ClientHello does not wait for our answer. */
    @Test
    void nothingFollowsClientHelloBeforeOurFlight() {
        Pair pair = new Pair(client, server);
        pair.server.insideMessage = true;
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().server.fault());
        assertTrue(pair.server.out.isEmpty());
    }

    /** An early ChangeCipherSpec would switch to keys of a secret that is not agreed yet. */
    @Test
    void changeCipherSpecBeforeTheKeysIsRefused() {
        Pair pair = new Pair(client, server);
        pair.server.receive(pair.client.out.poll());
        pair.server.receive(new Endpoint.Item(null, false));
        assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, pair.server.fault());
    }

    /** RFC 5246 section 7.2.2. */
    @Test
    void renegotiationIsRefusedSoManyTimes() {
        // RFC 8446 section 4.1.2: "it MUST retain the previous protocol version. In particular, it MUST NOT negotiate TLS 1.3."
        Pair pair = new Pair(client, server).connect();
        Endpoint.Item hello = new Endpoint.Item(Messages.encode(Pair.hello(client)), true);
        int limit = server.limits.renegotiationRequests();
        for (int i = 0; i < limit; i++) {
            pair.server.receive(hello);
            assertTrue(pair.server.connected());
        }
        assertEquals(Collections.nCopies(limit, Alert.NO_RENEGOTIATION), pair.server.warnings);
        pair.server.receive(hello);
        assertEquals(Fault.TOO_MANY_RENEGOTIATION_REQUESTS, pair.server.fault());
    }
}
