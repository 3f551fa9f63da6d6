package dev.drawbridge.openssl;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SelectableChannel;

/** Streams, asked for when they are needed, since those of a socket that is not connected are an exception. */
record StreamTransport(Source<InputStream> in, Source<OutputStream> out, Closeable owner) implements Transport {

    /** Gives a stream. */
    interface Source<T> {
        T open() throws IOException;
    }

    static StreamTransport of(InputStream in, OutputStream out) {
        return new StreamTransport(() -> present(in, "read where there is nothing to read from"),
                () -> present(out, "write where there is nothing to write to"),
                () -> Transport.closeBoth(in, out));
    }

    private static <T> T present(T stream, String otherwise) throws IOException {
        if (stream == null) {
            throw new IOException(otherwise);
        }
        return stream;
    }

    @Override
    public int read(byte[] buf, int off, int len) throws IOException {
        return in.open().read(buf, off, len);
    }

    @Override
    public int write(byte[] buf, int off, int len) throws IOException {
        out.open().write(buf, off, len);
        return len;
    }

    @Override
    public void flush() throws IOException {
        out.open().flush();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }

    @Override
    public SelectableChannel selectable() {
        return null;
    }
}
