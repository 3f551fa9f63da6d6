package dev.drawbridge.it.soak;

import java.io.IOException;

/** The client's end of a connection over a {@link Wire}; one thread may read while another writes. */
interface Peer {
    void handshake() throws IOException;

    void write(byte[] b, int len) throws IOException;

    /** At least one byte, or -1 after close_notify. */
    int read(byte[] b, int len) throws IOException;

    /** close_notify; reading goes on. */
    void closeOutput() throws IOException;

    void keyUpdate(boolean requestPeer) throws IOException;

    /** Ends both directions; more than once does no harm. */
    void close() throws IOException;
}
