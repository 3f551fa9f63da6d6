package dev.drawbridge.rfc8448;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One handshake trace of RFC 8448 with all its values, for tests of every floor. */
public final class Trace {
    /** What one side did: its action as the RFC words it, and the values it shows. */
    public record Step(String actor, String action, Map<String, byte[]> values) {
    }

    private final int section;
    private final List<Step> steps;

    private Trace(int section, List<Step> steps) {
        this.section = section;
        this.steps = steps;
    }

    /** The trace of a section, 3 to 7. */
    public static Trace ofSection(int section) {
        try (InputStream in = Trace.class.getResourceAsStream("section" + section + ".txt")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            return new Trace(section, parse(lines.lines().toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Step> steps() {
        return steps;
    }

    /** The value called {@code name} in the {@code occurrence}-th (from 0) step of {@code actor} whose action starts so. */
    public byte[] value(String actor, String action, String name, int occurrence) {
        int seen = 0;
        for (Step s : steps) {
            if (s.actor().equals(actor) && s.action().startsWith(action) && s.values().containsKey(name)
                    && seen++ == occurrence) {
                return s.values().get(name).clone();
            }
        }
        throw new IllegalArgumentException(
                "section " + section + " has no " + name + " in " + actor + ": " + action + " #" + occurrence);
    }

    /** The value called {@code name} in the first step of {@code actor} whose action starts so. */
    public byte[] value(String actor, String action, String name) {
        return value(actor, action, name, 0);
    }

    private static List<Step> parse(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        StringBuilder hex = new StringBuilder();
        String name = null;
        for (String line : lines) {
            if (line.startsWith("  ")) {
                hex.append(line.strip());
                continue;
            }
            if (name != null) {
                steps.get(steps.size() - 1).values().put(name, HexFormat.of().parseHex(hex));
                name = null;
            }
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                steps.add(new Step(line.substring(1, end), line.substring(end + 2), new LinkedHashMap<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                int equals = line.indexOf(" =");
                name = line.substring(0, equals);
                hex.setLength(0);
                hex.append(line.substring(equals + 2).strip());
            }
        }
        if (name != null) {
            steps.get(steps.size() - 1).values().put(name, HexFormat.of().parseHex(hex));
        }
        return steps;
    }
}
