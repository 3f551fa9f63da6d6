package dev.drawbridge.record;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ContentType;
import java.util.Arrays;

/**
 * Joins the fragments of handshake records into whole messages (RFC 8446 section 5.1: messages "MAY be coalesced into a single
 * TLSPlaintext record or fragmented across several records") and holds no more than one message and one record.
 */
public final class HandshakeJoiner {
    private static final int HEADER_LENGTH = 4;
    private static final byte[] NOTHING = new byte[0];

    private final int maxMessage;
    private final MessageTap tap;
    private byte[] pending = NOTHING;
    private int from;
    private int to;

    /** A joiner of messages with bodies of at most {@code maxMessage} bytes. */
    public HandshakeJoiner(int maxMessage) {
        this(maxMessage, MessageTap.NONE);
    }

    /** The same, with somebody who sees them. */
    public HandshakeJoiner(int maxMessage, MessageTap tap) {
        this.maxMessage = maxMessage;
        this.tap = tap;
    }

    /** Takes the fragment of the next record; the array is ours from now on. */
    public void add(byte[] fragment) {
        if (empty()) {
            pending = fragment;
            from = 0;
            to = fragment.length;
            return;
        }
        int length = to - from;
        if (pending.length - to < fragment.length) {
            byte[] larger = pending.length - length >= fragment.length
                ? pending
                : new byte[Math.max(length + fragment.length, 2 * pending.length)];
            System.arraycopy(pending, from, larger, 0, length);
            pending = larger;
            from = 0;
            to = length;
        }
        System.arraycopy(fragment, 0, pending, to, fragment.length);
        to += fragment.length;
    }

    /**
     * The next whole message, header included, or null when more fragments are needed.
     *
     * @throws TlsFault {@code MESSAGE_TOO_LONG} as soon as a header announces too much
     */
    public byte[] next() throws TlsFault {
        int length = announced();
        if (length < 0 || to - from < HEADER_LENGTH + length) {
            return null;
        }
        boolean all = from == 0 && HEADER_LENGTH + length == pending.length; // as most are: one message, one record
        byte[] message = all ? pending : Arrays.copyOfRange(pending, from, from + HEADER_LENGTH + length);
        from += message.length;
        if (empty()) {
            pending = NOTHING;
            from = 0;
            to = 0;
        }
        tap.message(false, ContentType.HANDSHAKE, message);
        return message;
    }

    /** Whether no byte of a further message has arrived. */
    public boolean empty() {
        return from == to;
    }

    /**
     * The proof that keys may change here. RFC 8446 section 5.1: "Handshake messages MUST NOT span key changes. Implementations MUST
     * verify that all messages immediately preceding a key change align with a record boundary".
     */
    public RecordBoundary boundary() throws TlsFault {
        if (!empty()) {
            throw new TlsFault(Fault.KEY_CHANGE_INSIDE_RECORD, (to - from) + " bytes follow");
        }
        return RecordBoundary.PROVEN;
    }

    /**
     * Refuses a record of another type in the middle of a message. RFC 8446 section 5.1: "Handshake messages MUST NOT be interleaved with
     * other record types. That is, if a handshake message is split over two or more records, there MUST NOT be any other records between
     * them."
     */
    public void refuseInterleaving() throws TlsFault {
        if (!empty()) {
            throw new TlsFault(Fault.INTERLEAVED_HANDSHAKE);
        }
    }

    private int announced() throws TlsFault {
        if (to - from < HEADER_LENGTH) {
            return -1;
        }
        int length = (pending[from + 1] & 0xff) << 16 | (pending[from + 2] & 0xff) << 8 | pending[from + 3] & 0xff;
        if (length > maxMessage) {
            throw new TlsFault(Fault.MESSAGE_TOO_LONG, length + " bytes, limit " + maxMessage);
        }
        return length;
    }
}
