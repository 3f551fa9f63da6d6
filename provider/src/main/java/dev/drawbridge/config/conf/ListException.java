package dev.drawbridge.config.conf;

/** A list says something that cannot be done: which list, OpenSSL's reason, where, the word, and what was expected. */
public final class ListException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int position;
    private final String word;

    /**
     * @param list which list, for people: {@code cipher string}
     * @param reason OpenSSL's words for it
     * @param position where the word begins, counted from 1
     * @param word the word, as written
     * @param expected what may stand there
     */
    public ListException(String list, String reason, int position, String word, String expected) {
        super(list + ", character " + position + ", '" + word + "': " + reason + "; expected " + expected);
        this.reason = reason;
        this.position = position;
        this.word = word;
    }

    /** OpenSSL's words for what is wrong, for example {@code no cipher match}. */
    public String reason() {
        return reason;
    }

    /** Where the word begins, counted from 1. */
    public int position() {
        return position;
    }

    public String word() {
        return word;
    }
}
