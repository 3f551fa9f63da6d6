package dev.drawbridge.store;

/**
 * Where something was found, for messages.
 *
 * @param origin the file, or what else the bytes come from
 * @param block the number of the PEM block, from 1; 0 when the whole is meant
 * @param line the line of its BEGIN
 */
record Place(String origin, int block, int line) {

    /** All of a file. */
    static Place whole(String origin) {
        return new Place(origin, 0, 0);
    }

    /** An error here: what is wrong and what was expected. */
    StoreException error(String what) {
        return new StoreException(this + ": " + what);
    }

    /** An error here for which OpenSSL has a word: {@code bad decrypt}. */
    StoreException error(String what, String opensslReason) {
        return error(what, opensslReason, null);
    }

    /** The same with its cause, or null. The message of the cause may hold bytes of a key and is not part of ours. */
    StoreException error(String what, String opensslReason, Throwable cause) {
        return new StoreException(this + ": " + what + " (" + opensslReason + ")", opensslReason, cause);
    }

    /** For example {@code server.pem, block 2 at line 31}. */
    @Override
    public String toString() {
        return block == 0 ? origin : origin + ", block " + block + " at line " + line;
    }
}
