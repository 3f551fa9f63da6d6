package dev.drawbridge.handshake;

import dev.drawbridge.fault.Suspended;
import dev.drawbridge.fault.TlsFault;
import java.util.concurrent.Callable;

/** What one message may lead to. There is no third possibility. */
public sealed interface Step {
    /** The machine waits for the next message in this state. */
    record To(HandshakeState next) implements Step {
    }

    /**
     * Costly or foreign work: a key exchange, a signature, a key or trust manager. The engine hands it out as a task; the work
     * shares nothing mutable with the connection, {@code then} runs under the connection's locks. Work that ends in {@link Suspended} is done again
     * from its beginning.
     */
    record Offload<T>(Callable<T> work, Resume<T> then) implements Step {
    }

    /** The short rest after a task. */
    @FunctionalInterface
    interface Resume<T> {
        Step with(T result, Records records) throws TlsFault;
    }
}
