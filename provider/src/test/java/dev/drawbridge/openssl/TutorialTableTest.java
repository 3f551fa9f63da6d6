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
    private static final Pattern LINK = Pattern.compile("\\[`([^`]+)`]\\(([^)]+)\\)");

    private static Set<String> tutorial() throws IOException {
        return new HashSet<>(Arrays.asList(new String(TutorialTableTest.class.getResourceAsStream("tutorial-identifiers.txt").readAllBytes(),
                StandardCharsets.US_ASCII).split("\\s+")));
    }

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
        Set<String> missing = tutorial();
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

    /** Each row leads to its tests. */
    @Test
    void everyTestExists() throws IOException {
        int links = 0;
        for (String[] row : rows()) {
            Matcher m = LINK.matcher(row[3]);
            Set<String> linked = new HashSet<>();
            while (m.find()) {
                Path test = Path.of("../src/site/markdown").resolve(m.group(2)).normalize();
                assertTrue(Files.exists(test) && test.endsWith(m.group(1) + ".java"), row[3]);
                linked.add(m.group(1));
                links++;
            }
            assertEquals(codes(row[3]), linked);
        }
        assertTrue(links > 80, links + " links");
    }

    /** What the tutorial has is shown with a peer that we did not write: the programs in C, or openssl. */
    @Test
    void theTutorialsIdentifiersMeetAPeer() throws IOException {
        Set<String> identifiers = tutorial();
        for (String[] row : rows()) {
            Set<String> named = codes(row[1]);
            named.retainAll(identifiers);
            if (!named.isEmpty() && !row[2].strip().startsWith("none: RFC 6176")) {
                assertTrue(codes(row[3]).stream().anyMatch(t -> t.endsWith("IT")), row[1]);
            }
        }
    }
}
