package dev.drawbridge.jsse;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * The program's names of application protocols, and the engine's, which have one char for each byte.
 *
 * @param charset in which the program's names are bytes, by {@code jdk.tls.alpnCharset}
 */
record AlpnNames(Charset charset) {
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    String toWire(String name) {
        return same() ? name : new String(name.getBytes(charset), BYTES);
    }

    /** The program's name for the engine's, which may be null. */
    String fromWire(String name) {
        return name == null || same() ? name : new String(name.getBytes(BYTES), charset);
    }

    List<String> toWire(List<String> names) {
        return same() ? names : names.stream().map(this::toWire).toList();
    }

    /** A program's choice among names, made into one for the engine; null stays null, for the selector and for its answer. */
    Function<List<String>, String> toWire(Function<List<String>, String> selector) {
        if (selector == null || same()) {
            return selector;
        }
        return offered -> {
            String chosen = selector.apply(offered.stream().map(this::fromWire).toList());
            return chosen == null ? null : toWire(chosen);
        };
    }

    private boolean same() {
        return charset.equals(BYTES);
    }
}
