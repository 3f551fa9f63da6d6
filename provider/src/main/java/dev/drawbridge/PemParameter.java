package dev.drawbridge;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;

/**
 * What a key store of type {@code PEM} is loaded from, other than a stream: files, directories or text.
 *
 * <pre>{@code
 * KeyStore store = KeyStore.getInstance("PEM");
 * store.load(PemParameter.ofFiles(List.of(Path.of("server-key.pem"), Path.of("server.pem")), null));
 * }</pre>
 *
 * <p>Several files are read as if they were one. Of a directory, the files are read whose names end with {@code .pem}, {@code .crt},
 * {@code .cer} or {@code .key}, and the links that {@code openssl rehash} makes.
 */
public final class PemParameter implements KeyStore.LoadStoreParameter {
    private final List<Path> files;
    private final List<String> texts;
    private final KeyStore.ProtectionParameter protection;

    private PemParameter(List<Path> files, List<String> texts, KeyStore.ProtectionParameter protection) {
        this.files = List.copyOf(files);
        this.texts = List.copyOf(texts);
        this.protection = protection;
    }

    /**
     * Files and directories.
     *
     * @param files at least one
     * @param protection a {@link KeyStore.PasswordProtection} or {@link KeyStore.CallbackHandlerProtection} that opens encrypted keys; null
     *     when there are none, or when they are not opened before {@link KeyStore#getKey}
     */
    public static PemParameter ofFiles(List<Path> files, KeyStore.ProtectionParameter protection) {
        return new PemParameter(nonEmpty(files), List.of(), protection);
    }

    /**
     * Text, for example from an environment variable or a secret store.
     *
     * @param texts at least one
     * @param protection as in {@link #ofFiles}
     */
    public static PemParameter ofText(List<String> texts, KeyStore.ProtectionParameter protection) {
        return new PemParameter(List.of(), nonEmpty(texts), protection);
    }

    private static <T> List<T> nonEmpty(List<T> items) {
        if (Objects.requireNonNull(items, "items").isEmpty()) {
            throw new IllegalArgumentException("a PEM key store is loaded from at least one file or text; there are none");
        }
        return items;
    }

    /** The files and directories; empty when it is text. */
    public List<Path> files() {
        return files;
    }

    /** The texts; empty when it is files. */
    public List<String> texts() {
        return texts;
    }

    @Override
    public KeyStore.ProtectionParameter getProtectionParameter() {
        return protection;
    }

    /** The files; of a text only that it is one, since a key may be in it. */
    @Override
    public String toString() {
        return files.isEmpty() ? "PEM text" : "PEM of " + files;
    }
}
