package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCodec;
import dev.drawbridge.session.SessionDer;
import dev.drawbridge.session.SessionException;
import dev.drawbridge.session.TicketKey;
import dev.drawbridge.session.TicketSessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Sessions and tickets that somebody else wrote. */
class SessionFuzz {
    /** Certificates and the fuzzer's own hooks. */
    private static final long MAX_ALLOCATION = 32 << 20;
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final TicketKey KEY = new RandomTicketKeys(CRYPTO, CLOCK, Duration.ofDays(1)).keys().get(0);
    private static final TicketSessions SESSIONS = new TicketSessions(CRYPTO, () -> List.of(KEY), 2, new byte[0], CLOCK);

    /** DER of a session: one that comes out as it went in, and whose values are then ours, or an error. */
    @FuzzTest
    void session(byte[] input) {
        Allocation.within(MAX_ALLOCATION, () -> {
            try {
                assertArrayEquals(input, SessionDer.parse(input).encoded());
                SessionCodec.Decoded first = SessionCodec.decode(input);
                byte[] ours = SessionCodec.encode(first.session(), first.context());
                SessionCodec.Decoded second = SessionCodec.decode(ours);
                assertArrayEquals(ours, SessionCodec.encode(second.session(), second.context()));
                assertArrayEquals(first.session().secret().bytes(), second.session().secret().bytes());
            } catch (SessionException e) {
                assertTrue(e.getMessage().length() < 1000, "a message as long as its cause");
            }
        });
    }

    /** A state that is sealed under the right key, then the bytes of a ticket with the right name: nothing but a fresh session opens. */
    @FuzzTest
    void ticket(byte[] input) {
        Allocation.within(MAX_ALLOCATION, () -> {
            byte[] ticket = KEY.seal(CRYPTO, input);
            if (ticket == null) {
                return;
            }
            assertArrayEquals(input, KEY.open(CRYPTO, ticket));
            Session session = SESSIONS.open(ticket);
            if (session != null) {
                assertTrue(session.fresh(CLOCK.instant()));
                assertNotNull(SESSIONS.seal(session));
            }
            byte[] forged = Arrays.copyOf(ticket, 16 + input.length);
            System.arraycopy(input, 0, forged, 16, input.length);
            assertNull(SESSIONS.open(forged));
            assertNull(SESSIONS.open(input));
        });
    }
}
