package dev.drawbridge.session;

import dev.drawbridge.SessionStore;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Calls of a store by threads of our own, so that one that hangs holds nobody up: whoever waits for an answer waits for a bounded time, and
 * whoever does not goes on at once. Threads, waiting calls and calls under way are bounded too; what is more than that is not called.
 */
final class StoreCalls {
    private static final int THREADS = 8;
    private static final int WAITING = 1024;
    /** How many calls that nobody waits for may be without an answer. */
    private static final int MOST_UNDER_WAY = 1024;
    /** After which a call that nobody waits for is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 200;

    private final SessionStore store;
    private final Duration timeout;
    private final StoreHealth asked;
    private final StoreHealth sent;
    private final ThreadPoolExecutor threads;
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    private final LongAdder failures = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * Calls of a store.
     *
     * @param timeout how long an answer is waited for
     * @param asked the store's health as those see it who wait
     * @param sent and as the others do
     */
    StoreCalls(SessionStore store, Duration timeout, StoreHealth asked, StoreHealth sent) {
        this.store = store;
        this.timeout = timeout;
        this.asked = asked;
        this.sent = sent;
        // That of whoever chose the store, who may mean to find something by it; the threads end with their work.
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        threads = new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), run -> {
            Thread t = new Thread(run, "drawbridge-store");
            t.setDaemon(true);
            t.setContextClassLoader(loader);
            return t;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** The answer, or null when there is none in time. */
    byte[] answer(Function<SessionStore, CompletionStage<byte[]>> call) {
        if (!asked.mayCall()) {
            dropped.increment();
            return null;
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        call(call, answer);
        try {
            byte[] value = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            asked.worked();
            return value;
        } catch (TimeoutException e) {
            answer.cancel(false); // no interrupt: it would close a channel that the store's other calls use
            failed(asked, "there was no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException | CancellationException e) {
            failed(asked, reason(e));
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /**
     * Calls without waiting.
     *
     * @param must whether a store is called that does not answer, too
     * @return completed when it is over, however it ended
     */
    CompletionStage<Void> send(Function<SessionStore, CompletionStage<Void>> call, boolean must) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        if (!sent.mayCall() && !must || !underWay.tryAcquire()) {
            dropped.increment();
            over.complete(null);
            return over;
        }
        CompletableFuture<Void> done = new CompletableFuture<Void>().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        CompletionStage<Void> ending = done;
        ending.whenComplete((nothing, failure) -> {
            underWay.release();
            over.complete(null);
            if (failure == null) {
                sent.worked();
            } else {
                failed(sent, failure instanceof TimeoutException ? "there was no answer within " + PATIENCE.toMillis() + " ms" : reason(failure));
            }
        });
        call(call, done);
        return over;
    }

    private <T> void call(Function<SessionStore, CompletionStage<T>> call, CompletableFuture<T> result) {
        try {
            threads.execute(() -> {
                if (!result.isDone()) {
                    ask(call, result);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException(WAITING + " calls wait for an answer", e));
        }
    }

    /** Foreign code may throw what it should return, or anything else: all of it is a failed call. */
    private <T> void ask(Function<SessionStore, CompletionStage<T>> call, CompletableFuture<T> result) {
        try {
            call.apply(store).whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void failed(StoreHealth health, String reason) {
        failures.increment();
        health.failed(reason);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.toString();
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
    }

    /** How many calls failed. */
    long failures() {
        return failures.sum();
    }

    /** How many calls were not made. */
    long dropped() {
        return dropped.sum();
    }
}
