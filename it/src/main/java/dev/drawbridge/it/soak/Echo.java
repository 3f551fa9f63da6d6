package dev.drawbridge.it.soak;

import java.util.Arrays;

/** Sends back what comes: a word now and then. */
final class Echo implements Talk {
    private static final byte[] NOTHING = {};

    private byte[] word = NOTHING;

    @Override
    public void received(byte[] b, int off, int len) {
        int had = word.length;
        word = Arrays.copyOf(word, had + len);
        System.arraycopy(b, off, word, had, len);
    }

    @Override
    public int next(byte[] b) {
        int n = Math.min(b.length, word.length);
        System.arraycopy(word, 0, b, 0, n);
        word = n == word.length ? NOTHING : Arrays.copyOfRange(word, n, word.length);
        return n;
    }

    @Override
    public boolean whole() {
        return true;
    }

    @Override
    public boolean silent() {
        return word.length == 0;
    }

    @Override
    public Mischief mischief() {
        return null;
    }

    @Override
    public boolean keyUpdateDue() {
        return false;
    }
}
