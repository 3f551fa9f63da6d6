package dev.drawbridge.jsse;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Factories of a context that could not be made: each attempt at a socket fails with the reason, as an I/O error that programs expect. */
final class NoSockets {
    private NoSockets() {
    }

    private static SocketException failure(String reason, Exception cause) {
        SocketException e = new SocketException(reason);
        e.initCause(cause);
        return e;
    }

    /** For clients. */
    static final class Client extends SSLSocketFactory {
        private final String reason;
        private final Exception cause;

        Client(String reason, Exception cause) {
            this.reason = reason;
            this.cause = cause;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public Socket createSocket() throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(Socket socket, InputStream consumed, boolean autoClose) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(String host, int port) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws SocketException {
            throw failure(reason, cause);
        }
    }

    /** For servers. */
    static final class Server extends SSLServerSocketFactory {
        private final String reason;
        private final Exception cause;

        Server(String reason, Exception cause) {
            this.reason = reason;
            this.cause = cause;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public ServerSocket createServerSocket() throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws SocketException {
            throw failure(reason, cause);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws SocketException {
            throw failure(reason, cause);
        }
    }
}
