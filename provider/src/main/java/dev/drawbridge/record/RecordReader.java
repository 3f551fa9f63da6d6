package dev.drawbridge.record;

import static dev.drawbridge.record.RecordForm.HEADER_LENGTH;
import static dev.drawbridge.record.RecordForm.MAX_PLAINTEXT;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.Buffers;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The reading direction: one protected record in, its content out. Application data goes into the destinations, straight from the
 * source array into the destination array when it fits; all other content is handed over as a small array and never touches the
 * program's buffers for good. Not thread safe.
 */
public final class RecordReader {
    private static final int ANY = -1;

    private final boolean server;
    private final int maxEmptyRecords;
    private final int maxChangeCipherSpecs;

    private ReadProtection protection = ReadProtection.none();
    /** Bytes of content in a record. */
    private int most = FragmentLimit.NONE.bytes();
    /** Of all records since the version is agreed; RFC 8446 section 5.1 has it ignored in TLS 1.3. */
    private int minorVersion = ANY;
    private boolean anyRecord;
    private boolean takesSsl2Hello;
    private boolean tookSsl2Hello;
    private boolean dropChangeCipherSpec;
    private int changeCipherSpecs;
    private int emptyRecords;
    private int earlyDataToSkip;
    private EarlyDataSink earlyData;
    private int produced;
    private byte[] content;

    /**
     * A reader.
     *
     * @param server our role
     * @param maxEmptyRecords zero-length application data records in a row
     * @param maxChangeCipherSpecs compatibility ChangeCipherSpec records that are dropped
     */
    public RecordReader(boolean server, int maxEmptyRecords, int maxChangeCipherSpecs) {
        this.server = server;
        this.maxEmptyRecords = maxEmptyRecords;
        this.maxChangeCipherSpecs = maxChangeCipherSpecs;
    }

    /** Whether a ClientHello in the form of SSL 2.0 may come first, without a record around it (RFC 5246 appendix E.2). */
    public void takeSsl2Hello(boolean take) {
        takesSsl2Hello = take;
    }

    /** Whether the last content was one. */
    public boolean tookSsl2Hello() {
        return tookSsl2Hello;
    }

    /** The version was agreed: its rules hold from now on. */
    public void version(ProtocolVersion agreed) {
        minorVersion = agreed == ProtocolVersion.TLS13 ? ANY : agreed.code() & 0xff;
    }

    /** Unprotects everything after this boundary with {@code next}. */
    public void protection(ReadProtection next, RecordBoundary edge) {
        if (edge == null) {
            throw new IllegalArgumentException("no proof of a record boundary");
        }
        protection = next;
    }

    /** Takes no record after this with more content. */
    public void limit(FragmentLimit limit) {
        most = limit.bytes();
    }

    /** Nothing will be read any more: the keys go. */
    public void forget() {
        protection = ReadProtection.none();
    }

    /** Whether a compatibility ChangeCipherSpec of TLS 1.3 is dropped. */
    public void dropChangeCipherSpec(boolean drop) {
        dropChangeCipherSpec = drop;
    }

    /**
     * Skips refused early data of at most {@code bytes} until the first other record. RFC 8446 section 4.2.10: "The server then skips
     * past early data by attempting to deprotect received records using the handshake traffic key, discarding records which fail
     * deprotection (up to the configured max_early_data_size)" and, after a HelloRetryRequest, "by skipping all records with an
     * external content type of "application_data" (indicating that they are encrypted), up to the configured max_early_data_size."
     */
    public void skipEarlyData(int bytes) {
        earlyDataToSkip = bytes;
    }

    /** Application data goes there as long as no destinations are given for it; null when none may come. */
    public void takeEarlyData(EarlyDataSink sink) {
        earlyData = sink;
    }

    /**
     * Looks at the header of the next record.
     *
     * @return bytes of the whole record, which may be more than {@code src} has; 0 while the header is not complete
     * @throws TlsFault when the header alone is reason enough to hang up
     */
    public int next(ByteBuffer src) throws TlsFault {
        if (src.remaining() < HEADER_LENGTH) {
            return 0;
        }
        if (beginsSsl2Hello(src)) {
            return ssl2HelloLength(src);
        }
        int at = src.position();
        int type = src.get(at) & 0xff;
        int major = src.get(at + 1) & 0xff;
        int length = (src.get(at + 3) & 0xff) << 8 | src.get(at + 4) & 0xff;
        if (!anyRecord && (ContentType.of(type) == null || major != 3)) {
            // RFC 8446 appendix D.5: "The security of SSL 2.0 [SSL2] is considered insufficient [...], and it MUST NOT be negotiated for
            // any reason." And: "Implementations MUST NOT negotiate TLS 1.3 or later using an SSL version 2.0 compatible CLIENT-HELLO."
            throw new TlsFault(Fault.NOT_TLS, FirstBytes.guess(src));
        }
        // RFC 8446 section 5: "If a TLS implementation receives an unexpected record type, it MUST terminate the connection with an
        // "unexpected_message" alert."
        if (ContentType.of(type) == null) {
            throw new TlsFault(Fault.UNEXPECTED_CONTENT_TYPE, "record type " + type);
        }
        // RFC 8446 section 5.1 has legacy_record_version ignored; a major version that no TLS ever had is no record at all.
        if (major != 3 || minorVersion != ANY && src.get(at + 2) != minorVersion) {
            throw new TlsFault(Fault.BAD_RECORD_VERSION, major + "." + (src.get(at + 2) & 0xff));
        }
        // What is to be skipped in the clear, after a HelloRetryRequest, was encrypted.
        boolean skippable = earlyDataToSkip > 0 && type == ContentType.APPLICATION_DATA.code();
        int max = clearRecordUnderKeys(type) ? MAX_PLAINTEXT : skippable ? MAX_PLAINTEXT + 256 : protection.maxFragment() - (MAX_PLAINTEXT - most);
        // RFC 8446 section 5.1: "An endpoint that receives a record that exceeds this length MUST terminate the connection with a
        // "record_overflow" alert." RFC 8446 section 5.2: "An endpoint that receives a record that exceeds this length MUST terminate the
        // connection with a "record_overflow" alert." And: "An endpoint that receives a record from its peer with TLSCiphertext.length
        // larger than 2^14 + 256 octets MUST terminate the connection with a "record_overflow" alert."
        // RFC 6066 section 4, of a limit of 512 bytes: "This means that in this event a TLS record-layer peer receiving a TLS record-layer
        // message larger than 805 bytes MUST discard the message and send a "record_overflow" alert, without decrypting the message."
        if (length > max) {
            throw new TlsFault(Fault.RECORD_TOO_LONG, length + " bytes, limit " + max);
        }
        return HEADER_LENGTH + length;
    }

    private boolean beginsSsl2Hello(ByteBuffer src) {
        return takesSsl2Hello && !anyRecord && (src.get(src.position()) & 0x80) != 0 && src.get(src.position() + 2) == Ssl2Form.CLIENT_HELLO;
    }

    /** No hello is longer than what fits into a record, which is what programs have room for. */
    private static int ssl2HelloLength(ByteBuffer src) throws TlsFault {
        int length = Ssl2Form.length(src.get(src.position()), src.get(src.position() + 1));
        if (length > MAX_PLAINTEXT) {
            throw new TlsFault(Fault.RECORD_TOO_LONG, length + " bytes, limit " + MAX_PLAINTEXT);
        }
        if (length < Ssl2Form.LEAST) {
            throw new TlsFault(Fault.DECODE_ERROR, "ClientHello in the form of SSL 2.0 of " + length + " bytes");
        }
        return Ssl2Form.HEADER_LENGTH + length;
    }

    /** Whether the next record may hold application data, as far as its header tells; {@link #next} accepted it. */
    public boolean mayHoldApplicationData(ByteBuffer src) {
        return src.get(src.position()) == ContentType.APPLICATION_DATA.code();
    }

    /** The most bytes of application data that a record of {@code recordLength} bytes can hold. */
    public int contentBound(int recordLength) {
        int inner = recordLength - HEADER_LENGTH - protection.overhead() - (protection.innerContentType() ? 1 : 0);
        return Math.max(0, Math.min(inner, most));
    }

    /**
     * Takes the next record out of {@code src}, which holds all of it, as {@link #next} said.
     *
     * @param recordLength what {@link #next} returned
     * @param into where application data goes, with room for {@link #contentBound}; null when it is not allowed here
     * @return what the record held; null when it was dropped
     */
    public ContentType read(ByteBuffer src, int recordLength, Scatter into) throws TlsFault {
        produced = 0;
        content = null;
        tookSsl2Hello = beginsSsl2Hello(src);
        anyRecord = true;
        if (tookSsl2Hello) {
            content = new byte[recordLength - Ssl2Form.HEADER_LENGTH];
            src.position(src.position() + Ssl2Form.HEADER_LENGTH).get(content);
            return ContentType.HANDSHAKE;
        }
        if (src.hasArray()) {
            ContentType type = read(src.array(), src.arrayOffset() + src.position(), recordLength - HEADER_LENGTH, into);
            src.position(src.position() + recordLength);
            return type;
        }
        byte[] staging = Buffers.borrow();
        try {
            src.get(staging, 0, recordLength);
            return read(staging, 0, recordLength - HEADER_LENGTH, into);
        } finally {
            Buffers.giveBack(staging, recordLength);
        }
    }

    /** Bytes of application data that the last record put into the destinations. */
    public int produced() {
        return produced;
    }

    /** The content of the last record that was not application data; asked once, the array is the caller's. */
    public byte[] takeContent() {
        byte[] taken = content;
        content = null;
        return taken;
    }

    private ContentType read(byte[] record, int offset, int length, Scatter into) throws TlsFault {
        ContentType outer = ContentType.of(record[offset] & 0xff);
        // A client that offers TLS 1.3 drops it before it knows the version too. Whoever knows none yet and does not expect it:
        // RFC 8446 section 5: "If an implementation detects a change_cipher_spec record received before the first ClientHello message or
        // after the peer's Finished message, it MUST be treated as an unexpected record type".
        if (outer == ContentType.CHANGE_CIPHER_SPEC && (minorVersion == ANY || dropChangeCipherSpec)) {
            dropChangeCipherSpec(record, offset, length);
            return null;
        }
        if (clearRecordUnderKeys(outer.code())) {
            return readClearAlert(outer, record, offset, length, into != null);
        }
        if (outer == ContentType.APPLICATION_DATA && !protection.keyed()) {
            if (skipped(length)) {
                return null;
            }
            throw new TlsFault(Fault.UNEXPECTED_CONTENT_TYPE, "application data before keys");
        }
        try {
            // RFC 5246 section 7.2.2 has bad_record_mac for a TLSCiphertext that "wasn't an even multiple of the block length" as well as
            // for one with an incorrect MAC: whatever is wrong with a protected record, the reason is one and the same.
            if (length < protection.overhead()) {
                throw new TlsFault(Fault.BAD_RECORD_MAC);
            }
            ContentType type = unprotect(outer, record, offset, length, into);
            earlyDataToSkip = 0;
            return type;
        } catch (TlsFault f) {
            if (f.fault() == Fault.BAD_RECORD_MAC && !protection.used() && skipped(length)) {
                return null;
            }
            throw f;
        }
    }

    private boolean clearRecordUnderKeys(int type) {
        return protection.innerContentType() && type != ContentType.APPLICATION_DATA.code();
    }

    /**
     * A client that cannot follow our ServerHello has no keys for its alert, so a server takes one in the clear until the first record
     * was opened, as OpenSSL does. Whoever forges it could as well cut the connection.
     */
    private ContentType readClearAlert(ContentType outer, byte[] record, int offset, int length, boolean connected) throws TlsFault {
        if (outer != ContentType.ALERT || !server || connected || protection.used()) {
            // RFC 8446 section 5: a record that is not protected after keys are on is of an unexpected type.
            throw new TlsFault(Fault.UNEXPECTED_CONTENT_TYPE, outer + " in the clear under TLS 1.3 keys");
        }
        content = Arrays.copyOfRange(record, offset + HEADER_LENGTH, offset + HEADER_LENGTH + length);
        return outer;
    }

    /**
     * RFC 8446 section 5: "An implementation may receive an unencrypted record of type change_cipher_spec consisting of the single byte
     * value 0x01 at any time after the first ClientHello message has been sent or received and before the peer's Finished message has
     * been received and MUST simply drop it without further processing. [...] An implementation which receives any other
     * change_cipher_spec value or which receives a protected change_cipher_spec record MUST abort the handshake with an
     * "unexpected_message" alert."
     */
    private void dropChangeCipherSpec(byte[] record, int offset, int length) throws TlsFault {
        if (!dropChangeCipherSpec || length != 1 || record[offset + HEADER_LENGTH] != 1) {
            throw new TlsFault(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC);
        }
        if (++changeCipherSpecs > maxChangeCipherSpecs) {
            throw new TlsFault(Fault.TOO_MANY_CHANGE_CIPHER_SPECS, "limit " + maxChangeCipherSpecs);
        }
    }

    private boolean skipped(int length) {
        if (earlyDataToSkip <= 0) {
            return false;
        }
        earlyDataToSkip -= length;
        return earlyDataToSkip >= 0;
    }

    private ContentType unprotect(ContentType outer, byte[] record, int offset, int length, Scatter into) throws TlsFault {
        int plain = length - protection.overhead();
        boolean straight = into != null && outer == ContentType.APPLICATION_DATA && into.fits(plain, record, offset, length + HEADER_LENGTH);
        byte[] out = straight ? into.array() : Buffers.borrow();
        int at = straight ? into.arrayPosition() : 0;
        ContentType type = null;
        try {
            int opened = protection.open(record, offset, length, out, at);
            int end = protection.innerContentType() ? contentEnd(out, at, opened) : opened;
            ContentType found = protection.innerContentType() ? innerType(out[at + end]) : outer;
            if (end > most) {
                throw new TlsFault(Fault.RECORD_TOO_LONG, end + " bytes of content, limit " + most);
            }
            accept(found, end, into != null || earlyData != null);
            if (found == ContentType.APPLICATION_DATA && into == null) {
                earlyData.accept(out, at, end);
            } else if (found == ContentType.APPLICATION_DATA) {
                produced = end;
                into.put(straight, out, end);
            } else {
                content = Arrays.copyOfRange(out, at, at + end);
                refuseBadChangeCipherSpec(found);
            }
            type = found;
            return found;
        } finally {
            if (!straight) {
                Buffers.giveBack(out, plain);
            } else if (type != ContentType.APPLICATION_DATA) {
                Arrays.fill(out, at, at + plain, (byte) 0);
            }
        }
    }

    /** Where the content ends and its type stands, from the end of TLSInnerPlaintext (RFC 8446 section 5.4). */
    private int contentEnd(byte[] out, int at, int plain) throws TlsFault {
        // RFC 8446 section 5.4: "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets." And: "If the maximum fragment length is
        // reduced [...] then the reduced limit applies to the full plaintext, including the content type and padding."
        if (plain > most + 1) {
            throw new TlsFault(Fault.RECORD_TOO_LONG, plain + " bytes of plaintext, limit " + (most + 1));
        }
        // RFC 8446 section 5.4: "Implementations MUST limit their scanning to the cleartext returned from the AEAD decryption. If a
        // receiving implementation does not find a non-zero octet in the cleartext, it MUST terminate the connection with an
        // "unexpected_message" alert."
        int i = at + plain - 1;
        while (i >= at && out[i] == 0) {
            i--;
        }
        if (i < at) {
            throw new TlsFault(Fault.NO_CONTENT_TYPE);
        }
        return i - at;
    }

    private static ContentType innerType(byte code) throws TlsFault {
        ContentType type = ContentType.of(code & 0xff);
        if (type == null || type == ContentType.CHANGE_CIPHER_SPEC) {
            throw new TlsFault(Fault.UNEXPECTED_CONTENT_TYPE, "protected record of type " + (code & 0xff));
        }
        return type;
    }

    private void accept(ContentType type, int length, boolean connected) throws TlsFault {
        if (type == ContentType.APPLICATION_DATA) {
            if (!connected) {
                throw new TlsFault(Fault.UNEXPECTED_CONTENT_TYPE, "application data before the handshake is done, or inside a handshake message");
            }
            emptyRecords = length == 0 ? emptyRecords + 1 : 0;
            if (emptyRecords > maxEmptyRecords) {
                throw new TlsFault(Fault.TOO_MANY_EMPTY_RECORDS, "limit " + maxEmptyRecords);
            }
        } else if (length == 0) {
            // RFC 8446 section 5.4: "Implementations MUST NOT send Handshake and Alert records that have a zero-length
            // TLSInnerPlaintext.content; if such a message is received, the receiving implementation MUST terminate the connection with
            // an "unexpected_message" alert." RFC 5246 section 6.2.1 forbids them too.
            throw new TlsFault(Fault.EMPTY_FRAGMENT, type.toString());
        }
    }

    private void refuseBadChangeCipherSpec(ContentType type) throws TlsFault {
        if (type == ContentType.CHANGE_CIPHER_SPEC && (content.length != 1 || content[0] != 1)) {
            throw new TlsFault(Fault.BAD_CHANGE_CIPHER_SPEC);
        }
    }
}
