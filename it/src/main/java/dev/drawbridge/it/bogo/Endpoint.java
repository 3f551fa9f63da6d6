package dev.drawbridge.it.bogo;

import dev.drawbridge.EarlyDataStatus;
import java.nio.ByteBuffer;

/** One side of a TLS connection without I/O, as the shim drives it: the engine itself, or an {@code SSLEngine} of the provider. */
interface Endpoint {
    /** What it wants next. */
    enum Wants { NOTHING, TASK, WRAP, UNWRAP }

    /** How a wrap or unwrap ended. */
    enum Outcome { OK, OVERFLOW, UNDERFLOW, CLOSED }

    void begin() throws Failure;

    /** As a client, before the handshake begins: what is said early. */
    void sayEarly(ByteBuffer data);

    /** As a server that wants early data: 0 when there is none now, -1 when there will be none. */
    int readEarly(ByteBuffer dst);

    /** As a server that took early data: answers it. */
    void answerEarly(ByteBuffer data) throws Failure;

    /** What became of early data. */
    EarlyDataStatus earlyStatus();

    Wants wants();

    Outcome wrap(ByteBuffer src, ByteBuffer dst) throws Failure;

    Outcome unwrap(ByteBuffer src, ByteBuffer dst) throws Failure;

    /** The work that is due, or null. */
    Runnable task();

    /** Whether the handshake was done once. */
    boolean connected();

    void closeOutbound();

    /** Whether everything up to close_notify has been wrapped. */
    boolean outboundDone();

    /** The transport has ended. */
    void closeInbound() throws Failure;

    /** New keys for what we send. */
    void updateKeys() throws Failure;

    /** How many handshakes there were after the first. */
    int renegotiations();

    /** What was agreed; asked once connected. */
    Facts facts();
}
