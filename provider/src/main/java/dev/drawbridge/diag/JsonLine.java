package dev.drawbridge.diag;

import java.util.List;
import java.util.Locale;

/** Writes one JSON object (RFC 8259) without a line break in it. */
final class JsonLine {
    private final StringBuilder out = new StringBuilder("{");

    /** A string, or null. */
    JsonLine text(String name, Object value) {
        name(name);
        quote(value);
        return this;
    }

    JsonLine texts(String name, List<String> values) {
        name(name);
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            quote(values.get(i));
        }
        out.append(']');
        return this;
    }

    JsonLine number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonLine flag(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    private void name(String name) {
        out.append(out.length() == 1 ? "" : ",");
        quote(name);
        out.append(':');
    }

    private void quote(Object value) {
        if (value == null) {
            out.append("null");
            return;
        }
        String s = value.toString();
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                // Names come from the peer: nothing but plain ASCII reaches a terminal or a log as it is.
                out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out + "}";
    }
}
