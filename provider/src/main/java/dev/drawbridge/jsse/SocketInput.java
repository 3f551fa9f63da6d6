package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What a program reads: the first read that asks for a byte runs the handshake if nobody has. */
final class SocketInput extends InputStream {
    private final SocketAdapter socket;
    private final SocketDriver driver;

    SocketInput(SocketAdapter socket, SocketDriver driver) {
        this.socket = socket;
        this.driver = driver;
    }

    @Override
    public int read() throws IOException {
        return driver.read();
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        return driver.read(b, off, len);
    }

    /** What is decrypted and not read yet. */
    @Override
    public int available() {
        return driver.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
