package dev.drawbridge.jsse;

import dev.drawbridge.config.Properties;
import dev.drawbridge.store.StoreException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** An {@code SSLContext} of ours. */
public final class ContextSpi extends SSLContextSpi {
    private final ContextProtocol protocol;
    private volatile ContextCore core;

    private ContextSpi(ContextProtocol protocol) {
        this.protocol = protocol;
    }

    /** {@code TLS}: what the properties say, else all that is supported. */
    public static ContextSpi tls() {
        return new ContextSpi(ContextProtocol.TLS);
    }

    /** {@code TLSv1.3}: up to TLS 1.3. */
    public static ContextSpi tls13() {
        return new ContextSpi(ContextProtocol.TLS13);
    }

    /** {@code TLSv1.2}: clients up to TLS 1.2. */
    public static ContextSpi tls12() {
        return new ContextSpi(ContextProtocol.TLS12);
    }

    /** {@code TLSv1.1}: clients up to TLS 1.1. */
    public static ContextSpi tls11() {
        return new ContextSpi(ContextProtocol.TLS11);
    }

    /** {@code TLSv1}: clients of TLS 1.0 alone. */
    public static ContextSpi tls10() {
        return new ContextSpi(ContextProtocol.TLS10);
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws KeyManagementException {
        try {
            core = new ContextCore(protocol, Properties.ofJvm(), keys, trust, random);
        } catch (StoreException | IllegalArgumentException e) {
            throw new KeyManagementException(e.getMessage(), e);
        }
    }

    private ContextCore core() {
        ContextCore c = core;
        if (c == null) {
            throw new IllegalStateException("SSLContext is not initialized");
        }
        return c;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return Factories.sockets(core());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return Factories.serverSockets(core());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return new EngineAdapter(core(), null, -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return new EngineAdapter(core(), host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return core().sessions(false);
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return core().sessions(true);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return new SslSettings(core(), true).parameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        SSLParameters p = engineGetDefaultSSLParameters();
        p.setCipherSuites(core().supportedCipherSuites());
        p.setProtocols(core().supportedProtocols());
        return p;
    }
}
