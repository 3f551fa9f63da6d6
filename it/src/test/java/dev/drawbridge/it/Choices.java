package dev.drawbridge.it;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random choices read from an input of a fuzzer, so that each of its mutations changes a choice and keeps the others. Where the input
 * ends, they go on from a seed that depends on it alone.
 */
final class Choices implements RandomGenerator {
    private final byte[] input;
    private final SplittableRandom after;
    private int at;

    Choices(byte[] input) {
        this.input = input;
        this.after = new SplittableRandom(Arrays.hashCode(input));
    }

    /** Whether the input has no further byte. */
    boolean ended() {
        return at >= input.length;
    }

    /** All bytes that are left. */
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(input, Math.min(at, input.length), input.length);
        at = input.length;
        return rest;
    }

    /** The next bytes, fewer where the input ends. */
    byte[] bytes(int length) {
        byte[] some = Arrays.copyOfRange(input, Math.min(at, input.length), Math.min(input.length, at + length));
        at += some.length;
        return some;
    }

    @Override
    public long nextLong() {
        return ended() ? after.nextLong() : number(8);
    }

    @Override
    public int nextInt() {
        return ended() ? after.nextInt() : (int) number(4);
    }

    /** One byte of the input for a choice of at most 256, two for 65,536. */
    @Override
    public int nextInt(int bound) {
        return ended() ? after.nextInt(bound) : (int) (number(bound <= 1 << 8 ? 1 : bound <= 1 << 16 ? 2 : 4) % bound);
    }

    @Override
    public boolean nextBoolean() {
        return nextInt(2) == 1;
    }

    @Override
    public void nextBytes(byte[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) nextInt(256);
        }
    }

    /** A big-endian number of the input, padded with zeros; not negative for fewer than eight bytes. */
    private long number(int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | (at < input.length ? input[at++] & 0xff : 0);
        }
        return number;
    }
}
