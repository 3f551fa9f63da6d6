package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Hash;
import java.util.Arrays;

/** Two running hashes of the same bytes, one after the other in the end. */
record TwofoldHash(Hash first, Hash second) implements Hash {
    @Override
    public void update(byte[] in, int offset, int length) {
        first.update(in, offset, length);
        second.update(in, offset, length);
    }

    @Override
    public byte[] peek() {
        byte[] one = first.peek();
        byte[] other = second.peek();
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Override
    public Hash fork() {
        return new TwofoldHash(first.fork(), second.fork());
    }
}
