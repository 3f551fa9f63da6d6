package dev.drawbridge.session;

import dev.drawbridge.SessionStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store in memory, which can be told to misbehave. */
public final class MapStore implements SessionStore {
    public final Map<ByteBuffer, byte[]> values = new ConcurrentHashMap<>();
    final Map<ByteBuffer, Duration> lifetimes = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();
    /** What every call does instead, or null. */
    public volatile Supplier<CompletionStage<byte[]>> instead;

    private CompletionStage<byte[]> called(Supplier<byte[]> work) {
        calls.incrementAndGet();
        Supplier<CompletionStage<byte[]>> other = instead;
        return other == null ? CompletableFuture.completedFuture(work.get()) : other.get();
    }

    private static CompletionStage<Void> nothing(CompletionStage<byte[]> stage) {
        return stage == null ? null : stage.thenApply(v -> null);
    }

    @Override
    public CompletionStage<Void> put(byte[] id, byte[] sealed, Duration lifetime) {
        return nothing(called(() -> {
            lifetimes.put(ByteBuffer.wrap(id), lifetime);
            return values.put(ByteBuffer.wrap(id), sealed);
        }));
    }

    @Override
    public CompletionStage<byte[]> get(byte[] id) {
        return called(() -> values.get(ByteBuffer.wrap(id)));
    }

    @Override
    public CompletionStage<Void> remove(byte[] id) {
        return nothing(called(() -> values.remove(ByteBuffer.wrap(id))));
    }

    @Override
    public CompletionStage<byte[]> take(byte[] id) {
        return called(() -> values.remove(ByteBuffer.wrap(id)));
    }

    /** Waits until the store holds so many. */
    public void await(int count) throws InterruptedException {
        while (values.size() != count) {
            Thread.sleep(1);
        }
    }

    @Override
    public String toString() {
        return "map";
    }
}
