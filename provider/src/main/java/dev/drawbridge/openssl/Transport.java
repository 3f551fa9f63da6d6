package dev.drawbridge.openssl;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** What a {@link TransportBio} reads from and writes to: a file descriptor, where there is one. */
interface Transport extends Closeable {

    /** -1 at the end, 0 when it would block. */
    int read(byte[] buf, int off, int len) throws IOException;

    /** 0 when it would block. */
    int write(byte[] buf, int off, int len) throws IOException;

    void flush() throws IOException;

    /** Null where nothing can be waited on. */
    SelectableChannel selectable();

    /** Either may be null, and both may be one object, which is closed once: channels and streams do nothing the second time. */
    static void closeBoth(Closeable in, Closeable out) throws IOException {
        try {
            if (in != null) {
                in.close();
            }
        } finally {
            if (out != null) {
                out.close();
            }
        }
    }
}
