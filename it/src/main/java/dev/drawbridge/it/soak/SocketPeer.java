package dev.drawbridge.it.soak;

import dev.drawbridge.SslControl;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client with {@link SSLSocket}. */
final class SocketPeer implements Peer {
    private final SSLSocket socket;

    SocketPeer(SSLContext context, Wire wire, String protocol) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket(wire, "localhost", wire.getPort(), true);
        socket.setEnabledProtocols(new String[] {protocol});
    }

    @Override
    public void handshake() throws IOException {
        socket.startHandshake();
    }

    @Override
    public void write(byte[] b, int len) throws IOException {
        socket.getOutputStream().write(b, 0, len);
    }

    @Override
    public int read(byte[] b, int len) throws IOException {
        return socket.getInputStream().read(b, 0, len);
    }

    @Override
    public void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void keyUpdate(boolean requestPeer) throws IOException {
        SslControl.of(socket).keyUpdate(requestPeer);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
