package dev.drawbridge.record;

import static dev.drawbridge.record.RecordForm.HEADER_LENGTH;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.Buffers;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The writing direction: handshake messages and alerts wait here until they leave, one record a call; application data goes straight
 * from the source array into the destination array. Not thread safe.
 */
public final class RecordWriter {
    /** The least and the most serious level of an alert. */
    public static final int WARNING = 1;
    public static final int FATAL = 2;

    private WriteProtection protection = WriteProtection.none();
    private WriteProtection ofFirstHello = WriteProtection.ofFirstHello();
    private ProtocolVersion version;
    private Pending head;
    private Pending tail;
    private boolean changeCipherSpecFirst;
    private MessageTap tap = MessageTap.NONE;
    private int dataBlock;
    private int otherBlock;
    private FragmentLimit limit = FragmentLimit.NONE;

    /** Content that waits, with the protection and the limit that it was queued under. */
    private static final class Pending {
        final ContentType type;
        final WriteProtection protection;
        final FragmentLimit limit;
        byte[] data;
        int from;
        int to;
        Pending next;

        Pending(ContentType type, WriteProtection protection, FragmentLimit limit, byte[] data) {
            this.type = type;
            this.protection = protection;
            this.limit = limit;
            this.data = data;
            this.to = data.length;
        }

        void append(byte[] more) {
            if (data.length - to < more.length) {
                data = Arrays.copyOf(data, Math.max(to + more.length, 2 * data.length));
            }
            System.arraycopy(more, 0, data, to, more.length);
            to += more.length;
        }

        int nextLength() {
            return Math.min(limit.bytes(), to - from);
        }
    }

    /** Somebody sees what is sent from now on. */
    public void tap(MessageTap seer) {
        tap = seer;
    }

    /** A ClientHello comes whose newest version is this one. */
    public void offers(ProtocolVersion newest) {
        ofFirstHello = newest.ssl() ? WriteProtection.none(newest) : ofFirstHello;
    }

    /** The version was agreed. */
    public void version(ProtocolVersion agreed) {
        version = agreed;
        if (protection == WriteProtection.none()) {
            protection = WriteProtection.none(agreed);
        }
    }

    /**
     * Pads records of TLS 1.3 under keys that come from now on to multiples of so many bytes, content type included; 0 and 1 for not at all
     * (SSL_CTX_set_block_padding(3)).
     */
    public void padding(int applicationData, int everythingElse) {
        dataBlock = applicationData;
        otherBlock = everythingElse;
    }

    /** Protects everything queued or written from now on with {@code next}. */
    public void protection(WriteProtection next) {
        next.padTo(dataBlock, otherBlock, limit);
        protection = next;
    }

    /**
     * Cuts everything queued or written from now on into fragments of so many bytes. RFC 6066 section 4: "Once a maximum fragment length other
     * than 2^14 has been successfully negotiated, the client and server MUST immediately begin fragmenting messages (including handshake
     * messages) to ensure that no fragment larger than the negotiated length is sent."
     */
    public void limit(FragmentLimit most) {
        limit = most;
        protection.padTo(dataBlock, otherBlock, most);
    }

    /** What protects the next application data. */
    public WriteProtection protection() {
        return protection;
    }

    /**
     * Queues a whole handshake message; messages share records until the keys change. RFC 8446 section 5.1: "Because the ClientHello,
     * EndOfEarlyData, ServerHello, Finished, and KeyUpdate messages can immediately precede a key change, implementations MUST send these
     * messages in alignment with a record boundary." And: "Implementations MUST NOT send zero-length fragments of Handshake types": no
     * message is empty, and what waits is cut only where there is more than a record of it.
     */
    public void handshake(byte[] message) {
        WriteProtection under = version == null ? ofFirstHello : protection;
        if (tail != null && tail.type == ContentType.HANDSHAKE && tail.protection == under && tail.limit == limit) {
            tail.append(message);
        } else {
            add(new Pending(ContentType.HANDSHAKE, under, limit, message));
        }
        tap.message(true, ContentType.HANDSHAKE, message);
    }

    /** Queues a ChangeCipherSpec: never encrypted in TLS 1.3 (RFC 8446 appendix D.4), under the present protection before. */
    public void changeCipherSpec() {
        WriteProtection under = version == ProtocolVersion.TLS13 ? WriteProtection.none() : protection;
        byte[] message = {1};
        add(new Pending(ContentType.CHANGE_CIPHER_SPEC, under, limit, message));
        tap.message(true, ContentType.CHANGE_CIPHER_SPEC, message);
    }

    /** Lets a ChangeCipherSpec leave before whatever is queued next, be it an alert. */
    public void changeCipherSpecFirst() {
        changeCipherSpecFirst = true;
    }

    /** Queues application data before the handshake is done, under the present protection. */
    public void applicationData(byte[] data) {
        if (data.length > 0) {
            add(new Pending(ContentType.APPLICATION_DATA, protection, limit, data));
        }
    }

    /**
     * Queues an alert, in a record of its own. RFC 8446 section 5.1: "Alert messages (Section 6) MUST NOT be fragmented across records, and
     * multiple alert messages MUST NOT be coalesced into a single TLSPlaintext record."
     */
    public void alert(int level, Alert alert) {
        Alert said = version == ProtocolVersion.SSL30 ? alert.inSsl30() : alert;
        if (said != alert && level == WARNING) {
            return; // what SSL 3.0 has in its place is an end
        }
        byte[] message = {(byte) level, (byte) said.code()};
        add(new Pending(ContentType.ALERT, protection, limit, message));
        tap.message(true, ContentType.ALERT, message);
    }

    /** Forgets what has not left. */
    public void discard() {
        head = null;
        tail = null;
    }

    /** Whether something is queued. */
    public boolean hasOutput() {
        return head != null;
    }

    /** Whether a handshake message, or a part of one, is queued. */
    public boolean handshakeWaits() {
        Pending p = head;
        while (p != null && p.type != ContentType.HANDSHAKE) {
            p = p.next;
        }
        return p != null;
    }

    /**
     * Writes one record of what is queued, or a ChangeCipherSpec and the alert after it: programs that have seen a connection fail wrap
     * once more, for the alert.
     *
     * @return the bytes written, 0 when {@code dst} has no room for it
     */
    public int writeQueued(ByteBuffer dst) throws TlsFault {
        boolean changeCipherSpec = head.type == ContentType.CHANGE_CIPHER_SPEC;
        int n = writeRecord(dst);
        return n > 0 && changeCipherSpec && head != null && head.type == ContentType.ALERT ? n + writeRecord(dst) : n;
    }

    private int writeRecord(ByteBuffer dst) throws TlsFault {
        Pending p = head;
        int length = p.nextLength();
        if (dst.remaining() < recordLength(p.protection, p.type, length)) {
            return 0;
        }
        int n = seal(p.protection, p.type, p.data, p.from, length, dst);
        p.from += length;
        if (p.from == p.to) {
            head = p.next;
            tail = head == null ? null : tail;
        }
        return n;
    }

    /** The most application data that the next record can take. */
    public int fragmentLength(long available) {
        return (int) Math.min(limit.bytes(), available);
    }

    /** Bytes of a record with {@code length} bytes of application data. */
    public int recordLength(int length) {
        return recordLength(protection, ContentType.APPLICATION_DATA, length);
    }

    /**
     * Writes one record of application data; {@code dst} has room for {@link #recordLength}.
     *
     * @param length bytes to take from the sources, which have them
     * @return the bytes written
     */
    public int writeApplicationData(ByteBuffer[] srcs, int offset, int count, int length, ByteBuffer dst) throws TlsFault {
        int i = offset;
        while (i < offset + count - 1 && !srcs[i].hasRemaining()) {
            i++;
        }
        ByteBuffer first = srcs[i];
        if (first.hasArray() && first.remaining() >= length && !overlap(first, length, dst)) {
            int from = first.arrayOffset() + first.position();
            int n = seal(protection, ContentType.APPLICATION_DATA, first.array(), from, length, dst);
            first.position(first.position() + length);
            return n;
        }
        byte[] staging = Buffers.borrow();
        try {
            int gathered = 0;
            for (; gathered < length; i++) {
                int part = Math.min(srcs[i].remaining(), length - gathered);
                srcs[i].get(staging, gathered, part);
                gathered += part;
            }
            return seal(protection, ContentType.APPLICATION_DATA, staging, 0, length, dst);
        } finally {
            Buffers.giveBack(staging, length);
        }
    }

    private boolean overlap(ByteBuffer src, int length, ByteBuffer dst) {
        if (!dst.hasArray() || dst.array() != src.array()) {
            return false;
        }
        int from = src.arrayOffset() + src.position();
        int to = dst.arrayOffset() + dst.position();
        return from < to + recordLength(length) && to < from + length;
    }

    private void add(Pending p) {
        if (changeCipherSpecFirst) {
            changeCipherSpecFirst = false;
            changeCipherSpec();
        }
        if (tail == null) {
            head = p;
        } else {
            tail.next = p;
        }
        tail = p;
    }

    private static int recordLength(WriteProtection under, ContentType type, int length) {
        return HEADER_LENGTH + length + under.expansion(type, length);
    }

    private static int seal(WriteProtection under, ContentType type, byte[] in, int from, int length, ByteBuffer dst)
            throws TlsFault {
        if (dst.hasArray()) {
            int n = under.seal(type, in, from, length, dst.array(), dst.arrayOffset() + dst.position());
            dst.position(dst.position() + n);
            return n;
        }
        byte[] staging = Buffers.borrow();
        try {
            int n = under.seal(type, in, from, length, staging, 0);
            dst.put(staging, 0, n);
            return n;
        } finally {
            Buffers.giveBack(staging, recordLength(under, type, length));
        }
    }
}
