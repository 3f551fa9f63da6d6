package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomTicketKeysTest {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] STATE = {1, 2, 3};

    private final TestClock clock = new TestClock();
    private final RandomTicketKeys keys = new RandomTicketKeys(CRYPTO, clock, Duration.ofHours(2));

    @Test
    void aNewKeyEachHourAndTheOldOnesOpenAsLongAsTheirTicketsAreFresh() {
        TicketKey first = keys.keys().get(0);
        byte[] early = first.seal(CRYPTO, STATE);
        clock.pass(Duration.ofMinutes(59));
        assertEquals(List.of(first), keys.keys());
        byte[] late = first.seal(CRYPTO, STATE);
        clock.pass(Duration.ofMinutes(1));
        TicketKey second = keys.keys().get(0);
        assertNotSame(first, second);
        assertEquals(List.of(second, first), keys.keys());
        assertArrayEquals(STATE, first.open(CRYPTO, early));
        clock.pass(Duration.ofMinutes(118)); // the late ticket is not yet two hours old
        TicketKey third = keys.keys().get(0);
        assertEquals(List.of(third, second, first), keys.keys());
        assertArrayEquals(STATE, first.open(CRYPTO, late));
        clock.pass(Duration.ofMinutes(61));
        assertEquals(List.of(keys.keys().get(0), third, second), keys.keys());
        assertNull(first.open(CRYPTO, late));
        assertNull(first.seal(CRYPTO, STATE));
    }

    @Test
    void afterALongPauseAllAreNew() {
        TicketKey first = keys.keys().get(0);
        clock.pass(Duration.ofDays(30));
        List<TicketKey> now = keys.keys();
        assertEquals(1, now.size());
        assertNotSame(first, now.get(0));
        assertNull(first.seal(CRYPTO, STATE));
    }

    @Test
    void aClockThatGoesBackChangesNothing() {
        TicketKey first = keys.keys().get(0);
        clock.pass(Duration.ofHours(-5));
        assertSame(first, keys.keys().get(0));
        assertArrayEquals(STATE, first.open(CRYPTO, first.seal(CRYPTO, STATE)));
    }
}
