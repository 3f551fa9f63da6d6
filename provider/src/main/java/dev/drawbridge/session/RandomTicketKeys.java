package dev.drawbridge.session;

import dev.drawbridge.crypto.Crypto;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Random keys that never leave the process: a new one each hour. An old one opens tickets as long as one that it sealed may be fresh, then it
 * is wiped. RFC 5077 section 5.5: "The keys should be changed regularly." All this happens when keys are asked for; no thread waits for
 * it, so a server without connections keeps its last keys.
 */
public final class RandomTicketKeys implements TicketKeys {
    /** How long a key seals. */
    public static final Duration SEALING_TIME = Duration.ofHours(1);

    private final Crypto crypto;
    private final InstantSource clock;
    private final Duration longestTicket;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Ring ring;

    /**
     * The keys and until when the first of them seals.
     *
     * @param keys newest first
     * @param made when each of them was
     */
    private record Ring(List<TicketKey> keys, List<Instant> made) {
        boolean current(Instant now) {
            return now.isBefore(made.get(0).plus(SEALING_TIME));
        }
    }

    /**
     * Keys for tickets of a limited age.
     *
     * @param longestTicket no ticket is fresh for longer after it was sealed
     */
    public RandomTicketKeys(Crypto crypto, InstantSource clock, Duration longestTicket) {
        this.crypto = crypto;
        this.clock = clock;
        this.longestTicket = longestTicket;
    }

    @Override
    public List<TicketKey> keys() {
        Instant now = clock.instant();
        Ring r = ring;
        return r != null && r.current(now) ? r.keys : turned(now).keys;
    }

    private Ring turned(Instant now) {
        lock.lock();
        try {
            Ring old = ring;
            if (old != null && old.current(now)) {
                return old;
            }
            List<TicketKey> keys = new ArrayList<>(List.of(TicketKey.random(crypto)));
            List<Instant> made = new ArrayList<>(List.of(now));
            for (int i = 0; old != null && i < old.keys.size(); i++) {
                if (now.isBefore(old.made.get(i).plus(SEALING_TIME).plus(longestTicket))) {
                    keys.add(old.keys.get(i));
                    made.add(old.made.get(i));
                } else {
                    old.keys.get(i).wipe();
                }
            }
            ring = new Ring(List.copyOf(keys), List.copyOf(made));
            return ring;
        } finally {
            lock.unlock();
        }
    }
}
