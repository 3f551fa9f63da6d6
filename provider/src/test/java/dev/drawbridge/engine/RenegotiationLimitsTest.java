package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Limits;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.TestConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many renegotiations a peer may start, in a connection and within a minute, by a clock that the test sets. */
class RenegotiationLimitsTest {
    private static final Predecessor BEFORE = new Predecessor(true, new byte[24], true, false, null, false);
    private static final byte[] HELLO_REQUEST = {(byte) HandshakeType.HELLO_REQUEST.code(), 0, 0, 0};
    private static final byte[] CLIENT_HELLO = {(byte) HandshakeType.CLIENT_HELLO.code(), 0, 0, 0};

    /** Near the end of what a long holds, since {@link System#nanoTime} may begin anywhere and overflow. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(70).toNanos();

    private Renegotiation client(int most, int perMinute) {
        Limits limits = Limits.DEFAULT.withRenegotiations(most).withRenegotiationsPerMinute(perMinute);
        return new Renegotiation(TestConfig.client().limits(limits).build(), () -> now);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private static boolean starts(Renegotiation client) {
        return client.startsWith(HELLO_REQUEST, BEFORE);
    }

    @Test
    void noMinuteSeesMoreThanItsLimit() {
        Renegotiation client = client(100, 3);
        assertTrue(starts(client)); // at 0 s
        pass(30);
        assertTrue(starts(client));
        pass(29);
        assertTrue(starts(client));
        assertFalse(starts(client)); // at 59 s
        pass(1);
        assertTrue(starts(client)); // at 60 s the first is forgotten
        assertFalse(starts(client));
        pass(30);
        assertTrue(starts(client)); // at 90 s the second
        assertFalse(starts(client));
        pass(60);
        for (int i = 0; i < 3; i++) {
            assertTrue(starts(client));
        }
        assertFalse(starts(client));
    }

    @Test
    void whatWasRefusedDoesNotCount() {
        Renegotiation client = client(100, 1);
        assertTrue(starts(client));
        for (int i = 0; i < 59; i++) {
            pass(1);
            assertFalse(starts(client));
        }
        pass(1);
        assertTrue(starts(client));
    }

    @Test
    void aConnectionSeesNoMoreThanItsOwnLimitHoweverLongItLives() {
        Renegotiation client = client(2, 1);
        assertTrue(starts(client));
        pass(60);
        assertTrue(starts(client));
        pass(3600);
        assertFalse(starts(client));
    }

    @Test
    void aLimitOfZeroAllowsNone() {
        assertFalse(starts(client(100, 0)));
        assertFalse(starts(client(0, 10)));
    }

    @Test
    void whatWeAskedForIsNotCounted() {
        Limits limits = Limits.DEFAULT.withRenegotiations(0).withRenegotiationsPerMinute(0);
        Renegotiation server = new Renegotiation(TestConfig.server().limits(limits).build(), () -> now);
        server.request();
        assertTrue(server.startsWith(CLIENT_HELLO, BEFORE));
        assertFalse(server.startsWith(CLIENT_HELLO, BEFORE));
    }
}
