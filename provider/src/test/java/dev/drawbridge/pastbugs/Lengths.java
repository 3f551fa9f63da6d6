package dev.drawbridge.pastbugs;

import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the length fields of a handshake message are, by the structures of RFC 8446 section 4 and RFC 5246 section 7.4, written down here a
 * second time.
 */
final class Lengths {
    /**
     * A length field of the body.
     *
     * @param at its offset in the message, header counted
     * @param width its bytes
     * @param what the way to it
     */
    record Field(int at, int width, String what) {
        int value(byte[] message) {
            int value = 0;
            for (int i = 0; i < width; i++) {
                value = value << 8 | message[at + i] & 0xff;
            }
            return value;
        }

        /** The message with this field saying something else, and nothing else changed. */
        byte[] saying(byte[] message, int value) {
            byte[] bent = message.clone();
            for (int i = 0; i < width; i++) {
                bent[at + i] = (byte) (value >> 8 * (width - 1 - i));
            }
            return bent;
        }

        int max() {
            return (1 << 8 * width) - 1;
        }
    }

    final List<Field> fields = new ArrayList<>();
    /** Offset of the length of the message's extensions, of the first certificate's in Certificate; 0 when there are none. */
    int extensions;
    private final byte[] message;
    private final HandshakeType type;
    private int at = 4;

    Lengths(byte[] message, boolean tls13) {
        this.message = message;
        this.type = HandshakeType.of(message[0] & 0xff);
        switch (type) {
            case CLIENT_HELLO -> {
                at += 2 + 32;
                opaque(1, "session_id");
                opaque(2, "cipher_suites");
                opaque(1, "compression_methods");
                extensions();
            }
            case SERVER_HELLO -> {
                at += 2 + 32;
                opaque(1, "session_id");
                at += 2 + 1;
                extensions();
            }
            case ENCRYPTED_EXTENSIONS -> extensions();
            case CERTIFICATE_REQUEST -> certificateRequest(tls13);
            case CERTIFICATE -> certificate(tls13);
            case SERVER_KEY_EXCHANGE -> {
                at += 1 + 2;
                opaque(1, "point");
                at += 2;
                opaque(2, "signature");
            }
            case CLIENT_KEY_EXCHANGE -> opaque(1, "point");
            case CERTIFICATE_VERIFY -> {
                at += 2;
                opaque(2, "signature");
            }
            case NEW_SESSION_TICKET -> {
                at += 4 + 4;
                opaque(1, "ticket_nonce");
                opaque(2, "ticket");
                extensions();
            }
            default -> at = message.length;
        }
        if (at != message.length) {
            throw new AssertionError(type + " ends at " + at + ", not at " + message.length);
        }
    }

    private void certificateRequest(boolean tls13) {
        if (tls13) {
            opaque(1, "certificate_request_context");
            extensions();
        } else {
            opaque(1, "certificate_types");
            opaque(2, "supported_signature_algorithms");
            list(2, "certificate_authorities", () -> opaque(2, "DistinguishedName"));
        }
    }

    private void certificate(boolean tls13) {
        if (tls13) {
            opaque(1, "certificate_request_context");
        }
        list(3, "certificate_list", () -> {
            opaque(3, "cert_data");
            if (tls13) {
                extensions();
            }
        });
    }

    private void extensions() {
        extensions = extensions == 0 ? at : extensions;
        list(2, "extensions", () -> {
            int code = number(2);
            int[] once = {0};
            list(2, "extension " + code, () -> {
                if (once[0]++ > 0) {
                    throw new AssertionError("extension " + code + " goes on at " + at);
                }
                data(code);
            });
        });
    }

    private void data(int code) {
        ExtensionType extension = ExtensionType.of(code);
        boolean hello = type == HandshakeType.CLIENT_HELLO;
        switch (extension) {
            case SERVER_NAME -> list(2, "server_name_list", () -> {
                at += 1;
                opaque(2, "HostName");
            });
            case ALPN -> list(2, "protocol_name_list", () -> opaque(1, "ProtocolName"));
            case SUPPORTED_GROUPS, SIGNATURE_ALGORITHMS, SIGNATURE_ALGORITHMS_CERT, COOKIE -> opaque(2, extension + " list");
            case EC_POINT_FORMATS, RENEGOTIATION_INFO, PSK_KEY_EXCHANGE_MODES -> opaque(1, extension + " list");
            case STATUS_REQUEST -> {
                at += 1;
                opaque(2, "responder_id_list");
                opaque(2, "request_extensions");
            }
            case CERTIFICATE_AUTHORITIES -> list(2, "authorities", () -> opaque(2, "DistinguishedName"));
            case SUPPORTED_VERSIONS -> {
                if (hello) {
                    opaque(1, "versions");
                } else {
                    at += 2;
                }
            }
            case KEY_SHARE -> keyShare(hello);
            default -> throw new AssertionError("no structure for " + extension);
        }
    }

    private void keyShare(boolean hello) {
        Runnable entry = () -> {
            at += 2;
            opaque(2, "key_exchange");
        };
        if (hello) {
            list(2, "client_shares", entry);
        } else if (number(0) == 0 && message.length - at == 2) { // HelloRetryRequest ends with its group
            at += 2;
        } else {
            entry.run();
        }
    }

    private int number(int width) {
        int value = new Field(at, width, "").value(message);
        at += width;
        return value;
    }

    private void opaque(int width, String what) {
        fields.add(new Field(at, width, type + "." + what));
        int length = number(width);
        at += length;
    }

    private void list(int width, String what, Runnable element) {
        fields.add(new Field(at, width, type + "." + what));
        int length = number(width);
        int end = at + length;
        while (at < end) {
            element.run();
        }
    }

    /** The message with one more extension at the beginning of its block, all lengths put right. */
    static byte[] withExtension(byte[] message, boolean tls13, int code, byte[] data) {
        Lengths lengths = new Lengths(message, tls13);
        int block = lengths.extensions;
        byte[] bent = Arrays.copyOf(message, message.length + 4 + data.length);
        System.arraycopy(message, block + 2, bent, block + 2 + 4 + data.length, message.length - block - 2);
        bent[block + 2] = (byte) (code >> 8);
        bent[block + 3] = (byte) code;
        bent[block + 4] = (byte) (data.length >> 8);
        bent[block + 5] = (byte) data.length;
        System.arraycopy(data, 0, bent, block + 6, data.length);
        for (Field f : lengths.fields) {
            boolean around = f.at == block || lengths.type == HandshakeType.CERTIFICATE && f.what.endsWith("certificate_list");
            bent = around ? f.saying(bent, f.value(message) + 4 + data.length) : bent;
        }
        return new Field(1, 3, "length").saying(bent, bent.length - 4);
    }

    /** Codes and data of a message's extensions. */
    static List<byte[][]> extensionsOf(byte[] message, boolean tls13) {
        List<byte[][]> all = new ArrayList<>();
        int block = new Lengths(message, tls13).extensions;
        int end = block + 2 + new Field(block, 2, "").value(message);
        for (int at = block + 2; at < end;) {
            int length = new Field(at + 2, 2, "").value(message);
            all.add(new byte[][] {Arrays.copyOfRange(message, at, at + 2), Arrays.copyOfRange(message, at + 4, at + 4 + length)});
            at += 4 + length;
        }
        return all;
    }
}
