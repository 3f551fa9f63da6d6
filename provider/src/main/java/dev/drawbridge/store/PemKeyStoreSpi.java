package dev.drawbridge.store;

import dev.drawbridge.PemParameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The key store of type {@code PEM}. Encrypted keys stay encrypted in it and are opened by {@link #engineGetKey}; the password of a plain
 * key is not looked at.
 */
public final class PemKeyStoreSpi extends KeyStoreSpi {
    private static final String TEXT = "PEM";
    private static final int PROBED = 1 << 16;

    private final Map<String, PemEntry> entries = Collections.synchronizedMap(new LinkedHashMap<>());

    /** An empty store. */
    public PemKeyStoreSpi() {
    }

    /** The same as {@code KeyStore.getInstance("PEM")}, whether or not our provider is registered. */
    static KeyStore keyStore() {
        return new Pem();
    }

    private static final class Pem extends KeyStore {
        Pem() {
            super(new PemKeyStoreSpi(), null, TEXT);
        }
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) throws IOException {
        entries.clear();
        if (stream == null) {
            return;
        }
        byte[] text = null;
        try {
            text = FileBytes.read(stream, TEXT);
            Passphrase passphrase = password == null ? Passphrase.NONE : Passphrase.plain(password);
            take(StoreReader.read(text, TEXT, passphrase), passphrase);
        } catch (StoreException e) {
            throw failed(e);
        } finally {
            if (text != null) {
                Arrays.fill(text, (byte) 0);
            }
        }
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter) throws IOException, NoSuchAlgorithmException, CertificateException {
        if (!(parameter instanceof PemParameter pem)) {
            super.engineLoad(parameter);
            return;
        }
        entries.clear();
        try {
            Passphrase passphrase = PemSources.passphrase(pem.getProtectionParameter());
            take(PemSources.read(pem, passphrase), passphrase);
        } catch (StoreException e) {
            throw failed(e);
        }
    }

    private void take(List<StoreItem> items, Passphrase passphrase) throws StoreException {
        Map<String, PemEntry> found = PemEntries.of(items, passphrase);
        if (found.isEmpty()) {
            throw new StoreException("there is neither a certificate nor a private key in what was read; expected CERTIFICATE or PRIVATE KEY");
        }
        entries.putAll(found);
    }

    /** As {@link KeyStore#load} says, a wrong password is told by the cause. */
    private static IOException failed(StoreException e) {
        if (!EncodedKey.BAD_DECRYPT.equals(e.reason()) && !Pkcs12File.MAC_FAILURE.equals(e.reason())) {
            return new IOException(e.getMessage(), e);
        }
        UnrecoverableKeyException cause = new UnrecoverableKeyException(e.getMessage());
        cause.initCause(e);
        return new IOException(e.getMessage(), cause);
    }

    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        byte[] start = stream.readNBytes(PROBED);
        boolean pem = PemReader.looksLikePem(start, start.length);
        Arrays.fill(start, (byte) 0);
        return pem;
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) throws IOException, CertificateException {
        Map<String, PemEntry> copy = copy();
        if (copy.isEmpty()) {
            throw new IOException("the key store has no entry, and PEM has no form for an empty one");
        }
        PemWriter.write(copy, stream, password);
    }

    private Map<String, PemEntry> copy() {
        synchronized (entries) {
            return new LinkedHashMap<>(entries);
        }
    }

    @Override
    public Key engineGetKey(String alias, char[] password) throws UnrecoverableKeyException {
        if (!(entry(alias) instanceof PemEntry.OfKey entry)) {
            return null;
        }
        try {
            EncodedKey.Opened opened = entry.key().open(password == null ? Passphrase.NONE : Passphrase.plain(password));
            if (!opened.identity().equals(identity(entry.chain().get(0)))) {
                throw entry.key().place().error("this key is not of the certificate "
                        + entry.chain().get(0).getSubjectX500Principal() + " that goes with it", "key values mismatch");
            }
            return opened.key();
        } catch (StoreException e) {
            UnrecoverableKeyException unrecoverable = new UnrecoverableKeyException(e.getMessage());
            unrecoverable.initCause(e);
            throw unrecoverable;
        }
    }

    private static KeyIdentity identity(X509Certificate certificate) throws StoreException {
        try {
            return KeyIdentity.of(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()));
        } catch (IOException | RuntimeException e) {
            throw new StoreException("the public key of " + certificate.getSubjectX500Principal() + " cannot be decoded", e);
        }
    }

    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        if (protection == null && entry(alias) instanceof PemEntry.OfKey entry && !entry.key().encrypted()) {
            return new KeyStore.PrivateKeyEntry((PrivateKey) engineGetKey(alias, null), engineGetCertificateChain(alias));
        }
        return super.engineGetEntry(alias, protection);
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) throws KeyStoreException {
        byte[] pkcs8 = key instanceof PrivateKey && "PKCS#8".equals(key.getFormat()) ? key.getEncoded() : null;
        if (pkcs8 == null) {
            throw new KeyStoreException("expected a private key that can be encoded as PKCS#8");
        }
        put(alias, EncodedKey.of(pkcs8, password, Place.whole("entry " + alias)), chain);
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        try {
            EncryptedPrivateKeyInfo.getInstance(key);
        } catch (RuntimeException e) {
            throw new KeyStoreException("expected the DER of an EncryptedPrivateKeyInfo", e);
        }
        put(alias, new EncodedKey(EncodedKey.ENCRYPTED_PKCS8, "", key.clone(), Place.whole("entry " + alias)), chain);
    }

    private void put(String alias, EncodedKey key, Certificate[] chain) throws KeyStoreException {
        if (chain == null || chain.length == 0) {
            throw new KeyStoreException("a private key needs the chain of its certificate");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate c : chain) {
            certificates.add(x509(c));
        }
        entries.put(PemEntries.alias(alias), new PemEntry.OfKey(key, certificates, new Date()));
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        if (entry(alias) instanceof PemEntry.OfKey) {
            throw new KeyStoreException(alias + " is a private key and is not overwritten by a certificate");
        }
        entries.put(PemEntries.alias(alias), new PemEntry.Trusted(x509(certificate), new Date()));
    }

    private static X509Certificate x509(Certificate certificate) throws KeyStoreException {
        if (certificate instanceof X509Certificate x) {
            return x;
        }
        throw new KeyStoreException("expected an X.509 certificate, not " + (certificate == null ? "null" : certificate.getType()));
    }

    @Override
    public void engineDeleteEntry(String alias) {
        entries.remove(PemEntries.alias(alias));
    }

    private PemEntry entry(String alias) {
        return entries.get(PemEntries.alias(alias));
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        return entry(alias) instanceof PemEntry.OfKey k ? k.chain().toArray(new Certificate[0]) : null;
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        return certificate(entry(alias));
    }

    private static X509Certificate certificate(PemEntry entry) {
        if (entry instanceof PemEntry.OfKey k) {
            return k.chain().get(0);
        }
        return entry instanceof PemEntry.Trusted t ? t.certificate() : null;
    }

    @Override
    public Date engineGetCreationDate(String alias) {
        PemEntry entry = entry(alias);
        return entry == null ? null : new Date(entry.created().getTime());
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(copy().keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entry(alias) != null;
    }

    @Override
    public int engineSize() {
        return entries.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return entry(alias) instanceof PemEntry.OfKey;
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return entry(alias) instanceof PemEntry.Trusted;
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        for (Map.Entry<String, PemEntry> e : copy().entrySet()) {
            if (certificate(e.getValue()).equals(certificate)) {
                return e.getKey();
            }
        }
        return null;
    }
}
