package dev.drawbridge.store;

import dev.drawbridge.PemParameter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;

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
    /** The type of {@link PemKeyStoreSpi}; its path may be a directory. */
    private static final String PEM = "PEM";

    /** Opens and reads it. */
    public KeyStore load() throws StoreException {
        if (pem() && path != null) {
            return loadPem();
        }
        try {
            KeyStore store = provider == null ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
            if (path == null) {
                store.load(null, passwordChars());
                return store;
            }
            byte[] bytes = FileBytes.read(Path.of(path), FileBytes.LIMIT, "a key store");
            try {
                store.load(new ByteArrayInputStream(bytes), passwordChars());
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
            return store;
        } catch (StoreException e) {
            throw new StoreException(this + ": " + e.getMessage(), e.reason(), e);
        } catch (GeneralSecurityException | IOException | InvalidPathException e) {
            throw new StoreException(toString() + ": cannot be read as a key store (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); expected a readable file of type " + type
                    + (password == null ? ", opened without a password" : " that opens with the given password"), e);
        }
    }

    /** Whether it is a PEM file, or a directory of such files, that we read ourselves. */
    boolean pem() {
        return type.equalsIgnoreCase(PEM) && (provider == null || provider.equals("Drawbridge"));
    }

    private KeyStore loadPem() throws StoreException {
        char[] secret = passwordChars();
        try {
            KeyStore store = PemKeyStoreSpi.keyStore();
            store.load(PemParameter.ofFiles(List.of(Path.of(path)), secret == null ? null : new KeyStore.PasswordProtection(secret)));
            return store;
        } catch (GeneralSecurityException | IOException | InvalidPathException e) {
            throw new StoreException(this + ": " + e.getMessage(), e);
        } finally {
            if (secret != null) {
                Arrays.fill(secret, '\0');
            }
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
