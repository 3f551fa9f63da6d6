package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.EndOfEarlyData;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestSessions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The messages around early data (RFC 8446 sections 4.2.10 and 4.5); the data itself is in the tests of engines. */
class Early13Test {
    private final TestSessions ofClient = new TestSessions();
    private final TestSessions ofServer = new TestSessions();
    private EarlyData said;

    private TestConfig client() {
        said = new EarlyData();
        said.add(ByteBuffer.wrap(new byte[100]));
        TestConfig c = TestConfig.client().versions(ProtocolVersion.TLS13);
        c.names = new TlsConfig.Names("a.test", null, List.of(), null);
        c.resumption = new TlsConfig.Resumption(ofClient, ofClient, false, said);
        return c;
    }

    private TestConfig server() {
        TestConfig s = TestConfig.server();
        s.resumption = new TlsConfig.Resumption(ofServer, ofServer, false, new EarlyData());
        return s;
    }

    private Pair second() {
        ofServer.maxEarlyData = 1000;
        ofClient.kept.clear();
        Pair first = new Pair(client(), server()).run();
        first.assertConnected();
        assertFalse(first.client.facts().resumed());
        return new Pair(client(), server());
    }

    private static ClientHello hello(Pair pair) throws TlsFault {
        byte[] message = pair.client.outbox.peek();
        return (ClientHello) Messages.read(HandshakeType.CLIENT_HELLO, message, Messages.HEADER_LENGTH,
                message.length - Messages.HEADER_LENGTH, MessageFormat.UNDECIDED);
    }

    /**
     * RFC 8446 section 4.2.10: "If the client opts to do so, it MUST supply both the "pre_shared_key" and "early_data" extensions." And: "The PSK
     * used to encrypt the early data MUST be the first PSK listed in the client's "pre_shared_key" extension."
     */
    @Test
    void aClientSaysThatItSendsSome() throws TlsFault {
        Pair pair = second();
        ClientHello hello = hello(pair);
        assertTrue(hello.extensions().has(ExtensionType.EARLY_DATA));
        assertEquals(1, hello.extensions().get(PreSharedKeyOffer.class).identities().size());
        pair.run().assertConnected();
        assertEquals(EarlyDataStatus.ACCEPTED, said.status());
        assertTrue(pair.seen(HandshakeType.END_OF_EARLY_DATA));
    }

    /** RFC 8446 section 4.2.10: "In order to accept early data, the server MUST have accepted a PSK cipher suite and selected the first key offered". */
    @Test
    void withoutThePskNoneIsTaken() {
        Pair pair = second();
        ofServer.sealed.clear();
        pair.run();
        assertTrue(pair.client.connected() && pair.server.connected());
        assertFalse(pair.client.facts().resumed());
        assertEquals(EarlyDataStatus.REJECTED, said.status());
        assertFalse(pair.seen(HandshakeType.END_OF_EARLY_DATA));
    }

    /**
     * RFC 8446 section 4.2.11: "If the server supplies an "early_data" extension, the client MUST verify that the server's selected_identity is
     * 0. If any other value is returned, the client MUST abort the handshake with an "illegal_parameter" alert."
     */
    @Test
    void aServerCannotTakeItWithoutThePsk() {
        Pair pair = second().fromServer(HandshakeType.ENCRYPTED_EXTENSIONS, TAKEN);
        ofServer.sealed.clear();
        pair.run().assertClientFails(Fault.BAD_EARLY_DATA);
    }

    @Test
    void aServerCannotTakeWhatWasNotSent() {
        new Pair(client(), server()).fromServer(HandshakeType.ENCRYPTED_EXTENSIONS, TAKEN).run()
                .assertClientFails(Fault.UNSOLICITED_EXTENSION);
    }

    private static final UnaryOperator<HandshakeMessage> TAKEN = m -> new EncryptedExtensions(
            ((EncryptedExtensions) m).extensions().with(new EarlyDataIndication()));

    /** The end must be said, once, and by a client. */
    @Test
    void theEndIsExpected() {
        Pair unsaid = second();
        unsaid.fromClient(HandshakeType.END_OF_EARLY_DATA, m -> new Finished(new byte[32]));
        unsaid.run().assertServerFails(Fault.UNEXPECTED_MESSAGE);

        Side notTaken = Side.server(server());
        ofClient.kept.clear();
        Side client = Side.client(client());
        notTaken.receive(client.outbox.poll());
        notTaken.receive(new EndOfEarlyData());
        assertEquals(Fault.UNEXPECTED_MESSAGE, notTaken.fault());
    }

    /** RFC 8446 section 4.5: "Servers MUST NOT send this message, and clients receiving it MUST terminate the connection with an "unexpected_message" alert." */
    @Test
    void serversHaveNoEndToSay() {
        for (HandshakeType instead : new HandshakeType[] {HandshakeType.ENCRYPTED_EXTENSIONS, HandshakeType.FINISHED}) {
            second().fromServer(instead, m -> new EndOfEarlyData()).run().assertClientFails(Fault.UNEXPECTED_MESSAGE);
        }
    }

    /** RFC 8448 section 4: the secret and its key, from the ticket's PSK and the ClientHello. */
    @Test
    void theVectorsOfRfc8448() throws TlsFault {
        KeySchedule13 schedule = new KeySchedule13(new BcCrypto(null), CipherSuite.TLS_AES_128_GCM_SHA256);
        Secret psk = new Secret(Trace.ofSection(3).value("server", "generate resumption secret \"tls13 resumption\"", "expanded"));
        Trace four = Trace.ofSection(4);
        KeySchedule13.TrafficSecret secret = schedule.early(psk, four.value("client", "derive secret \"tls13 c e traffic\"", "hash"));
        assertArrayEquals(four.value("client", "derive secret \"tls13 c e traffic\"", "expanded"), secret.secret().bytes());
        assertArrayEquals(four.value("client", "derive write traffic keys for early application data", "key expanded"),
                schedule.trafficKey(secret));
    }
}
