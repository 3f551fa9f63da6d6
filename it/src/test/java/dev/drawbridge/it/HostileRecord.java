package dev.drawbridge.it;

import dev.drawbridge.it.HostileMessage.Victim;
import dev.drawbridge.it.HostilePeer.WireRecord;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What somebody on the wire, who has no keys, does to one record, and what may come of it. */
enum HostileRecord {
    /** Nothing more comes from somewhere within the record on. */
    CUT {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            WireRecord cut = t.record().with(Arrays.copyOf(t.record().bytes(), random.nextInt(t.record().bytes().length)));
            t.flight().subList(t.at(), t.flight().size()).clear();
            t.flight().add(cut);
            return HostileExpectation.of().orWaits();
        }
    },
    /** Bytes are missing at the end, as the header says. */
    SHORTER {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = Arrays.copyOf(t.record().bytes(), HEADER + random.nextInt(t.fragment()));
            length(bent, bent.length - HEADER);
            t.replace(bent);
            return t.keyed() ? UNAUTHENTIC : t.compatibility() ? UNEXPECTED : t.garbled();
        }
    },
    /** There are more bytes at the end, as the header says. */
    LONGER {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = Arrays.copyOf(t.record().bytes(), t.record().bytes().length + 1 + random.nextInt(100));
            for (int i = t.record().bytes().length; i < bent.length; i++) {
                bent[i] = (byte) random.nextInt();
            }
            length(bent, bent.length - HEADER);
            t.replace(bent);
            return t.keyed() ? UNAUTHENTIC : t.compatibility() ? UNEXPECTED : t.garbled();
        }
    },
    FLIP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = t.record().bytes().clone();
            bent[HEADER + random.nextInt(t.fragment())] ^= (byte) (1 << random.nextInt(8));
            t.replace(bent);
            // RFC 8446 section 5 of a change_cipher_spec with another value: "unexpected_message".
            return t.keyed() ? UNAUTHENTIC : t.compatibility() ? UNEXPECTED : t.garbled();
        }
    },
    FLIP_HEADER {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = t.record().bytes().clone();
            int at = random.nextInt(HEADER);
            bent[at] ^= (byte) (1 << random.nextInt(8));
            t.replace(bent);
            return switch (at) {
                case 0 -> otherType(t, ContentType.of(bent[0] & 0xff));
                case 1 -> HostileExpectation.of(Alert.PROTOCOL_VERSION, Alert.UNEXPECTED_MESSAGE);
                case 2 -> otherVersion(t);
                default -> t.keyed() ? UNAUTHENTIC.or(Alert.RECORD_OVERFLOW).orWaits()
                        : t.garbled().or(Alert.RECORD_OVERFLOW, Alert.PROTOCOL_VERSION, Alert.BAD_RECORD_MAC);
            };
        }

        private HostileExpectation otherType(Target t, ContentType type) {
            if (type == null) {
                return UNEXPECTED;
            }
            if (t.keyed()) {
                // A server cannot know yet whether a client that answers in the clear has keys: it reads the alert, which is none.
                return t.tls13() ? HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.DECODE_ERROR) : UNAUTHENTIC;
            }
            return t.changeCipherSpec() ? HostileExpectation.syntax().or(Alert.BAD_RECORD_MAC).orWaits() : HostileExpectation.syntax();
        }

        /** RFC 8446 section 5.1: legacy_record_version "MUST be ignored for all purposes"; but it is authenticated. */
        private HostileExpectation otherVersion(Target t) {
            if (t.tls13()) {
                return t.keyed() ? UNAUTHENTIC : HostileExpectation.of().orFine();
            }
            HostileExpectation refused = HostileExpectation.of(Alert.PROTOCOL_VERSION);
            return t.keyed() || t.changeCipherSpec() ? refused : refused.orFine();
        }
    },
    DUPLICATE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            t.flight().add(t.at(), t.record());
            if (t.record().type() == ContentType.ALERT) {
                // RFC 8446 section 6.1: "Any data received after a closure alert has been received MUST be ignored."
                return HostileExpectation.of().orFine();
            }
            if (t.keyed() || t.changeCipherSpec() && !t.tls13()) {
                return UNAUTHENTIC;
            }
            if (t.compatibility()) {
                return UNEXPECTED.orFine();
            }
            // The first record of all says 3.1, which is no version of TLS 1.2 when that has been agreed. In TLS 1.3 the double may be taken
            // for the answer to a HelloRetryRequest.
            return t.record().first() == HandshakeType.CLIENT_HELLO
                    ? UNEXPECTED.or(t.tls13() ? Alert.ILLEGAL_PARAMETER : Alert.PROTOCOL_VERSION) : UNEXPECTED;
        }
    },
    DROP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            t.flight().remove(t.at());
            boolean last = t.at() == t.flight().size();
            if (t.compatibility()) {
                return HostileExpectation.of().orFine();
            }
            if (t.changeCipherSpec()) {
                // Finished is read without keys, whatever its ciphertext says, or in a renegotiation with those of before.
                return t.keyed() ? UNAUTHENTIC : HostileExpectation.syntax().orWaits();
            }
            if (t.keyed()) {
                return last && t.record().type() != ContentType.APPLICATION_DATA ? HostileExpectation.of().orWaits() : UNAUTHENTIC;
            }
            boolean hello = t.record().first() == HandshakeType.CLIENT_HELLO || last || t.retry();
            return hello ? HostileExpectation.of().orWaits()
                    : t.record().first() == HandshakeType.CERTIFICATE_REQUEST ? HostileExpectation.of().orTold() : UNEXPECTED;
        }
    },
    /** Changes place with the record behind it. */
    SWAP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (t.at() + 1 == t.flight().size()) {
                return null;
            }
            WireRecord next = t.flight().get(t.at() + 1);
            t.flight().set(t.at(), next);
            t.flight().set(t.at() + 1, t.record());
            if (t.keyed() && next.keyed()) {
                return UNAUTHENTIC;
            }
            if (t.tls13() && next.type() == ContentType.CHANGE_CIPHER_SPEC) {
                return HostileExpectation.of().orFine();
            }
            if (t.compatibility()) {
                boolean tooLate = next.last() == HandshakeType.FINISHED;
                return tooLate ? UNEXPECTED : HostileExpectation.of().orFine();
            }
            return t.changeCipherSpec() ? HostileExpectation.syntax().orWaits() : UNEXPECTED.orTold();
        }
    },
    /** A record of somebody else comes first. */
    INSERT {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            ContentType type = TYPES[random.nextInt(TYPES.length)];
            return switch (random.nextInt(6)) {
                case 0 -> foreign(t, type, new byte[0]);
                case 1 -> foreign(t, ContentType.CHANGE_CIPHER_SPEC, new byte[] {1});
                case 2 -> foreign(t, ContentType.ALERT, new byte[] {(byte) random.nextInt(4), (byte) random.nextInt(128)});
                case 3 -> foreign(t, type, noise(random, 2 + random.nextInt(60)));
                case 4 -> huge(t, type, random);
                default -> noTls(t, random);
            };
        }

        private HostileExpectation huge(Target t, ContentType type, RandomGenerator random) {
            byte[] record = record(type.code(), noise(random, 20));
            length(record, 0xffff - random.nextInt(0x8000));
            t.insert(record);
            return HostileExpectation.of(Alert.RECORD_OVERFLOW);
        }

        private HostileExpectation noTls(Target t, RandomGenerator random) {
            if (random.nextBoolean()) {
                t.insert(record(24 + random.nextInt(200), noise(random, 20)));
                return UNEXPECTED;
            }
            byte[] record = record(22, noise(random, 20));
            record[1] = (byte) (4 + random.nextInt(250));
            t.insert(record);
            return HostileExpectation.of(Alert.PROTOCOL_VERSION, Alert.UNEXPECTED_MESSAGE);
        }

        private HostileExpectation foreign(Target t, ContentType type, byte[] content) {
            t.insert(record(type.code(), content));
            HostileExpectation keyed = !t.tls13() || type == ContentType.APPLICATION_DATA ? UNAUTHENTIC
                    : type == ContentType.ALERT ? clearAlert(content)
                    : type == ContentType.CHANGE_CIPHER_SPEC && content.length == 1 ? UNEXPECTED.orFine() : UNEXPECTED;
            if (t.keyed()) {
                return keyed;
            }
            return clear(t, type, content, keyed);
        }

        /** A server of TLS 1.3 believes one as long as its client may have no keys yet, and bears user_canceled. */
        private HostileExpectation clearAlert(byte[] content) {
            boolean canceled = content.length == 2 && content[1] == Alert.USER_CANCELED.code();
            return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.DECODE_ERROR).orTold().but(canceled);
        }

        private HostileExpectation clear(Target t, ContentType type, byte[] content, HostileExpectation keyed) {
            HostileExpectation clear = switch (type) {
                case APPLICATION_DATA -> UNEXPECTED;
                case HANDSHAKE -> content.length == 0 ? UNEXPECTED
                        : HostileExpectation.syntax().orWaits().but(!t.tls13() && helloRequests(content));
                // Warnings are borne, all others end the connection.
                case ALERT -> content.length == 0 ? UNEXPECTED
                        : content.length == 2 ? HostileExpectation.of(Alert.ILLEGAL_PARAMETER).orTold().orFine()
                        : HostileExpectation.of(Alert.DECODE_ERROR);
                case CHANGE_CIPHER_SPEC -> content.length == 1 && t.tls13() ? UNEXPECTED.orFine()
                        : HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.ILLEGAL_PARAMETER);
            };
            return t.changeCipherSpec() ? clear.or(keyed) : clear;
        }
    };

    private static final int HEADER = 5;
    private static final ContentType[] TYPES = {ContentType.CHANGE_CIPHER_SPEC, ContentType.ALERT, ContentType.HANDSHAKE,
        ContentType.APPLICATION_DATA};
    /** What may follow a hello in the clear in TLS 1.2. */
    private static final List<HandshakeType> CLEAR12 = List.of(HandshakeType.CERTIFICATE, HandshakeType.SERVER_KEY_EXCHANGE,
            HandshakeType.CERTIFICATE_REQUEST, HandshakeType.CLIENT_KEY_EXCHANGE, HandshakeType.CERTIFICATE_VERIFY);
    /** RFC 8446 section 5.2: "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert." */
    private static final HostileExpectation UNAUTHENTIC = HostileExpectation.of(Alert.BAD_RECORD_MAC);
    private static final HostileExpectation UNEXPECTED = HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);

    /**
     * Where the mutation strikes.
     *
     * @param flight the records that are about to arrive, to be changed in place
     * @param at the place among them
     */
    record Target(List<WireRecord> flight, int at, WireRecord record, Victim victim) {
        Target(List<WireRecord> flight, int at, Victim victim) {
            this(flight, at, flight.get(at), victim);
        }

        boolean tls13() {
            return victim.tls13();
        }

        boolean keyed() {
            return record.keyed();
        }

        int fragment() {
            return record.bytes().length - HEADER;
        }

        boolean changeCipherSpec() {
            return record.type() == ContentType.CHANGE_CIPHER_SPEC;
        }

        /** Whether this is the ChangeCipherSpec of TLS 1.3, which means nothing. */
        boolean compatibility() {
            return changeCipherSpec() && tls13();
        }

        /** Whether this is a HelloRetryRequest: a ServerHello whose flight goes on without keys. */
        boolean retry() {
            return tls13() && record.first() == HandshakeType.SERVER_HELLO && flight.stream().noneMatch(WireRecord::keyed);
        }

        /** What a damaged record in the clear may lead to: anything that its messages may be turned into. */
        HostileExpectation garbled() {
            if (record.type() != ContentType.HANDSHAKE) {
                return HostileExpectation.syntax().orWaits();
            }
            HostileExpectation any = HostileExpectation.syntax().orWaits().or(HostileExpectation.damaged(record.first(), tls13()));
            if (record.first() != HandshakeType.CLIENT_HELLO && !tls13()) {
                for (HandshakeType type : CLEAR12) {
                    any = any.or(HostileExpectation.damaged(type, false));
                }
            }
            return any;
        }

        void replace(byte[] bent) {
            flight.set(at, record.with(bent));
        }

        void insert(byte[] foreign) {
            flight.add(at, record.with(foreign));
        }
    }

    /** Spoils the target; null, with nothing changed, where this kind of mutation makes no sense. */
    abstract HostileExpectation apply(Target target, RandomGenerator random);

    /** RFC 5246 section 7.4.1.1: a HelloRequest "will be ignored by the client if the client is currently negotiating a session." */
    private static boolean helloRequests(byte[] content) {
        return content.length % 4 == 0 && Arrays.equals(content, new byte[content.length]);
    }

    private static byte[] record(int type, byte[] content) {
        byte[] record = new byte[HEADER + content.length];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        length(record, content.length);
        System.arraycopy(content, 0, record, HEADER, content.length);
        return record;
    }

    private static byte[] noise(RandomGenerator random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static void length(byte[] record, int fragment) {
        record[3] = (byte) (fragment >> 8);
        record[4] = (byte) fragment;
    }
}
