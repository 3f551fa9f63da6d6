package dev.drawbridge.it.soak;

/** The pseudo-random bytes that a seed stands for; both ends make them, so that every byte is compared with what was sent. */
final class Noise {
    private long state;
    private long word;
    private int left;

    Noise(long seed) {
        state = seed * 0x9e3779b97f4a7c15L | 1; // xorshift's state is never 0
    }

    byte next() {
        if (left == 0) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            word = state * 0x2545f4914f6cdd1dL;
            left = Long.BYTES;
        }
        left--;
        byte b = (byte) word;
        word >>>= 8;
        return b;
    }
}
