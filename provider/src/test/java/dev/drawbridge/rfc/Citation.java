package dev.drawbridge.rfc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A quotation from an RFC: the number, the word section or appendix, its number, and after that the quoted words. What is quoted later in
 * the same comment is from the same section, until another section or RFC is named. A single quoted word is a name, no citation.
 *
 * @param offset where the comment starts in the file
 * @param end where the comment ends
 */
record Citation(String rfc, String section, String quote, int line, int offset, int end) {
    private static final String NUMBER = "(?:\\d+|[A-Z])(?:\\.\\d+)*\\b";
    private static final Pattern REFERENCE =
            Pattern.compile("RFC (?<rfc>\\d+)(?:,? (?:section|appendix) (?<section>" + NUMBER + "))?"
                    + "|(?:[Ss]ection|[Aa]ppendix) (?<same>" + NUMBER + ")");
    /** The text of a line that has a comment alone, of either kind. */
    private static final Pattern COMMENT_LINE = Pattern.compile("\\s*(?://|/\\*\\*?|\\*/|\\*)(?<text>.*?)(?:\\*/)?");

    static List<Citation> inJava(String source) {
        List<Citation> found = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        int offset = 0;
        int start = 0;
        int line = 0;
        for (String text : source.split("\n", -1)) {
            line++;
            Matcher matcher = COMMENT_LINE.matcher(text);
            if (matcher.matches()) {
                start = comment.isEmpty() ? offset : start;
                comment.append(matcher.group("text").strip()).append(' ');
            } else if (!comment.isEmpty()) {
                found.addAll(in(comment.toString(), line - 1, start, offset));
                comment.setLength(0);
            }
            offset += text.length() + 1;
        }
        return found;
    }

    /** The citations in a text of which only the words count. */
    static List<Citation> in(String text, int line, int offset, int end) {
        String words = text.replace("&lt;", "<").replace("&gt;", ">").replaceAll("\\s+", " ");
        List<Citation> found = new ArrayList<>();
        String rfc = null;
        String section = null;
        Matcher reference = REFERENCE.matcher(words);
        for (int at = 0; at < words.length(); at++) {
            if (words.charAt(at) == '"') {
                int close = closing(words, at);
                String quote = words.substring(at + 1, close);
                if (section != null && quote.strip().contains(" ")) {
                    found.add(new Citation(rfc, section, quote, line, offset, end));
                }
                at = close;
            } else if (reference.region(at, words.length()).lookingAt()) {
                String number = reference.group("rfc");
                rfc = number != null ? number : rfc;
                section = reference.group(number != null ? "section" : "same");
                at = reference.end() - 1;
            }
        }
        return found;
    }

    /** Where the quotation that starts at {@code open} ends; it may hold quotations, as RFCs quote the names of extensions and alerts. */
    private static int closing(String text, int open) {
        int depth = 0;
        for (int at = open; at < text.length(); at++) {
            if (text.charAt(at) == '"') {
                boolean afterGap = at == 0 || " ([/".indexOf(text.charAt(at - 1)) >= 0;
                boolean beforeWord = at + 1 < text.length() && text.charAt(at + 1) != ' ';
                depth += at == open || afterGap && beforeWord ? 1 : -1;
                if (depth == 0) {
                    return at;
                }
            }
        }
        return text.length();
    }
}
