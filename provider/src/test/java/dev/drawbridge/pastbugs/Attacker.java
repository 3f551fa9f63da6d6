package dev.drawbridge.pastbugs;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.wire.Buffers;
import dev.drawbridge.record.Forge;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Side;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A peer with real states and real keys, whose messages lie open until a test has made records of them. It goes on as if it had said what
 * its states meant to say.
 */
final class Attacker extends Side {
    /**
     * A message or ChangeCipherSpec, with the protection that is due to it.
     *
     * @param keyed whether that is more than nothing
     */
    record Unit(ContentType type, byte[] content, WriteProtection protection, boolean keyed) {
        /** The message's type; null for a ChangeCipherSpec. */
        HandshakeType message() {
            return type == ContentType.HANDSHAKE ? HandshakeType.of(content[0] & 0xff) : null;
        }

        /** An honest record of it. */
        byte[] record() {
            return Forge.sealed(protection, type, content);
        }

        /** A record of something else under the same protection. */
        byte[] record(ContentType other, byte... bytes) {
            return Forge.sealed(protection, other, bytes);
        }

        @Override
        public String toString() {
            return message() == null ? type.toString() : message().toString();
        }
    }

    final Deque<Unit> flight = new ArrayDeque<>();
    /** What the victim said in alerts, warnings too. */
    final List<Alert> alerts = new ArrayList<>();
    private final RecordReader reader;
    private final HandshakeJoiner joiner = new HandshakeJoiner(1 << 16);
    private final Scatter scatter = new Scatter();
    private final boolean client;
    private ProtocolVersion version;
    private WriteProtection protection = WriteProtection.none();
    private boolean keyed;

    Attacker(TlsConfig config) {
        super(config, config.client());
        client = config.client();
        reader = new RecordReader(!client, 100, 100);
    }

    void start() {
        if (client) {
            begin();
        }
    }

    /** A record under the protection that is in use now. */
    byte[] sealed(ContentType type, byte... content) {
        return Forge.sealed(protection, type, content);
    }

    /** Takes whole records of the victim; application data is dropped. */
    void receiveRecords(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (in.hasRemaining() && fault() == null) {
                scatter.to(new ByteBuffer[] {ByteBuffer.allocate(Buffers.SIZE)}, 0, 1);
                take(reader.read(in, reader.next(in), connected() ? scatter : null));
            }
        } catch (TlsFault f) {
            handshaker.abandon(f);
        }
    }

    private void take(ContentType type) throws TlsFault {
        if (type == ContentType.ALERT) {
            byte[] content = reader.takeContent();
            alerts.add(Alert.of(content[1]));
            if (content[0] == RecordWriter.FATAL) {
                handshaker.abandon(TlsFault.received(content[1]));
            }
        } else if (type == ContentType.CHANGE_CIPHER_SPEC) {
            receive(CHANGE_CIPHER_SPEC);
        } else if (type == ContentType.HANDSHAKE) {
            joiner.add(reader.takeContent());
            for (byte[] m = joiner.next(); m != null; m = joiner.next()) {
                receive(m);
            }
        }
    }

    @Override
    public void send(HandshakeMessage message) {
        super.send(message);
        flight.add(new Unit(ContentType.HANDSHAKE, outbox.pollLast(), protection, keyed));
    }

    @Override
    public void sendChangeCipherSpec() {
        boolean clear = version == ProtocolVersion.TLS13;
        flight.add(new Unit(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1}, clear ? WriteProtection.none() : protection, !clear && keyed));
    }

    @Override
    public RecordBoundary requireBoundary() throws TlsFault {
        return joiner.boundary();
    }

    @Override
    public void readKeys(ReadProtection next, RecordBoundary edge) {
        reader.protection(next, edge);
    }

    @Override
    public void writeKeys(WriteProtection next) {
        protection = next;
        keyed = true;
    }

    @Override
    public void version(ProtocolVersion agreed) {
        version = agreed;
        reader.version(agreed);
    }

    @Override
    public void dropChangeCipherSpec(boolean drop) {
        super.dropChangeCipherSpec(drop);
        reader.dropChangeCipherSpec(drop);
    }
}
