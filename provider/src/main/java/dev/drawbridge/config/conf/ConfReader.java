package dev.drawbridge.config.conf;

import dev.drawbridge.store.FileBytes;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Reads a configuration file and what it includes, line by line. A section and the pragmas reach from file to file, as in OpenSSL. */
final class ConfReader {
    private static final String INCLUDE_VARIABLE = "OPENSSL_CONF_INCLUDE";
    private static final String PRAGMA = ".pragma";
    private static final String INCLUDE = ".include";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FILES = 1000;
    /** Of one file; the system's own is about 12 kB. */
    private static final int MAX_FILE = 1 << 20;
    /** Of all files together. */
    private static final int MAX_BYTES = 16 << 20;

    private final ConfFile conf;
    private final ConfReading reading;
    private String section = ConfFile.DEFAULT_SECTION;
    private boolean dollarId;
    private boolean absolutePaths;
    private String includeDirectory;
    private boolean inDirectory;
    private int depth;
    private int files;
    private int bytes;

    ConfReader(ConfFile conf, ConfReading reading) {
        this.conf = conf;
        this.reading = reading;
    }

    void read(Path file) throws ConfException {
        conf.madeOf(file);
        String text = decode(file, content(file));
        if (text.startsWith("\ufeff") && files == 0) {
            text = text.substring(1);
        }
        files++;
        String[] lines = text.split("\n", -1);
        int next = 0;
        while (next < lines.length) {
            Origin origin = Origin.of(file, next + 1);
            StringBuilder line = new StringBuilder();
            boolean more = true;
            while (more && next < lines.length) {
                line.append(withoutReturns(lines[next++]));
                more = continues(line);
                if (more) {
                    line.setLength(line.length() - 1);
                }
            }
            if (more) {
                reading.passOver(origin, "the last line ends with a backslash", "a line that continues it");
            }
            line(ConfText.withoutComment(line.toString()), origin);
        }
    }

    private byte[] content(Path file) throws ConfException {
        byte[] content;
        try {
            content = FileBytes.read(file, MAX_FILE, "a configuration file");
        } catch (StoreException e) {
            throw new ConfException(e);
        }
        bytes += content.length;
        if (bytes > MAX_BYTES) {
            throw new ConfException(Origin.of(file, 0), "with it all files that are included have more than " + (MAX_BYTES >> 20) + " MiB",
                    "less than that in all");
        }
        return content;
    }

    private String decode(Path file, byte[] bytes) throws ConfException {
        for (byte b : bytes) {
            if (b == 0) {
                throw new ConfException(Origin.of(file, 0), "has a byte 0", "text");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            reading.passOver(new ConfException(Origin.of(file, 0), "is not UTF-8", "text in UTF-8", e));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String withoutReturns(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean continues(StringBuilder line) {
        int n = line.length();
        return n > 0 && line.charAt(n - 1) == '\\' && (n == 1 || line.charAt(n - 2) != '\\');
    }

    private void line(String line, Origin origin) throws ConfException {
        int start = afterBlanks(line, 0);
        if (start == line.length()) {
            return;
        }
        if (line.charAt(start) == '[') {
            header(line, start + 1, origin);
            return;
        }
        int end = endOfName(line, start);
        String inSection = section;
        int nameStart = start;
        if (line.startsWith("::", end)) {
            inSection = line.substring(start, end);
            nameStart = end + 2;
            end = endOfName(line, nameStart);
        }
        String name = line.substring(nameStart, end);
        int at = afterBlanks(line, end);
        boolean assigns = at < line.length() && line.charAt(at) == '=';
        if (directive(name, PRAGMA, end != at || assigns, origin)) {
            pragma(argument(line, at), origin);
        } else if (directive(name, INCLUDE, end != at || assigns, origin)) {
            include(text(origin).expand(inSection, argument(line, at)), origin);
        } else if (assigns) {
            assign(inSection, name, trimmed(line, at + 1), origin);
        } else {
            throw new ConfException(origin, "missing equal sign", "'name = value' or '[section]', got: " + line.substring(start));
        }
    }

    /** Whether the line is this directive; OpenSSL looks at the beginning of the word only. */
    private boolean directive(String name, String word, boolean separated, Origin origin) throws ConfException {
        if (!name.startsWith(word) || !separated && name.equals(word)) {
            return false;
        }
        if (!name.equals(word)) {
            reading.passOver(origin, "'" + name + "' is read as " + word, word);
        }
        return true;
    }

    private void header(String line, int open, Origin origin) throws ConfException {
        int start = afterBlanks(line, open);
        int from = start;
        while (true) {
            int end = endOfName(line, from);
            int at = afterBlanks(line, end);
            if (at < line.length() && line.charAt(at) == ']') {
                begin(line.substring(start, end), trimmed(line, at + 1), origin);
                return;
            }
            if (at == line.length() || at == from) {
                throw new ConfException(origin, "missing close square bracket", "[section], got: " + line.strip());
            }
            from = at;
        }
    }

    private void begin(String name, String rest, Origin origin) throws ConfException {
        if (!rest.isEmpty()) {
            reading.passOver(origin, "'" + rest + "' after a section's name is ignored", "nothing after the bracket but a comment");
        }
        section = text(origin).expand(null, name);
        conf.begin(section);
    }

    private void assign(String inSection, String name, String value, Origin origin) throws ConfException {
        if (name.isEmpty()) {
            reading.passOver(origin, "a value without a name", "name = value");
        }
        conf.put(inSection, name, text(origin).expand(inSection, value), origin);
    }

    private void pragma(String argument, Origin origin) throws ConfException {
        int colon = argument.indexOf(':');
        if (colon <= 0 || colon == argument.length() - 1) {
            throw new ConfException(origin, "invalid pragma '" + argument + "'", "dollarid:on, abspath:on or includedir:PATH");
        }
        String keyword = trimmed(argument.substring(0, colon), 0);
        String value = trimmed(argument, colon + 1);
        switch (keyword) {
            case "dollarid" -> dollarId = flag(keyword, value, origin);
            case "abspath" -> absolutePaths = flag(keyword, value, origin);
            case "includedir" -> includeDirectory = value;
            default -> reading.passOver(origin, "unknown pragma '" + keyword + "'", "dollarid, abspath or includedir");
        }
    }

    private static boolean flag(String keyword, String value, Origin origin) throws ConfException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new ConfException(origin, "invalid pragma '" + keyword + ':' + value + "'", "on, true, off or false");
        };
    }

    private void include(String name, Origin origin) throws ConfException {
        Path path = includedPath(name, origin);
        if (!Files.exists(path)) {
            reading.passOver(origin, INCLUDE + ' ' + path + ": no such file or directory", "a file, or a directory of *.cnf and *.conf");
            return;
        }
        depth++;
        if (depth > MAX_DEPTH || files >= MAX_FILES) {
            throw new ConfException(origin, INCLUDE + ' ' + path + ": files include each other without end", "at most " + MAX_DEPTH
                    + " files within each other and " + MAX_FILES + " in all");
        }
        if (!Files.isDirectory(path)) {
            read(path);
        } else if (inDirectory) {
            reading.passOver(origin, INCLUDE + ' ' + path + ": recursive directory include", "a file, because a directory is being included");
        } else {
            inDirectory = true;
            conf.madeOf(path);
            for (Path file : filesOf(path, origin)) {
                read(file);
            }
            inDirectory = false;
        }
        depth--;
    }

    private Path includedPath(String name, Origin origin) throws ConfException {
        try {
            Path path = Path.of(name);
            String prefix = reading.environment().apply(INCLUDE_VARIABLE);
            if (prefix == null) {
                prefix = includeDirectory;
            }
            if (prefix != null && !path.isAbsolute()) {
                path = Path.of(prefix, name);
            }
            if (absolutePaths && !path.isAbsolute()) {
                throw new ConfException(origin, INCLUDE + ' ' + path + ": relative path", "an absolute path, because of .pragma abspath");
            }
            return reading.directory().resolve(path);
        } catch (InvalidPathException e) {
            throw new ConfException(origin, INCLUDE + ' ' + name + ": not a path", "the path of a file or a directory", e);
        }
    }

    /** The files of a directory that are included, by name, so that their order does not depend on the file system. */
    private static List<Path> filesOf(Path directory, Origin origin) throws ConfException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, file -> included(directory.relativize(file).toString()))) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new ConfException(origin, INCLUDE + ' ' + directory + ": cannot be read (" + e + ")", "a readable directory", e);
        }
        Collections.sort(found);
        return found;
    }

    private static boolean included(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".conf") && lower.length() > ".conf".length() || lower.endsWith(".cnf") && lower.length() > ".cnf".length();
    }

    private ConfText text(Origin origin) {
        return new ConfText(conf, reading, origin, dollarId);
    }

    /** What follows a directive, with or without an equal sign. */
    private static String argument(String line, int at) {
        return trimmed(line, at < line.length() && line.charAt(at) == '=' ? at + 1 : at);
    }

    private static String trimmed(String line, int start) {
        int from = afterBlanks(line, start);
        int end = line.length();
        while (end > from && ConfText.blank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(from, end);
    }

    private static int afterBlanks(String line, int start) {
        int at = start;
        while (at < line.length() && ConfText.blank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private int endOfName(String line, int start) {
        int at = start;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '\\') {
                at = Math.min(at + 2, line.length());
            } else if (ConfText.ofName(c) || dollarId && c == '$') {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }
}
