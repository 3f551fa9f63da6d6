package dev.drawbridge.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of a trace: a JSON object whose values are strings, numbers, literals, or arrays of these. That is all a trace holds,
 * and all this reads; anything else is an error.
 */
record TraceLine(Map<String, List<String>> values) {

    static List<TraceLine> readAll(Path file) throws IOException {
        List<TraceLine> lines = new ArrayList<>();
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            try {
                lines.add(parse(text));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", line " + (lines.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return lines;
    }

    static TraceLine parse(String text) {
        return new Parser(text).object();
    }

    boolean is(String event) {
        return event.equals(text("event"));
    }

    /** The first value, or null when there is none. */
    String text(String key) {
        List<String> list = list(key);
        return list.isEmpty() ? null : list.get(0);
    }

    List<String> list(String key) {
        return values.getOrDefault(key, List.of());
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        TraceLine object() {
            Map<String, List<String>> values = new LinkedHashMap<>();
            expect('{');
            if (!skip('}')) {
                do {
                    String key = string();
                    expect(':');
                    values.put(key, peek() == '[' ? array() : scalar());
                } while (skip(','));
                expect('}');
            }
            if (peek() != 0) {
                throw wrong("the end");
            }
            return new TraceLine(values);
        }

        private List<String> array() {
            List<String> list = new ArrayList<>();
            expect('[');
            if (!skip(']')) {
                do {
                    list.addAll(scalar());
                } while (skip(','));
                expect(']');
            }
            return list;
        }

        /** One value; {@code null} is none. */
        private List<String> scalar() {
            if (peek() == '"') {
                return List.of(string());
            }
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            if (start == at) {
                throw wrong("a value");
            }
            String literal = text.substring(start, at);
            return literal.equals("null") ? List.of() : List.of(literal);
        }

        private String string() {
            expect('"');
            StringBuilder result = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                result.append(c == '\\' ? escaped() : c);
            }
            if (at++ >= text.length()) {
                throw wrong("a closing quote");
            }
            return result.toString();
        }

        private char escaped() {
            if (at >= text.length()) {
                throw wrong("an escaped character");
            }
            char c = text.charAt(at++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> {
                    if (at + 4 > text.length() || !text.substring(at, at + 4).chars().allMatch(HexFormat::isHexDigit)) {
                        throw wrong("four hexadecimal digits");
                    }
                    at += 4;
                    yield (char) HexFormat.fromHexDigits(text, at - 4, at);
                }
                default -> c;
            };
        }

        private char peek() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean skip(char c) {
            boolean found = peek() == c;
            if (found) {
                at++;
            }
            return found;
        }

        private void expect(char c) {
            if (!skip(c)) {
                throw wrong("'" + c + "'");
            }
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException("expected " + expected + " at character " + at);
        }
    }
}
