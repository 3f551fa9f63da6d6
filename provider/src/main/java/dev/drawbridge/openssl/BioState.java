package dev.drawbridge.openssl;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** What a {@link Bio} remembers beside its data: who refers to it, what is to be tried again, what failed, and how much has passed. */
abstract class BioState {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int IO_SPECIAL = 4;
    private static final int SHOULD_RETRY = 8;

    private final BioType type;
    private final AtomicInteger references = new AtomicInteger(1);
    private int retryFlags;
    private Bio.RetryReason retryReason = Bio.RetryReason.NONE;
    private IOException lastError;
    private long numberRead;
    private long numberWritten;

    BioState(BioType type) {
        this.type = type;
    }

    /**
     * What kind this is ({@code BIO_method_type}, {@code BIO_method_name}).
     *
     * @return with OpenSSL's name and number
     */
    public final BioType type() {
        return type;
    }

    // References

    /**
     * One more reference ({@code BIO_up_ref}), which needs one more {@link Bio#close}.
     *
     * @throws IllegalStateException when the last one was given back
     */
    public final void upRef() {
        requireAlive();
        references.incrementAndGet();
    }

    /** Whether that was the last reference. Giving back more than there were does nothing, as AutoCloseable wants it. */
    final boolean downRef() {
        return references.getAndUpdate(n -> Math.max(n - 1, 0)) == 1;
    }

    final boolean isShared() {
        return references.get() > 1;
    }

    final void requireAlive() {
        if (references.get() == 0) {
            throw new IllegalStateException("this " + type.methodName() + " BIO was freed: its last reference was closed");
        }
    }

    // Retrying, BIO_should_retry(3)

    /**
     * Whether the last call can be made again later, with a better result ({@code BIO_should_retry(3)}).
     *
     * @return false: it succeeded, or reached the end, or failed
     */
    public final boolean shouldRetry() {
        return (retryFlags & SHOULD_RETRY) != 0;
    }

    /**
     * Whether it waits for something to read ({@code BIO_should_read}).
     *
     * @return meaningful under {@link #shouldRetry}
     */
    public final boolean shouldRead() {
        return (retryFlags & READ) != 0;
    }

    /**
     * Whether it waits for room to write ({@code BIO_should_write}).
     *
     * @return meaningful under {@link #shouldRetry}
     */
    public final boolean shouldWrite() {
        return (retryFlags & WRITE) != 0;
    }

    /**
     * Whether it waits for something else ({@code BIO_should_io_special}), which {@link #retryReason} tells.
     *
     * @return meaningful under {@link #shouldRetry}
     */
    public final boolean shouldIoSpecial() {
        return (retryFlags & IO_SPECIAL) != 0;
    }

    /**
     * What it waits for if not for bytes ({@code BIO_get_retry_reason}).
     *
     * @return meaningful under {@link #shouldIoSpecial}
     */
    public final Bio.RetryReason retryReason() {
        return retryReason;
    }

    /** Nothing is to be retried ({@code BIO_clear_retry_flags}). */
    public final void clearRetryFlags() {
        retryFlags = 0;
    }

    final int retryRead() {
        retryFlags |= READ | SHOULD_RETRY;
        return -1;
    }

    final int retryWrite() {
        retryFlags |= WRITE | SHOULD_RETRY;
        return -1;
    }

    final void retrySpecial() {
        retryFlags |= IO_SPECIAL | SHOULD_RETRY;
    }

    final void retryReason(Bio.RetryReason reason) {
        retryReason = reason;
    }

    final void copyRetry(BioState other) {
        retryFlags |= other.retryFlags;
        retryReason = other.retryReason;
        lastError = other.lastError;
    }

    // What failed

    /**
     * Why the last call of this Bio failed, where OpenSSL has its error queue.
     *
     * @return the exception of the socket, or one that says what was wrong; null when it did not fail, or is to be retried, or reached the end
     */
    public final IOException lastError() {
        return lastError;
    }

    final int fail(IOException reason) {
        lastError = reason;
        return -1;
    }

    final int fail(String reason) {
        return fail(new IOException(type.methodName() + " BIO: " + reason));
    }

    /** Closes what may be null; closing changes no result, but what it failed of is kept. */
    final void shut(Closeable open) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    final void clearError() {
        lastError = null;
    }

    // What has passed

    /**
     * How many bytes were read in all ({@code BIO_number_read}).
     *
     * @return by the caller of this Bio, not by this Bio from the next; OpenSSL does not count gets, so nor is it here
     */
    public final long numberRead() {
        return numberRead;
    }

    /**
     * How many bytes were written in all ({@code BIO_number_written}).
     *
     * @return by the caller of this Bio, not by this Bio to the next
     */
    public final long numberWritten() {
        return numberWritten;
    }

    final void count(boolean read, int bytes) {
        if (read) {
            numberRead += bytes;
        } else {
            numberWritten += bytes;
        }
    }
}
