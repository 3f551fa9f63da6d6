package dev.drawbridge.session;

import dev.drawbridge.crypto.Crypto;
import java.util.List;

/** Seals and opens with the keys of now. */
record Seal(Crypto crypto, TicketKeys keys) {
    /** What became of sealed bytes: the state for the caller to wipe, or null and whether somebody forged them. */
    record Opened(byte[] state, boolean forged) {
    }

    /** Null when there would be too much of it. */
    byte[] seal(byte[] state) {
        TicketKey first = keys.keys().get(0);
        byte[] sealed = first.seal(crypto, state);
        // The key may have been replaced and wiped just now; more than once is not just now.
        TicketKey next = sealed == null ? keys.keys().get(0) : first;
        return sealed != null || next == first ? sealed : next.seal(crypto, state);
    }

    Opened open(byte[] sealed) {
        for (TicketKey key : keys.keys()) {
            if (key.named(sealed)) {
                byte[] state = key.open(crypto, sealed);
                return new Opened(state, state == null && keys.keys().contains(key));
            }
        }
        return new Opened(null, false);
    }

    /** As nginx has it: sealed with another key than the first. */
    boolean stale(byte[] sealed) {
        List<TicketKey> now = keys.keys();
        return !now.get(0).named(sealed);
    }
}
