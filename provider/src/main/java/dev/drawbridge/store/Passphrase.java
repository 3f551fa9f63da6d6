package dev.drawbridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/** Who knows the passphrase of an encrypted key. It is asked only when there is one. */
@FunctionalInterface
public interface Passphrase {
    /** Nobody knows it: an encrypted key cannot be read. */
    Passphrase NONE = what -> null;

    /**
     * The passphrase, in an array that the caller wipes, or null when it is not known.
     *
     * @param what the file and block that it opens, for whoever is asked
     */
    char[] of(String what) throws StoreException;

    /** Always this one. A copy is kept. */
    static Passphrase plain(char[] passphrase) {
        char[] kept = passphrase.clone();
        return what -> kept.clone();
    }

    /** Whatever the handler answers to a {@link PasswordCallback}. */
    static Passphrase from(CallbackHandler handler) {
        return what -> {
            PasswordCallback callback = new PasswordCallback("Enter pass phrase for " + what + ":", false);
            try {
                handler.handle(new Callback[] {callback});
                return callback.getPassword();
            } catch (IOException | UnsupportedCallbackException e) {
                throw new StoreException(what + ": the callback handler gave no passphrase: " + e.getMessage(), e);
            } finally {
                callback.clearPassword();
            }
        };
    }

    /**
     * As OpenSSL's {@code -passin} says it (openssl-passphrase-options(1)): {@code pass:}, {@code env:} or {@code file:}. Environment and
     * file are looked at each time the passphrase is asked for.
     *
     * @param option the option that has it, for messages
     * @param environment reads a variable; null when it is not set
     */
    static Passphrase parse(String option, String value, UnaryOperator<String> environment) throws StoreException {
        String argument = value.substring(value.indexOf(':') + 1);
        if (value.startsWith("pass:")) {
            return plain(argument.toCharArray());
        }
        if (value.startsWith("env:")) {
            return what -> {
                String set = environment.apply(argument);
                if (set == null) {
                    throw new StoreException(option + ": the environment variable " + argument + " is not set; expected the passphrase of "
                            + what);
                }
                return set.toCharArray();
            };
        }
        if (value.startsWith("file:")) {
            return what -> firstLine(option, argument);
        }
        if (value.startsWith("fd:") || value.equals("stdin")) {
            throw new StoreException(option + ": a passphrase cannot come from a file descriptor or standard input of a Java program;"
                    + " expected pass:, env: or file:");
        }
        throw new StoreException(option + ": the value does not say where the passphrase is; expected pass:PASSPHRASE, env:VARIABLE or"
                + " file:PATH"); // the value itself may be the passphrase and is not shown
    }

    private static char[] firstLine(String option, String file) throws StoreException {
        byte[] bytes;
        try {
            bytes = FileBytes.read(Path.of(file));
        } catch (StoreException | InvalidPathException e) {
            throw new StoreException(option + ": " + e.getMessage(), e);
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
        char[] passphrase = new char[decoded.remaining()];
        decoded.get(passphrase);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(decoded.array(), '\0');
        return passphrase;
    }
}
