package dev.drawbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code src/test/resources/dev/drawbridge/store}. */
final class Samples {
    static final Passphrase GEHEIM = Passphrase.plain("geheim".toCharArray());

    private Samples() {
    }

    static byte[] bytes(String name) {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String... names) {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(new String(bytes(name), StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    /** A file with these samples one after the other. */
    static Path file(Path directory, String name, String... samples) throws IOException {
        return Files.writeString(directory.resolve(name), text(samples));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
