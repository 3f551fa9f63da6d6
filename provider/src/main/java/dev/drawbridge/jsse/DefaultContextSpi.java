package dev.drawbridge.jsse;

import dev.drawbridge.config.Properties;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.store.Watched;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.UnrecoverableEntryException;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The {@code SSLContext} that a program gets without asking for one, made from {@code javax.net.ssl.*} and the configuration.
 *
 * <p>When it cannot be made, its constructor does not say so: the JDK would take the exception as "this provider has no Default" and
 * hand out another provider's, whose policy is not ours, without a word. Instead every use of the context fails with the reason.
 */
public final class DefaultContextSpi extends SSLContextSpi {
    private final ContextSpi context = ContextSpi.tls();
    /** Why there is no context, or null. */
    private final GeneralSecurityException failure;

    /** The context of the present properties. */
    public DefaultContextSpi() {
        GeneralSecurityException caught = null;
        try {
            context.engineInit(keyManagers(Properties.ofJvm()), null, null);
        } catch (GeneralSecurityException e) {
            caught = e;
        }
        failure = caught;
    }

    private static KeyManager[] keyManagers(Properties properties) throws GeneralSecurityException {
        StoreFile file = properties.keyStore();
        if (file == null) {
            return null;
        }
        try {
            KeyManager ofStore = file.path() != null ? StoreKeyManager.watching(file, StoreKeyManager::report, Watched.INTERVAL)
                    : StoreKeyManager.of(file.load(), file.passwordChars());
            return Stream.concat(Stream.of(ofStore), Stream.of(FilePsks.of(properties))).toArray(KeyManager[]::new);
        } catch (UnrecoverableEntryException e) {
            throw new KeyManagementException(file + ": a key does not open with javax.net.ssl.keyStorePassword; expected the password of"
                    + " the store and of all its keys", e);
        } catch (StoreException e) {
            throw new KeyManagementException(e.getMessage(), e);
        }
    }

    private ContextSpi context() {
        if (failure != null) {
            throw new IllegalStateException(reason(), failure);
        }
        return context;
    }

    private String reason() {
        return "the default SSLContext cannot be made: " + failure.getMessage();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws KeyManagementException {
        throw new KeyManagementException("the default SSLContext is initialized already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return failure != null ? new NoSockets.Client(reason(), failure) : context.engineGetSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return failure != null ? new NoSockets.Server(reason(), failure) : context.engineGetServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return context().engineCreateSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return context().engineCreateSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return context().engineGetServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return context().engineGetClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return context().engineGetDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return context().engineGetSupportedSSLParameters();
    }
}
