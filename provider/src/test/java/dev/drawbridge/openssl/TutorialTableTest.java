package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the tutorial has a row for each of its identifiers, and what it says in Java exists. */
class TutorialTableTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(Path.of("../src/site/markdown/openssl.md")).stream()
                .filter(l -> l.startsWith("| `")).map(l -> l.split("\\|")).toList();
    }

    private static Set<String> codes(String cell) {
        Set<String> all = new HashSet<>();
        Matcher m = CODE.matcher(cell);
        while (m.find()) {
            all.add(m.group(1));
        }
        return all;
    }

    @Test
    void everyIdentifierHasARow() throws IOException {
        Set<String> missing = new HashSet<>(Arrays.asList(new String(TutorialTableTest.class.getResourceAsStream("tutorial-identifiers.txt")
                .readAllBytes(), StandardCharsets.US_ASCII).split("\\s+")));
        assertTrue(missing.size() > 70, missing.toString());
        for (String[] row : rows()) {
            missing.removeAll(codes(row[1]));
            missing.removeAll(codes(row[2]));
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyCallExists() throws Exception {
        int calls = 0;
        for (String[] row : rows()) {
            for (String code : codes(row[2])) {
                int dot = code.indexOf('.');
                if (dot < 0 || code.startsWith("String.")) {
                    continue;
                }
                String type = code.substring(0, dot);
                Class<?> found = Class.forName((type.equals("VerifyResult") ? "dev.drawbridge." : "dev.drawbridge.openssl.") + type);
                String member = code.substring(dot + 1);
                Set<String> members = Arrays.stream(found.getMethods()).map(Method::getName).collect(Collectors.toSet());
                Arrays.stream(found.getFields()).forEach(f -> members.add(f.getName()));
                assertTrue(members.contains(member), code);
                calls++;
            }
        }
        assertTrue(calls > 50, calls + " calls");
    }

    @Test
    void everyTestExists() throws IOException {
        for (String[] row : rows()) {
            for (String test : codes(row[3])) {
                assertTrue(Files.exists(Path.of("src/test/java/dev/drawbridge/openssl/" + test + ".java"))
                        || Files.exists(Path.of("../it/src/test/java/dev/drawbridge/it/tutorial/" + test + ".java")), test);
            }
        }
    }
}
