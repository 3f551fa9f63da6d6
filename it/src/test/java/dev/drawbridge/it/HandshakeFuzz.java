package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.it.HostileBench.Outcome;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A peer with the right keys that spoils its own messages or records as the fuzzer says. */
class HandshakeFuzz {
    private static final long MAX_ALLOCATION = 4 << 20;
    private static final int MAX_STRIKES = 3;

    private static final List<HostileBench> BENCHES = benches();

    private static List<HostileBench> benches() {
        List<HostileBench> all = new ArrayList<>();
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12)) {
            for (boolean client : new boolean[] {true, false}) {
                for (boolean messages : new boolean[] {true, false}) {
                    all.add(new HostileBench(client, version, messages));
                }
            }
        }
        return all;
    }

    /** The bench, how many mutations, the mutations: of messages that the peer does not know of, or of records. */
    @FuzzTest
    void strikes(byte[] input) {
        Allocation.within(MAX_ALLOCATION, () -> {
            Choices choices = new Choices(input);
            HostileBench bench = BENCHES.get(choices.nextInt(BENCHES.size()));
            assertAllowed(bench.play(choices, 1 + choices.nextInt(MAX_STRIKES), UnaryOperator.identity()));
        });
    }

    /** The bench, then for each message of the peer whether and how it is bent before the peer itself absorbs it. */
    @FuzzTest
    void bends(byte[] input) {
        Allocation.within(MAX_ALLOCATION, () -> {
            Choices choices = new Choices(input);
            HostileBench bench = BENCHES.get(choices.nextInt(BENCHES.size()));
            assertAllowed(bench.play(choices, 0, message -> bent(message, choices)));
        });
    }

    private static byte[] bent(byte[] message, Choices choices) {
        if (choices.ended() || choices.nextInt(3) != 0) {
            return message;
        }
        HostileBend kind = HostileBend.values()[choices.nextInt(HostileBend.values().length)];
        byte[] bent = kind.bend(Fields.of(message), choices);
        return bent == null ? message : bent;
    }

    private static void assertAllowed(Outcome o) {
        assertTrue(o.allowed(), () -> o.what() + ": " + o.end() + ", but allowed is " + o.expected() + " (" + o.where() + ", "
                + o.failure() + ")");
    }
}
