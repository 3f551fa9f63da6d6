package dev.drawbridge.engine;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.record.MessageTap;
import java.io.IOException;

/** Who wants to know. Called under the connection's locks, so it must neither block nor wait for another thread; exceptions say so. */
public interface Listener extends MessageTap {
    /** A handshake is done, the first or a renegotiation; comes before FINISHED is returned. */
    void connected(ConnectionFacts facts);

    /** The connection failed, during the handshake or later. */
    void failed(TlsFault fault);

    /**
     * A renegotiation begins. Called in a task.
     *
     * @param facts what will be known of it
     * @return its settings, or null for the same as in the first handshake
     */
    default TlsConfig renegotiates(ConnectionFacts facts) throws IOException {
        return null;
    }
}
