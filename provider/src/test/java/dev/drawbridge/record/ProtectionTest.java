package dev.drawbridge.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.ContentType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Protections against RFC 8448's records and against records made by JCE alone. */
class ProtectionTest {
    private final Crypto crypto = new BcCrypto(null);
    private final Trace trace = Trace.ofSection(3);

    private ReadProtection read13(byte[] key, byte[] iv) {
        return ReadProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, key), iv);
    }

    private WriteProtection write13(byte[] key, byte[] iv) {
        return WriteProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.sealer(AeadAlgorithm.AES_128_GCM, key), iv);
    }

    private static byte[] seal(WriteProtection p, ContentType type, byte[] content) throws TlsFault {
        byte[] out = new byte[5 + content.length + p.expansion(ContentType.APPLICATION_DATA, content.length)];
        assertEquals(out.length, p.seal(type, content, 0, content.length, out, 0));
        return out;
    }

    private static byte[] open(ReadProtection p, byte[] record) throws TlsFault {
        byte[] out = new byte[record.length - 5 - p.overhead()];
        assertEquals(out.length, p.open(record, 0, record.length - 5, out, 0));
        return out;
    }

    private static byte[] withType(byte[] content, ContentType type) {
        byte[] inner = Arrays.copyOf(content, content.length + 1);
        inner[content.length] = (byte) type.code();
        return inner;
    }

    @Test
    void theServersFlightOfRfc8448() throws TlsFault {
        // RFC 8446 section 5.3: "the first record transmitted under a particular traffic key MUST use sequence number 0."
        String keys = "derive write traffic keys for handshake data";
        byte[] payload = trace.value("server", "send handshake record", "payload", 1);
        byte[] record = trace.value("server", "send handshake record", "complete record", 1);
        byte[] key = trace.value("server", keys, "key expanded");
        byte[] iv = trace.value("server", keys, "iv expanded");
        assertArrayEquals(record, seal(write13(key, iv), ContentType.HANDSHAKE, payload));
        assertArrayEquals(withType(payload, ContentType.HANDSHAKE), open(read13(key, iv), record));
    }

    @Test
    void theServersRecordsOfRfc8448UnderOneKey() throws TlsFault {
        String keys = "derive write traffic keys for application data";
        WriteProtection write = write13(trace.value("server", keys, "key expanded"), trace.value("server", keys, "iv expanded"));
        ReadProtection read = read13(trace.value("server", keys, "key expanded"), trace.value("server", keys, "iv expanded"));
        String[] actions = {"send handshake record", "send application_data record", "send alert record"};
        ContentType[] types = {ContentType.HANDSHAKE, ContentType.APPLICATION_DATA, ContentType.ALERT};
        for (int i = 0; i < actions.length; i++) {
            int occurrence = i == 0 ? 2 : 0;
            byte[] payload = trace.value("server", actions[i], "payload", occurrence);
            byte[] record = trace.value("server", actions[i], "complete record", occurrence);
            assertArrayEquals(record, seal(write, types[i], payload));
            assertArrayEquals(withType(payload, types[i]), open(read, record));
        }
    }

    @Test
    void everyLengthAroundABlock() throws TlsFault {
        WriteProtection write = write13(Forge.KEY, Forge.IV);
        for (int length = 0; length < 50; length++) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) length);
            assertArrayEquals(Forge.tls13(length, withType(content, ContentType.APPLICATION_DATA)),
                    seal(write, ContentType.APPLICATION_DATA, content));
        }
    }

    /** RFC 5246 section 6.2.3.3, RFC 5288: the nonce is the salt and what the record carries, whatever that is. */
    @Test
    void gcmOfTls12() throws TlsFault {
        ReadProtection read = ReadProtection.tls12(AeadAlgorithm.AES_128_GCM,
                crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.SALT);
        byte[] content = {1, 2, 3, 4, 5};
        assertArrayEquals(content, open(read, Forge.tls12(0, 23, 0x0102030405060708L, content)));
        assertArrayEquals(content, open(read, Forge.tls12(1, 22, 99, content)));
        WriteProtection write = WriteProtection.tls12(AeadAlgorithm.AES_128_GCM,
                crypto.sealer(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.SALT);
        assertArrayEquals(Forge.tls12(0, 23, 0, content), seal(write, ContentType.APPLICATION_DATA, content));
        assertArrayEquals(Forge.tls12(1, 22, 1, content), seal(write, ContentType.HANDSHAKE, content));
    }

    @Test
    void chaChaOfTls12() throws TlsFault {
        ReadProtection read = ReadProtection.tls12(AeadAlgorithm.CHACHA20_POLY1305,
                crypto.opener(AeadAlgorithm.CHACHA20_POLY1305, Forge.KEY32), Forge.IV);
        WriteProtection write = WriteProtection.tls12(AeadAlgorithm.CHACHA20_POLY1305,
                crypto.sealer(AeadAlgorithm.CHACHA20_POLY1305, Forge.KEY32), Forge.IV);
        for (int i = 0; i < 3; i++) {
            byte[] content = {9, 8, 7, (byte) i};
            byte[] record = Forge.tls12ChaCha(i, 23, content);
            assertArrayEquals(content, open(read, record));
            assertArrayEquals(record, seal(write, ContentType.APPLICATION_DATA, content));
        }
    }

    @Test
    void theTypeOfARecordOfTls12IsAuthenticated() {
        ReadProtection read = ReadProtection.tls12(AeadAlgorithm.AES_128_GCM,
                crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.SALT);
        byte[] record = Forge.tls12(0, 23, 0, new byte[20]);
        record[0] = 22;
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, () -> open(read, record)).fault());
    }

    @Test
    void aRecordOutOfOrderIsRefused() {
        ReadProtection read = read13(Forge.KEY, Forge.IV);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, () -> open(read, Forge.tls13(1, (byte) 1, (byte) 23))).fault());
    }

    /**
     * RFC 8446 section 5.3: "If a TLS implementation would need to wrap a sequence number, it MUST either rekey [...] or terminate the
     * connection", which 2^64 - 1 would be the last step before.
     */
    @Test
    void sequenceNumbersDoNotWrap() throws TlsFault {
        WriteProtection write = WriteProtection.startingAt(-2, RecordForm.TLS13, AeadAlgorithm.AES_128_GCM,
                crypto.sealer(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV);
        ReadProtection read = ReadProtection.startingAt(-2, RecordForm.TLS13, AeadAlgorithm.AES_128_GCM,
                crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV);
        byte[] record = seal(write, ContentType.ALERT, new byte[] {1, 0});
        assertArrayEquals(Forge.tls13(-2, (byte) 1, (byte) 0, (byte) 21), record);
        open(read, record);
        assertEquals(Fault.SEQUENCE_EXHAUSTED,
                assertThrows(TlsFault.class, () -> seal(write, ContentType.ALERT, new byte[] {1, 0})).fault());
        assertEquals(Fault.SEQUENCE_EXHAUSTED, assertThrows(TlsFault.class, () -> open(read, record)).fault());
    }

    @Test
    void ivsOfTheWrongLengthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> read13(Forge.KEY, Forge.SALT));
        assertThrows(IllegalArgumentException.class, () -> WriteProtection.tls12(AeadAlgorithm.AES_128_GCM,
                crypto.sealer(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV));
    }

    @Test
    void whatIsPrintedHoldsNoKey() {
        String printed = read13(Forge.KEY, Forge.IV) + " " + write13(Forge.KEY, Forge.IV);
        assertEquals("ReadProtection[TLS13, AES_128_GCM] WriteProtection[TLS13, AES_128_GCM]", printed);
        assertFalse(printed.contains("0102"));
    }
}
