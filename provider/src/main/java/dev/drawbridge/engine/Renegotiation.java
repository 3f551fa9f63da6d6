package dev.drawbridge.engine;

import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a connection of TLS 1.2 is negotiated again, by OpenSSL's rules: a server may ask for it, a client only where the server's
 * settings say so, and nobody to whom the new handshake could not be tied. Called under the connection's locks.
 */
final class Renegotiation {
    /** The length of a message that is no more than its header. */
    private static final int EMPTY = 4;
    /** In nanoseconds. */
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final boolean client;
    private final RenegotiationRules rules;
    private final int limit;
    private final int limitPerMinute;
    private final LongSupplier nanoTime;
    /** How many the peer has started. */
    private int startedByPeer;
    /** When it started those of the last minute, no more than {@link #limitPerMinute}; null before the first. */
    private Queue<Long> lastMinute;
    /** As a server: whether our HelloRequest waits for the client's answer. */
    private boolean requested;

    /** @param nanoTime {@link System#nanoTime}, or a test's */
    Renegotiation(TlsConfig config, LongSupplier nanoTime) {
        this.client = config.client();
        this.rules = config.tuning().options().renegotiation();
        this.limit = config.limits().renegotiations();
        this.limitPerMinute = config.limits().renegotiationsPerMinute();
        this.nanoTime = nanoTime;
    }

    /** As a server: whether our HelloRequest waits for the client's answer. */
    boolean requested() {
        return requested;
    }

    void request() {
        requested = true;
    }

    /**
     * We want to.
     *
     * @param before null where there is no renegotiation
     * @throws TlsFault {@code RENEGOTIATION_REFUSED} when that cannot be
     */
    void requireAllowed(Predecessor before) throws TlsFault {
        if (before == null) {
            throw new TlsFault(Fault.RENEGOTIATION_REFUSED, "wrong ssl version: TLS 1.3 knows none");
        }
        if (!tied(before)) {
            throw new TlsFault(Fault.RENEGOTIATION_REFUSED, rules.none() ? "by Options = NoRenegotiation"
                    : before.untied() ? "a session without extended master secret was resumed" : "the peer does not know RFC 5746");
        }
    }

    /**
     * Whether a message that came on a connected connection starts one. What does not is refused by the state. What does is counted, since
     * each costs us a handshake.
     *
     * @param before null where there is no renegotiation
     */
    boolean startsWith(byte[] message, Predecessor before) {
        // A HelloRequest that is not empty is none.
        boolean start = client ? message[0] == HandshakeType.HELLO_REQUEST.code() && message.length == EMPTY
                : message[0] == HandshakeType.CLIENT_HELLO.code();
        // RFC 5246 section 7.4.1.1 leaves it to the client whether it renegotiates, and section 7.2.2 to the server.
        if (!start || before == null || !tied(before)) {
            return false;
        }
        if (requested) {
            requested = false;
            return true;
        }
        return (client || rules.byClient()) && withinLimits();
    }

    /**
     * Counts one that the peer starts, unless it is one too many in this connection or in this minute: a handshake costs a server more than its
     * client (CVE-2011-1473).
     */
    private boolean withinLimits() {
        long now = nanoTime.getAsLong();
        if (lastMinute == null) {
            lastMinute = new ArrayDeque<>();
        }
        while (!lastMinute.isEmpty() && now - lastMinute.peek() >= MINUTE) {
            lastMinute.remove();
        }
        if (startedByPeer == limit || lastMinute.size() == limitPerMinute) {
            return false;
        }
        startedByPeer++;
        lastMinute.add(now);
        return true;
    }

    /**
     * RFC 5746 section 4.2 of servers without the extension, and 4.4 of clients: whoever renegotiates with them takes the attack upon himself
     * that it describes.
     */
    private boolean tied(Predecessor before) {
        return !rules.none() && !before.untied() && (before.secure() || rules.unsafe());
    }

    /** As long as the settings of a new handshake are looked up nothing is taken in. */
    record Settling() implements HandshakeState {
        @Override
        public MessageFormat format() {
            return MessageFormat.TLS12;
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            throw TlsFault.unexpected(message, "nothing yet");
        }
    }
}
