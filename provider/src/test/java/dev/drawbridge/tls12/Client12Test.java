package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.TestCa;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** The client against servers that do wrong, each with the one fault it ends in. */
class Client12Test {
    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.P256);

    private Pair tampered(UnaryOperator<HandshakeMessage> by) {
        Pair pair = new Pair(client, server);
        pair.toClient = by;
        return pair.run();
    }

    private Fault faultWhen(UnaryOperator<HandshakeMessage> by) {
        Pair pair = tampered(by);
        assertFalse(pair.server.connected() && pair.client.connected());
        return pair.client.fault();
    }

    private Fault faultWithServerHello(UnaryOperator<ServerHello> by) {
        return faultWhen(m -> m instanceof ServerHello sh ? by.apply(sh) : m);
    }

    private Fault faultWithExtensions(UnaryOperator<Extensions> by) {
        return faultWithServerHello(sh -> new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(), sh.cipherSuite(), 0,
                by.apply(sh.extensions())));
    }

    private Fault faultWithSuite(int suite) {
        return faultWithServerHello(sh -> new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(), suite, 0, sh.extensions()));
    }

    /** RFC 5246 section 7.4.1.3: the suite is "selected by the server from the list in ClientHello.cipher_suites". */
    @Test
    void theSuiteMustBeOneThatWasOffered() {
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_AES_128_GCM_SHA256);
        assertEquals(Fault.SUITE_NOT_OFFERED, faultWithSuite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384.code()));
        assertEquals(Fault.SUITE_NOT_OFFERED, faultWithSuite(CipherSuite.TLS_AES_128_GCM_SHA256.code()), "a suite of TLS 1.3");
        assertEquals(Fault.SUITE_NOT_OFFERED, faultWithSuite(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV), "a signal");
        assertEquals(Fault.SUITE_NOT_OFFERED, faultWithSuite(0x0035), "a suite that we do not know");
    }

    @Test
    void extensionsMustBeAnswers() {
        // RFC 5246 section 7.4.1.4: "If a client receives an extension type in ServerHello that it did not request in the associated
        // ClientHello, it MUST abort".
        assertEquals(Fault.UNSOLICITED_EXTENSION, faultWithExtensions(e -> e.with(new SessionTicket(new byte[0]))));
        assertEquals(Fault.UNSOLICITED_EXTENSION, faultWithExtensions(e -> e.with(new ApplicationProtocols(List.of("h2")))));
        ClientHello hello = Pair.with(Pair.hello(client), CodePoints.of(client.suites, CipherSuite::code));
        Pair pair = new Pair(client, server, hello);
        pair.toClient = m -> m instanceof ServerHello sh ? new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(),
                sh.cipherSuite(), 0, sh.extensions().with(new RenegotiationInfo(new byte[0]))) : m;
        assertEquals(Fault.UNSOLICITED_EXTENSION, pair.run().client.fault(), "renegotiation_info without signal or extension");
    }

    /**
     * RFC 6066 section 8: "a server MAY also choose not to send a "CertificateStatus" message, even if has received a "status_request" extension
     * in the client hello message and has sent a "status_request" extension in the server hello message."
     */
    @Test
    void aStapleMayComeWhereItWasAnnounced() {
        byte[] response = {1, 2, 3};
        Pair stapled = new Pair(client, server);
        Stapling.by(stapled.server, new CertificateStatus(response));
        stapled.connect();
        assertEquals(1, stapled.client.facts.stapledResponses().size());
        assertArrayEquals(response, stapled.client.facts.stapledResponses().get(0));
        Pair announced = new Pair(client, server);
        Stapling.by(announced.server);
        announced.connect();
        assertEquals(List.of(), announced.client.facts.stapledResponses());
    }

    @Test
    void aStapleMayNotComeUnannouncedUnaskedOrTwice() {
        Pair unannounced = new Pair(client, server);
        unannounced.server.sends = m -> m instanceof Certificate12 ? List.of(m, new CertificateStatus(new byte[1])) : List.of(m);
        assertEquals(Fault.UNEXPECTED_MESSAGE, unannounced.run().client.fault());
        Pair twice = new Pair(client, server);
        Stapling.by(twice.server, new CertificateStatus(new byte[1]), new CertificateStatus(new byte[1]));
        assertEquals(Fault.UNEXPECTED_MESSAGE, twice.run().client.fault());
        client.askForStaples = false;
        Pair unasked = new Pair(client, server);
        Stapling.by(unasked.server, new CertificateStatus(new byte[1]));
        assertEquals(Fault.UNSOLICITED_EXTENSION, unasked.run().client.fault());
    }

    /** RFC 5746 section 3.4. */
    @Test
    void renegotiationInfoMustComeAndBeEmpty() {
        assertEquals(Fault.INSECURE_RENEGOTIATION, faultWithExtensions(e -> Pair.without(e, RenegotiationInfo.class)));
        assertEquals(Fault.BAD_RENEGOTIATION_INFO, faultWithExtensions(e -> e.with(new RenegotiationInfo(new byte[12]))));
    }

    @Test
    void aServerWithoutRenegotiationInfoIsTakenWhereAllowed() {
        client.allowUnsafeLegacy = true;
        ClientHello hello = Pair.with(Pair.hello(client), CodePoints.of(client.suites, CipherSuite::code));
        new Pair(client, server, hello).connect();
    }

    /** RFC 7627 section 5.2. */
    @Test
    void extendedMasterSecretCanBeRequired() {
        client.requireExtendedMasterSecret = true;
        new Pair(client, server).connect();
        assertEquals(Fault.NO_EXTENDED_MASTER_SECRET, faultWithExtensions(e -> Pair.without(e, ExtendedMasterSecret.class)));
    }

    /** Whoever strips the extension on the way makes both sides derive other keys. */
    @Test
    void strippingExtendedMasterSecretIsNoticed() {
        Pair pair = tampered(m -> m instanceof ServerHello sh ? new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(),
                sh.cipherSuite(), 0, Pair.without(sh.extensions(), ExtendedMasterSecret.class)) : m);
        assertEquals(Fault.BAD_FINISHED, pair.server.fault());
        assertFalse(pair.client.connected());
    }

    @Test
    void aSessionThatNeverWasIsNotResumed() {
        // RFC 5246 section 7.4.1.3: "Clients MUST be prepared to do a full negotiation".
        ClientHello plain = Pair.hello(client);
        byte[] id = new byte[32];
        id[0] = 1;
        ClientHello hello = new ClientHello(plain.legacyVersion(), plain.random(), id, plain.cipherSuites(), new byte[1],
                plain.extensions());
        for (boolean same : new boolean[] {true, false}) {
            byte[] answered = id.clone();
            answered[31] = (byte) (same ? 0 : 7);
            Pair pair = new Pair(client, server, hello);
            pair.toClient = m -> m instanceof ServerHello sh
                    ? new ServerHello(sh.legacyVersion(), sh.random(), answered, sh.cipherSuite(), 0, sh.extensions()) : m;
            pair.client.out.forEach(pair.server::receive);
            pair.client.out.clear();
            pair.client.receive(new Endpoint.Item(Messages.encode(pair.toClient.apply(Pair.decode(pair.server.out.poll().message()))),
                    false));
            if (same) {
                assertEquals(Fault.ILLEGAL_VALUE, pair.client.fault());
            } else {
                assertNull(pair.client.failure());
                assertArrayEquals(answered, pair.client.facts.sessionId());
            }
        }
    }

    @Test
    void theProtocolMustBeOneThatWasOffered() {
        client.names = new TlsConfig.Names(null, null, List.of("h2"), null);
        ClientHello hello = Pair.hello(client);
        hello = Pair.with(hello, hello.extensions().with(new ApplicationProtocols(List.of("h2"))));
        Pair pair = new Pair(client, server, hello);
        pair.toClient = m -> m instanceof ServerHello sh ? new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(),
                sh.cipherSuite(), 0, sh.extensions().with(new ApplicationProtocols(List.of("http/1.1")))) : m;
        assertEquals(Fault.BAD_APPLICATION_PROTOCOL, pair.run().client.fault());
    }

    private Fault faultWithChain(List<byte[]> chain) {
        return faultWhen(m -> m instanceof Certificate12 ? new Certificate12(chain) : m);
    }

    /** RFC 5246 section 7.4.2. */
    @Test
    void theChainMustFit() {
        // RFC 5246 section 7.4.2: "The certificate MUST be appropriate for the negotiated cipher suite's key exchange algorithm". And: "The
        // sender's certificate MUST come first in the list." And: "The end entity certificate's public key (and associated restrictions)
        // MUST be compatible with the selected key exchange algorithm."
        byte[] leaf = Identity.P256.credentials().encoded().get(0);
        assertEquals(Fault.EMPTY_SERVER_CERTIFICATE, faultWithChain(List.of()));
        assertEquals(Fault.BAD_CERTIFICATE, faultWithChain(List.of(new byte[] {0x30, 0})));
        client.limits = client.limits.withChainLength(2);
        assertEquals(Fault.CHAIN_TOO_LONG, faultWithChain(List.of(leaf, leaf, leaf)));
        assertEquals(Fault.WRONG_CERTIFICATE_KEY, faultWithChain(Identity.RSA.credentials().encoded()));
        assertEquals(Fault.UNSUPPORTED_CERTIFICATE, faultWithChain(Identity.DSA.credentials().encoded()));
        assertEquals(Fault.BAD_SIGNATURE, faultWithChain(Identity.P384.credentials().encoded()), "somebody else's certificate");
    }

    /** And the server does not choose the suite where its certificate forbids it. */
    @Test
    void anRsaKeyMustBeGoodForEncryption() throws Exception {
        // RFC 5246 section 7.4.2: "RSA public key; the certificate MUST allow the [...] key to be used for encryption (the keyEncipherment bit
        // MUST be set if the key usage extension is present)."
        TestCa.Identity signs = TestCa.root("Root").issue("RSA", TestCa.Leaf.of("signs").keyUsage(KeyUsage.digitalSignature));
        client.suites = List.of(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256);
        server.credentials = Setup.source(Identity.RSA);
        assertEquals(Fault.WRONG_CERTIFICATE_KEY, faultWithChain(List.of(signs.leaf().getEncoded())));
        server.credentials = request -> {
            try {
                return Credentials.of(List.of(signs.leaf()), signs.keys().getPrivate());
            } catch (CertificateException e) {
                throw new AssertionError(e);
            }
        };
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().server.fault());
    }

    @Test
    void theClaimedChainIsKnownToTheJudgeAndOnlyThenThePeer() {
        Pair[] pair = new Pair[1];
        List<Integer> claimed = new ArrayList<>();
        client.judge = (chain, isServer, authType) -> {
            claimed.add(pair[0].client.facts.claimedPeerChain().size());
            assertFalse(pair[0].client.facts.peer().authenticated());
            throw new CertificateException("no");
        };
        pair[0] = new Pair(client, server);
        assertEquals(Fault.CERTIFICATE_UNKNOWN, pair[0].run().client.fault());
        assertEquals(List.of(1), claimed);
        assertEquals(0, pair[0].client.out.size(), "a server that is not trusted gets nothing");
    }

    private static SignedParams<EcdheParams> signed(ServerKeyExchange m) {
        try {
            return SignedParams.ecdhe(m, ProtocolVersion.TLS12);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    private Fault faultWithKeyExchange(UnaryOperator<SignedParams<EcdheParams>> by) {
        return faultWhen(m -> m instanceof ServerKeyExchange ske ? by.apply(signed(ske)).toMessage() : m);
    }

    private Fault faultWithGroup(int group) {
        return faultWithKeyExchange(p -> {
            EcdheParams params = new EcdheParams(group, p.params().point());
            return new SignedParams<>(params, params.encoded(), p.scheme(), p.signature());
        });
    }

    @Test
    void theGroupMustBeOneThatWasOffered() {
        client.crypto = Setup.claimingEveryGroup();
        client.groups = List.of(NamedGroup.X25519MLKEM768, NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.FFDHE2048);
        assertEquals(Fault.GROUP_NOT_OFFERED, faultWithGroup(NamedGroup.SECP384R1.code()));
        assertEquals(Fault.GROUP_NOT_OFFERED, faultWithGroup(NamedGroup.X25519MLKEM768.code()), "TLS 1.3 alone");
        assertEquals(Fault.GROUP_NOT_OFFERED, faultWithGroup(NamedGroup.FFDHE2048.code()), "not a curve");
        assertEquals(Fault.GROUP_NOT_OFFERED, faultWithGroup(0x0a0a));
    }

    private Fault faultWithScheme(SignatureScheme scheme) {
        return faultWithKeyExchange(p -> new SignedParams<>(p.params(), p.paramsBytes(), scheme.code(), p.signature()));
    }

    /** RFC 5246 section 7.4.3. */
    @Test
    void theSchemeMustBeOfferedAndFitTheKey() {
        // RFC 5246 section 7.4.3: "the signature algorithm and hash algorithm MUST be a pair listed in that extension." And: "the hash and
        // signature algorithms MUST be compatible with the key in the server's end-entity certificate."
        client.schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.ED25519, SignatureScheme.RSA_PSS_RSAE_SHA256);
        assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED, faultWithScheme(SignatureScheme.ECDSA_SECP384R1_SHA384));
        client.judge = (chain, isServer, authType) -> {
            throw new AssertionError("what a look at the scheme refuses is not worth a judge");
        };
        assertEquals(Fault.WRONG_CERTIFICATE_KEY, faultWithScheme(SignatureScheme.RSA_PSS_RSAE_SHA256));
        client.judge = (chain, isServer, authType) -> Judgement.OF_PROGRAM;
        assertEquals(Fault.WRONG_CERTIFICATE_KEY, faultWithScheme(SignatureScheme.ED25519), "an ECDSA key makes no EdDSA");
        assertEquals(Fault.SIGNATURE_SCHEME_NOT_OFFERED,
                faultWithKeyExchange(p -> new SignedParams<>(p.params(), p.paramsBytes(), 0x0203, p.signature())), "SHA-1");
    }

    @Test
    void theSignatureCoversParametersAndBothRandoms() {
        assertEquals(Fault.BAD_SIGNATURE, faultWithKeyExchange(p -> {
            byte[] point = p.params().point().clone();
            point[1] ^= 1;
            EcdheParams params = new EcdheParams(p.params().group(), point);
            return new SignedParams<>(params, params.encoded(), p.scheme(), p.signature());
        }));
        assertEquals(Fault.BAD_SIGNATURE, faultWithServerHello(sh -> {
            byte[] random = sh.random().clone();
            random[0] ^= 1;
            return new ServerHello(sh.legacyVersion(), random, sh.sessionId(), sh.cipherSuite(), 0, sh.extensions());
        }));
        Pair pair = new Pair(client, server);
        pair.toServer = m -> m instanceof ClientHello h ? new ClientHello(h.legacyVersion(), new byte[32], h.sessionId(),
                h.cipherSuites(), h.compressionMethods(), h.extensions()) : m;
        assertEquals(Fault.BAD_SIGNATURE, pair.run().client.fault());
    }

    /** A server that signs a point that is none, or the one that makes every X25519 secret zero. */
    @Test
    void theServersPointIsChecked() {
        assertEquals(Fault.BAD_KEY_SHARE, faultWithSignedPoint(NamedGroup.X25519, new byte[32]));
        byte[] offCurve = new byte[65];
        offCurve[0] = 4;
        offCurve[1] = 1;
        assertEquals(Fault.BAD_KEY_SHARE, faultWithSignedPoint(NamedGroup.SECP256R1, offCurve));
        assertEquals(Fault.BAD_KEY_SHARE, faultWithSignedPoint(NamedGroup.SECP256R1, new byte[] {0}));
    }

    private Fault faultWithSignedPoint(NamedGroup group, byte[] point) {
        ServerHello[] hello = new ServerHello[1];
        ClientHello sent = Pair.hello(client);
        Pair pair = new Pair(client, server, sent);
        pair.toClient = m -> {
            if (m instanceof ServerHello sh) {
                hello[0] = sh;
            }
            return m instanceof ServerKeyExchange ? sign(sent, hello[0], new EcdheParams(group.code(), point)) : m;
        };
        return pair.run().client.fault();
    }

    private static ServerKeyExchange sign(ClientHello client, ServerHello server, EcdheParams params) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(client.random());
        content.writeBytes(server.random());
        content.writeBytes(params.encoded());
        try {
            byte[] signature = Setup.CRYPTO.sign(Identity.P256.credentials().key(), SignatureScheme.ECDSA_SECP256R1_SHA256,
                    content.toByteArray());
            return new SignedParams<>(params, params.encoded(), SignatureScheme.ECDSA_SECP256R1_SHA256.code(), signature)
                    .toMessage();
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void finishedIsVerifiedAndTheSecretWipedAllTheSame() {
        // RFC 5246 section 7.4.9: "Recipients of Finished messages MUST verify that the contents are correct."
        for (int length : new int[] {12, 13, 32}) {
            Pair pair = tampered(m -> m instanceof Finished ? new Finished(new byte[length]) : m);
            assertEquals(length == 12 ? Fault.BAD_FINISHED : Fault.DECODE_ERROR, pair.client.fault());
            Client12.ExpectFinished last = (Client12.ExpectFinished) pair.client.handshaker.state();
            assertEquals("MasterSecret12[Secret[wiped]]", last.end().master().toString());
        }
    }

    /** The client's own Finished sent back is not the server's. */
    @Test
    void finishedIsNotReflected() {
        Finished[] ours = new Finished[1];
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            ours[0] = m instanceof Finished f ? f : ours[0];
            return m;
        };
        pair.toClient = m -> m instanceof Finished ? ours[0] : m;
        assertEquals(Fault.BAD_FINISHED, pair.run().client.fault());
    }

    @Test
    void aTicketThatNobodyAskedForIsUnexpected() {
        Pair pair = new Pair(client, server);
        pair.beforeArrival = () -> {
            if (pair.client.handshaker.state() instanceof Client12.ExpectChangeCipherSpec) {
                pair.client.receive(new Endpoint.Item(Messages.encode(new NewSessionTicket12(1, new byte[8])), false));
            }
        };
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.run().client.fault());
    }

    /** RFC 8446 section 5.1: messages must not span key changes. */
    @Test
    void keysDoNotChangeInsideAMessage() {
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            pair.client.insideMessage |= m instanceof ClientKeyExchange;
            return m;
        };
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().client.fault());
    }

    /** A server that has said more than its flight does not wait for ours. */
    @Test
    void nothingFollowsServerHelloDoneBeforeOurFlight() {
        Pair pair = new Pair(client, server);
        pair.toClient = m -> {
            pair.client.insideMessage = m instanceof ServerHelloDone;
            return m;
        };
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().client.fault());
        assertInstanceOf(Client12.ExpectCertificateRequestOrDone.class, pair.client.handshaker.state());
    }

    @Test
    void aHelloRequestOnTheWayIsIgnoredAndNotHashed() {
        // RFC 5246 section 7.4.1.1: "This message MUST NOT be included in the message hashes".
        Pair pair = new Pair(client, server);
        pair.beforeArrival = () -> {
            if (pair.client.handshaker.state() instanceof Client12) {
                pair.client.receive(new Endpoint.Item(Messages.encode(new HelloRequest()), pair.client.read != null));
            }
        };
        pair.connect();
        assertEquals(List.of(), pair.client.warnings);
    }

    /** RFC 5246 section 7.2.2: no_renegotiation "is always a warning"; bounded all the same. */
    @Test
    void renegotiationIsRefusedSoManyTimes() {
        Pair pair = new Pair(client, server).connect();
        int limit = client.limits.renegotiationRequests();
        for (int i = 0; i < limit; i++) {
            pair.client.receive(new Endpoint.Item(Messages.encode(new HelloRequest()), true));
            assertTrue(pair.client.connected());
        }
        assertEquals(java.util.Collections.nCopies(limit, Alert.NO_RENEGOTIATION), pair.client.warnings);
        pair.client.receive(new Endpoint.Item(Messages.encode(new HelloRequest()), true));
        assertEquals(Fault.TOO_MANY_RENEGOTIATION_REQUESTS, pair.client.fault());
    }

    /** RFC 5246 section 7.4.4: both fields of CertificateRequest count. */
    @Test
    void theCertificateRequestIsRespected() {
        // RFC 5246 section 7.4.4: "The end-entity certificate provided by the client MUST contain a key that is compatible with
        // certificate_types. If the key is a signature key, it MUST be usable".
        // RFC 5246 section 7.4.6: "The certificate MUST be appropriate for the negotiated cipher suite's key exchange algorithm".
        client.credentials = Setup.source(Identity.P256, Identity.RSA);
        server.clientAuth = ClientAuth.WANT;
        List<HandshakeMessage> seen = new ArrayList<>();
        Pair pair = new Pair(client, server);
        pair.toClient = m -> m instanceof CertificateRequest12 r
                ? new CertificateRequest12(new byte[] {1}, r.signatureSchemes(), r.authorities()) : m;
        pair.toServer = m -> {
            seen.add(m);
            return m;
        };
        pair.run();
        CertificateVerify verify = (CertificateVerify) seen.stream().filter(CertificateVerify.class::isInstance).findFirst().orElseThrow();
        assertEquals(SignatureScheme.Kind.RSA_PSS_RSAE, SignatureScheme.of(verify.scheme()).kind());
    }

    @Test
    void credentialsThatCannotSignAreOurFault() {
        client.credentials = request -> Identity.DSA.credentials();
        server.clientAuth = ClientAuth.WANT;
        assertEquals(Fault.NO_CREDENTIALS, new Pair(client, server).run().client.fault());
    }
}
