package dev.drawbridge.it;

import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A well-formed handshake message as named stretches of bytes: where a mutation strikes, and what that place is called. */
final class Fields {
    static final int HEADER = 4;

    private record Extension(int from, int to, String name) {
    }

    private final byte[] bytes;
    private final List<Extension> extensions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    /** Where the length of the extensions stands; 0 where there are none. */
    private int block;
    private String struck = "";

    private Fields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The fields of a message with header; an extensions block is known in the hellos and in the small messages of TLS 1.3. */
    static Fields of(byte[] bytes) {
        Fields f = new Fields(bytes);
        f.parse();
        return f;
    }

    private void parse() {
        name(HEADER, "header");
        HandshakeType type = type();
        if (type == HandshakeType.CLIENT_HELLO || type == HandshakeType.SERVER_HELLO) {
            name(2, "legacy_version");
            name(32, "random");
            name(1 + u8(names.size()), "session_id");
            if (type == HandshakeType.CLIENT_HELLO) {
                name(2 + u16(names.size()), "cipher_suites");
                name(1 + u8(names.size()), "compression_methods");
            } else {
                name(2, "cipher_suite");
                name(1, "compression_method");
            }
            extensions();
        } else if (type == HandshakeType.ENCRYPTED_EXTENSIONS) {
            extensions();
        }
        name(bytes.length - names.size(), "body");
    }

    private void extensions() {
        if (bytes.length - names.size() < 2) {
            return;
        }
        block = names.size();
        name(2, "extensions length");
        while (names.size() < bytes.length) {
            int from = names.size();
            ExtensionType known = ExtensionType.of(u16(from));
            String name = known == null ? "unknown extension" : known.toString();
            name(4 + u16(from + 2), name);
            extensions.add(new Extension(from, names.size(), name));
        }
    }

    private void name(int length, String name) {
        for (int i = 0; i < length; i++) {
            names.add(name);
        }
    }

    private int u8(int at) {
        return bytes[at] & 0xff;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    HandshakeType type() {
        return HandshakeType.of(u8(0));
    }

    /** A copy of all of it. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Bytes of the body. */
    int length() {
        return bytes.length - HEADER;
    }

    /** Says that this is where the mutation strikes. */
    int at(int offset) {
        struck = offset < bytes.length ? names.get(offset) : "end";
        return offset;
    }

    /** The name of the place that was struck. */
    String struck() {
        return struck;
    }

    // ---- extensions

    /** The extensions without the length in front of them; empty where there are none. */
    byte[] block() {
        return block == 0 ? new byte[0] : Arrays.copyOfRange(bytes, block + 2, bytes.length);
    }

    boolean extensible() {
        return block > 0;
    }

    boolean hasExtensions() {
        return !extensions.isEmpty();
    }

    int choose(RandomGenerator random) {
        return choose(random.nextInt(extensions.size()));
    }

    int choose(int index) {
        struck = extensions.get(index).name;
        return index;
    }

    byte[] extension(int index) {
        return Arrays.copyOfRange(bytes, extensions.get(index).from, extensions.get(index).to);
    }

    /** The message with other bytes in the place of an extension. */
    byte[] replace(int index, byte[] other) {
        Extension old = extensions.get(index);
        return splice(old.from, old.to, other);
    }

    /** The message with one more extension, which the mutation is about. */
    byte[] add(byte[] extension) {
        ExtensionType known = ExtensionType.of((extension[0] & 0xff) << 8 | extension[1] & 0xff);
        struck = known == null ? "unknown extension" : known.toString();
        return append(extension);
    }

    /** The message with one more extension. */
    byte[] append(byte[] extension) {
        return splice(bytes.length, bytes.length, extension);
    }

    private byte[] splice(int from, int to, byte[] other) {
        byte[] bent = new byte[bytes.length - (to - from) + other.length];
        System.arraycopy(bytes, 0, bent, 0, from);
        System.arraycopy(other, 0, bent, from, other.length);
        System.arraycopy(bytes, to, bent, from + other.length, bytes.length - to);
        int length = bent.length - block - 2;
        bent[block] = (byte) (length >> 8);
        bent[block + 1] = (byte) length;
        return withLength(bent);
    }

    /** Writes the length of the body into the header. */
    static byte[] withLength(byte[] message) {
        int length = message.length - HEADER;
        message[1] = (byte) (length >> 16);
        message[2] = (byte) (length >> 8);
        message[3] = (byte) length;
        return message;
    }
}
