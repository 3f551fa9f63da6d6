package dev.drawbridge.config;

import dev.drawbridge.config.conf.Said;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.store.DhParameters;
import dev.drawbridge.store.StoreException;
import java.nio.file.Path;

/**
 * A server's group of Diffie-Hellman, as {@code DHParameters} of OpenSSL's configuration names it.
 *
 * @param said the file
 * @param level the security level that it must reach
 * @param leastBits what level and JDK together demand of its prime
 */
public record DhFile(Said<Path> said, int level, int leastBits) {
    /** Reads it, and checks it against the security level, as OpenSSL does. */
    public FiniteField load(Crypto crypto) throws StoreException {
        try {
            DhParameters read = DhParameters.read(said.value());
            int bits = read.prime().bitLength();
            if (bits < leastBits) {
                throw new StoreException(said.value() + ": has a prime of " + bits + " bits; security level " + level
                        + " and jdk.tls.disabledAlgorithms demand " + leastBits + " (dh key too small)", "dh key too small", null);
            }
            return field(crypto, read);
        } catch (StoreException e) {
            throw new StoreException(said.origin() + ": " + said.command() + " = " + said.value() + ": " + e.getMessage(), e.reason(), e);
        }
    }

    /** The group that parameters are of. */
    public static FiniteField field(Crypto crypto, DhParameters parameters) {
        return crypto.anyFiniteField(parameters.prime().toByteArray(), parameters.generator().toByteArray());
    }
}
