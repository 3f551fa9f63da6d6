package dev.drawbridge.openssl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** Channels, which may be one object. Like a socket's ENOTCONN, a connection that is not there yet is no failure. */
record ChannelTransport(ReadableByteChannel in, WritableByteChannel out) implements Transport {

    @Override
    public int read(byte[] buf, int off, int len) throws IOException {
        if (in == null) {
            throw new IOException("read where there is nothing to read from");
        }
        try {
            return in.read(ByteBuffer.wrap(buf, off, len));
        } catch (NotYetConnectedException e) {
            return 0;
        }
    }

    @Override
    public int write(byte[] buf, int off, int len) throws IOException {
        if (out == null) {
            throw new IOException("write where there is nothing to write to");
        }
        try {
            return out.write(ByteBuffer.wrap(buf, off, len));
        } catch (NotYetConnectedException e) {
            return 0;
        }
    }

    @Override
    public void flush() {
        // A channel collects nothing.
    }

    @Override
    public void close() throws IOException {
        Transport.closeBoth(in, out);
    }

    @Override
    public SelectableChannel selectable() {
        return in instanceof SelectableChannel s ? s : out instanceof SelectableChannel s ? s : null;
    }
}
