package dev.drawbridge.config.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration file of OpenSSL, read with all that it includes: sections of names and values, variables expanded (config(5)). Of a name
 * that comes twice in a section the last value counts. Every value knows where it was said.
 */
public final class ConfFile {
    static final String DEFAULT_SECTION = "default";
    static final String ENVIRONMENT_SECTION = "ENV";

    /**
     * A name and its value.
     *
     * @param name as written
     * @param text the value, expanded
     * @param origin where it was said
     * @param replaces where the same name was given a value before, or null
     */
    public record Value(String name, String text, Origin origin, Origin replaces) {
    }

    private final Path path;
    private final ConfReading reading;
    private final Map<String, Map<String, Value>> sections = new LinkedHashMap<>();
    private final Set<Path> read = new LinkedHashSet<>();

    ConfFile(Path path, ConfReading reading) {
        this.path = path;
        this.reading = reading;
        begin(DEFAULT_SECTION);
    }

    /** Reads a file. */
    public static ConfFile read(Path file, ConfReading reading) throws ConfException {
        ConfFile conf = new ConfFile(file, reading);
        new ConfReader(conf, reading).read(file);
        return conf;
    }

    /** The file that was asked for. */
    public Path path() {
        return path;
    }

    /** The files that were read and the directories that were included: when one of them changes, this is out of date. */
    public List<Path> madeOf() {
        return new ArrayList<>(read);
    }

    void madeOf(Path fileOrDirectory) {
        read.add(fileOrDirectory);
    }

    /** The values of a section in the order of the file, or null when there is no such section. */
    public List<Value> section(String name) {
        Map<String, Value> section = sections.get(name);
        return section == null ? null : List.copyOf(section.values());
    }

    /** The names of the sections in the order of the file; the first is {@code default}. */
    public List<String> sections() {
        return new ArrayList<>(sections.keySet());
    }

    /** The value that a name has in a section or, if none there, in the default section, or null. */
    public Value value(String section, String name) {
        Map<String, Value> named = sections.get(section);
        Value value = named == null ? null : named.get(name);
        return value != null ? value : sections.get(DEFAULT_SECTION).get(name);
    }

    /** What a variable stands for, or null; a section of null is the default one, and ENV also has the environment. */
    String variable(String section, String name) {
        Map<String, Value> named = section == null ? null : sections.get(section);
        Value value = named == null ? null : named.get(name);
        if (value != null) {
            return value.text();
        }
        String outside = ENVIRONMENT_SECTION.equals(section) ? reading.environment().apply(name) : null;
        if (outside != null) {
            return outside;
        }
        value = sections.get(DEFAULT_SECTION).get(name);
        return value == null ? null : value.text();
    }

    void begin(String section) {
        sections.computeIfAbsent(section, s -> new LinkedHashMap<>());
    }

    void put(String section, String name, String text, Origin origin) {
        begin(section);
        Map<String, Value> values = sections.get(section);
        Value before = values.remove(name); // the new one stands last, as in OpenSSL
        values.put(name, new Value(name, text, origin, before == null ? null : before.origin()));
    }
}
