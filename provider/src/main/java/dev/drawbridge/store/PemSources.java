package dev.drawbridge.store;

import dev.drawbridge.PemParameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a {@link PemParameter} names. */
final class PemSources {
    /** What a directory is searched for; the second kind are the links of {@code openssl rehash}. */
    private static final Pattern NAMES = Pattern.compile("[^.].*\\.(?i:pem|crt|cer|key)|[0-9a-fA-F]{8}\\.[0-9]+");

    private PemSources() {
    }

    /** The items of all files and texts. */
    static List<StoreItem> read(PemParameter parameter, Passphrase passphrase) throws StoreException {
        List<StoreItem> items = new ArrayList<>();
        for (Path file : parameter.files()) {
            for (Path one : Files.isDirectory(file) ? inside(file) : List.of(file)) {
                items.addAll(StoreReader.read(one, passphrase));
            }
        }
        int number = 0;
        for (String text : parameter.texts()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            items.addAll(StoreReader.read(bytes, "PEM text " + ++number, passphrase));
            Arrays.fill(bytes, (byte) 0);
        }
        return items;
    }

    /** The files of a directory by name, each once, however many links lead to it; links that lead nowhere are passed over. */
    private static List<Path> inside(Path directory) throws StoreException {
        Set<Path> candidates = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                if (NAMES.matcher(directory.relativize(file).toString()).matches()) {
                    candidates.add(file);
                }
            }
            List<Path> files = new ArrayList<>();
            Set<Path> real = new HashSet<>();
            for (Path file : candidates) {
                if (Files.isRegularFile(file) && real.add(file.toRealPath())) {
                    files.add(file);
                }
            }
            if (files.isEmpty()) {
                throw Place.whole(directory.toString()).error("has no file that ends with .pem, .crt, .cer or .key");
            }
            return files;
        } catch (IOException | DirectoryIteratorException e) {
            throw new StoreException(directory + ": the directory cannot be read: " + e.getMessage(), e);
        }
    }

    /** What opens the keys of a parameter. */
    static Passphrase passphrase(KeyStore.ProtectionParameter protection) {
        if (protection == null) {
            return Passphrase.NONE;
        }
        if (protection instanceof KeyStore.PasswordProtection p) {
            return p.getPassword() == null ? Passphrase.NONE : Passphrase.plain(p.getPassword());
        }
        if (protection instanceof KeyStore.CallbackHandlerProtection c) {
            return Passphrase.from(c.getCallbackHandler());
        }
        throw new IllegalArgumentException("expected PasswordProtection or CallbackHandlerProtection, not " + protection.getClass().getName());
    }
}
