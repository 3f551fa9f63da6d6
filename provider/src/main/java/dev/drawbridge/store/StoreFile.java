package dev.drawbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * Where a key store lies and how it opens.
 *
 * @param option the option that names it, for messages: {@code javax.net.ssl.trustStore}
 * @param path the file, or null for a store that needs none (the option said {@code NONE})
 * @param type the key store type
 * @param provider the provider's name, or null for whichever has the type
 * @param password as the user gave it, or null
 */
public record StoreFile(String option, String path, String type, String provider, String password) {
    /** Opens and reads it. */
    public KeyStore load() throws StoreException {
        try {
            KeyStore store = provider == null ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
            if (path == null) {
                store.load(null, passwordChars());
                return store;
            }
            try (InputStream in = Files.newInputStream(Path.of(path))) {
                store.load(in, passwordChars());
            }
            return store;
        } catch (GeneralSecurityException | IOException | InvalidPathException e) {
            throw new StoreException(toString() + ": cannot be read as a key store (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); expected a readable file of type " + type
                    + (password == null ? ", opened without a password" : " that opens with the given password"), e);
        }
    }

    /** A fresh copy of the password, or null. */
    public char[] passwordChars() {
        return password == null ? null : password.toCharArray();
    }

    /** The option and the file, without the password. */
    @Override
    public String toString() {
        return option + "=" + (path == null ? "NONE" : path);
    }
}
