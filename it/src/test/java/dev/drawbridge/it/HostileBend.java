package dev.drawbridge.it;

import dev.drawbridge.spec.HandshakeType;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a peer that means it does to the body of a message before it absorbs and sends it: both sides have the same transcript, so that
 * only the content can be refused. A bent message has a true length.
 */
enum HostileBend {
    /** A bit changes. */
    FLIP {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (message.length() == 0) {
                return null;
            }
            byte[] bent = message.bytes();
            int at = message.at(Fields.HEADER + random.nextInt(message.length()));
            bent[at] ^= (byte) (1 << random.nextInt(8));
            return bent;
        }
    },
    /** A byte becomes another one. */
    SET {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (message.length() == 0) {
                return null;
            }
            byte[] bent = message.bytes();
            int at = message.at(Fields.HEADER + random.nextInt(message.length()));
            bent[at] = VALUES[random.nextInt(VALUES.length)];
            return bent;
        }
    },
    /** It ends early. */
    TRUNCATE {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (message.length() == 0) {
                return null;
            }
            return Fields.withLength(Arrays.copyOf(message.bytes(), message.at(Fields.HEADER + random.nextInt(message.length()))));
        }
    },
    /** It goes on behind its end. */
    EXTEND {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            byte[] bytes = message.bytes();
            message.at(bytes.length);
            return Fields.withLength(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40)));
        }
    },
    /** It is not sent. */
    OMIT {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            message.at(0);
            return message.type() == HandshakeType.CLIENT_HELLO ? null : new byte[0];
        }
    },
    /** It is sent twice. */
    REPEAT {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            message.at(0);
            byte[] bytes = message.bytes();
            byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
            System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
            return twice;
        }
    },
    /** An extension is missing. */
    DROP_EXTENSION {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            return message.hasExtensions() ? message.replace(message.choose(random), new byte[0]) : null;
        }
    },
    /** An extension comes twice. */
    REPEAT_EXTENSION {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            return message.hasExtensions() ? message.append(message.extension(message.choose(random))) : null;
        }
    },
    /** The first extension goes to the end. */
    ROTATE_EXTENSIONS {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (!message.hasExtensions()) {
                return null;
            }
            byte[] first = message.extension(message.choose(0));
            return Fields.of(message.replace(0, new byte[0])).append(first);
        }
    },
    /** An extension has no data. */
    EMPTY_EXTENSION {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (!message.hasExtensions()) {
                return null;
            }
            int chosen = message.choose(random);
            byte[] e = message.extension(chosen);
            return message.replace(chosen, new byte[] {e[0], e[1], 0, 0});
        }
    },
    /** The data of an extension has a byte more than its syntax knows. */
    LONGER_EXTENSION {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (!message.hasExtensions()) {
                return null;
            }
            int chosen = message.choose(random);
            byte[] e = message.extension(chosen);
            byte[] longer = Arrays.copyOf(e, e.length + 1);
            longer[2] = (byte) (e.length - 3 >> 8);
            longer[3] = (byte) (e.length - 3);
            return message.replace(chosen, longer);
        }
    },
    /** An extension that the message does not have, with random data. */
    ADD_EXTENSION {
        @Override
        byte[] bend(Fields message, RandomGenerator random) {
            if (!message.extensible()) {
                return null;
            }
            byte[] data = new byte[random.nextInt(6)];
            random.nextBytes(data);
            int type = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
            byte[] e = new byte[4 + data.length];
            e[0] = (byte) (type >> 8);
            e[1] = (byte) type;
            e[3] = (byte) data.length;
            System.arraycopy(data, 0, e, 4, data.length);
            return message.add(e);
        }
    };

    private static final byte[] VALUES = {0, 1, 2, 3, 4, 0x7f, (byte) 0x80, (byte) 0xff};
    /** Known ones, a grease value of RFC 8701 and one that nobody has assigned. */
    private static final int[] EXTENSIONS = {0, 1, 5, 10, 11, 13, 15, 16, 18, 19, 21, 22, 23, 35, 41, 42, 43, 44, 45, 47, 48, 49, 50, 51,
        0x0a0a, 0xff01, 0xabcd};

    /** The message with its header as it is now, empty to leave it out; null, where this kind makes no sense. */
    abstract byte[] bend(Fields message, RandomGenerator random);
}
