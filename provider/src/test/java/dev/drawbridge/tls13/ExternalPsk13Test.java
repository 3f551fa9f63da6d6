package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.ImportedPskIdentity;
import dev.drawbridge.PskKey;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.start.TestPsks;
import dev.drawbridge.start.TestSessions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** External PSKs (RFC 8446 sections 2.2 and 4.2.11), and imported ones (RFC 9258). */
class ExternalPsk13Test {
    private static final byte[] ME = "me".getBytes(StandardCharsets.UTF_8);

    private final TestSessions ofClient = new TestSessions();
    private final TestSessions ofServer = new TestSessions();
    private final TestPsks clientPsks = new TestPsks("me");
    private final TestPsks serverPsks = new TestPsks("me");

    private TestConfig client() {
        TestConfig c = TestConfig.client().versions(ProtocolVersion.TLS13).psks(clientPsks);
        c.names = new TlsConfig.Names("a.test", null, List.of(), null);
        c.resumption = ofClient.resumption();
        c.judge = (chain, server, authType) -> {
            throw new AssertionError("nobody shows a certificate");
        };
        return c;
    }

    /** Without a certificate. */
    private TestConfig server() {
        TestConfig s = TestConfig.server().psks(serverPsks).credentials(CredentialSource.NONE);
        s.resumption = ofServer.resumption();
        return s;
    }

    private TestConfig certified() {
        return server().credentials(TestCredentials.ECDSA_P256.source());
    }

    private TestConfig trusting(TestConfig c) {
        return c.judge(TestConfig.client().judge);
    }

    private static void assertByPsk(Pair pair, byte[] identity) {
        pair.run().assertConnected();
        for (Side side : List.of(pair.client, pair.server)) {
            assertArrayEquals(identity, side.facts().peer().pskIdentity());
            assertFalse(side.facts().peer().authenticated());
            // RFC 8446 section 4.3.2: "Servers which are authenticating with a PSK MUST NOT send the CertificateRequest message in the main
            // handshake"
            assertFalse(side.log.toString().contains("Certificate"), side.log.toString());
        }
    }

    private static void assertByCertificate(Pair pair) {
        pair.run().assertConnected();
        assertTrue(pair.client.facts().peer().authenticated());
        assertNull(pair.client.facts().peer().pskIdentity());
    }

    private static PreSharedKeyOffer offer(Side client) {
        return offer((ClientHello) message(client.outbox.peek()));
    }

    private static PreSharedKeyOffer offer(ClientHello hello) {
        return hello.extensions().get(PreSharedKeyOffer.class);
    }

    private static HandshakeMessage message(byte[] bytes) {
        try {
            return Messages.read(HandshakeType.of(bytes[0]), bytes, 4, bytes.length - 4, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeyIsEnough() {
        Pair pair = new Pair(client(), server().clientAuth(ClientAuth.WANT));
        PreSharedKeyOffer offer = offer(pair.client);
        assertEquals(1, offer.identities().size());
        assertEquals(0, offer.identities().get(0).obfuscatedAge());
        assertByPsk(pair, ME);
        assertFalse(pair.client.facts().resumed());
        assertFalse(pair.server.facts().resumed());
        assertEquals(List.of("me"), serverPsks.asked);
        assertEquals(1, clientPsks.hints.size());
        // RFC 8446 section 4.2.11: "For externally established PSKs, the Hash algorithm MUST be set when the PSK is established or default
        // to SHA-256"
        assertEquals(32, pair.client.facts().cipherSuite().hash().length());
    }

    /**
     * RFC 8446 section 4.2.11: "For identities established externally, an obfuscated_ticket_age of 0 SHOULD be used, and servers MUST ignore
     * the value."
     */
    @Test
    void theAgeOfAKeyMeansNothing() {
        new Pair(client(), server()).fromClient(HandshakeType.CLIENT_HELLO, m -> {
            PreSharedKeyOffer aged = new PreSharedKeyOffer(List.of(new PreSharedKeyOffer.Identity(ME, 12345)), List.of(new byte[32]));
            ClientHello bare = (ClientHello) Hellos.without(m, ExtensionType.PRE_SHARED_KEY);
            byte[] encoded = Messages.encode(Hellos.with(bare, aged));
            Transcript transcript = new Transcript(new BcCrypto(null));
            transcript.select(HashAlgorithm.SHA256, false);
            transcript.absorb(encoded);
            byte[] binder = new KeySchedule13(new BcCrypto(null), CipherSuite.TLS_AES_128_GCM_SHA256).binder(OfferedPsk.Kind.EXTERNAL,
                    new Secret(TestPsks.secret("me")), transcript.hashWithoutEnd(aged.bindersLength()));
            return Hellos.with(bare, new PreSharedKeyOffer(aged.identities(), List.of(binder)));
        }).run().assertClientFails(Fault.BAD_FINISHED); // the hello was changed on its way, but its binder is good
    }

    @Test
    void itsHashChoosesTheSuite() {
        PskKey key = PskKey.of(ME, new byte[32], PskKey.Hash.SHA384);
        Pair pair = new Pair(client().psks(new TestPsks().with(key)), server().psks(new TestPsks().with(key)));
        assertByPsk(pair, ME);
        assertEquals(CipherSuite.TLS_AES_256_GCM_SHA384, pair.client.facts().cipherSuite());
    }

    /** RFC 8446 section 4.2.11: "The server MUST ensure that it selects a compatible PSK (if any) and cipher suite." */
    @Test
    void aKeyThatGoesWithNoCommonSuiteIsNotUsed() {
        assertByCertificate(new Pair(trusting(client()), certified().suites(CipherSuite.TLS_AES_256_GCM_SHA384)));
        ofClient.kept.clear();
        Pair notOffered = new Pair(trusting(client().suites(CipherSuite.TLS_AES_256_GCM_SHA384)),
                certified());
        assertNull(offer(notOffered.client));
        assertByCertificate(notOffered);
    }

    /** RFC 8446 appendix E.6: one that is unknown, and one with another key, are the same to a server without certificate. */
    @Test
    void whatIsUnknownIsAsWrongAsAWrongKey() {
        new Pair(client().psks(new TestPsks().with(TestPsks.key("me", "another"))), server()).run().assertServerFails(Fault.BAD_BINDER);
        new Pair(client().psks(new TestPsks("somebody")), server()).run().assertServerFails(Fault.BAD_BINDER);
        new Pair(TestConfig.client().versions(ProtocolVersion.TLS13), server()).run().assertServerFails(Fault.NO_CREDENTIALS);
    }

    /** A HelloRetryRequest names a suite: it must not tell whether an identity is known. */
    @Test
    void aRetryDoesNotTellWhatIsKnown() {
        List<Integer> suites = new ArrayList<>();
        for (String identity : List.of("me", "somebody")) {
            ofClient.kept.clear(); // a session would bring the right share
            Pair pair = new Pair(client().psks(new TestPsks(identity)), server().groups(NamedGroup.SECP384R1));
            pair.fromServer(HandshakeType.SERVER_HELLO, m -> {
                assertTrue(((ServerHello) m).isHelloRetryRequest());
                suites.add(((ServerHello) m).cipherSuite());
                return m;
            });
            pair.run();
        }
        assertEquals(suites.get(0), suites.get(1));
    }

    @Test
    void aServerWithACertificateGoesOnWithIt() {
        assertByCertificate(new Pair(trusting(client().psks(new TestPsks("somebody"))), certified()));
        ofClient.kept.clear();
        assertByPsk(new Pair(client(), certified()), ME);
        assertByCertificate(new Pair(trusting(TestConfig.client()), certified()));
    }

    /** RFC 8446 section 4.1.2: "Updating the "pre_shared_key" extension if present by recomputing [...] binder values". */
    @Test
    void afterARetryTheBinderIsMadeAgain() {
        List<PreSharedKeyOffer> offers = new ArrayList<>();
        Pair pair = new Pair(client(), server().groups(NamedGroup.SECP384R1));
        for (int i = 0; i < 2; i++) {
            pair.change(true, HandshakeType.CLIENT_HELLO, i, m -> {
                offers.add(offer((ClientHello) m));
                return m;
            });
        }
        assertByPsk(pair, ME);
        assertEquals(2, offers.size());
        assertFalse(MessageDigest.isEqual(offers.get(0).binders().get(0), offers.get(1).binders().get(0)));
    }

    @Test
    void afterARetryOnlyKeysOfTheSuiteAreOffered() {
        TestConfig server = certified().suites(CipherSuite.TLS_AES_256_GCM_SHA384).groups(NamedGroup.SECP384R1);
        Pair pair = new Pair(trusting(client()), server);
        pair.change(true, HandshakeType.CLIENT_HELLO, 1, m -> {
            assertFalse(((ClientHello) m).extensions().has(ExtensionType.PRE_SHARED_KEY));
            return m;
        });
        assertByCertificate(pair);
    }

    @Test
    void ticketsComeFirstAndResume() {
        assertByPsk(new Pair(client(), server()), ME);
        assertEquals(2, ofClient.kept.size());
        Pair again = new Pair(client(), server());
        assertEquals(2, offer(again.client).identities().size());
        assertArrayEquals(ME, offer(again.client).identities().get(1).ticket());
        assertByPsk(again, ME);
        assertTrue(again.client.facts().resumed());
        assertTrue(again.server.facts().resumed());
        ofServer.sealed.clear();
        Pair forgotten = new Pair(client(), server());
        assertByPsk(forgotten, ME);
        assertFalse(forgotten.client.facts().resumed());
    }

    /** Both hashes in one list: each binder is over its own. */
    @Test
    void aTicketOfAnotherHashGoesWithIt() {
        TestConfig withCertificate = certified().psks(PskSource.NONE);
        assertByCertificate(new Pair(trusting(client()), withCertificate));
        assertEquals(48, ofClient.kept.peek().suite().hash().length());
        Pair pair = new Pair(trusting(client()), certified());
        assertEquals(List.of(48, 32), offer(pair.client).binders().stream().map(b -> b.length).toList());
        assertByPsk(pair, ME);
    }

    @Test
    void aKeyThatWasTakenAwayResumesNothing() {
        assertByPsk(new Pair(client(), server()), ME);
        serverPsks.keys.clear();
        new Pair(client(), server()).run().assertServerFails(Fault.BAD_BINDER);
        Pair pair = new Pair(trusting(client()), certified());
        assertByCertificate(pair);
        assertFalse(pair.server.facts().resumed());
    }

    /** A session of a key is not offered by a connection that has none. */
    @Test
    void withoutKeysSuchASessionIsNotOffered() {
        assertByPsk(new Pair(client(), server()), ME);
        assertNull(offer(new Pair(client().psks(PskSource.NONE), server()).client));
    }

    @Test
    void aServerThatDemandsACertificateTakesNoKey() {
        Pair pair = new Pair(trusting(client().credentials(TestCredentials.RSA.source())), certified().clientAuth(ClientAuth.NEED));
        assertByCertificate(pair);
        assertTrue(pair.server.facts().peer().authenticated());
        ofClient.kept.clear();
        new Pair(trusting(client()), certified().clientAuth(ClientAuth.NEED)).run().assertServerFails(Fault.NO_CERTIFICATE);
        assertEquals(List.of(), serverPsks.asked);
        new Pair(trusting(client()), server().clientAuth(ClientAuth.NEED)).run().assertServerFails(Fault.NO_CREDENTIALS);
    }

    /** RFC 8446 section 4.2.11: "Clients MUST verify that the server's selected_identity is within the range supplied by the client". */
    @Test
    void aServerCannotChooseWhatWasNotOffered() {
        for (int selected : List.of(1, 0xffff)) {
            new Pair(client(), server()).fromServer(HandshakeType.SERVER_HELLO,
                    m -> Hellos.serverWith(Hellos.serverWithout(m, ExtensionType.PRE_SHARED_KEY), new PreSharedKeyChoice(selected)))
                    .run().assertClientFails(Fault.WRONG_PSK);
        }
        // "that the server selected a cipher suite indicating a Hash associated with the PSK"
        new Pair(client(), server()).fromServer(HandshakeType.SERVER_HELLO,
                m -> Hellos.serverSuite(m, CipherSuite.TLS_AES_256_GCM_SHA384.code())).run().assertClientFails(Fault.WRONG_PSK);
    }

    /** RFC 8446 section 9.2: only without pre_shared_key "it MUST contain both a "signature_algorithms" extension and" groups. */
    @Test
    void withAKeyNoSignatureSchemesAreNeeded() {
        Pair pair = new Pair(client().groups(NamedGroup.X25519), server());
        Side bare = Side.client(client());
        ClientHello hello = (ClientHello) message(bare.outbox.peek());
        List<Extension> without = new ArrayList<>(hello.extensions().all());
        without.removeIf(e -> e.code() == ExtensionType.SIGNATURE_ALGORITHMS.code());
        assertEquals(hello.extensions().all().size() - 1, without.size());
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.SIGNATURE_ALGORITHMS)).run();
        // The binder is over what was sent, so it fails; but not for want of schemes.
        pair.assertServerFails(Fault.BAD_BINDER);
        TestConfig server = certified().psks(new TestPsks("others"));
        new Pair(trusting(client()), server).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.SIGNATURE_ALGORITHMS))
                .run().assertServerFails(Fault.MISSING_EXTENSION);
    }

    /** Computed anew, after RFC 8446 section 7.1 and RFC 5869. */
    @ParameterizedTest
    @CsvSource({"EXTERNAL, ext binder", "IMPORTED, imp binder", "TICKET, res binder"})
    void theBindersLabelTellsWhatItIs(OfferedPsk.Kind kind, String label) throws Exception {
        byte[] psk = TestPsks.secret("psk");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ME);
        byte[] early = mac("HmacSHA256", new byte[32], psk);
        byte[] key = expand("HmacSHA256", early, label, MessageDigest.getInstance("SHA-256").digest(), 32);
        byte[] finished = expand("HmacSHA256", key, "finished", new byte[0], 32);
        assertArrayEquals(mac("HmacSHA256", finished, hash),
                new KeySchedule13(new BcCrypto(null), CipherSuite.TLS_AES_128_GCM_SHA256).binder(kind, new Secret(psk), hash));
    }

    /** Computed anew, after RFC 9258 section 5.1. */
    @ParameterizedTest
    @CsvSource({"SHA256, SHA256", "SHA256, SHA384", "SHA384, SHA256", "SHA384, SHA384"})
    void anImportedKeyIsDerived(PskKey.Hash of, PskKey.Hash target) throws Exception {
        byte[] epsk = TestPsks.secret("epsk");
        ImportedPskIdentity identity = ImportedPskIdentity.of(ME, "context".getBytes(StandardCharsets.UTF_8), target);
        int length = target == PskKey.Hash.SHA256 ? 32 : 48;
        byte[] encoded = identity.encoded();
        byte[] written = ("\0\2me\0\7context\3\4\0" + (char) (target.ordinal() + 1)).getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(written, encoded);
        assertArrayEquals(ME, ImportedPskIdentity.parse(encoded).externalIdentity());
        String mac = of == PskKey.Hash.SHA256 ? "HmacSHA256" : "HmacSHA384";
        MessageDigest digest = MessageDigest.getInstance(of == PskKey.Hash.SHA256 ? "SHA-256" : "SHA-384");
        byte[] epskx = mac(mac, new byte[digest.getDigestLength()], epsk);
        byte[] expected = expand(mac, epskx, "derived psk", digest.digest(written), length);
        PskKey key = PskKey.imported(identity, epsk, of);
        assertArrayEquals(expected, ImportedPsk13.secret(new BcCrypto(null), key).bytes());
        assertEquals(length, ImportedPsk13.hash(key).length());
        Pair pair = new Pair(client().psks(new TestPsks().with(key)), server().psks(new TestPsks().with(key)));
        assertByPsk(pair, encoded);
        assertEquals(length, pair.client.facts().cipherSuite().hash().length());
    }

    @Test
    void anIdentityThatIsNoneIsNull() {
        byte[] good = ImportedPskIdentity.of(ME, new byte[0], PskKey.Hash.SHA256).encoded();
        for (int i = 0; i < good.length; i++) {
            assertNull(ImportedPskIdentity.parse(Arrays.copyOf(good, i)));
        }
        assertNull(ImportedPskIdentity.parse(Arrays.copyOf(good, good.length + 1)));
        byte[] other = good.clone();
        other[good.length - 3] = 3; // TLS 1.2
        assertNull(ImportedPskIdentity.parse(other).targetHash());
        assertThrows(IllegalArgumentException.class, () -> PskKey.imported(ImportedPskIdentity.parse(other), new byte[16], PskKey.Hash.SHA256));
    }

    /** Who has not imported the key has another. */
    @Test
    void importedAndPlainAreNotTheSame() {
        ImportedPskIdentity identity = ImportedPskIdentity.of(ME, new byte[0], PskKey.Hash.SHA256);
        PskKey imported = PskKey.imported(identity, TestPsks.secret("me"), PskKey.Hash.SHA256);
        PskKey plain = PskKey.of(identity.encoded(), TestPsks.secret("me"), PskKey.Hash.SHA256);
        new Pair(client().psks(new TestPsks().with(plain)), server().psks(new TestPsks().with(imported))).run()
                .assertServerFails(Fault.BAD_BINDER);
    }

    @Test
    void keysAreBoundedAndShowNothing() {
        assertThrows(IllegalArgumentException.class, () -> PskKey.of("me", new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> PskKey.of("me", new byte[513]));
        assertThrows(IllegalArgumentException.class, () -> PskKey.of("", new byte[16]));
        assertThrows(IllegalArgumentException.class, () -> PskKey.of(new byte[1025], new byte[16], PskKey.Hash.SHA256));
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, (byte) 0xa5);
        PskKey key = PskKey.of("me", bytes);
        assertFalse(key.toString().toLowerCase(Locale.ROOT).contains("a5"), key.toString());
        bytes[0] = 0;
        assertEquals((byte) 0xa5, key.key()[0]);
        key.destroy();
        assertTrue(key.isDestroyed());
        assertThrows(IllegalStateException.class, key::key);
    }

    private static byte[] mac(String algorithm, byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(data);
    }

    private static byte[] expand(String algorithm, byte[] key, String label, byte[] context, int length) throws Exception {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        info.writeBytes(new byte[] {0, (byte) length, (byte) text.length});
        info.writeBytes(text);
        info.write(context.length);
        info.writeBytes(context);
        byte[] out = new byte[0];
        byte[] last = new byte[0];
        for (int i = 1; out.length < length; i++) {
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            in.writeBytes(last);
            in.writeBytes(info.toByteArray());
            in.write(i);
            last = mac(algorithm, key, in.toByteArray());
            byte[] more = Arrays.copyOf(out, out.length + last.length);
            System.arraycopy(last, 0, more, out.length, last.length);
            out = more;
        }
        return Arrays.copyOf(out, length);
    }
}
