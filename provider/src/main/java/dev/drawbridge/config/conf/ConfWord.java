package dev.drawbridge.config.conf;

/** A word of a list such as {@code Options}: sets something, or with a minus in front clears it. */
interface ConfWord {
    /** As the manual writes it; case does not count. */
    String word();

    /** The side that has the word, or null when both have it. */
    default ConfRole role() {
        return null;
    }
}
