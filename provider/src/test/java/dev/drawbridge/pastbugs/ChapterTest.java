package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chapter "Past TLS bugs and our answer" names every test of this package, and no test that does not exist. */
class ChapterTest {
    private static final Path CHAPTER = Path.of("..", "src", "site", "markdown", "past-tls-bugs.md");
    private static final Path TESTS = Path.of("src", "test", "java", "dev", "drawbridge");
    private static final Pattern NAME = Pattern.compile("`(?:[a-z0-9]+/)*([A-Z][A-Za-z0-9]*(?:Test|IT))(?:\\.[a-zA-Z0-9]+)?`");

    private static Set<String> testsUnder(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith("Test.java") || f.endsWith("IT.java"))
                    .map(f -> f.substring(0, f.length() - ".java".length())).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher m = NAME.matcher(Files.readString(CHAPTER, StandardCharsets.UTF_8));
        while (m.find()) {
            names.add(m.group(1));
        }
        return names;
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Set<String> missing = named();
        missing.removeAll(testsUnder(TESTS));
        missing.removeAll(testsUnder(Path.of("..", "it", "src", "test")));
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyTestIsNamed() throws IOException {
        Set<String> unnamed = testsUnder(TESTS.resolve("pastbugs"));
        assertTrue(unnamed.remove("ChapterTest"));
        assertTrue(unnamed.size() > 20, () -> unnamed.toString());
        unnamed.removeAll(named());
        assertEquals(Set.of(), unnamed);
    }
}
