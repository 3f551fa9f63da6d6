package dev.drawbridge.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of RFC 8446 section 5 and RFC 5246 section 6.2 about what may come in a record. */
class RecordReaderTest {
    private static final byte ALERT = 21;
    private static final byte HANDSHAKE = 22;
    private static final byte DATA = 23;

    private final Crypto crypto = new BcCrypto(null);
    private final RecordReader reader = new RecordReader(true, 3, 2);
    private final ByteBuffer heap = ByteBuffer.allocate(17_000);
    private Scatter into;

    private void tls13() {
        reader.version(ProtocolVersion.TLS13);
        reader.protection(ReadProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV),
                RecordBoundary.PROVEN);
    }

    private void tls12() {
        reader.version(ProtocolVersion.TLS12);
        reader.protection(ReadProtection.tls12(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.SALT),
                RecordBoundary.PROVEN);
    }

    private void connected() {
        into = new Scatter();
        into.to(new ByteBuffer[] {heap}, 0, 1);
    }

    private ContentType read(byte[] record) throws TlsFault {
        ByteBuffer src = ByteBuffer.wrap(record);
        int length = reader.next(src);
        assertEquals(record.length, length);
        ContentType type = reader.read(src, length, into);
        assertEquals(record.length, src.position());
        return type;
    }

    private void refused(Fault expected, byte[] record) {
        assertEquals(expected, assertThrows(TlsFault.class, () -> read(record)).fault());
    }

    private static byte[] inner(int length, byte type, int padding) {
        byte[] b = new byte[length + 1 + padding];
        Arrays.fill(b, 0, length, (byte) 7);
        b[length] = type;
        return b;
    }

    // ---- headers

    @Test
    void aHeaderWaitsForItsFiveBytes() throws TlsFault {
        assertEquals(0, reader.next(ByteBuffer.wrap(new byte[] {22, 3, 1, 0})));
        assertEquals(5 + 0x0102, reader.next(ByteBuffer.wrap(new byte[] {22, 3, 1, 1, 2})));
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP,plain HTTP request", "HTTP/1.1 400,plain HTTP response", "SSH-2.0-x,SSH", "220 ready,STARTTLS"})
    void whatIsNotTlsIsNamed(String first, String said) {
        TlsFault f = assertThrows(TlsFault.class, () -> reader.next(ByteBuffer.wrap(first.getBytes(StandardCharsets.US_ASCII))));
        assertEquals(Fault.NOT_TLS, f.fault());
        assertTrue(f.getMessage().contains(said), f.getMessage());
    }

    @Test
    void ssl2IsNamed() {
        // RFC 8446 appendix D.5: "The security of SSL 2.0 [SSL2] is considered insufficient [...], and it MUST NOT be negotiated for any
        // reason." And: "Implementations MUST NOT negotiate TLS 1.3 or later using an SSL version 2.0 compatible CLIENT-HELLO."
        TlsFault f = assertThrows(TlsFault.class, () -> reader.next(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x2e, 1, 3, 1})));
        assertEquals(Fault.NOT_TLS, f.fault());
        assertTrue(f.getMessage().contains("SSL 2.0"), f.getMessage());
    }

    @Test
    void laterRecordsOfNoTypeOrVersionAreRefused() throws TlsFault {
        // RFC 8446 section 5: "If a TLS implementation receives an unexpected record type, it MUST terminate the connection".
        read(Forge.record(22, 0x0301, (byte) 1));
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.record(24, 0x0303, (byte) 1));
        refused(Fault.BAD_RECORD_VERSION, Forge.record(22, 0x0203, (byte) 1));
        refused(Fault.BAD_RECORD_VERSION, Forge.record(22, 0x4854, (byte) 1));
    }

    /** RFC 8446 section 5.1: legacy_record_version "MUST be ignored for all purposes". */
    @Test
    void theMinorVersionIsIgnoredUnlessItIsTls12() throws TlsFault {
        for (int minor = 0; minor < 6; minor++) {
            read(Forge.record(22, 0x0300 | minor, (byte) 1));
        }
        reader.version(ProtocolVersion.TLS12);
        refused(Fault.BAD_RECORD_VERSION, Forge.record(22, 0x0301, (byte) 1));
    }

    // ---- lengths

    /** RFC 8446 section 5.1: "The length MUST NOT exceed 2^14 bytes." */
    @Test
    void clearRecordsHoldAtMost16384Bytes() throws TlsFault {
        // RFC 8446 section 5.1: "An endpoint that receives a record that exceeds this length MUST terminate the connection with a
        // "record_overflow" alert."
        assertEquals(ContentType.HANDSHAKE, read(Forge.record(22, 0x0303, new byte[16384])));
        refused(Fault.RECORD_TOO_LONG, Forge.record(22, 0x0303, new byte[16385]));
    }

    /** RFC 8446 section 5.2: "The length MUST NOT exceed 2^14 + 256 bytes." Known from five bytes. */
    @Test
    void protectedRecordsOfTls13AreBounded() throws TlsFault {
        // RFC 8446 section 5.2: "An endpoint that receives a record that exceeds this length MUST terminate the connection". And: "An
        // endpoint that receives a record from its peer with TLSCiphertext.length larger than 2^14 + 256 octets MUST terminate the
        // connection".
        tls13();
        assertEquals(5 + 16640, reader.next(ByteBuffer.wrap(new byte[] {23, 3, 3, 0x41, 0})));
        assertEquals(Fault.RECORD_TOO_LONG,
                assertThrows(TlsFault.class, () -> reader.next(ByteBuffer.wrap(new byte[] {23, 3, 3, 0x41, 1}))).fault());
    }

    @Test
    void fullRecordsOfTls13AreTaken() throws TlsFault {
        tls13();
        connected();
        assertEquals(ContentType.APPLICATION_DATA, read(Forge.tls13(0, inner(16384, DATA, 0))));
        assertEquals(16384, reader.produced());
    }

    /** RFC 8446 section 5.4: "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets". */
    @Test
    void aFullRecordHasNoRoomForPadding() {
        tls13();
        connected();
        refused(Fault.RECORD_TOO_LONG, Forge.tls13(0, inner(16384, DATA, 1)));
        assertArrayEquals(new byte[17_000], heap.array(), "nothing stays");
    }

    @Test
    void protectedRecordsOfTls12AreBounded() throws TlsFault {
        tls12();
        connected();
        read(Forge.tls12(0, 23, 0, new byte[16384]));
        assertEquals(16384, reader.produced());
        refused(Fault.RECORD_TOO_LONG, Forge.tls12(1, 23, 1, new byte[16385]));
    }

    @Test
    void recordsShorterThanTheirProtection() {
        tls13();
        refused(Fault.BAD_RECORD_MAC, Forge.record(23, 0x0303, new byte[15]));
        tls12();
        refused(Fault.BAD_RECORD_MAC, Forge.record(23, 0x0303, new byte[23]));
    }

    // ---- content types

    @Test
    void dataWithoutKeysOrBeforeTheEndOfTheHandshake() throws TlsFault {
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.record(23, 0x0303, new byte[40]));
        tls13();
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.tls13(0, inner(3, DATA, 0)));
    }

    @Test
    void paddingIsNoContent() throws TlsFault {
        tls13();
        connected();
        read(Forge.tls13(0, inner(10, DATA, 200)));
        assertEquals(10, heap.position());
        assertEquals(7, heap.get(9));
    }

    /** RFC 8446 section 5.4: a record of padding alone is an unexpected_message. */
    @Test
    void aRecordOfPaddingHasNoContentType() {
        // RFC 8446 section 5.4: "Implementations MUST limit their scanning to the cleartext returned from the AEAD decryption. If a
        // receiving implementation does not find a non-zero octet in the cleartext, it MUST terminate the connection".
        tls13();
        refused(Fault.NO_CONTENT_TYPE, Forge.tls13(0, new byte[30]));
        tls13();
        refused(Fault.NO_CONTENT_TYPE, Forge.tls13(0));
    }

    /** RFC 8446 section 5: a protected ChangeCipherSpec is refused, and so are types that do not exist. */
    @ParameterizedTest
    @CsvSource({"20", "1", "24", "255"})
    void innerTypesThatAreNone(int type) {
        // RFC 8446 section 5: "or which receives a protected change_cipher_spec record MUST abort".
        tls13();
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.tls13(0, (byte) 1, (byte) type));
    }

    @Test
    void handshakeInTheClearUnderKeys() {
        tls13();
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.record(22, 0x0303, new byte[40]));
    }

    /** RFC 8446 section 5.4: no empty Handshake or Alert; RFC 5246 section 6.2.1 the same. */
    @Test
    void emptyFragments() {
        // RFC 8446 section 5.4: "Implementations MUST NOT send Handshake and Alert records that have a zero-length
        // TLSInnerPlaintext.content; if such a message is received".
        refused(Fault.EMPTY_FRAGMENT, Forge.record(22, 0x0303));
        refused(Fault.EMPTY_FRAGMENT, Forge.record(21, 0x0303));
        tls13();
        refused(Fault.EMPTY_FRAGMENT, Forge.tls13(0, HANDSHAKE));
        tls13();
        refused(Fault.EMPTY_FRAGMENT, Forge.tls13(0, ALERT, (byte) 0));
    }

    @Test
    void emptyDataIsCountedInARow() throws TlsFault {
        tls13();
        connected();
        for (int i = 0; i < 3; i++) {
            read(Forge.tls13(i, DATA));
        }
        read(Forge.tls13(3, inner(1, DATA, 0)));
        for (int i = 4; i < 7; i++) {
            read(Forge.tls13(i, DATA));
        }
        refused(Fault.TOO_MANY_EMPTY_RECORDS, Forge.tls13(7, DATA));
    }

    @Test
    void handshakePlaintextDoesNotStayInTheProgramsBuffer() throws TlsFault {
        tls13();
        connected();
        assertEquals(ContentType.HANDSHAKE, read(Forge.tls13(0, inner(100, HANDSHAKE, 20))));
        assertEquals(0, heap.position());
        assertArrayEquals(new byte[17_000], heap.array());
        byte[] content = reader.takeContent();
        assertEquals(100, content.length);
        assertEquals(7, content[99]);
        assertNull(reader.takeContent());
    }

    @Test
    void badRecordsLeaveNothing() {
        tls13();
        connected();
        byte[] record = Forge.tls13(0, inner(100, DATA, 0));
        record[record.length - 1] ^= 1;
        refused(Fault.BAD_RECORD_MAC, record);
        assertArrayEquals(new byte[17_000], heap.array());
    }

    // ---- alerts in the clear

    @Test
    void aServerTakesAnAlertInTheClearOnlyBeforeTheFirstProtectedRecord() throws TlsFault {
        tls13();
        assertEquals(ContentType.ALERT, read(Forge.record(21, 0x0303, (byte) 2, (byte) 40)));
        read(Forge.tls13(0, inner(4, HANDSHAKE, 0)));
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.record(21, 0x0303, (byte) 2, (byte) 40));
    }

    @Test
    void aClientTakesNoneUnderKeys() {
        RecordReader client = new RecordReader(false, 3, 2);
        client.version(ProtocolVersion.TLS13);
        client.protection(ReadProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV),
                RecordBoundary.PROVEN);
        byte[] record = Forge.record(21, 0x0303, (byte) 2, (byte) 40);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE,
                assertThrows(TlsFault.class, () -> client.read(ByteBuffer.wrap(record), record.length, null)).fault());
    }

    // ---- ChangeCipherSpec

    @Test
    void compatibilityChangeCipherSpecIsDroppedAndCounted() throws TlsFault {
        tls13();
        reader.dropChangeCipherSpec(true);
        assertNull(read(Forge.record(20, 0x0303, (byte) 1)));
        assertNull(read(Forge.record(20, 0x0303, (byte) 1)));
        refused(Fault.TOO_MANY_CHANGE_CIPHER_SPECS, Forge.record(20, 0x0303, (byte) 1));
    }

    @Test
    void anyOtherChangeCipherSpecOfTls13IsRefused() {
        // RFC 8446 section 5: "An implementation which receives any other change_cipher_spec value".
        tls13();
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 1));
        reader.dropChangeCipherSpec(true);
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 2));
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 1, (byte) 1));
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303));
    }

    /**
     * RFC 8446 section 5: "If an implementation detects a change_cipher_spec record received before the first ClientHello message or after
     * the peer's Finished message, it MUST be treated as an unexpected record type".
     */
    @Test
    void changeCipherSpecBeforeAnythingElseIsRefusedWhateverItSays() {
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 1));
        refused(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 2));
    }

    @Test
    void changeCipherSpecOfTls12IsOneByte() throws TlsFault {
        reader.version(ProtocolVersion.TLS12);
        assertEquals(ContentType.CHANGE_CIPHER_SPEC, read(Forge.record(20, 0x0303, (byte) 1)));
        refused(Fault.BAD_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 2));
        refused(Fault.BAD_CHANGE_CIPHER_SPEC, Forge.record(20, 0x0303, (byte) 1, (byte) 1));
    }

    // ---- early data

    @Test
    void refusedEarlyDataIsSkippedByTrial() throws TlsFault {
        tls13();
        reader.skipEarlyData(1000);
        assertNull(read(Forge.tls13(5, inner(300, DATA, 0))));
        assertNull(read(Forge.tls13(6, inner(300, DATA, 0))));
        assertEquals(ContentType.HANDSHAKE, read(Forge.tls13(0, inner(36, HANDSHAKE, 0))));
        refused(Fault.BAD_RECORD_MAC, Forge.tls13(7, inner(300, DATA, 0)));
    }

    /** What is too short for our keys was not protected by them either. */
    @Test
    void refusedEarlyDataMayBeShort() throws TlsFault {
        tls13();
        reader.skipEarlyData(1000);
        assertNull(read(Forge.record(23, 0x0303, new byte[4])));
        assertEquals(ContentType.HANDSHAKE, read(Forge.tls13(0, inner(36, HANDSHAKE, 0))));
        refused(Fault.BAD_RECORD_MAC, Forge.record(23, 0x0303, new byte[4]));
    }

    @Test
    void earlyDataIsSkippedByItsTypeAfterARetryAndWithinBounds() throws TlsFault {
        reader.version(ProtocolVersion.TLS13);
        reader.skipEarlyData(1000);
        assertNull(read(Forge.record(23, 0x0303, new byte[600])));
        refused(Fault.UNEXPECTED_CONTENT_TYPE, Forge.record(23, 0x0303, new byte[600]));
    }

    /** What is skipped may be as long as a protected record, but nothing else in the clear may. */
    @Test
    void onlyEarlyDataMayBeLongerThanContentInTheClear() throws TlsFault {
        reader.version(ProtocolVersion.TLS13);
        reader.skipEarlyData(1 << 15);
        int max = (1 << 14) + 256;
        refused(Fault.RECORD_TOO_LONG, Forge.record(22, 0x0303, new byte[(1 << 14) + 1]));
        refused(Fault.RECORD_TOO_LONG, Forge.record(23, 0x0303, new byte[max + 1]));
        assertNull(read(Forge.record(23, 0x0303, new byte[max])));
    }

    @Test
    void keysDemandAProof() {
        assertThrows(IllegalArgumentException.class, () -> reader.protection(ReadProtection.none(), null));
    }
}
