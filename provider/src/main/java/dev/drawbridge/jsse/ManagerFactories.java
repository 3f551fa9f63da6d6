package dev.drawbridge.jsse;

import dev.drawbridge.TrustParameters;
import dev.drawbridge.config.Properties;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.PkixJudge;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertPathParameters;
import java.security.cert.PKIXBuilderParameters;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;

/** Makes our key and trust managers. */
public final class ManagerFactories {
    private ManagerFactories() {
    }

    /** {@code KeyManagerFactory}: keys of a key store, or of several given as builders. */
    public static final class Keys extends KeyManagerFactorySpi {
        private StoreKeyManager manager;

        @Override
        protected void engineInit(KeyStore store, char[] password)
                throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableKeyException {
            try {
                manager = StoreKeyManager.of(store, password);
            } catch (UnrecoverableKeyException e) {
                throw e;
            } catch (UnrecoverableEntryException e) {
                throw new KeyStoreException(e);
            }
        }

        @Override
        protected void engineInit(ManagerFactoryParameters spec) throws InvalidAlgorithmParameterException {
            if (!(spec instanceof KeyStoreBuilderParameters builders)) {
                throw new InvalidAlgorithmParameterException("expected KeyStoreBuilderParameters, not "
                        + (spec == null ? "null" : spec.getClass().getName()));
            }
            try {
                manager = StoreKeyManager.of(builders.getParameters());
            } catch (KeyStoreException | NoSuchAlgorithmException | UnrecoverableEntryException e) {
                throw new InvalidAlgorithmParameterException("a key of the key stores cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            if (manager == null) {
                throw new IllegalStateException("the KeyManagerFactory was not initialized");
            }
            return new KeyManager[] {manager};
        }
    }

    /** {@code TrustManagerFactory}: certificates of a key store, the JVM's trust store, or the program's own PKIX parameters. */
    public static final class Trust extends TrustManagerFactorySpi {
        private PkixTrustManager manager;

        @Override
        protected void engineInit(KeyStore store) throws KeyStoreException {
            Properties properties = Properties.ofJvm();
            try {
                manager = store == null ? DefaultTrust.of(properties)
                        : DefaultTrust.of(properties, Anchors.of(store, "a key store of the program"));
            } catch (StoreException | IllegalArgumentException e) {
                throw new KeyStoreException(e.getMessage(), e);
            }
        }

        @Override
        protected void engineInit(ManagerFactoryParameters spec) throws InvalidAlgorithmParameterException {
            if (spec instanceof TrustParameters ours) {
                try {
                    manager = DefaultTrust.of(Properties.ofJvm(), ours);
                } catch (StoreException | KeyStoreException | IllegalArgumentException e) {
                    throw new InvalidAlgorithmParameterException(e.getMessage(), e);
                }
                return;
            }
            if (!(spec instanceof CertPathTrustManagerParameters given)) {
                throw new InvalidAlgorithmParameterException("expected CertPathTrustManagerParameters or TrustParameters, not "
                        + (spec == null ? "null" : spec.getClass().getName()));
            }
            CertPathParameters parameters = given.getParameters();
            if (!(parameters instanceof PKIXBuilderParameters pkix)) {
                throw new InvalidAlgorithmParameterException("expected PKIXBuilderParameters, not " + parameters.getClass().getName());
            }
            manager = DefaultTrust.of(Properties.ofJvm(), new PkixJudge(pkix));
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            if (manager == null) {
                throw new IllegalStateException("the TrustManagerFactory was not initialized");
            }
            return new TrustManager[] {manager};
        }
    }
}
