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

    @Test
    void agreesAboutSuiteB(@TempDir Path directory) throws IOException, InterruptedException {
        VerifyAgreement agreement = new VerifyAgreement(directory);
        List<String> differences = new ArrayList<>();
        Set<String> errors = new TreeSet<>();
        int verified = 0;
        int cases = Math.min(CASES, 300);
        for (int i = 0; i < cases; i++) {
            ChainCase c = new ChainCase();
            SuiteBMutation.ALONE.change().accept(c, new SplittableRandom(SEED + i));
            List<Answer> answers = agreement.ask(c);
            verified += answers.get(0).status() == 0 ? 1 : 0;
            answers.get(0).errors().forEach(e -> errors.add(e.replaceAll("error (\\d+) .*", "$1")));
            if (!answers.get(0).agrees(answers.get(1))) {
                differences.add("case " + i + ": " + c + "\n  openssl    " + answers.get(0) + "\n  drawbridge " + answers.get(1));
            }
        }
        System.out.println("verify: " + cases + " chains for Suite B, " + verified + " verified by openssl, errors " + errors);
        assertTrue(verified > 0 && errors.containsAll(List.of("56", "57", "58", "59", "60", "61")), verified + " good, errors " + errors);
        assertTrue(differences.isEmpty(), () -> differences.size() + " differences:\n" + String.join("\n", differences));
    }

    @Test
    void agreesWithOpenssl(@TempDir Path directory) throws IOException, InterruptedException {
        VerifyAgreement agreement = new VerifyAgreement(directory);
        List<String> differences = new ArrayList<>();
        Set<String> errors = new TreeSet<>();
        int played = 0;
        int verified = 0;
        for (long i = SEED; played < CASES; i++) {
            ChainCase c = ChainCase.of(i);
            if (c.extensionsInVersion1()) {
                continue; // refused when it is read, as the JDK does; see VerifyCommandTest
            }
            played++;
            List<Answer> answers = agreement.ask(c);
            verified += answers.get(0).status() == 0 ? 1 : 0;
            answers.get(0).errors().forEach(e -> errors.add(e.replaceAll(" at .*", "")));
            if (!answers.get(0).agrees(answers.get(1))) {
                differences.add("case " + i + ": " + c + "\n  openssl    " + answers.get(0) + "\n  drawbridge " + answers.get(1));
            }
        }
        System.out.println("verify: " + played + " chains, " + verified + " verified by openssl, " + errors.size() + " kinds of errors: " + errors);
        int some = verified;
        assertTrue(some > CASES / 10 && some < CASES / 2, () -> "a strange number of chains is good: " + some);
        assertTrue(differences.isEmpty(), () -> differences.size() + " differences:\n" + String.join("\n", differences));
    }
}
