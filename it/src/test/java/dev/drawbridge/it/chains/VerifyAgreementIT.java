package dev.drawbridge.it.chains;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.it.chains.VerifyAgreement.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code drawbridge verify} says what {@code openssl verify} says, error for error, with number, depth and text, in its order, and exits
 * as it does, about chains with one or two things wrong. {@code -Dverify.cases=N} and {@code -Dverify.seed=N} play others.
 */
class VerifyAgreementIT {
    private static final int CASES = Integer.getInteger("verify.cases", 1_000);
    private static final long SEED = Long.getLong("verify.seed", 1_000_000);

    /** What both said of all chains. */
    private static final class Tally {
        int verified;
        final Set<String> errors = new TreeSet<>();
        private final List<String> differences = new ArrayList<>();

        /**
         * Counts the answers about a chain, openssl's first.
         *
         * @param kind matches an error; its first group is the kind of it
         */
        void add(long number, ChainCase c, List<Answer> answers, String kind) {
            Answer theirs = answers.get(0);
            verified += theirs.status() == 0 ? 1 : 0;
            theirs.errors().forEach(e -> errors.add(e.replaceAll(kind, "$1")));
            if (!theirs.agrees(answers.get(1))) {
                differences.add("case " + number + ": " + c + "\n  openssl    " + theirs + "\n  drawbridge " + answers.get(1));
            }
        }

        void assertNoDifferences() {
            assertTrue(differences.isEmpty(), () -> differences.size() + " differences:\n" + String.join("\n", differences));
        }
    }

    @Test
    void agreesAboutSuiteB(@TempDir Path directory) throws IOException, InterruptedException {
        VerifyAgreement agreement = new VerifyAgreement(directory);
        Tally tally = new Tally();
        int cases = Math.min(CASES, 300);
        for (int i = 0; i < cases; i++) {
            ChainCase c = new ChainCase();
            SuiteBMutation.ALONE.change().accept(c, new SplittableRandom(SEED + i));
            tally.add(i, c, agreement.ask(c), "error (\\d+) .*");
        }
        System.out.println("verify: " + cases + " chains for Suite B, " + tally.verified + " verified by openssl, errors " + tally.errors);
        assertTrue(tally.verified > 0 && tally.errors.containsAll(List.of("56", "57", "58", "59", "60", "61")),
                tally.verified + " good, errors " + tally.errors);
        tally.assertNoDifferences();
    }

    @Test
    void agreesWithOpenssl(@TempDir Path directory) throws IOException, InterruptedException {
        VerifyAgreement agreement = new VerifyAgreement(directory);
        Tally tally = new Tally();
        int played = 0;
        for (long i = SEED; played < CASES; i++) {
            ChainCase c = ChainCase.of(i);
            if (c.extensionsInVersion1()) {
                continue; // refused when it is read, as the JDK does; see VerifyCommandTest
            }
            played++;
            tally.add(i, c, agreement.ask(c), "(.*?) at .*");
        }
        System.out.println("verify: " + played + " chains, " + tally.verified + " verified by openssl, " + tally.errors.size() + " kinds of errors: "
                + tally.errors);
        assertTrue(tally.verified > CASES / 10 && tally.verified < CASES / 2, () -> "a strange number of chains is good: " + tally.verified);
        tally.assertNoDifferences();
    }
}
