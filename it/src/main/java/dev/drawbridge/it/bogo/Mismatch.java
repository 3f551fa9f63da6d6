package dev.drawbridge.it.bogo;

/** The connection is not what a flag of the test expects. */
final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
        super(message);
    }

    static void check(boolean expected, String message) throws Mismatch {
        if (!expected) {
            throw new Mismatch(message);
        }
    }

    static void equal(Object expected, Object found, String what) throws Mismatch {
        check(expected.equals(found), what + " is " + found + ", expected " + expected);
    }
}
