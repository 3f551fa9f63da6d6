package dev.drawbridge.rfc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sentences of one RFC that a citation may quote, by section. */
record RfcList(String number, List<String> scope, Map<String, Section> sections) {
    private static final Pattern KEYWORD = Pattern.compile("\\b(MUST|REQUIRED|SHALL)\\b");

    /** A sentence; one with ~ before it in the file demands nothing. */
    record Sentence(String rfc, String section, String text, boolean demands) {
        @Override
        public String toString() {
            return "RFC " + rfc + (Character.isDigit(section.charAt(0)) ? " section " : " appendix ") + section + ": \"" + text + '"';
        }
    }

    record Section(String number, String title, List<Sentence> sentences) {
        List<Sentence> demands() {
            return sentences.stream().filter(Sentence::demands).toList();
        }
    }

    static RfcList read(Path file) throws IOException {
        String number = null;
        List<String> scope = List.of();
        Map<String, Section> sections = new LinkedHashMap<>();
        Section section = null;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("RFC ")) {
                number = line.substring(4);
            } else if (line.startsWith("scope ")) {
                scope = List.of(line.substring(6).split(" "));
            } else if (line.startsWith("== ")) {
                String[] heading = line.substring(3).split(" ", 2);
                section = new Section(heading[0], heading[1], new ArrayList<>());
                sections.put(section.number(), section);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                boolean demands = !line.startsWith("~ ");
                if (demands && !KEYWORD.matcher(line).find()) {
                    throw new IOException(file + ": neither a demand nor marked with ~: " + line);
                }
                section.sentences().add(new Sentence(number, section.number(), demands ? line : line.substring(2), demands));
            }
        }
        return new RfcList(number, scope, sections);
    }

    boolean covers(String section) {
        return scope.contains(section.split("\\.")[0]);
    }

    String inWords() {
        return scope.stream().map(s -> (Character.isDigit(s.charAt(0)) ? "section " : "appendix ") + s).collect(Collectors.joining(", "));
    }

    List<Sentence> demands() {
        return sections.values().stream().flatMap(s -> s.demands().stream()).toList();
    }

    /**
     * The sentences that {@code quote} is taken from. It may be a part of one or run over several, and leave out some words with [...].
     *
     * @throws IllegalArgumentException when the section does not say this, or says it in more than one place
     */
    Set<Sentence> match(String section, String quote) {
        Section s = sections.get(section);
        if (s == null) {
            throw new IllegalArgumentException("the list has nothing of this section: \"" + quote + '"');
        }
        String text = s.sentences().stream().map(Sentence::text).collect(Collectors.joining(" "));
        String[] parts = quote.strip().split("\\s*\\[\\.\\.\\.]\\s*");
        String regex = Stream.of(parts).map(RfcList::wholeWords).collect(Collectors.joining(".*?"));
        Matcher matcher = Pattern.compile(regex).matcher(text);
        Set<Sentence> found = null;
        for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
            Set<Sentence> here = touched(s.sentences(), matcher);
            if (found != null && !found.equals(here)) {
                throw new IllegalArgumentException("says this in more than one place: \"" + quote + '"');
            }
            found = here;
        }
        if (found == null) {
            throw new IllegalArgumentException("does not say: \"" + quote + '"');
        }
        return found;
    }

    private static String wholeWords(String part) {
        boolean wordFirst = Character.isLetterOrDigit(part.charAt(0));
        boolean wordLast = Character.isLetterOrDigit(part.charAt(part.length() - 1));
        return "(" + (wordFirst ? "\\b" : "") + Pattern.quote(part) + (wordLast ? "\\b" : "") + ")";
    }

    private static Set<Sentence> touched(List<Sentence> sentences, Matcher match) {
        Set<Sentence> touched = new LinkedHashSet<>();
        int start = 0;
        for (Sentence sentence : sentences) {
            int end = start + sentence.text().length();
            for (int group = 1; group <= match.groupCount(); group++) {
                if (match.start(group) < end && match.end(group) > start) {
                    touched.add(sentence);
                }
            }
            start = end + 1;
        }
        return touched;
    }
}
