package dev.drawbridge.openssl;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The errors of this thread, the oldest first: OpenSSL's error queue (ERR_get_error(3)). Each call that fails adds to it; nobody but the program
 * takes away, except that the oldest goes when there are more than 16, as in OpenSSL. What {@link Ssl#getError} answers does not depend on it.
 */
public final class ErrorQueue {
    /** OpenSSL's {@code ERR_NUM_ERRORS}. */
    private static final int MOST = 16;
    private static final ThreadLocal<Deque<OpensslError>> QUEUE = ThreadLocal.withInitial(ArrayDeque::new);

    private ErrorQueue() {
    }

    static OpensslError put(OpensslError error) {
        Deque<OpensslError> queue = QUEUE.get();
        if (queue.size() == MOST) {
            queue.removeFirst();
        }
        queue.addLast(error);
        return error;
    }

    /** Takes the oldest, or null when there is none ({@code ERR_get_error}). */
    public static OpensslError get() {
        OpensslError error = QUEUE.get().pollFirst();
        dropIfEmpty();
        return error;
    }

    /** The oldest, which stays, or null ({@code ERR_peek_error}). */
    public static OpensslError peek() {
        return QUEUE.get().peekFirst();
    }

    /** The newest, which stays, or null ({@code ERR_peek_last_error}). */
    public static OpensslError peekLast() {
        return QUEUE.get().peekLast();
    }

    /** Forgets all ({@code ERR_clear_error}). */
    public static void clear() {
        QUEUE.remove();
    }

    /** Takes all and prints a line each ({@code ERR_print_errors_fp}). */
    public static void print(PrintStream out) {
        try {
            print((Appendable) out);
        } catch (IOException e) {
            throw new UncheckedIOException("a PrintStream does not throw", e);
        }
    }

    /** The same into text of any kind. */
    public static void print(Appendable out) throws IOException {
        String thread = String.format("%08X", Thread.currentThread().getId());
        for (OpensslError e = get(); e != null; e = get()) {
            out.append(e.line(thread)).append('\n');
        }
    }

    /** The same into a Bio ({@code ERR_print_errors}). */
    public static void print(Bio out) {
        StringBuilder text = new StringBuilder();
        try {
            print(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder does not throw", e);
        }
        out.puts(text.toString());
    }

    /** A thread without errors keeps nothing. */
    private static void dropIfEmpty() {
        if (QUEUE.get().isEmpty()) {
            QUEUE.remove();
        }
    }
}
