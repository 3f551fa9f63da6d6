package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A connection whose peer sends whatever the fuzzer likes, once at once and once in pieces. */
class BytesFuzz {
    /** Both sides of {@link HostileRun} may allocate half of this in one case. */
    private static final long MAX_ALLOCATION = 4 << 20;

    private static final List<HostileScenario> SCENARIOS = scenarios();
    private static final HostileCrypto.Memory MEMORY = new HostileCrypto.Memory();
    private static final HostileVictim.Space SPACE = new HostileVictim.Space();

    private static List<HostileScenario> scenarios() {
        List<HostileScenario> all = new ArrayList<>(HostileScenario.of(ProtocolVersion.TLS13));
        all.addAll(HostileScenario.of(ProtocolVersion.TLS12));
        return all;
    }

    /** The scenario, the seed of the pieces, what the server says. */
    @FuzzTest
    void client(byte[] input) {
        play(true, input);
    }

    /** The scenario, the seed of the pieces, what the client says. */
    @FuzzTest
    void server(byte[] input) {
        play(false, input);
    }

    private static void play(boolean client, byte[] input) {
        Choices choices = new Choices(input);
        HostileScenario scenario = SCENARIOS.get(choices.nextInt(SCENARIOS.size()));
        byte[] seed = choices.bytes(1);
        byte[] bytes = choices.rest();
        Allocation.within(MAX_ALLOCATION, () -> {
            End whole = play(scenario, client, bytes, null);
            End pieces = play(scenario, client, bytes, new Choices(seed));
            assertEquals(whole.failure, pieces.failure);
            assertArrayEquals(whole.written, pieces.written);
            assertArrayEquals(whole.received, pieces.received);
        });
    }

    private record End(byte[] written, byte[] received, String failure) {
    }

    private static End play(HostileScenario scenario, boolean client, byte[] bytes, RandomGenerator pieces) throws TlsFault {
        HostileVictim victim = new HostileVictim(scenario.config(client, new HostileCrypto(MEMORY, client)), SPACE);
        if (client) {
            victim.connection.beginHandshake();
        }
        victim.pump();
        victim.feed(bytes, pieces);
        victim.pump(); // the answer to a close_notify
        byte[] written = victim.takeOutput();
        if (victim.failure() == null) {
            victim.end();
        }
        victim.assertOver();
        return new End(written, victim.received.toByteArray(), String.valueOf(victim.failure()));
    }
}
