package dev.drawbridge.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.Buffers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose content is limited (RFC 6066 section 4), in both directions. */
class FragmentLimitTest {
    private static final byte DATA = 23;

    private final Crypto crypto = new BcCrypto(null);
    private final RecordReader reader = new RecordReader(true, 3, 2);
    private final RecordWriter writer = new RecordWriter();
    private Scatter into;

    private void reads(ProtocolVersion version, ReadProtection protection, FragmentLimit limit) {
        reader.version(version);
        reader.protection(protection, RecordBoundary.PROVEN);
        reader.limit(limit);
        into = new Scatter();
        into.to(new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
    }

    private void reads13(FragmentLimit limit) {
        reads(ProtocolVersion.TLS13,
                ReadProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV), limit);
    }

    private void reads12(FragmentLimit limit) {
        reads(ProtocolVersion.TLS12,
                ReadProtection.tls12(AeadAlgorithm.AES_128_GCM, crypto.opener(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.SALT), limit);
    }

    private ContentType read(byte[] record) throws TlsFault {
        ByteBuffer src = ByteBuffer.wrap(record);
        return reader.read(src, reader.next(src), into);
    }

    private void refused(byte[] record) {
        assertEquals(Fault.RECORD_TOO_LONG, assertThrows(TlsFault.class, () -> read(record)).fault());
    }

    /** Of a header alone, whose fragment is never seen. */
    private void headerRefused(int type, int length) {
        byte[] header = {(byte) type, 3, 3, (byte) (length >> 8), (byte) length};
        assertEquals(Fault.RECORD_TOO_LONG, assertThrows(TlsFault.class, () -> reader.next(ByteBuffer.wrap(header))).fault());
    }

    private static byte[] inner(int length, int padding) {
        byte[] b = new byte[length + 1 + padding];
        b[length] = DATA;
        return b;
    }

    @ParameterizedTest
    @EnumSource(value = FragmentLimit.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void inTheClear(FragmentLimit limit) throws TlsFault {
        reader.limit(limit);
        assertEquals(ContentType.HANDSHAKE, read(Forge.record(22, 0x0303, new byte[limit.bytes()])));
        headerRefused(22, limit.bytes() + 1);
    }

    /**
     * RFC 8446 section 5.4: "If the maximum fragment length is reduced [...] then the reduced limit applies to the full plaintext, including the
     * content type and padding." As without a limit the content type comes on top.
     */
    @ParameterizedTest
    @EnumSource(value = FragmentLimit.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void inTls13(FragmentLimit limit) throws TlsFault {
        reads13(limit);
        read(Forge.tls13(0, inner(limit.bytes(), 0)));
        assertEquals(limit.bytes(), reader.produced());
        read(Forge.tls13(1, inner(100, limit.bytes() - 100)));
        assertEquals(100, reader.produced());
        refused(Forge.tls13(2, inner(limit.bytes() + 1, 0)));
        reads13(limit);
        refused(Forge.tls13(0, inner(100, limit.bytes() - 99)));
        // RFC 6066 section 4: "MUST discard the message and send a "record_overflow" alert, without decrypting the message."
        headerRefused(23, limit.bytes() + 256 + 1);
    }

    @ParameterizedTest
    @EnumSource(value = FragmentLimit.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void inTls12(FragmentLimit limit) throws TlsFault {
        reads12(limit);
        read(Forge.tls12(0, 23, 0, new byte[limit.bytes()]));
        assertEquals(limit.bytes(), reader.produced());
        headerRefused(23, limit.bytes() + 8 + 16 + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withCbc(boolean encryptThenMac) throws TlsFault {
        CbcForm form = new CbcForm(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.TLS12, encryptThenMac);
        MacKeys keys = new MacKeys(Forge.KEY, new byte[20], new byte[0]);
        reads(ProtocolVersion.TLS12, ReadProtection.mac(crypto.cbcOpener(form, keys)), FragmentLimit.BYTES_512);
        WriteProtection seals = WriteProtection.mac(ProtocolVersion.TLS12, crypto.cbcSealer(form, keys), false);
        read(Forge.sealed(seals, ContentType.APPLICATION_DATA, new byte[512]));
        assertEquals(512, reader.produced());
        byte[] more = Forge.sealed(seals, ContentType.APPLICATION_DATA, new byte[513]);
        assertTrue(more.length < 805);
        refused(more);
        // RFC 6066 section 4: "This means that in this event a TLS record-layer peer receiving a TLS record-layer message larger than 805 bytes
        // MUST discard the message". Its IV is not among them, and its MACs have 20 bytes.
        headerRefused(23, 805 + 16 + 16);
    }

    @Test
    void aLimitCanBeLifted() throws TlsFault {
        reads13(FragmentLimit.BYTES_512);
        reader.limit(FragmentLimit.NONE);
        read(Forge.tls13(0, inner(16384, 0)));
        assertEquals(16384, reader.produced());
    }

    /** A program's buffer needs no more room than the limit. */
    @Test
    void contentIsBounded() {
        reads13(FragmentLimit.BYTES_1024);
        assertEquals(1024, reader.contentBound(5 + 1024 + 256));
    }

    private List<byte[]> drain() throws TlsFault {
        List<byte[]> out = new ArrayList<>();
        while (writer.hasOutput()) {
            ByteBuffer dst = ByteBuffer.allocate(Buffers.SIZE);
            int n = writer.writeQueued(dst);
            out.add(Arrays.copyOf(dst.array(), n));
        }
        return out;
    }

    /**
     * RFC 6066 section 4: "Once a maximum fragment length other than 2^14 has been successfully negotiated, the client and server MUST
     * immediately begin fragmenting messages (including handshake messages) to ensure that no fragment larger than the negotiated length is
     * sent."
     */
    @Test
    void whatIsQueuedFromNowOnIsCut() throws TlsFault {
        writer.version(ProtocolVersion.TLS13);
        writer.handshake(new byte[2000]);
        writer.limit(FragmentLimit.BYTES_1024);
        writer.handshake(new byte[2000]);
        writer.applicationData(new byte[1025]);
        writer.limit(FragmentLimit.NONE);
        writer.handshake(new byte[2000]);
        assertEquals(List.of(2000, 1024, 976, 1024, 1, 2000), drain().stream().map(r -> r.length - 5).toList());
        assertEquals(16384, writer.fragmentLength(20_000));
        writer.limit(FragmentLimit.BYTES_4096);
        assertEquals(4096, writer.fragmentLength(20_000));
        assertEquals(4095, writer.fragmentLength(4095));
    }

    /** As in OpenSSL content, type and padding stay within the limit. */
    @Test
    void paddingStaysWithin() throws TlsFault {
        writer.version(ProtocolVersion.TLS13);
        writer.padding(400, 400);
        writer.protection(WriteProtection.tls13(AeadAlgorithm.AES_128_GCM, crypto.sealer(AeadAlgorithm.AES_128_GCM, Forge.KEY), Forge.IV));
        writer.limit(FragmentLimit.BYTES_512);
        writer.handshake(new byte[512 + 500 + 1]);
        List<byte[]> records = drain();
        assertEquals(List.of(513, 512), records.stream().map(r -> r.length - 5 - 16).toList());
        byte[] message = new byte[300];
        writer.handshake(message);
        byte[] padded = new byte[400];
        padded[300] = 22;
        assertArrayEquals(Forge.tls13(2, padded), drain().get(0));
    }
}
