package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SessionStore;
import dev.drawbridge.session.MapStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cache that takes its time to open, or cannot be opened. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfiguredStoreTest {
    private static final byte[] ID = new byte[32];
    private static final byte[] VALUE = {1, 2, 3};

    private final MapStore cache = new MapStore();
    private final BlockingQueue<Supplier<SessionStore>> opens = new LinkedBlockingQueue<>();
    private final ConfiguredStore store = new ConfiguredStore("the store", () -> {
        try {
            return opens.take().get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    });

    private static SessionStore fails() {
        throw new IllegalStateException("no cluster");
    }

    private CompletableFuture<Void> put() {
        return store.put(ID, VALUE, Duration.ofHours(1)).toCompletableFuture();
    }

    private byte[] get() {
        return store.get(ID).toCompletableFuture().join();
    }

    @Test
    void whileItOpensNothingIsFoundAndWhatIsPutWaits() {
        assertNull(get());
        assertNull(store.take(ID).toCompletableFuture().join());
        CompletableFuture<Void> put = put();
        assertFalse(put.isDone());
        opens.add(() -> cache);
        put.join();
        assertArrayEquals(VALUE, get());
        assertArrayEquals(VALUE, store.take(ID).toCompletableFuture().join());
        assertNull(get());
        put().join();
        store.remove(ID).toCompletableFuture().join();
        assertTrue(cache.values.isEmpty());
    }

    @Test
    void whatCannotBeOpenedIsTriedAgain() throws Exception {
        CompletableFuture<Void> put = put();
        opens.add(ConfiguredStoreTest::fails);
        assertEquals("no cluster", assertThrows(CompletionException.class, put::join).getCause().getMessage());
        opens.add(() -> cache);
        while (true) {
            try {
                get();
                break;
            } catch (CompletionException e) {
                assertEquals("no cluster", e.getCause().getMessage());
                TimeUnit.MILLISECONDS.sleep(1); // until it is open, calls fail
            }
        }
        put().join();
        assertArrayEquals(VALUE, get());
    }
}
