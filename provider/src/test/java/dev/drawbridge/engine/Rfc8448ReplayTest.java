package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.ClientStart;
import dev.drawbridge.start.RecordingCrypto;
import dev.drawbridge.start.ServerStart;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.verify.PeerCheck;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The traces of RFC 8448 through a whole connection in either role, record by record, every octet compared.
 *
 * <p>The private keys, the randoms and the signatures are those of the trace. The signatures are not taken on trust: each is verified
 * over what we would have signed before it is used. Some hellos cannot be ours, because the trace's endpoint orders its extensions in
 * another way, or offers and answers more of them; where one of ours is replaced by the trace's it is compared as far as it may be,
 * and {@link #substituted} is compared with what the test says about it. All the rest, from the key schedule to the last alert, is ours.
 */
class Rfc8448ReplayTest {
    private final Scripted crypto = new Scripted();
    private final Map<HandshakeType, Deque<byte[]>> substitutes = new EnumMap<>(HandshakeType.class);
    /** The messages of ours in whose place the trace's went out. */
    private final List<HandshakeMessage> substituted = new ArrayList<>();
    private final List<TlsFault> failures = new ArrayList<>();
    private final ByteBuffer[] plaintext = {ByteBuffer.allocate(Connection.APPLICATION_SIZE)};
    private final Transfer transfer = new Transfer();
    private Trace trace;
    private String us;
    private String peer;
    private Connection connection;

    // ---- client

    @Test
    void clientOfSection3() throws Exception {
        beginClient(3, TestConfig.client());
        assertWritten(record("client", "send handshake record", 0));
        feed(record("server", "send handshake record", 0));
        feed(record("server", "send handshake record", 1));
        assertWritten(compatibility(), record("client", "send handshake record", 1));
        feed(record("server", "send handshake record", 2)); // NewSessionTicket, of no use to us
        assertSends("client", "send application_data record");
        assertReceives("server", "send application_data record");
        assertEnd();
        assertEquals(List.of(), substituted);
    }

    @Test
    void clientOfSection5() throws Exception {
        trace = Trace.ofSection(5);
        substitute("client", "construct a ClientHello", 1);
        beginClient(5, TestConfig.client());
        assertWritten(record("client", "send handshake record", 0));
        feed(record("server", "send handshake record", 0));
        assertWritten(compatibility(), record("client", "send handshake record", 1));
        feed(record("server", "send handshake record", 1));
        feed(record("server", "send handshake record", 2));
        assertWritten(record("client", "send handshake record", 2));
        assertEnd();
        // The trace's second hello has its cookie in the middle and padding that the first had not; ours ends with the cookie.
        ClientHello ours = (ClientHello) substituted.get(0);
        ClientHello theirs = (ClientHello) read(handshake("client", "construct a ClientHello", 1));
        assertEquals(1, substituted.size());
        assertArrayEquals(theirs.random(), ours.random());
        assertEquals(theirs.cipherSuites(), ours.cipherSuites());
        assertEquals(except(theirs.extensions(), ExtensionType.PADDING), except(ours.extensions(), ExtensionType.PADDING));
    }

    @Test
    void clientOfSection6() throws Exception {
        trace = Trace.ofSection(6);
        beginClient(6, TestConfig.client().credentials(credentials("client")));
        assertWritten(record("client", "send handshake record", 0));
        feed(record("server", "send handshake record", 0));
        feed(record("server", "send handshake record", 1));
        assertWritten(compatibility(), record("client", "send handshake record", 1));
        assertEquals(1, crypto.signed);
        assertEnd();
        assertEquals(List.of(), substituted);
    }

    @Test
    void clientOfSection7() throws Exception {
        beginClient(7, TestConfig.client());
        assertWritten(record("client", "send handshake record", 0));
        feed(record("server", "send handshake record", 0));
        feed(record("server", "send change_cipher_spec record", 0));
        feed(record("server", "send handshake record", 1));
        assertWritten(record("client", "send change_cipher_spec record", 0), record("client", "send handshake record", 1));
        assertEnd();
        assertEquals(List.of(), substituted);
    }

    // ---- server

    @Test
    void serverOfSection3() throws Exception {
        beginServer(3, TestConfig.server(), "EncryptedExtensions");
        feed(record("client", "send handshake record", 0));
        assertWritten(record("server", "send handshake record", 0), record("server", "send handshake record", 1));
        feed(record("client", "send handshake record", 1));
        assertWritten(record("server", "send handshake record", 2)); // the trace's NewSessionTicket: we make none yet
        assertReceives("client", "send application_data record");
        assertSends("server", "send application_data record");
        assertEnd();
        assertSubstituted(HandshakeType.SERVER_HELLO, HandshakeType.ENCRYPTED_EXTENSIONS);
    }

    /**
     * Our HelloRetryRequest brings no cookie, so that a second ClientHello with one is not the first one with what we asked for: RFC 8446
     * section 4.1.2 allows it only "if one was provided in the HelloRetryRequest". The trace goes no further with us.
     */
    @Test
    void serverOfSection5RefusesTheCookieThatItDidNotSend() throws Exception {
        beginServer(5, TestConfig.server().groups(NamedGroup.SECP256R1), "ServerHello");
        feed(record("client", "send handshake record", 0));
        assertWritten(record("server", "send handshake record", 0));
        ServerHello ours = (ServerHello) substituted.get(0);
        ServerHello theirs = (ServerHello) read(handshake("server", "construct a ServerHello", 0));
        assertArrayEquals(theirs.random(), ours.random());
        assertEquals(except(theirs.extensions(), ExtensionType.COOKIE), except(ours.extensions(), ExtensionType.COOKIE));
        assertNotEquals(except(theirs.extensions(), null), except(ours.extensions(), null));
        TlsFault refused = assertThrows(TlsFault.class, () -> feed(record("client", "send handshake record", 1)));
        assertEquals(Fault.BAD_SECOND_CLIENT_HELLO, refused.fault());
        byte[] alert = {21, 3, 3, 0, 2, 2, (byte) Alert.ILLEGAL_PARAMETER.code()};
        assertWritten(alert);
    }

    @Test
    void serverOfSection6() throws Exception {
        beginServer(6, TestConfig.server().clientAuth(ClientAuth.NEED), "EncryptedExtensions", "CertificateRequest");
        feed(record("client", "send handshake record", 0));
        assertWritten(record("server", "send handshake record", 0), record("server", "send handshake record", 1));
        feed(record("client", "send handshake record", 1));
        assertWritten();
        assertTrue(connection.facts().peer().authenticated());
        assertEnd();
        assertSubstituted(HandshakeType.SERVER_HELLO, HandshakeType.ENCRYPTED_EXTENSIONS, HandshakeType.CERTIFICATE_REQUEST);
    }

    @Test
    void serverOfSection7() throws Exception {
        beginServer(7, TestConfig.server(), "EncryptedExtensions");
        feed(record("client", "send handshake record", 0));
        assertWritten(record("server", "send handshake record", 0), record("server", "send change_cipher_spec record", 0),
                record("server", "send handshake record", 1));
        feed(record("client", "send change_cipher_spec record", 0));
        feed(record("client", "send handshake record", 1));
        assertWritten();
        assertEnd();
        assertSubstituted(HandshakeType.SERVER_HELLO, HandshakeType.ENCRYPTED_EXTENSIONS);
    }

    /** The replays would notice: with one bit changed in version, random or key share the next record cannot be read. */
    @ParameterizedTest
    @ValueSource(ints = {9, 43, 90})
    void aChangedServerHelloEndsTheReplay(int at) throws Exception {
        beginClient(3, TestConfig.client());
        assertWritten(record("client", "send handshake record", 0));
        byte[] hello = record("server", "send handshake record", 0);
        hello[at] ^= 1;
        assertThrows(TlsFault.class, () -> {
            feed(hello);
            feed(record("server", "send handshake record", 1));
        });
        assertEquals(1, failures.size());
    }

    // ---- the two roles

    private void beginClient(int section, TestConfig config) throws Exception {
        trace = Trace.ofSection(section);
        us = "client";
        peer = "server";
        ClientHello hello = (ClientHello) read(handshake("client", "construct a ClientHello", 0));
        NamedGroup first = NamedGroup.X25519;
        scriptKeys("client");
        connection = new Connection(config.crypto(crypto).build(), new Failures(), new Beginning() {
            @Override
            public HandshakeState first(Handshake hs) {
                return ClientStart.first(hs);
            }

            @Override
            public Step begin(Handshake hs) {
                return new Step.Offload<>(() -> new ClientOffer(hello, null, Map.of(first, crypto.startAgreement(first))), (offer, records) -> {
                    records.send(offer.hello());
                    records.dropChangeCipherSpec(true);
                    return new Step.To(new Watched(new ClientStart.ExpectServerHello(hs, offer)));
                });
            }
        }, KeyLimits.RFC);
        connection.beginHandshake();
    }

    /** {@code replaced} are messages that cannot be ours beside the ServerHello, whose two extensions the trace has in another order. */
    private void beginServer(int section, TestConfig config, String... replaced) throws Exception {
        trace = Trace.ofSection(section);
        us = "server";
        peer = "client";
        scriptKeys("server");
        substitute("server", "construct a ServerHello", 0);
        for (String message : replaced) {
            if (!message.equals("ServerHello")) {
                substitute("server", "construct a", message, 0);
            }
        }
        crypto.random = ((ServerHello) read(handshake("server", "construct a ServerHello", 0))).random();
        if (section != 5) {
            config.credentials(credentials("server"));
        }
        connection = new Connection(config.suites(CipherSuite.TLS_AES_128_GCM_SHA256).crypto(crypto).build(), new Failures(),
                new Beginning() {
                    @Override
                    public HandshakeState first(Handshake hs) {
                        return new Watched(ServerStart.first(hs));
                    }

                    @Override
                    public Step begin(Handshake hs) {
                        return new Step.To(first(hs));
                    }
                }, KeyLimits.RFC);
        connection.beginHandshake();
    }

    /** A state whose messages pass a {@link Substitution} on their way out. */
    private final class Watched implements HandshakeState {
        private final HandshakeState inner;

        Watched(HandshakeState inner) {
            this.inner = inner;
        }

        @Override
        public MessageFormat format() {
            return inner.format();
        }

        @Override
        public boolean connected() {
            return inner.connected();
        }

        @Override
        public boolean canUpdateKeys() {
            return inner.canUpdateKeys();
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            Records substitution = new Substitution(records);
            Step step = inner.on(message, substitution);
            if (step instanceof Step.To to && to.next().connected() && us.equals("server") && hasTicket()) {
                records.send(read(handshake("server", "construct a NewSessionTicket", 0)));
            }
            return watched(step);
        }

        private <T> Step watched(Step step) {
            if (step instanceof Step.To to) {
                return new Step.To(new Watched(to.next()));
            }
            @SuppressWarnings("unchecked") // a Resume takes what its own work returned
            Step.Offload<T> offload = (Step.Offload<T>) step;
            return new Step.Offload<>(offload.work(), (result, records) -> watched(offload.then().with(result,
                    new Substitution(records))));
        }
    }

    /** Sends the trace's message in the place of one that cannot be ours. */
    private final class Substitution implements Records {
        private final Records real;

        Substitution(Records real) {
            this.real = real;
        }

        @Override
        public void send(HandshakeMessage message) throws TlsFault {
            Deque<byte[]> queue = substitutes.get(message.type());
            if (queue == null || queue.isEmpty()) {
                real.send(message);
                return;
            }
            substituted.add(message);
            real.send(read(queue.poll()));
        }

        @Override
        public void sendChangeCipherSpec() throws TlsFault {
            real.sendChangeCipherSpec();
        }

        @Override
        public void sendChangeCipherSpecFirst() throws TlsFault {
            real.sendChangeCipherSpecFirst();
        }

        @Override
        public RecordBoundary requireBoundary() throws TlsFault {
            return real.requireBoundary();
        }

        @Override
        public void readKeys(ReadProtection protection, RecordBoundary edge) {
            real.readKeys(protection, edge);
        }

        @Override
        public void writeKeys(WriteProtection protection) {
            real.writeKeys(protection);
        }

        @Override
        public void version(ProtocolVersion version) {
            real.version(version);
        }

        @Override
        public void dropChangeCipherSpec(boolean drop) {
            real.dropChangeCipherSpec(drop);
        }

        @Override
        public void sendWarning(Alert alert) throws TlsFault {
            real.sendWarning(alert);
        }
    }

    private void substitute(String actor, String action, int occurrence) {
        substitute(actor, action, action.substring(action.lastIndexOf(' ') + 1), occurrence);
    }

    private void substitute(String actor, String action, String name, int occurrence) {
        byte[] message = trace.value(actor, action, name, occurrence);
        HandshakeType type = HandshakeType.of(message[0]);
        substitutes.computeIfAbsent(type, t -> new ArrayDeque<>()).add(message);
        if (actor.equals("server")) { // a client hashes no message of its own in a task but its Certificate
            crypto.hashedInstead.put(type, message);
        }
    }

    /** Ours, in whose place the trace's went out, say the same as far as they can. */
    private void assertSubstituted(HandshakeType... types) throws TlsFault {
        assertEquals(List.of(types), substituted.stream().map(HandshakeMessage::type).toList());
        ServerHello ours = (ServerHello) substituted.get(0);
        ServerHello theirs = (ServerHello) read(handshake("server", "construct a ServerHello", 0));
        assertArrayEquals(theirs.random(), ours.random());
        assertArrayEquals(theirs.sessionId(), ours.sessionId());
        assertEquals(theirs.legacyVersion(), ours.legacyVersion());
        assertEquals(theirs.cipherSuite(), ours.cipherSuite());
        assertEquals(except(theirs.extensions(), null), except(ours.extensions(), null)); // but for their order
        assertNotEquals(HexFormat.of().formatHex(Messages.encode(theirs)), HexFormat.of().formatHex(Messages.encode(ours)));
    }

    private static Map<Integer, String> except(Extensions extensions, ExtensionType left) {
        Map<Integer, String> all = new TreeMap<>();
        for (Extension e : extensions.all()) {
            if (left == null || e.code() != left.code()) {
                all.put(e.code(), HexFormat.of().formatHex(e.data()));
            }
        }
        return all;
    }

    // ---- the trace's secrets

    private void scriptKeys(String actor) {
        for (NamedGroup group : List.of(NamedGroup.X25519, NamedGroup.SECP256R1)) {
            String action = "create an ephemeral " + (group == NamedGroup.X25519 ? "x25519" : "P-256") + " key pair";
            if (trace.steps().stream().anyMatch(s -> s.actor().equals(actor) && s.action().startsWith(action))) {
                crypto.privateKeys.put(group, trace.value(actor, action, "private key"));
                crypto.publicKeys.put(group, trace.value(actor, action, "public key"));
            }
        }
    }

    /** The chain of the trace with a key that is never used, because the trace's signature takes its place. */
    private CredentialSource credentials(String actor) throws TlsFault {
        List<byte[]> chain = List.of(((Certificate13) read(handshake(actor, "construct a Certificate", 0))).entries().get(0).der());
        crypto.signature = (CertificateVerify) read(handshake(actor, "construct a CertificateVerify", 0));
        Credentials own = new Credentials(PeerCheck.parse(chain), chain, TestCredentials.RSA.credentials().key());
        crypto.signer = own.leaf().getPublicKey();
        return request -> own;
    }

    /** The real cryptography with the trace's private keys, randoms and signatures. */
    private static final class Scripted extends RecordingCrypto {
        final Map<NamedGroup, byte[]> privateKeys = new EnumMap<>(NamedGroup.class);
        final Map<NamedGroup, byte[]> publicKeys = new EnumMap<>(NamedGroup.class);
        /** What a task hashes in the place of a message of ours; it makes its own copy of the transcript. */
        final Map<HandshakeType, byte[]> hashedInstead = new HashMap<>();
        byte[] random;
        CertificateVerify signature;
        PublicKey signer;
        int signed;

        @Override
        public void random(byte[] out) {
            super.random(out);
            if (random != null && out.length == random.length) {
                System.arraycopy(random, 0, out, 0, out.length);
            }
        }

        @Override
        public Hash hash(HashAlgorithm algorithm) {
            return new Instead(super.hash(algorithm));
        }

        @Override
        public KeyAgreement startAgreement(NamedGroup group) {
            KeyAgreement agreement = new BcCrypto(new OneKey(privateKeys.get(group))).startAgreement(group);
            assertArrayEquals(publicKeys.get(group), agreement.share());
            return agreement;
        }

        @Override
        public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
            KeyAgreement ours = startAgreement(group);
            return new KeyAgreement.Answer(ours.share(), ours.agree(peerShare));
        }

        @Override
        public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
            return scheme.code() == signature.scheme();
        }

        /** Ours would differ by its random part; but the trace's must be one over the same content. */
        @Override
        public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
            verify(signer, scheme, content, signature.signature());
            signed++;
            return signature.signature();
        }

        private final class Instead implements Hash {
            private final Hash real;

            Instead(Hash real) {
                this.real = real;
            }

            @Override
            public void update(byte[] in, int offset, int length) {
                byte[] instead = length < 4 ? null : hashedInstead.get(HandshakeType.of(in[offset] & 0xff));
                if (instead != null && length == 4 + ((in[offset + 2] & 0xff) << 8 | in[offset + 3] & 0xff)) {
                    real.update(instead, 0, instead.length);
                } else {
                    real.update(in, offset, length);
                }
            }

            @Override
            public byte[] peek() {
                return real.peek();
            }

            @Override
            public Hash fork() {
                return new Instead(real.fork());
            }
        }
    }

    /** Says the private key where a generator asks for chance. */
    private static final class OneKey extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] key;

        OneKey(byte[] key) {
            this.key = key;
        }

        @Override
        public void nextBytes(byte[] out) {
            assertEquals(key.length, out.length);
            System.arraycopy(key, 0, out, 0, out.length);
        }
    }

    private final class Failures implements Listener {
        @Override
        public void connected(ConnectionFacts facts) {
            assertEquals(ProtocolVersion.TLS13, facts.version());
        }

        @Override
        public void failed(TlsFault fault) {
            failures.add(fault);
        }
    }

    // ---- bytes

    private boolean hasTicket() {
        return trace.steps().stream().anyMatch(s -> s.values().containsKey("NewSessionTicket"));
    }

    private byte[] handshake(String actor, String action, int occurrence) {
        return trace.value(actor, action, action.substring(action.lastIndexOf(' ') + 1), occurrence);
    }

    private byte[] record(String actor, String action, int occurrence) {
        return trace.value(actor, action, "complete record", occurrence);
    }

    /** The trace's client leaves compatibility mode out where its session id is empty; ours never does (RFC 8446 appendix D.4). */
    private static byte[] compatibility() {
        return new byte[] {20, 3, 3, 0, 1, 1};
    }

    private static HandshakeMessage read(byte[] message) throws TlsFault {
        return Messages.read(HandshakeType.of(message[0]), message, Messages.HEADER_LENGTH, message.length - Messages.HEADER_LENGTH,
                MessageFormat.TLS13);
    }

    private void runTasks() {
        for (Runnable task = connection.takeTask(); task != null; task = connection.takeTask()) {
            task.run();
        }
    }

    /** Gives one record to the connection, which takes all of it; returns the application data in it. */
    private byte[] feed(byte[] record) throws TlsFault {
        runTasks();
        plaintext[0].clear();
        ByteBuffer in = ByteBuffer.wrap(record);
        connection.unwrap(in, plaintext, 0, 1, transfer);
        runTasks();
        if (connection.status() != Status.NEED_WRAP) {
            assertEquals(List.of(), failures);
        }
        assertEquals(record.length, transfer.consumed);
        return Arrays.copyOf(plaintext[0].array(), transfer.produced);
    }

    /** All that the connection writes now is exactly these records. */
    private void assertWritten(byte[]... expected) throws TlsFault {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record : expected) {
            all.writeBytes(record);
        }
        assertEquals(HexFormat.of().formatHex(all.toByteArray()), HexFormat.of().formatHex(written()));
    }

    private byte[] written() throws TlsFault {
        runTasks();
        ByteBuffer out = ByteBuffer.allocate(Connection.PACKET_SIZE);
        while (connection.status() == Status.NEED_WRAP) {
            connection.wrap(new ByteBuffer[0], 0, 0, out, transfer);
            runTasks();
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private void assertSends(String actor, String action) throws TlsFault {
        byte[] payload = trace.value(actor, action, "payload");
        ByteBuffer out = ByteBuffer.allocate(Connection.PACKET_SIZE);
        connection.wrap(new ByteBuffer[] {ByteBuffer.wrap(payload)}, 0, 1, out, transfer);
        assertEquals(payload.length, transfer.consumed);
        assertEquals(HexFormat.of().formatHex(record(actor, action, 0)),
                HexFormat.of().formatHex(Arrays.copyOf(out.array(), out.position())));
    }

    private void assertReceives(String actor, String action) throws TlsFault {
        assertArrayEquals(trace.value(actor, action, "payload"), feed(record(actor, action, 0)));
    }

    /** Connected with the trace's keys; both say goodbye in the trace's octets. */
    private void assertEnd() throws TlsFault {
        assertTrue(connection.connected());
        connection.closeOutbound();
        assertWritten(record(us, "send alert record", 0));
        feed(record(peer, "send alert record", 0));
        assertEquals(Transfer.Outcome.CLOSED, transfer.outcome);
        assertTrue(connection.inboundDone() && connection.outboundDone());
        assertEquals(List.of(), failures);
        byte[] closed = new byte[0];
        assertArrayEquals(closed, written());
    }
}
