package dev.drawbridge.it;

import dev.drawbridge.engine.Connection;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.it.HostileMessage.Victim;
import dev.drawbridge.it.HostilePeer.Unit;
import dev.drawbridge.it.HostilePeer.WireRecord;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Plays cases of one role and version, each a whole connection with one mutation, on one thread. */
final class HostileBench {
    /** A kind of honest connection and how much there is in it to spoil. */
    private record Profile(HostileScenario scenario, boolean oneMessageEach, int messages, int records) {
    }

    /**
     * How a case went.
     *
     * @param what the mutation and its target
     * @param target the target alone
     * @param where the honest connection that was spoiled
     * @param end the alert sent, or {@code fine}, {@code waits}, {@code told}
     * @param alertSeen whether the peer could read the alert and found it right
     */
    record Outcome(String what, String target, String where, String end, boolean allowed, HostileExpectation expected, TlsFault failure,
            boolean alertSeen) {
    }

    /** Records and messages of a peer. */
    record Recording(byte[] wire, List<byte[]> messages) {
    }

    private static final int MAX_ROUNDS = 60;
    private static final byte[] ANSWER = new byte[100];

    private final boolean client;
    private final boolean messages;
    private final HostileCrypto victimCrypto;
    private final HostileCrypto peerCrypto;
    private final HostileVictim.Space space = new HostileVictim.Space();
    private final ByteBuffer wire = ByteBuffer.allocate(Connection.PACKET_SIZE);
    private final List<Profile> profiles = new ArrayList<>();
    private final List<byte[]> samples = new ArrayList<>();

    /**
     * A bench.
     *
     * @param client the victim's role
     * @param messages whether messages are spoiled, or records
     */
    HostileBench(boolean client, ProtocolVersion version, boolean messages) {
        this.client = client;
        this.messages = messages;
        HostileCrypto.Memory memory = new HostileCrypto.Memory();
        victimCrypto = new HostileCrypto(memory, client);
        peerCrypto = new HostileCrypto(memory, !client);
        for (HostileScenario scenario : HostileScenario.of(version)) {
            for (boolean oneMessageEach : new boolean[] {false, true}) {
                Play play = new Play(new Profile(scenario, oneMessageEach, 0, 0), null, 0, UnaryOperator.identity());
                play.run();
                if (!play.fine() || play.peer.failure() != null) {
                    throw new AssertionError("an honest connection fails: " + scenario, play.victim.failure());
                }
                profiles.add(new Profile(scenario, oneMessageEach, play.messagesSeen, play.recordsSeen));
            }
        }
    }

    /** What an honest peer sends to a victim of this role. */
    static Recording record(HostileScenario scenario, boolean client) {
        HostileBench bench = new HostileBench(client, scenario.version(), true);
        Play play = bench.new Play(new Profile(scenario, false, 0, 0), null, 0, UnaryOperator.identity());
        bench.samples.clear();
        play.run();
        return new Recording(play.honest.toByteArray(), List.copyOf(bench.samples));
    }

    /** Plays the case that {@code random} chooses; an {@link AssertionError} when an invariant breaks. */
    Outcome play(RandomGenerator random) {
        return play(random, 1, UnaryOperator.identity());
    }

    /**
     * Plays a case with several mutations, of which only one strikes each flight.
     *
     * @param bend what becomes of each message of the peer before it absorbs it, so that its transcript is that of the victim
     */
    Outcome play(RandomGenerator random, int strikes, UnaryOperator<byte[]> bend) {
        Play play = new Play(profiles.get(random.nextInt(profiles.size())), random, strikes, bend);
        play.run();
        return play.outcome();
    }

    private final class Play {
        private final Profile profile;
        private final RandomGenerator random;
        private final HostileVictim victim;
        private final HostilePeer peer;
        private final RandomGenerator pieces;
        private final BitSet targets = new BitSet();
        private int messagesSeen;
        private int recordsSeen;
        private HostileExpectation expected;
        private String kind = "nothing";
        private String struck = "nothing";
        private final ByteArrayOutputStream honest = new ByteArrayOutputStream();
        private boolean severed;
        private boolean talked;
        private boolean said;
        private boolean ended;

        /** {@code random} null plays honestly. */
        Play(Profile profile, RandomGenerator random, int strikes, UnaryOperator<byte[]> bend) {
            this.profile = profile;
            this.random = random;
            // What one mutation alone may lead to is known.
            expected = strikes == 1 ? HostileExpectation.of().orFine() : HostileExpectation.any();
            for (int i = 0; i < strikes; i++) {
                targets.set(random.nextInt(messages ? profile.messages : profile.records));
            }
            pieces = random != null && random.nextInt(8) == 0 ? new SplittableRandom(random.nextLong()) : null;
            victimCrypto.restart();
            peerCrypto.restart();
            victim = new HostileVictim(profile.scenario.config(client, victimCrypto), space);
            peer = new HostilePeer(profile.scenario, !client, peerCrypto, profile.oneMessageEach, wire, bend);
        }

        void run() {
            try {
                if (client) {
                    victim.connection.beginHandshake();
                }
                int rounds = 0;
                while (round()) {
                    if (++rounds > MAX_ROUNDS) {
                        throw new AssertionError("no end after " + rounds + " rounds");
                    }
                }
                finish();
            } catch (TlsFault f) {
                throw new AssertionError("a fault where none may come from", f);
            }
        }

        /** One turn of each side; false when nothing moves any more. */
        private boolean round() throws TlsFault {
            victim.pump();
            byte[] bytes = victim.takeOutput();
            peer.receive(bytes);
            List<Unit> units = peer.takeUnits();
            if (!units.isEmpty()) {
                send(units);
                return true;
            }
            return bytes.length > 0 || goOn();
        }

        /** What is next in the script when all is quiet. */
        private boolean goOn() throws TlsFault {
            if (!peer.connected() || !victim.connection.connected() || victim.connection.handshaking() || victim.failure() != null || said) {
                return false;
            }
            if (talked) {
                peer.close();
                said = true;
            } else {
                peer.talk();
                victim.wrap(new ByteBuffer[] {ByteBuffer.wrap(ANSWER)});
                talked = true;
            }
            return true;
        }

        private void send(List<Unit> units) throws TlsFault {
            if (messages || random == null) {
                strikeMessage(units);
            }
            List<WireRecord> records = new ArrayList<>(peer.pack(units));
            if (!messages || random == null) {
                strikeRecord(records);
            }
            if (records.isEmpty()) {
                return;
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream(2048);
            for (WireRecord r : records) {
                all.writeBytes(r.bytes());
            }
            if (random == null) {
                honest.writeBytes(all.toByteArray());
            }
            victim.feed(all.toByteArray(), pieces);
        }

        private Victim state() {
            return new Victim(client, profile.scenario.tls13(), profile.scenario.retry(), victim.connection.connected());
        }

        private void strikeMessage(List<Unit> units) {
            for (int i = 0; i < units.size(); i++) {
                Unit unit = units.get(i);
                boolean change = unit.type() == ContentType.CHANGE_CIPHER_SPEC && !profile.scenario.tls13();
                if (unit.type() != ContentType.HANDSHAKE && !change) {
                    continue;
                }
                if (random == null && unit.type() == ContentType.HANDSHAKE) {
                    samples.add(unit.bytes());
                }
                if (targets.get(messagesSeen++)) {
                    struck = unit.label();
                    HostileMessage.Target at = new HostileMessage.Target(units, i, samples, state());
                    HostileExpectation e = null;
                    while (e == null) {
                        HostileMessage mutation = HostileMessage.values()[random.nextInt(HostileMessage.values().length)];
                        kind = mutation.name();
                        e = change ? HostileMessage.applyToChangeCipherSpec(at, random) : mutation.apply(at, random);
                    }
                    expect(e);
                    return;
                }
            }
        }

        private void strikeRecord(List<WireRecord> records) {
            if (severed) {
                records.clear();
                return;
            }
            int first = recordsSeen;
            recordsSeen += records.size();
            int target = targets.nextSetBit(first);
            if (target >= 0 && target < recordsSeen) {
                int i = target - first;
                struck = records.get(i).label();
                HostileRecord.Target at = new HostileRecord.Target(records, i, state());
                HostileExpectation e = null;
                while (e == null) {
                    HostileRecord mutation = HostileRecord.values()[random.nextInt(HostileRecord.values().length)];
                    kind = mutation.name();
                    e = mutation.apply(at, random);
                }
                severed = kind.equals("CUT");
                expect(e);
            }
        }

        private void expect(HostileExpectation e) {
            expected = targets.cardinality() == 1 ? e : HostileExpectation.any();
        }

        boolean fine() {
            return ended && Arrays.equals(victim.received.toByteArray(), peer.sent.toByteArray())
                    && Arrays.equals(peer.received.toByteArray(), ANSWER);
        }

        /** The transport ends. */
        private void finish() throws TlsFault {
            ended = said && victim.closedByPeer();
            byte[] got = victim.received.toByteArray();
            byte[] sent = peer.sent.toByteArray();
            if (got.length > sent.length || !Arrays.equals(got, Arrays.copyOf(sent, got.length))) {
                throw new AssertionError("plaintext that the peer did not send");
            }
            if (victim.failure() == null) {
                if (ended) {
                    victim.connection.closeOutbound();
                    victim.pump();
                    peer.receive(victim.takeOutput());
                } else {
                    victim.end();
                }
            }
            victim.assertOver();
        }

        Outcome outcome() {
            TlsFault failure = victim.failure() != null && victim.failure().fault() != Fault.TRUNCATED ? victim.failure() : null;
            boolean allowed = expected.allows(failure, ended) && (failure != null || !ended || fine());
            String end = failure == null ? ended ? "fine" : "waits" : failure.received() ? "told" : failure.fault().alert().toString();
            return new Outcome(kind + " of " + struck, struck,
                    profile.scenario + (profile.oneMessageEach ? ", one message a record" : ""), end, allowed, expected, failure,
                    failure != null && !failure.received() && alertSeen(failure));
        }

        /** The peer, if it still can read, has seen exactly one alert of this failure. */
        private boolean alertSeen(TlsFault failure) {
            TlsFault own = peer.failure();
            if (own != null && !own.received()) {
                return false;
            }
            Alert alert = failure.fault().alert();
            if (Collections.frequency(peer.alerts, alert) != 1 || peer.alerts.get(peer.alerts.size() - 1) != alert) {
                throw new AssertionError("the peer saw " + peer.alerts + " after " + failure);
            }
            return true;
        }
    }
}
