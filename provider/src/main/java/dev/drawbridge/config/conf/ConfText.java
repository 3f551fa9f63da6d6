package dev.drawbridge.config.conf;

/**
 * The text of one value, expanded: quotes and escapes taken away, variables put in (config(5)).
 */
final class ConfText {
    private static final int MAX_LENGTH = 65536;
    private static final String PUNCTUATION = "!%&*+,-./;?@^|~";
    private static final String QUOTES = "\"'`";

    private final ConfFile file;
    private final ConfReading reading;
    private final Origin origin;
    private final boolean dollarId;

    /** @param dollarId whether a dollar sign is a letter unless a brace follows */
    ConfText(ConfFile file, ConfReading reading, Origin origin, boolean dollarId) {
        this.file = file;
        this.reading = reading;
        this.origin = origin;
        this.dollarId = dollarId;
    }

    static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** What variables are called. */
    static boolean ofVariable(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
    }

    /** What names and sections are called. */
    static boolean ofName(char c) {
        return ofVariable(c) || PUNCTUATION.indexOf(c) >= 0;
    }

    static boolean quote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    /** The line without its comment: what follows a # that is neither quoted nor escaped. */
    static String withoutComment(String line) {
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '#') {
                return line.substring(0, at);
            }
            if (quote(c)) {
                at = afterQuoted(line, at);
            } else {
                at += c == '\\' ? 2 : 1;
            }
        }
        return line;
    }

    /** The place after the quoted text that begins here; the end of the line when nothing closes it. */
    private static int afterQuoted(String line, int start) {
        char quote = line.charAt(start);
        int at = start + 1;
        while (at < line.length() && line.charAt(at) != quote) {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, line.length());
    }

    /** The value of {@code text} in a section; null stands for none, which sees the default section only. */
    String expand(String section, String text) throws ConfException {
        StringBuilder out = new StringBuilder();
        int room = text.length() + 1; // as OpenSSL counts: escapes and quotes do not make it less
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote(c)) {
                at = quoted(text, at, out);
            } else if (c == '\\') {
                at = escaped(text, at, out);
            } else if (c == '$' && (!dollarId || bracketAt(text, at + 1) != 0)) {
                Reference reference = Reference.at(text, at, this);
                String value = lookUp(section, reference);
                room += value.length() - (reference.end - at);
                if (room > MAX_LENGTH) {
                    throw new ConfException(origin, "variable expansion too long", "a value of at most " + MAX_LENGTH + " characters");
                }
                out.append(value);
                at = reference.end;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    private int quoted(String text, int start, StringBuilder out) throws ConfException {
        char quote = text.charAt(start);
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                out.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            reading.passOver(origin, "a quote is not closed", "another " + quote);
        }
        return at + 1;
    }

    private int escaped(String text, int start, StringBuilder out) throws ConfException {
        if (start + 1 == text.length()) {
            reading.passOver(origin, "nothing follows the backslash at the end of the value", "a character, or no backslash");
            return text.length();
        }
        char c = text.charAt(start + 1);
        out.append(switch (c) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 'b' -> '\b';
            case 't' -> '\t';
            default -> c;
        });
        return start + 2;
    }

    private String lookUp(String section, Reference reference) throws ConfException {
        String where = reference.section != null ? reference.section : section;
        String value = file.variable(where, reference.name);
        if (value == null) {
            throw new ConfException(origin, "variable has no value: $" + (reference.section == null ? "" : reference.section + "::")
                    + reference.name, "a name that has a value before this line, in its section or in the default section");
        }
        return value;
    }

    /** The closing bracket of the opening one at this place, or 0 when there is none. */
    private static char bracketAt(String text, int at) {
        char c = at < text.length() ? text.charAt(at) : 0;
        return c == '{' ? '}' : c == '(' ? ')' : 0;
    }

    /** {@code $name}, <code>${name}</code>, {@code $(name)}, each also with {@code section::} before the name. */
    private record Reference(String section, String name, int end) {

        static Reference at(String text, int start, ConfText how) throws ConfException {
            char close = bracketAt(text, start + 1);
            int from = close == 0 ? start + 1 : start + 2;
            int end = how.endOfVariable(text, from);
            String section = null;
            if (text.startsWith("::", end)) {
                section = text.substring(from, end);
                from = end + 2;
                end = how.endOfVariable(text, from);
            }
            String name = text.substring(from, end);
            if (close == 0) {
                return new Reference(section, name, end);
            }
            if (end == text.length() || text.charAt(end) != close) {
                throw new ConfException(how.origin, "no close brace", close + " after the name of the variable '" + name + "'");
            }
            return new Reference(section, name, end + 1);
        }
    }

    private int endOfVariable(String text, int start) {
        int at = start;
        while (at < text.length() && (ofVariable(text.charAt(at)) || dollarId && text.charAt(at) == '$')) {
            at++;
        }
        return at;
    }
}
