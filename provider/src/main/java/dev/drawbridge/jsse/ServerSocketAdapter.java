package dev.drawbridge.jsse;

import dev.drawbridge.config.ClientAuth;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** The {@link SSLServerSocket} of this provider: what it accepts are sockets of ours with its settings at that moment. */
final class ServerSocketAdapter extends SSLServerSocket {
    private final ContextCore core;
    private final SslSettings settings;

    /** An unbound server socket. */
    ServerSocketAdapter(ContextCore core) throws IOException {
        this.core = core;
        this.settings = new SslSettings(core, false);
    }

    /** Accepts a connection; its handshake is left to the socket's first use, so that a slow peer does not stop us accepting. */
    @Override
    public Socket accept() throws IOException {
        Socket plain = new Socket();
        implAccept(plain);
        try {
            return new SocketAdapter(core, settings.copy(), plain, null, null, true);
        } catch (IOException e) { // gone before we could look at it
            plain.close();
            throw e;
        }
    }

    @Override
    public String[] getSupportedProtocols() {
        return core.supportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return settings.enabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        settings.enabledProtocols(protocols);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return core.supportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return settings.enabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        settings.enabledCipherSuites(suites);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        settings.clientAuth(need ? ClientAuth.NEED : ClientAuth.NONE);
    }

    @Override
    public boolean getNeedClientAuth() {
        return settings.clientAuth() == ClientAuth.NEED;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        settings.clientAuth(want ? ClientAuth.WANT : ClientAuth.NONE);
    }

    @Override
    public boolean getWantClientAuth() {
        return settings.clientAuth() == ClientAuth.WANT;
    }

    /** Whether the accepted sockets begin as clients, as the passive side of some file transfers does. */
    @Override
    public void setUseClientMode(boolean client) {
        settings.client(client);
    }

    @Override
    public boolean getUseClientMode() {
        return settings.client();
    }

    @Override
    public void setEnableSessionCreation(boolean enabled) {
        settings.sessionCreation(enabled);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return settings.sessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return settings.parameters();
    }

    @Override
    public void setSSLParameters(SSLParameters params) {
        settings.parameters(params);
    }

    @Override
    public String toString() {
        return "[SSL: " + super.toString() + "]";
    }
}
