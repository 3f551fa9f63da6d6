package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.KeyAndChain;
import dev.drawbridge.store.KeyPairFile;
import dev.drawbridge.store.Passphrase;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.KeyStrength;
import dev.drawbridge.verify.OwnChain;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate with its chain, and its key, as {@code Certificate} and {@code PrivateKey} of OpenSSL's configuration name them.
 *
 * @param certificate where the chain is
 * @param key where the key is; the same file when nobody says another
 * @param issuers where a certificate that comes alone finds those of its issuers: {@code ChainCAFile} and its like, else what is trusted
 * @param passphrase opens the key when it is encrypted
 * @param level the security level that keys and signatures of the chain must reach
 */
public record KeyFiles(Said<Path> certificate, Path key, List<Said<Path>> issuers, Passphrase passphrase, int level) {
    private static final List<ConfCommand> CHAINS = List.of(ConfCommand.CHAIN_CA_FILE, ConfCommand.CHAIN_CA_PATH, ConfCommand.CHAIN_CA_STORE);

    /** The files of a role; empty when nobody says. */
    static List<KeyFiles> of(List<ConfSettings> layers, Passphrase passphrase, int level) {
        List<Said<Path>> chains = TrustDefaults.first(layers, CHAINS);
        List<Said<Path>> issuers = chains.isEmpty() ? TrustDefaults.files(layers) : chains;
        for (ConfSettings layer : layers) {
            List<KeyFiles> keys = of(layer, issuers, passphrase, level);
            if (!keys.isEmpty()) {
                return keys;
            }
        }
        return List.of();
    }

    /** As in OpenSSL, a certificate without a {@code PrivateKey} has its key in its own file; else there is one for each, in their order. */
    private static List<KeyFiles> of(ConfSettings layer, List<Said<Path>> issuers, Passphrase passphrase, int level) {
        List<Said<Path>> certificates = layer.paths(ConfCommand.CERTIFICATE);
        List<Said<Path>> privateKeys = layer.paths(ConfCommand.PRIVATE_KEY);
        if (!privateKeys.isEmpty() && privateKeys.size() != certificates.size()) {
            Said<Path> last = privateKeys.get(privateKeys.size() - 1);
            throw new SettingException(last, last.value(), "there are " + privateKeys.size() + " PrivateKey and " + certificates.size()
                    + " Certificate", "a Certificate for each PrivateKey, said in the same place, or no PrivateKey");
        }
        List<KeyFiles> keys = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            Path key = privateKeys.isEmpty() ? certificates.get(i).value() : privateKeys.get(i).value();
            keys.add(new KeyFiles(certificates.get(i), key, issuers, passphrase, level));
        }
        return keys;
    }

    /** The files that are read. */
    public List<Path> files() {
        return certificate.value().equals(key) ? List.of(key) : List.of(certificate.value(), key);
    }

    /** Reads both, and checks them against each other and against the security level, as OpenSSL does when it loads a certificate. */
    public KeyAndChain load() throws StoreException {
        try {
            KeyAndChain loaded = complete(new KeyPairFile(certificate.value(), key, passphrase).load());
            checkStrength(loaded);
            return loaded;
        } catch (StoreException e) {
            throw new StoreException(certificate.origin() + ": " + certificate.command() + " = " + certificate.value() + ": "
                    + e.getMessage(), e.reason(), e);
        }
    }

    private KeyAndChain complete(KeyAndChain loaded) throws StoreException {
        if (loaded.chain().size() > 1 || issuers.isEmpty()) {
            return loaded;
        }
        try {
            return new KeyAndChain(OwnChain.of(loaded.chain().get(0), TrustDefaults.source(issuers, e -> Notices.tell(e.getMessage()))),
                    loaded.key(), loaded.origin());
        } catch (CertificateException e) {
            throw new StoreException("the chain of " + loaded + " cannot be built: " + e.getMessage(), e);
        }
    }

    private void checkStrength(KeyAndChain loaded) throws StoreException {
        for (int i = 0; i < loaded.chain().size(); i++) {
            X509Certificate x509 = loaded.chain().get(i);
            String which = x509.getSubjectX500Principal() + ": ";
            String demand = "security level " + level + " demands " + KeyStrength.bits(level) + " bits of security";
            try {
                Cert c = Cert.of(x509);
                if (!KeyStrength.keyReaches(c, level)) {
                    String reason = i == 0 ? "ee key too small" : "ca key too small";
                    throw new StoreException(which + "the key is too small; " + demand + " (" + reason + ")", reason, null);
                }
                if (!c.selfIssued() && !KeyStrength.signatureReaches(c, level)) {
                    throw new StoreException(which + "the digest of the signature is too weak; " + demand + " (ca md too weak)", "ca md too weak", null);
                }
            } catch (CertificateException e) {
                throw new StoreException(which + e.getMessage(), e);
            }
        }
    }

    /** Without the passphrase. */
    @Override
    public String toString() {
        return "KeyFiles[" + certificate.value() + ", " + key + "]";
    }
}
