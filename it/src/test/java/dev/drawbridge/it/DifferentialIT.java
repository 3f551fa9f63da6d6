package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.it.Differential.Result;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Drawbridge and SunJSSE accept the same bent messages, or a table says why not. {@code -Ddifferential.cases=N} plays more,
 * {@code -Ddifferential.seed=N} others.
 */
class DifferentialIT {
    private static final int CASES = Integer.getInteger("differential.cases", 5_000);
    private static final long SEED = Long.getLong("differential.seed", 0x5e3dfa11L);

    @Test
    void bothAcceptOrBothRefuse() {
        Map<String, String> unexplained = new TreeMap<>();
        Map<String, Integer> explained = new TreeMap<>();
        int accepted = 0;
        for (int i = 0; i < CASES; i++) {
            Result r = Differential.play(new SplittableRandom(SEED + i));
            accepted += r.accepted() ? 1 : 0;
            if (r.difference() != null) {
                String reason = Differential.reason(r.difference());
                if (reason == null) {
                    unexplained.putIfAbsent(r.difference().key(), "case " + i + ", " + r.what());
                } else {
                    explained.merge(r.difference().key(), 1, Integer::sum);
                }
            }
        }
        System.out.println("differential: " + CASES + " cases, " + accepted + " accepted by Drawbridge, "
                + explained.values().stream().mapToInt(Integer::intValue).sum() + " differences of " + explained.size() + " known kinds");
        int some = accepted;
        assertTrue(some > CASES / 20 && some < CASES / 4 * 3, () -> "a strange number of bent connections came about: " + some);
        assertTrue(unexplained.isEmpty(), () -> "differences without a reason in differences.txt:\n" + String.join("\n",
                unexplained.entrySet().stream().map(e -> e.getKey() + "   (" + e.getValue() + ")").toList()));
    }
}
