package dev.drawbridge.session;

import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TicketKeyFile;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Keys that a program gives, which is asked each time. When its answer cannot be used, that is told and the keys stay as they were. */
public final class GivenTicketKeys implements TicketKeys {
    private final dev.drawbridge.TicketKeys source;
    private final Consumer<String> tell;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Given last;

    /** What was given, as the keys were made of it. */
    private record Given(List<byte[]> bytes, List<TicketKey> keys) {
        boolean of(List<byte[]> others) {
            if (bytes.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < bytes.size(); i++) {
                if (!MessageDigest.isEqual(bytes.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }

        void wipe() {
            keys.forEach(TicketKey::wipe);
            bytes.forEach(b -> Arrays.fill(b, (byte) 0));
        }
    }

    /**
     * Asks for the first keys.
     *
     * @param tell gets what is wrong with later ones
     * @throws IllegalArgumentException when they cannot be used
     */
    public GivenTicketKeys(dev.drawbridge.TicketKeys source, Consumer<String> tell) {
        this.source = source;
        this.tell = tell;
        try {
            last = made(copy(source.keys()));
        } catch (StoreException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static List<byte[]> copy(List<byte[]> given) throws StoreException {
        if (given == null || given.isEmpty() || given.stream().anyMatch(Objects::isNull)) {
            throw new StoreException("ticket keys: " + (given == null || given.isEmpty() ? "there is none" : "one is null")
                    + "; expected at least one of 48 or 80 bytes");
        }
        return given.stream().map(byte[]::clone).toList();
    }

    private static Given made(List<byte[]> bytes) throws StoreException {
        List<TicketKey> keys = new ArrayList<>();
        boolean good = false;
        try {
            for (int i = 0; i < bytes.size(); i++) {
                TicketKeyFile key = TicketKeyFile.given(i + 1, bytes.get(i));
                boolean known = keys.stream().anyMatch(k -> k.named(key.name()));
                keys.add(new TicketKey(key.name(), key.aes(), key.hmac()));
                if (known) {
                    throw new StoreException("ticket key " + (i + 1) + ": has the same name (the first 16 bytes) as one before it, so it would open"
                            + " nothing; expected a key of its own");
                }
            }
            good = true;
            return new Given(bytes, List.copyOf(keys));
        } finally {
            if (!good) {
                new Given(bytes, keys).wipe();
            }
        }
    }

    @Override
    public List<TicketKey> keys() {
        try {
            List<byte[]> given = source.keys();
            Given now = last;
            if (given != null && now.of(given)) {
                return now.keys;
            }
            return changed(copy(given)).keys;
        } catch (StoreException | RuntimeException e) {
            tell.accept("the ticket keys before stay in use: " + (e instanceof StoreException ? e.getMessage() : e.toString()));
            return last.keys;
        }
    }

    private Given changed(List<byte[]> bytes) throws StoreException {
        lock.lock();
        try {
            if (!last.of(bytes)) {
                Given before = last;
                last = made(bytes);
                before.wipe();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "GivenTicketKeys[" + last.keys + "]";
    }
}
