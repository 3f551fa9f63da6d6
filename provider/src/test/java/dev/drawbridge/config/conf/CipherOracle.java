package dev.drawbridge.config.conf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code openssl ciphers} of OpenSSL 3.0.19 printed, by the command that printed it. */
public final class CipherOracle {
    private static final String FILE = "/dev/drawbridge/config/conf/openssl-ciphers-oracle.txt";

    /** One string with the exit code and the line of the result. */
    public record Row(String string, int exit, String result) {
    }

    private CipherOracle() {
    }

    /** The lines under the heading that begins so. */
    public static List<String> section(String heading) {
        for (Map.Entry<String, List<String>> section : read().entrySet()) {
            if (section.getKey().startsWith(heading)) {
                return section.getValue();
            }
        }
        throw new IllegalArgumentException(heading + ": expected one of " + read().keySet());
    }

    /** The rows under the heading that begins so. */
    public static List<Row> rows(String heading) {
        return section(heading).stream().map(line -> line.split("\t", -1))
                .map(column -> new Row(column[0], Integer.parseInt(column[1]), column[2])).toList();
    }

    private static Map<String, List<String>> read() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CipherOracle.class.getResourceAsStream(FILE), FILE), StandardCharsets.US_ASCII))) {
            List<String> section = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("## ")) {
                    section = new ArrayList<>();
                    sections.put(line.substring(3), section);
                } else if (!line.isEmpty() && !line.startsWith("# ")) {
                    section.add(line);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sections;
    }
}
