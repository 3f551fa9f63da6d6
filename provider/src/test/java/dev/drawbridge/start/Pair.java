package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client and a server with somebody between them who may change messages. */
public final class Pair {
    private record Change(boolean fromClient, HandshakeType type, int occurrence, UnaryOperator<HandshakeMessage> change) {
    }

    public final Side client;
    public final Side server;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private MessageFormat format = MessageFormat.TLS13;

    public Pair(TestConfig client, TestConfig server) {
        this.client = Side.client(client);
        this.server = Side.server(server);
    }

    public Pair format(MessageFormat f) {
        format = f;
        return this;
    }

    /** Changes the client's first message of {@code type} on its way. */
    public Pair fromClient(HandshakeType type, UnaryOperator<HandshakeMessage> change) {
        return change(true, type, 0, change);
    }

    /** Changes the server's first message of {@code type} on its way. */
    public Pair fromServer(HandshakeType type, UnaryOperator<HandshakeMessage> change) {
        return change(false, type, 0, change);
    }

    /** Changes the {@code occurrence}-th (from 0) message of {@code type} on its way. */
    public Pair change(boolean fromClient, HandshakeType type, int occurrence, UnaryOperator<HandshakeMessage> change) {
        changes.add(new Change(fromClient, type, occurrence, change));
        return this;
    }

    /** Passes messages on until both rest or one has failed. */
    public Pair run() {
        while (step()) {
            assertTrue(seen.size() < 100, "no end in sight");
        }
        return this;
    }

    /** Passes one message on; false when there is none, or a side has failed. */
    public boolean step() {
        if (client.fault() != null || server.fault() != null) {
            return false;
        }
        if (!client.outbox.isEmpty()) {
            server.receive(changed(true, client.outbox.poll()));
            return true;
        }
        if (!server.outbox.isEmpty()) {
            client.receive(changed(false, server.outbox.poll()));
            return true;
        }
        return false;
    }

    public void assertConnected() {
        assertTrue(client.connected(), () -> "client: " + client.log + " " + client.handshaker.failure());
        assertTrue(server.connected(), () -> "server: " + server.log + " " + server.handshaker.failure());
        assertEquals(client.crypto().sealerKeys, server.crypto().openerKeys);
        assertEquals(client.crypto().openerKeys, server.crypto().sealerKeys);
    }

    public void assertClientFails(Fault fault) {
        assertFails(fault, client);
    }

    public void assertServerFails(Fault fault) {
        assertFails(fault, server);
    }

    /** Whether a message of this type was passed on. */
    public boolean seen(HandshakeType type) {
        return seen.contains("true " + type) || seen.contains("false " + type);
    }

    private void assertFails(Fault fault, Side side) {
        assertEquals(fault, side.fault(), () -> "client: " + client.log + " " + client.handshaker.failure() + "\nserver: " + server.log
                + " " + server.handshaker.failure());
    }

    private byte[] changed(boolean fromClient, byte[] message) {
        if (message == Side.CHANGE_CIPHER_SPEC) {
            return message;
        }
        HandshakeType type = HandshakeType.of(message[0]);
        String what = fromClient + " " + type;
        int occurrence = (int) seen.stream().filter(what::equals).count();
        seen.add(what);
        byte[] result = message;
        for (Change c : changes) {
            if (c.fromClient() == fromClient && c.type() == type && c.occurrence() == occurrence) {
                result = Messages.encode(c.change().apply(read(type, result)));
            }
        }
        return result;
    }

    private HandshakeMessage read(HandshakeType type, byte[] message) {
        try {
            return Messages.read(type, message, Messages.HEADER_LENGTH, message.length - Messages.HEADER_LENGTH, format);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }
}
