package dev.drawbridge.config.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cipher string of OpenSSL, read: the suites below TLS 1.3 that it leaves, in their order, and what else it said. The language is
 * OpenSSL 3.0's to the letter, its oddities included: what it ignores is ignored here and kept in {@link #ignored}, so that a caller who
 * wants mistakes to be errors can have that with {@link #refuseMistakes}.
 *
 * <p>Rules are separated by colons, commas, semicolons or blanks. A rule is a word, or several joined by {@code +} that must all fit; it
 * adds suites, or with {@code +} in front moves them to the end, with {@code -} takes them out, with {@code !} takes them out for good.
 */
public final class CipherString {
    /** What {@code DEFAULT} at the beginning stands for. */
    private static final String DEFAULT_RULES = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
    private static final String DEFAULT_WORD = "DEFAULT";
    private static final String LIST = "cipher string";
    private static final String INVALID_COMMAND = "invalid command";

    /** A part of the string that OpenSSL passes over. */
    public record Ignored(int position, String text, Why why) {
        /** The reason as the error that strict callers make of it. */
        ListException asError() {
            return new ListException(LIST, why.words, position, text, why.expected
                    + (why == Why.UNKNOWN ? CipherWords.hint(text) : ""));
        }
    }

    /** Why a part of the string does nothing. */
    public enum Why {
        /** Neither a suite nor an alias. */
        UNKNOWN("no such suite or alias", "the OpenSSL name of a suite, or an alias such as HIGH or ECDHE"),
        /** A name of suites that OpenSSL 3.0 as it is usually built does not have, such as SEED: no mistake. */
        NOT_BUILT("no suite is built that has this", "a suite that is built"),
        /** Words joined by + that no suite can fit. */
        CONTRADICTION("nothing can be all of this at once", "words that can be true of one suite"),
        /** What stands directly after a command such as @STRENGTH. */
        AFTER_COMMAND("this is thrown away", "a separator after the command"),
        /** What stands after SUITEB128 and its like, which say everything. */
        AFTER_SUITE_B("this is thrown away", "nothing after a Suite B name");

        private final String words;
        private final String expected;

        Why(String words, String expected) {
            this.words = words;
            this.expected = expected;
        }
    }

    private final List<OpensslSuite> suites;
    private final SecurityLevel level;
    private final SuiteB suiteB;
    private final List<Ignored> ignored;

    private CipherString(List<OpensslSuite> suites, SecurityLevel level, SuiteB suiteB, List<Ignored> ignored) {
        this.suites = suites;
        this.level = level;
        this.suiteB = suiteB;
        this.ignored = List.copyOf(ignored);
    }

    /** Reads a string that must leave a suite; OpenSSL's reasons for refusing one are {@code invalid command} and {@code no cipher match}. */
    public static CipherString parse(String text) throws ListException {
        return read(text).requireSuites(text);
    }

    /** Reads a string that may leave nothing. */
    public static CipherString read(String text) throws ListException {
        SuiteB suiteB = SuiteB.at(text);
        if (suiteB != null) {
            int end = suiteB.word().length();
            List<Ignored> rest = end == text.length() ? List.of()
                    : List.of(new Ignored(end + 1, text.substring(end), Why.AFTER_SUITE_B));
            return new CipherString(suiteB.suites(), null, suiteB, rest);
        }
        Reader reader = new Reader();
        int start = 0;
        if (text.startsWith(DEFAULT_WORD)) {
            reader.read(DEFAULT_RULES, 0);
            start = DEFAULT_WORD.length();
        }
        reader.read(text, start);
        return new CipherString(reader.preferences.suites(), reader.level, null, reader.ignored);
    }

    /** This, if it leaves a suite below TLS 1.3. */
    public CipherString requireSuites(String text) throws ListException {
        if (suites.isEmpty()) {
            throw new ListException(LIST, "no cipher match", 1, text, "rules that leave a suite of TLS 1.2 or older");
        }
        return this;
    }

    /** The suites of TLS 1.2 and older, best first. */
    public List<OpensslSuite> suites() {
        return suites;
    }

    /** The level that {@code @SECLEVEL} named last. It filters the use of suites, not this list. */
    public Optional<SecurityLevel> securityLevel() {
        return Optional.ofNullable(level);
    }

    /** The Suite B profile that the string is, which also binds groups and signature algorithms. */
    public Optional<SuiteB> suiteB() {
        return Optional.ofNullable(suiteB);
    }

    /**
     * What holds when this is set after another: after a profile of Suite B nothing but a profile changes anything more, as in OpenSSL, whose
     * certificate flags stay.
     */
    public CipherString after(CipherString before) {
        if (suiteB != null || before.suiteB == null) {
            return this;
        }
        SuiteB standing = before.suiteB.standing();
        return new CipherString(standing.suites(), level, standing, ignored);
    }

    /** What OpenSSL passes over in silence, in its order. */
    public List<Ignored> ignored() {
        return ignored;
    }

    /** Refuses the first part that is passed over, unless it is the name of something that is merely not built. */
    public void refuseMistakes() throws ListException {
        for (Ignored i : ignored) {
            if (i.why() != Why.NOT_BUILT) {
                throw i.asError();
            }
        }
    }

    /** One walk over a string, rule by rule. */
    private static final class Reader {
        final CipherPreferences preferences = new CipherPreferences();
        final List<Ignored> ignored = new ArrayList<>();
        SecurityLevel level;
        private String text;

        void read(String rules, int start) throws ListException {
            text = rules;
            int at = start;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (separates(c)) {
                    at++;
                } else if (c == '@') {
                    at = command(at);
                } else {
                    at = rule(c, at);
                }
            }
        }

        /** Reads a rule and applies it; gives the place after it. */
        private int rule(char first, int start) throws ListException {
            boolean prefixed = first == '-' || first == '+' || first == '!';
            SuitePattern pattern = SuitePattern.ANYTHING;
            int at = prefixed ? start + 1 : start;
            boolean more = true;
            while (more) {
                int end = endOfWord(at);
                more = end < text.length() && text.charAt(end) == '+';
                int next = more ? end + 1 : end;
                String word = text.substring(at, end);
                SuitePattern meaning = CipherWords.of(word);
                SuitePattern both = meaning == null ? null : pattern.and(meaning);
                if (both == null) {
                    return passOver(meaning == null ? at : start, next, why(word, meaning));
                }
                pattern = both;
                at = next;
            }
            apply(prefixed ? first : ' ', pattern);
            return at;
        }

        private static Why why(String word, SuitePattern meaning) {
            if (meaning != null) {
                return Why.CONTRADICTION;
            }
            return CipherWords.ofAnotherBuild(word) ? Why.NOT_BUILT : Why.UNKNOWN;
        }

        private void apply(char prefix, SuitePattern pattern) {
            switch (prefix) {
                case '-' -> preferences.remove(pattern);
                case '+' -> preferences.move(pattern);
                case '!' -> preferences.kill(pattern);
                default -> preferences.add(pattern);
            }
        }

        private int command(int start) throws ListException {
            int end = endOfWord(start + 1);
            String word = text.substring(start + 1, end);
            if (word.equals("STRENGTH")) {
                preferences.sortByStrength();
            } else if (word.matches("SECLEVEL=[0-5]")) {
                level = SecurityLevel.of(word.charAt(word.length() - 1) - '0');
            } else {
                throw new ListException(LIST, INVALID_COMMAND, start + 1, '@' + word, "@STRENGTH or @SECLEVEL=0 to @SECLEVEL=5");
            }
            return end < text.length() && !separates(text.charAt(end)) ? passOver(end, end, Why.AFTER_COMMAND) : end;
        }

        /** Notes what lies between {@code start} and the next separator at or after {@code at}, and gives the place of the separator. */
        private int passOver(int start, int at, Why why) {
            int end = at;
            while (end < text.length() && !separates(text.charAt(end))) {
                end++;
            }
            ignored.add(new Ignored(start + 1, text.substring(start, end), why));
            return end;
        }

        private int endOfWord(int start) throws ListException {
            int end = start;
            while (end < text.length() && isOfWord(text.charAt(end))) {
                end++;
            }
            if (end == start) {
                String found = start < text.length() ? text.substring(start, start + 1) : "";
                throw new ListException(LIST, INVALID_COMMAND, start + 1, found, "a word of letters, digits, '-', '.' and '='");
            }
            return end;
        }

        private static boolean isOfWord(char c) {
            return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '=';
        }

        private static boolean separates(char c) {
            return c == ':' || c == ' ' || c == ';' || c == ',';
        }
    }
}
