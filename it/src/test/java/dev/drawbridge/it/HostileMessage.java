package dev.drawbridge.it;

import dev.drawbridge.config.Limits;
import dev.drawbridge.it.HostilePeer.Unit;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a bent peer does to one of its own messages before it protects it, and what may come of it. TLS 1.2's ChangeCipherSpec counts as
 * a message.
 */
enum HostileMessage {
    /** Bits of the body change. */
    FLIP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (t.body() == 0) {
                return null;
            }
            byte[] bent = t.unit().bytes().clone();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bent[HEADER + random.nextInt(t.body())] ^= (byte) (1 << random.nextInt(8));
            }
            if (Arrays.equals(bent, t.unit().bytes())) {
                return null;
            }
            t.replace(t.unit().with(bent));
            return HostileExpectation.damaged(t.type(), t.tls13());
        }
    },
    /** A stretch of the body becomes random. */
    SCRAMBLE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (t.body() < 4) {
                return null;
            }
            byte[] bent = t.unit().bytes().clone();
            int from = HEADER + random.nextInt(t.body());
            byte[] noise = new byte[1 + random.nextInt(Math.min(40, bent.length - from))];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bent, from, noise.length);
            if (Arrays.equals(bent, t.unit().bytes())) {
                return null;
            }
            t.replace(t.unit().with(bent));
            return HostileExpectation.damaged(t.type(), t.tls13());
        }
    },
    /** The body ends early, as its header says. */
    TRUNCATE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (t.body() == 0) {
                return null;
            }
            byte[] bent = Arrays.copyOf(t.unit().bytes(), HEADER + random.nextInt(t.body()));
            length(bent, bent.length - HEADER);
            t.replace(t.unit().with(bent));
            return switch (t.type()) {
                // Extensions may be absent, and then the hello means something else.
                case CLIENT_HELLO, SERVER_HELLO -> HostileExpectation.damaged(t.type(), t.tls13());
                default -> HostileExpectation.of(Alert.DECODE_ERROR);
            };
        }
    },
    /** The body goes on behind its end, as its header says. */
    EXTEND {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] more = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 60)];
            random.nextBytes(more);
            byte[] bent = append(t.unit().bytes(), more);
            length(bent, bent.length - HEADER);
            t.replace(t.unit().with(bent));
            return HostileExpectation.of(Alert.DECODE_ERROR);
        }
    },
    /** The header announces less than there is. */
    SHORTER_LENGTH {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (t.body() == 0) {
                return null;
            }
            byte[] bent = t.unit().bytes().clone();
            length(bent, random.nextInt(t.body()));
            t.replace(t.unit().with(bent));
            return HostileExpectation.of(Alert.DECODE_ERROR, Alert.UNEXPECTED_MESSAGE)
                    .or(t.hello() ? HostileExpectation.damaged(t.type(), t.tls13()) : HostileExpectation.of());
        }
    },
    /** The header announces more than there is, so that what follows is taken for it, or missed. */
    LONGER_LENGTH {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = t.unit().bytes().clone();
            length(bent, t.body() + 1 + random.nextInt(300));
            t.replace(t.unit().with(bent));
            HostileExpectation missed = HostileExpectation.of(Alert.DECODE_ERROR, Alert.UNEXPECTED_MESSAGE).orWaits();
            return t.type() == HandshakeType.KEY_UPDATE ? missed.or(Alert.BAD_RECORD_MAC) : missed;
        }
    },
    /** The header announces more than anybody needs. */
    HUGE_LENGTH {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = t.unit().bytes().clone();
            length(bent, random.nextBoolean() ? 0xffffff : 64 * 1024 + 1 + random.nextInt(0xfe0000));
            t.replace(t.unit().with(bent));
            return HostileExpectation.of(Alert.ILLEGAL_PARAMETER);
        }
    },
    /** The message claims to be of another type. */
    RETYPE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] bent = t.unit().bytes().clone();
            int type = random.nextBoolean() ? random.nextInt(256) : TYPES[random.nextInt(TYPES.length)].code();
            if (type == (bent[0] & 0xff)) {
                return null;
            }
            bent[0] = (byte) type;
            t.replace(t.unit().with(bent));
            HandshakeType known = HandshakeType.of(type);
            if (known == null) {
                return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
            }
            HostileExpectation wrong = HostileExpectation.syntax().or(Alert.MISSING_EXTENSION);
            return t.ignored(known) && t.body() == 0 ? wrong.orWaits() : wrong;
        }
    },
    DUPLICATE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            t.insert(t.at() + 1, t.unit());
            if (t.ignored(t.type())) {
                return HostileExpectation.of().orFine();
            }
            // The first record of all says 3.1, which is no version of TLS 1.2 when that has been agreed.
            if (t.type() == HandshakeType.CLIENT_HELLO && !t.tls13()) {
                return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.PROTOCOL_VERSION);
            }
            // The double of a ClientHello that led to a HelloRetryRequest is the second one, without what was asked for.
            if (t.type() == HandshakeType.CLIENT_HELLO && t.victim().retry()) {
                return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.ILLEGAL_PARAMETER);
            }
            // Where keys change with the message, its double is read with the new ones, unless it shares the record.
            return t.changesKeys() ? HostileExpectation.of(Alert.UNEXPECTED_MESSAGE, Alert.BAD_RECORD_MAC)
                    : HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    },
    DROP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            t.remove();
            if (t.ignored(t.type())) {
                return HostileExpectation.of().orFine();
            }
            return switch (t.type()) {
                case CLIENT_HELLO, SERVER_HELLO_DONE, FINISHED -> HostileExpectation.of().orWaits();
                case SERVER_HELLO -> t.retry() ? HostileExpectation.of().orWaits() : HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
                // A client that was not asked sends no certificate, which the server misses; TLS 1.3 signs the question.
                case CERTIFICATE_REQUEST -> t.tls13() ? HostileExpectation.of(Alert.DECRYPT_ERROR) : HostileExpectation.of().orTold();
                case KEY_UPDATE -> HostileExpectation.of(Alert.BAD_RECORD_MAC);
                default -> HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
            };
        }
    },
    /** Changes place with the message behind it. */
    SWAP {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            if (!t.followedUnderSameKeys()) {
                return null;
            }
            t.flight().set(t.at(), t.next());
            t.flight().set(t.at() + 1, t.unit());
            return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    },
    /** A message that does not belong here comes first. */
    INSERT {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] foreign;
            if (random.nextInt(3) == 0) {
                foreign = new byte[HEADER + random.nextInt(80)];
                random.nextBytes(foreign);
                foreign[0] = (byte) TYPES[random.nextInt(TYPES.length)].code();
                length(foreign, foreign.length - HEADER);
            } else {
                foreign = t.samples().get(random.nextInt(t.samples().size()));
            }
            HandshakeType type = HandshakeType.of(foreign[0] & 0xff);
            t.insert(t.at(), t.unit().with(foreign));
            // Where one of its type is expected it is taken for it; what follows from that shows only later.
            HostileExpectation wrong = HostileExpectation.damaged(type, t.tls13()).but(t.ignored(type)).or(HostileExpectation.syntax())
                    .or(Alert.DECRYPT_ERROR);
            return t.changesKeys(type) ? wrong.or(Alert.BAD_RECORD_MAC) : wrong;
        }
    },
    /** Spread over several records at odd places, which is allowed. */
    SPLIT {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] whole = t.unit().bytes();
            int pieces = 2 + random.nextInt(Math.min(12, whole.length - 1));
            t.remove();
            int from = 0;
            for (int i = 0; i < pieces; i++) {
                int left = pieces - 1 - i;
                int to = left == 0 ? whole.length : Math.min(whole.length - left, from + 1 + random.nextInt(whole.length / pieces));
                Unit piece = t.unit().with(Arrays.copyOfRange(whole, from, to));
                t.insert(t.at() + i, i == pieces - 1 ? piece : piece.broken());
                from = to;
            }
            return HostileExpectation.of().orFine();
        }
    },
    /** A fragment without content: RFC 8446 section 5.1 forbids it. */
    EMPTY_FRAGMENT {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            int cut = random.nextInt(t.unit().bytes().length);
            t.replace(t.unit().with(Arrays.copyOfRange(t.unit().bytes(), cut, t.unit().bytes().length)));
            t.insert(t.at(), t.unit().with(new byte[0]).broken());
            if (cut > 0) {
                t.insert(t.at(), t.unit().with(Arrays.copyOf(t.unit().bytes(), cut)).broken());
            } else {
                t.breakBefore();
            }
            return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    },
    /** Another kind of record in the middle of the message. */
    INTERLEAVE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] whole = t.unit().bytes();
            int cut = 1 + random.nextInt(whole.length - 1);
            t.replace(t.unit().with(Arrays.copyOf(whole, cut)).broken());
            t.insert(t.at() + 1, t.unit().with(Arrays.copyOfRange(whole, cut, whole.length)));
            int kind = random.nextInt(3);
            t.insert(t.at() + 1, switch (kind) {
                case 0 -> t.unit().as(ContentType.APPLICATION_DATA, new byte[] {'x'});
                case 1 -> t.unit().as(ContentType.ALERT, new byte[] {RecordWriter.WARNING, (byte) Alert.USER_CANCELED.code()});
                default -> t.unit().as(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1});
            });
            // RFC 8446 section 5 has one of TLS 1.3 dropped "without further processing", wherever it stands.
            return kind == 2 && t.tls13() ? HostileExpectation.of(Alert.UNEXPECTED_MESSAGE).orFine()
                    : HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    },
    /** The beginning of a further message behind this one in the same record. */
    TRAIL {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            byte[] more = new byte[1 + random.nextInt(3)];
            more[0] = (byte) TYPES[random.nextInt(TYPES.length)].code();
            t.replace(t.unit().with(append(t.unit().bytes(), more)));
            // RFC 8446 section 5.1: "Implementations MUST verify that all messages immediately preceding a key change align with a record
            // boundary; if not, then they MUST terminate the connection with an "unexpected_message" alert."
            return t.changesKeys() ? HostileExpectation.of(Alert.UNEXPECTED_MESSAGE)
                    : HostileExpectation.syntax().orWaits();
        }
    },
    /** Before the message a record, properly protected, with more in it than any record may hold. */
    OVERSIZED {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            t.insert(t.at(), t.unit().as(ContentType.APPLICATION_DATA, new byte[MAX_PLAINTEXT + 1 + random.nextInt(240)]));
            return HostileExpectation.of(Alert.RECORD_OVERFLOW);
        }
    },
    /** Before the message more warnings, or records without content, than anybody has to bear. */
    FLOOD {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            boolean warnings = random.nextBoolean();
            Unit drop = warnings ? t.unit().as(ContentType.ALERT, new byte[] {RecordWriter.WARNING, (byte) Alert.USER_CANCELED.code()})
                    : t.unit().as(ContentType.APPLICATION_DATA, new byte[0]);
            int count = 1 + (warnings ? Limits.DEFAULT.warningAlerts() : Limits.DEFAULT.emptyRecords()) + random.nextInt(20);
            t.flight().addAll(t.at(), Collections.nCopies(count, drop));
            return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    },
    /** The next message, which belongs under other keys, in the same record. */
    COALESCE {
        @Override
        HostileExpectation apply(Target t, RandomGenerator random) {
            int i = t.at() + 1;
            while (i < t.flight().size() && t.flight().get(i).type() == ContentType.CHANGE_CIPHER_SPEC) {
                i++;
            }
            if (!t.changesKeys() || i == t.flight().size() || t.flight().get(i).type() != ContentType.HANDSHAKE) {
                return null;
            }
            t.replace(t.unit().with(append(t.unit().bytes(), t.flight().remove(i).bytes())));
            return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
        }
    };

    private static final int HEADER = 4;
    private static final int MAX_PLAINTEXT = 1 << 14;
    private static final HandshakeType[] TYPES = HandshakeType.values();

    /**
     * Where the mutation strikes.
     *
     * @param flight what the peer is about to send, to be changed in place
     * @param at the place in it
     * @param samples whole messages of honest connections
     * @param victim the victim's state
     */
    record Target(List<Unit> flight, int at, Unit unit, List<byte[]> samples, Victim victim) {
        Target(List<Unit> flight, int at, List<byte[]> samples, Victim victim) {
            this(flight, at, flight.get(at), samples, victim);
        }

        boolean tls13() {
            return victim.tls13();
        }

        HandshakeType type() {
            return unit.message();
        }

        boolean hello() {
            return type() == HandshakeType.CLIENT_HELLO || type() == HandshakeType.SERVER_HELLO;
        }

        /** Whether this is the HelloRetryRequest: a ServerHello in the clear whose flight goes on without keys. */
        boolean retry() {
            return tls13() && type() == HandshakeType.SERVER_HELLO && flight.stream().noneMatch(Unit::keyed);
        }

        int body() {
            return unit.bytes().length - HEADER;
        }

        Unit next() {
            return flight.get(at + 1);
        }

        boolean followedUnderSameKeys() {
            return at + 1 < flight.size() && next().type() == ContentType.HANDSHAKE && next().protection() == unit.protection();
        }

        /** Whether TLS 1.3 changes keys behind this message. */
        boolean changesKeys() {
            return changesKeys(type());
        }

        boolean changesKeys(HandshakeType type) {
            return tls13() && switch (type) {
                case CLIENT_HELLO, SERVER_HELLO, FINISHED, KEY_UPDATE -> true;
                default -> false;
            };
        }

        /** Whether the victim, in its present state, takes such a message without being moved by it. */
        boolean ignored(HandshakeType type) {
            return switch (type) {
                case HELLO_REQUEST -> victim.client() && !tls13();
                case NEW_SESSION_TICKET -> victim.client() && tls13() && victim.connected();
                case CLIENT_HELLO -> !victim.client() && !tls13() && victim.connected();
                default -> false;
            };
        }

        void replace(Unit other) {
            flight.set(at, other);
        }

        void insert(int where, Unit other) {
            flight.add(where, other);
        }

        void remove() {
            flight.remove(at);
        }

        void breakBefore() {
            if (at > 0) {
                flight.set(at - 1, flight.get(at - 1).broken());
            }
        }
    }

    /**
     * What counts of the victim.
     *
     * @param retry whether the scenario has a HelloRetryRequest
     */
    record Victim(boolean client, boolean tls13, boolean retry, boolean connected) {
    }

    /** Spoils the target; null, with nothing changed, where this kind of mutation makes no sense. */
    abstract HostileExpectation apply(Target target, RandomGenerator random);

    /** Spoils a ChangeCipherSpec of TLS 1.2. */
    static HostileExpectation applyToChangeCipherSpec(Target t, RandomGenerator random) {
        switch (random.nextInt(3)) {
            case 0 -> {
                t.remove();
                // Finished is then read without keys, whatever its ciphertext says; in a renegotiation with those of before.
                return t.unit().keyed() ? HostileExpectation.of(Alert.BAD_RECORD_MAC) : HostileExpectation.syntax().orWaits();
            }
            case 1 -> {
                t.insert(t.at(), t.unit());
                // RFC 5246 section 7.1 has one only; the second is read with keys that it was not protected with.
                return HostileExpectation.of(Alert.BAD_RECORD_MAC);
            }
            default -> {
                if (t.at() == 0 || t.flight().get(t.at() - 1).type() != ContentType.HANDSHAKE) {
                    return null;
                }
                t.flight().set(t.at(), t.flight().get(t.at() - 1));
                t.flight().set(t.at() - 1, t.unit());
                return HostileExpectation.of(Alert.UNEXPECTED_MESSAGE);
            }
        }
    }

    private static void length(byte[] message, int body) {
        message[1] = (byte) (body >> 16);
        message[2] = (byte) (body >> 8);
        message[3] = (byte) body;
    }

    private static byte[] append(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
