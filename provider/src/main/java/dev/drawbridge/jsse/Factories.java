package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** The factories that a context hands out. */
final class Factories {
    private Factories() {
    }

    /** Sockets of a context. */
    static SSLSocketFactory sockets(ContextCore core) {
        return new Sockets(core);
    }

    /** Server sockets of a context. */
    static SSLServerSocketFactory serverSockets(ContextCore core) {
        return new ServerSockets(core);
    }

    private static final class Sockets extends SSLSocketFactory {
        private final ContextCore core;

        Sockets(ContextCore core) {
            this.core = core;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return core.defaultCipherSuites(true);
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return core.supportedCipherSuites();
        }

        @Override
        public Socket createSocket() {
            return new SocketAdapter(core, new SslSettings(core, true));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connect(null, host, address(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return connect(new InetSocketAddress(localHost, localPort), host, address(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connect(null, null, new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
            return connect(new InetSocketAddress(localHost, localPort), null, new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(Socket s, String host, int port, boolean autoClose) throws IOException {
            return new SocketAdapter(core, new SslSettings(core, true), s, host, null, autoClose);
        }

        @Override
        public Socket createSocket(Socket s, InputStream consumed, boolean autoClose) throws IOException {
            return new SocketAdapter(core, new SslSettings(core, false), s, null, consumed, autoClose);
        }

        /** As for plain sockets, no host is the loopback one. */
        private static SocketAddress address(String host, int port) throws IOException {
            return host == null ? new InetSocketAddress(InetAddress.getByName(null), port) : new InetSocketAddress(host, port);
        }

        private Socket connect(SocketAddress local, String host, SocketAddress peer) throws IOException {
            SocketAdapter s = new SocketAdapter(core, new SslSettings(core, true));
            boolean done = false;
            try {
                if (local != null) {
                    s.bind(local);
                }
                s.connect(host, peer);
                done = true;
            } finally {
                if (!done) {
                    s.close();
                }
            }
            return s;
        }
    }

    private static final class ServerSockets extends SSLServerSocketFactory {
        /** As for plain server sockets: the system's own. */
        private static final int DEFAULT_BACKLOG = 0;

        private final ContextCore core;

        ServerSockets(ContextCore core) {
            this.core = core;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return core.defaultCipherSuites(false);
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return core.supportedCipherSuites();
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocketAdapter(core);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return bound(port, DEFAULT_BACKLOG, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return bound(port, backlog, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress local) throws IOException {
            return bound(port, backlog, local);
        }

        private ServerSocket bound(int port, int backlog, InetAddress local) throws IOException {
            ServerSocketAdapter s = new ServerSocketAdapter(core);
            boolean done = false;
            try {
                s.bind(new InetSocketAddress(local, port), backlog);
                done = true;
            } finally {
                if (!done) {
                    s.close();
                }
            }
            return s;
        }
    }
}
