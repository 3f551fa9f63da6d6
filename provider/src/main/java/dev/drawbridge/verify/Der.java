package dev.drawbridge.verify;

/** A look at DER before anybody parses it. */
final class Der {
    private Der() {
    }

    /**
     * Whether a SEQUENCE with a definite length fills all of {@code der}. Parsers also take what follows it, and lengths of BER that they
     * unfold by recursion, as deep as the peer likes.
     */
    static boolean isOneSequence(byte[] der) {
        if (der.length < 2 || der[0] != 0x30) {
            return false;
        }
        int first = der[1] & 0xff;
        if (first < 0x80) {
            return der.length == 2 + first;
        }
        int lengthBytes = first & 0x7f;
        if (lengthBytes == 0 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | der[2 + i] & 0xff;
        }
        return der.length == 2 + lengthBytes + length;
    }
}
