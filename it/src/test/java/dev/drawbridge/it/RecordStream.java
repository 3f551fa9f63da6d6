package dev.drawbridge.it;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Bytes for a record reader, and how it is set up. */
final class RecordStream {
    private static final int HEADER = 5;
    private static final int MAX_PIECES = 4096;
    private static final int ROOM = 1 << 14;
    private static final BcCrypto CRYPTO = new BcCrypto(new SecureRandom());
    private static final byte[] KEY = new byte[16];
    private static final MacKeys CBC_KEYS = new MacKeys(KEY, new byte[20], new byte[0]);
    private static final byte[] IV = HexFormat.of().parseHex("000102030405060708090a0b");

    private final boolean server;
    private final boolean tls13;
    private final boolean keyed;
    private final boolean connected;
    private final boolean cbc;
    private final boolean encryptThenMac;
    private final int earlyData;
    private final byte[] bytes;

    private RecordStream(Choices choices) {
        int setup = choices.nextInt(256);
        server = (setup & 1) != 0;
        tls13 = (setup & 2) != 0;
        keyed = (setup & 4) != 0;
        connected = (setup & 8) != 0;
        cbc = !tls13 && (setup & 0x80) != 0;
        encryptThenMac = (setup & 0x20) != 0;
        earlyData = tls13 && (setup & 0x30) == 0x30 ? 200 : 0;
        bytes = keyed && (setup & 0x40) == 0 ? sealed(choices) : choices.bytes(choices.nextInt(2048));
    }

    static RecordStream chosenBy(Choices choices) {
        return new RecordStream(choices);
    }

    // ---- what is read

    /** Records that are properly protected whatever is in them; now and then one that is not. */
    private byte[] sealed(Choices choices) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long sequence = 0;
        for (int i = choices.nextInt(12); i >= 0 && !choices.ended(); i--) {
            int outer = tls13 && choices.nextInt(8) != 0 ? ContentType.APPLICATION_DATA.code() : 20 + choices.nextInt(5);
            byte[] content = choices.bytes(choices.nextInt(200));
            if (choices.nextInt(16) == 0) {
                content = Arrays.copyOf(content, 16_300 + choices.nextInt(360));
            }
            byte[] record = seal(outer, content, sequence++);
            if (choices.nextInt(16) == 0) {
                record[choices.nextInt(record.length)] ^= (byte) (1 << choices.nextInt(8));
            }
            all.writeBytes(record);
        }
        return all.toByteArray();
    }

    /** RFC 8446 section 5.2 (the content ends with its type and padding) or RFC 5288 section 3. */
    private byte[] seal(int outer, byte[] content, long sequence) {
        if (cbc) {
            return sealCbc(outer, content, sequence);
        }
        int explicit = tls13 ? 0 : 8;
        byte[] record = new byte[HEADER + explicit + content.length + AeadAlgorithm.AES_128_GCM.tagLength()];
        int fragment = record.length - HEADER;
        record[0] = (byte) outer;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (fragment >> 8);
        record[4] = (byte) fragment;
        byte[] nonce = IV.clone();
        ByteBuffer aad = ByteBuffer.allocate(13);
        if (tls13) {
            nonce[11] ^= (byte) sequence;
            aad.put(record, 0, HEADER);
        } else {
            Arrays.fill(nonce, 4, 12, (byte) 0);
            nonce[11] = (byte) sequence;
            System.arraycopy(nonce, 4, record, HEADER, explicit);
            aad.putLong(sequence).put(record, 0, 3).putShort((short) content.length);
        }
        try {
            Aead aead = CRYPTO.sealer(AeadAlgorithm.AES_128_GCM, KEY);
            aead.start(nonce, aad.array(), aad.position());
            aead.finish(content, 0, content.length, record, HEADER + explicit);
        } catch (TlsFault f) {
            throw new AssertionError(f);
        }
        return record;
    }

    private byte[] sealCbc(int outer, byte[] content, long sequence) {
        MacSealer sealer = CRYPTO.cbcSealer(cbcForm(), CBC_KEYS);
        byte[] record = new byte[HEADER + sealer.sealedLength(content.length)];
        ByteBuffer.wrap(record).put((byte) outer).putShort((short) 0x0303).putShort((short) (record.length - HEADER));
        sealer.start(sequence, outer);
        sealer.seal(content, 0, content.length, record, HEADER);
        return record;
    }

    private CbcForm cbcForm() {
        return new CbcForm(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.TLS12, encryptThenMac);
    }

    // ---- how it is read

    private RecordReader reader() {
        RecordReader reader = new RecordReader(server, 4, 2);
        if (keyed) {
            reader.version(tls13 ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12);
            Aead opener = CRYPTO.opener(AeadAlgorithm.AES_128_GCM, KEY);
            try {
                reader.protection(tls13 ? ReadProtection.tls13(AeadAlgorithm.AES_128_GCM, opener, IV)
                        : cbc ? ReadProtection.mac(CRYPTO.cbcOpener(cbcForm(), CBC_KEYS))
                        : ReadProtection.tls12(AeadAlgorithm.AES_128_GCM, opener, Arrays.copyOf(IV, 4)), new HandshakeJoiner(1).boundary());
            } catch (TlsFault f) {
                throw new AssertionError(f);
            }
        }
        reader.dropChangeCipherSpec(tls13);
        reader.skipEarlyData(earlyData);
        return reader;
    }

    /** Everything at once, each record into one large array. */
    List<String> readWhole() {
        RecordReader reader = reader();
        ByteBuffer src = ByteBuffer.wrap(bytes);
        List<String> events = new ArrayList<>();
        try {
            while (readOne(reader, src, List.of(new Slices.Room(ROOM, 0)), events)) {
                continue;
            }
        } catch (TlsFault f) {
            events.add(f.toString());
        }
        return events;
    }

    /** In pieces, from and into buffers of every kind. */
    List<String> readInPieces(Choices choices) {
        RecordReader reader = reader();
        List<String> events = new ArrayList<>();
        int from = 0;
        int to = 0;
        try {
            for (int pieces = 0; to < bytes.length; pieces++) {
                to = pieces > MAX_PIECES ? bytes.length : Math.min(bytes.length, to + 1 + choices.nextInt(bytes.length / 4 + 16));
                // Looked at where it lies, copied only when it is whole.
                while (whole(reader, ByteBuffer.wrap(bytes, from, to - from))) {
                    ByteBuffer src = Slices.of(Arrays.copyOfRange(bytes, from, to), choices.nextInt(6));
                    readOne(reader, src, destinations(choices), events);
                    from = to - src.remaining();
                }
            }
        } catch (TlsFault f) {
            events.add(f.toString());
        }
        return events;
    }

    /** Room for any record, in one piece or many. */
    private static List<Slices.Room> destinations(Choices choices) {
        int kind = choices.nextInt(8);
        List<Slices.Room> all = new ArrayList<>();
        for (int i = 3; i < kind; i++) {
            all.add(new Slices.Room(choices.nextInt(40), i));
        }
        all.add(new Slices.Room(ROOM, kind));
        return all;
    }

    private static boolean whole(RecordReader reader, ByteBuffer src) throws TlsFault {
        int length = reader.next(src);
        return length > 0 && length <= src.remaining();
    }

    private boolean readOne(RecordReader reader, ByteBuffer src, List<Slices.Room> into, List<String> events) throws TlsFault {
        int length = reader.next(src);
        if (length == 0 || length > src.remaining()) {
            return false;
        }
        int before = src.remaining();
        Scatter scatter = new Scatter();
        scatter.to(into.stream().map(room -> room.buffer).toArray(ByteBuffer[]::new), 0, into.size());
        ContentType type = reader.read(src, length, connected ? scatter : null);
        if (before - src.remaining() != length) {
            throw new AssertionError("a record of " + length + " bytes, but " + (before - src.remaining()) + " are gone");
        }
        events.add(type + " " + HexFormat.of().formatHex(type == ContentType.APPLICATION_DATA ? produced(reader, into)
                : type == null ? new byte[0] : reader.takeContent()));
        return true;
    }

    private static byte[] produced(RecordReader reader, List<Slices.Room> into) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Slices.Room room : into) {
            room.check(false);
            all.writeBytes(room.written());
        }
        if (all.size() != reader.produced()) {
            throw new AssertionError("produced " + reader.produced() + ", but there are " + all.size());
        }
        return all.toByteArray();
    }
}
