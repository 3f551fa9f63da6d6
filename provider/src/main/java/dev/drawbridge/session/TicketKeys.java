package dev.drawbridge.session;

import java.util.List;

/** The keys that protect tickets now. Safe for many threads. */
@FunctionalInterface
public interface TicketKeys {
    /** The first seals, all open; never empty. A key that is gone from the list is wiped, and seals and opens nothing more. */
    List<TicketKey> keys();
}
