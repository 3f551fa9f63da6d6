package dev.drawbridge.it.bogo;

import dev.drawbridge.TicketKeys;
import java.security.SecureRandom;
import java.util.List;

/** The ticket keys of one test, as OpenSSL's callback would choose them. */
final class TicketKeyring implements TicketKeys {
    private static final int LENGTH = 80;

    private final byte[] first;
    private final byte[] second = random();
    private volatile List<byte[]> keys;

    /** {@code given} is null for a random key. */
    TicketKeyring(byte[] given) {
        first = given == null ? random() : given;
        keys = List.of(first);
    }

    private static byte[] random() {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** The keys of the next connection: a ticket of the first key is to be renewed if another seals now, and is none if it is not there. */
    void next(int number, Settings s) {
        keys = number == 0 ? List.of(first) : s.skipTicket ? List.of(second) : s.renewTicket ? List.of(second, first) : List.of(first);
    }

    @Override
    public List<byte[]> keys() {
        return keys;
    }
}
