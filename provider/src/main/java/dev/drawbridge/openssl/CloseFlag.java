package dev.drawbridge.openssl;

/** Whether a {@link Bio} that is freed also closes what is below it, a socket for example ({@code BIO_CLOSE}, {@code BIO_NOCLOSE}). */
public enum CloseFlag {
    /** It is closed with the Bio. */
    CLOSE,
    /** It stays open and is its owner's to close. */
    NOCLOSE
}
