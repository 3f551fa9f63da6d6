package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.KeyAndChain;
import dev.drawbridge.store.KeyPairFile;
import dev.drawbridge.store.Passphrase;
import dev.drawbridge.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of certificates and keys that OpenSSL's configuration names for a role, in the same order of precedence as all else.
 *
 * @param trust whom to trust, by {@code VerifyCAFile}, {@code VerifyCAPath} and {@code VerifyCAStore} together; empty when nobody says
 * @param keys our own, by {@code Certificate} and {@code PrivateKey}; empty when nobody says
 */
public record RoleFiles(List<Said<Path>> trust, List<KeyFiles> keys) {

    /**
     * A certificate with its chain, and its key.
     *
     * @param certificate where the chain is
     * @param key where the key is; the same file when nobody says another
     */
    public record KeyFiles(Said<Path> certificate, Path key) {
        /** Reads both; the key must be open, because nobody is there to ask for a passphrase. */
        public KeyAndChain load() throws StoreException {
            try {
                return new KeyPairFile(certificate.value(), key, Passphrase.NONE).load();
            } catch (StoreException e) {
                throw new StoreException(certificate.origin() + ": " + certificate.command() + " = " + certificate.value() + ": "
                        + e.getMessage(), e);
            }
        }
    }

    /** The files of a role. */
    public static RoleFiles of(Properties properties, boolean client) {
        List<Said<Path>> trust = List.of();
        List<KeyFiles> keys = List.of();
        for (ConfSettings layer : ContextDefaults.layers(properties, client)) {
            trust = trust.isEmpty() ? trust(layer) : trust;
            keys = keys.isEmpty() ? keys(layer) : keys;
        }
        return new RoleFiles(trust, keys);
    }

    private static List<Said<Path>> trust(ConfSettings layer) {
        List<Said<Path>> all = new ArrayList<>(layer.paths(ConfCommand.VERIFY_CA_FILE));
        all.addAll(layer.paths(ConfCommand.VERIFY_CA_PATH));
        all.addAll(layer.paths(ConfCommand.VERIFY_CA_STORE));
        return all;
    }

    /** As in OpenSSL, a certificate without a {@code PrivateKey} has its key in its own file; else there is one for each, in their order. */
    private static List<KeyFiles> keys(ConfSettings layer) {
        List<Said<Path>> certificates = layer.paths(ConfCommand.CERTIFICATE);
        List<Said<Path>> privateKeys = layer.paths(ConfCommand.PRIVATE_KEY);
        if (!privateKeys.isEmpty() && privateKeys.size() != certificates.size()) {
            Said<Path> last = privateKeys.get(privateKeys.size() - 1);
            throw new SettingException(last, last.value(), "there are " + privateKeys.size() + " PrivateKey and " + certificates.size()
                    + " Certificate", "a Certificate for each PrivateKey, said in the same place, or no PrivateKey");
        }
        List<KeyFiles> keys = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            keys.add(new KeyFiles(certificates.get(i), privateKeys.isEmpty() ? certificates.get(i).value() : privateKeys.get(i).value()));
        }
        return keys;
    }
}
