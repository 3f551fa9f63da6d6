package dev.drawbridge.config.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of a list.
 *
 * @param text without the blanks around it; may be empty
 * @param position where it begins in the list, counted from 1
 */
public record ListWord(String text, int position) {

    /** The words between separators, blanks around them cut away, empty ones kept; the empty list has one, which is empty. */
    static List<ListWord> split(String list, char separator) {
        return split(list, separator, 0);
    }

    /** The same of a part of a list that begins at {@code offset}. */
    static List<ListWord> split(String list, char separator, int offset) {
        List<ListWord> words = new ArrayList<>();
        int start = 0;
        while (start <= list.length()) {
            int end = list.indexOf(separator, start);
            if (end < 0) {
                end = list.length();
            }
            int first = start;
            int last = end;
            while (first < last && blank(list.charAt(first))) {
                first++;
            }
            while (last > first && blank(list.charAt(last - 1))) {
                last--;
            }
            words.add(new ListWord(list.substring(first, last), offset + first + 1));
            start = end + 1;
        }
        return words;
    }

    private static boolean blank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
