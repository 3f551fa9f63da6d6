package dev.drawbridge.it;

import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The same mutation of the same message of an otherwise honest peer against SunJSSE and Drawbridge: both accept it, or neither does, or
 * a table says who is right.
 */
final class Differential {
    /**
     * Where both differ.
     *
     * @param place what of the message was bent
     * @param drawbridgeAccepts whether the connection came about with us, and so not with SunJSSE
     */
    record Difference(String victim, ProtocolVersion version, HostileBend bend, HandshakeType message, String place,
            boolean drawbridgeAccepts) {
        /** The first columns of its row in the table. */
        String key() {
            return String.join(" | ", victim, version.toString(), bend.name(), String.valueOf(message), place,
                    drawbridgeAccepts ? "accepts" : "refuses");
        }
    }

    /** What was played, and the difference or null. */
    record Result(String what, Difference difference, boolean accepted) {
    }

    private record Profile(HostileScenario scenario, boolean client, int messages) {
    }

    private static final List<Profile> PROFILES = profiles();
    private static final int COLUMNS = 6;
    private static final List<String[]> ROWS = rows();

    private Differential() {
    }

    private static List<Profile> profiles() {
        List<Profile> all = new ArrayList<>();
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12)) {
            for (HostileScenario scenario : HostileScenario.of(version)) {
                for (boolean client : new boolean[] {true, false}) {
                    if (!scenario.retry()) { // SunJSSE's client sends a share of each group
                        all.add(new Profile(scenario, client, honest(scenario, client)));
                    }
                }
            }
        }
        return all;
    }

    /** Counts the messages of an honest peer. */
    private static int honest(HostileScenario scenario, boolean client) {
        int[] count = new int[1];
        for (Provider provider : List.of(Contexts.SUN, Contexts.DRAWBRIDGE)) {
            count[0] = 0;
            Duel duel = new Duel(provider, scenario, client, m -> {
                count[0]++;
                return m;
            });
            if (!duel.accepted()) {
                throw new AssertionError(provider + ", " + scenario + ", client " + client + ": " + duel.peer.failure(), duel.victim.failure);
            }
        }
        return count[0];
    }

    /** The rows of the table; a column of {@code *} stands for anything. */
    private static List<String[]> rows() {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = Differential.class.getResourceAsStream("differences.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] row = line.split(" \\| ");
                    if (row.length != COLUMNS + 1) {
                        throw new AssertionError("differences.txt: expected " + COLUMNS + " columns and a reason, but found: " + line);
                    }
                    rows.add(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** Why both differ here, or null when nobody has said. */
    static String reason(Difference d) {
        String[] key = d.key().split(" \\| ");
        for (String[] row : ROWS) {
            boolean same = true;
            for (int i = 0; i < COLUMNS; i++) {
                same &= row[i].equals("*") || row[i].equals(key[i]);
            }
            if (same) {
                return row[COLUMNS];
            }
        }
        return null;
    }

    /** Plays the case that {@code random} chooses with both. */
    static Result play(RandomGenerator random) {
        Profile profile = PROFILES.get(random.nextInt(PROFILES.size()));
        int target = random.nextInt(profile.messages);
        HostileBend bend = HostileBend.values()[random.nextInt(HostileBend.values().length)];
        long seed = random.nextLong();
        Strike ours = new Strike(target, bend, seed);
        boolean accepted = new Duel(Contexts.DRAWBRIDGE, profile.scenario, profile.client, ours::bend).accepted();
        Strike theirs = new Strike(target, bend, seed);
        boolean acceptedBySun = new Duel(Contexts.SUN, profile.scenario, profile.client, theirs::bend).accepted();
        String what = bend + " of " + ours.message + ", " + ours.place + " (" + profile.scenario + ")";
        // Lengths that depend on the victim may lead the same choice elsewhere.
        if (accepted == acceptedBySun || ours.message != theirs.message || !ours.place.equals(theirs.place)) {
            return new Result(what, null, accepted);
        }
        return new Result(what, new Difference(profile.client ? "client" : "server", profile.scenario.version(), bend, ours.message,
                ours.place, accepted), accepted);
    }

    /** One mutation of one message. */
    private static final class Strike {
        private final HostileBend bend;
        private final long seed;
        private int left;
        private HandshakeType message;
        private String place = "";

        Strike(int target, HostileBend bend, long seed) {
            this.left = target;
            this.bend = bend;
            this.seed = seed;
        }

        byte[] bend(byte[] bytes) {
            if (left-- != 0) {
                return bytes;
            }
            Fields fields = Fields.of(bytes);
            byte[] bent = bend.bend(fields, new SplittableRandom(seed));
            message = fields.type();
            boolean changed = bent != null && !Arrays.equals(bent, bytes);
            place = changed ? fields.struck() : "nothing";
            return changed ? bent : bytes;
        }
    }
}
