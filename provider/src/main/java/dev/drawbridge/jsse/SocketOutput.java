package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** What a program writes: the first write of a byte runs the handshake if nobody has. Every write is sent before it returns. */
final class SocketOutput extends OutputStream {
    private final SocketAdapter socket;
    private final SocketDriver driver;

    SocketOutput(SocketAdapter socket, SocketDriver driver) {
        this.socket = socket;
        this.driver = driver;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len > 0) {
            driver.write(b, off, len);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
