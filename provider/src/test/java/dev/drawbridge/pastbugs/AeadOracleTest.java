package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.Boundaries;
import dev.drawbridge.record.Forge;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the reader of a record tells somebody without keys. Every oracle against CBC (see {@link PaddingOracleTest}) began with two kinds of
 * failure that could be told apart, by alert (CVE-2003-0078), by time, or because one connection ended and the other did not. AEADs have one
 * kind; an implementation can make several of it, as by looking at the content type before the tag.
 *
 * <p>Shown: whatever a record decrypts to (data, alerts, handshake messages, no content, all zeros, types that do not exist) and whatever is
 * wrong with it (any bit of tag or ciphertext, its length, its place in the order, its header), the fault, its words, the alert and the
 * bytes read are the same, and but for lengths, which are public, the path through the code too. What RFC 8446 section 5.4 demands of certain
 * contents comes only when they are authentic. Time is not measured here: the tag is compared by the JDK's cipher.
 */
class AeadOracleTest {
    private enum Keys {
        TLS13_AES, TLS12_AES, TLS12_CHACHA20;

        /** A record with the sequence number {@code n}. */
        byte[] seal(int n, byte... inner) {
            byte[] content = Arrays.copyOf(inner, inner.length - 1);
            return switch (this) {
                case TLS13_AES -> Forge.tls13(n, inner);
                case TLS12_AES -> Forge.tls12(n, inner[inner.length - 1], n, content);
                case TLS12_CHACHA20 -> Forge.tls12ChaCha(n, inner[inner.length - 1], content);
            };
        }

        RecordReader reader() {
            RecordReader reader = new RecordReader(true, 3, 2);
            AeadAlgorithm a = this == TLS12_CHACHA20 ? AeadAlgorithm.CHACHA20_POLY1305 : AeadAlgorithm.AES_128_GCM;
            BcCrypto crypto = new BcCrypto(null);
            reader.version(this == TLS13_AES ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12);
            reader.protection(switch (this) {
                case TLS13_AES -> ReadProtection.tls13(a, crypto.opener(a, Forge.KEY), Forge.IV);
                case TLS12_AES -> ReadProtection.tls12(a, crypto.opener(a, Forge.KEY), Forge.SALT);
                case TLS12_CHACHA20 -> ReadProtection.tls12(a, crypto.opener(a, Forge.KEY32), Forge.IV);
            }, Boundaries.taken());
            return reader;
        }

        /** Contents with their type at the end, as TLS 1.3 has it; in TLS 1.2 it stands in the header. */
        List<byte[]> contents() {
            List<byte[]> all = new ArrayList<>(List.of(new byte[] {23}, new byte[] {'x', 23}, new byte[] {2, 40, 21}, new byte[] {1, 0, 21},
                    new byte[] {24, 0, 0, 1, 0, 22}, new byte[] {1, 20}));
            byte[] full = new byte[16385];
            full[16384] = 23;
            all.add(full);
            if (this == TLS13_AES) {
                all.addAll(List.of(new byte[] {0}, new byte[100], new byte[] {'x', 0, 23, 0, 0, 0}, new byte[] {'x', 99}, new byte[] {21},
                        new byte[] {22}));
            }
            return all;
        }
    }

    /** What there is to be seen when a record is refused. */
    private record Seen(Fault fault, String words, Throwable cause, int consumed, String path) {
        /** As far as it may depend on the length of the record. */
        Seen withoutPath() {
            return new Seen(fault, words, cause, consumed, "");
        }
    }

    private static Seen refused(Keys keys, boolean connected, byte[] record) {
        RecordReader reader = keys.reader();
        ByteBuffer src = ByteBuffer.wrap(record);
        Scatter into = new Scatter();
        into.to(new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
        TlsFault f = assertThrows(TlsFault.class, () -> reader.read(src, reader.next(src), connected ? into : null));
        String path = Stream.of(f.getStackTrace()).filter(e -> e.getClassName().startsWith("dev.drawbridge."))
                .filter(e -> !e.getClassName().startsWith(AeadOracleTest.class.getName())).toList().toString();
        return new Seen(f.fault(), f.getMessage(), f.getCause(), src.position(), path);
    }

    private static byte[] flipped(byte[] record, int at) {
        byte[] bent = record.clone();
        bent[at] ^= 1;
        return bent;
    }

    /** The same length, other bytes. */
    private static List<byte[]> spoiled(Keys keys, byte[] content) {
        byte[] record = keys.seal(0, content);
        List<byte[]> all = new ArrayList<>();
        for (int i : new int[] {5, 12, record.length - 17, record.length - 16, record.length - 8, record.length - 1}) {
            all.add(flipped(record, Math.max(5, i)));
        }
        all.add(keys == Keys.TLS12_AES ? flipped(keys.seal(1, content), 12) : keys.seal(1, content));
        all.add(keys.seal(0x7fffffff, content));
        if (keys == Keys.TLS13_AES) {
            all.add(flipped(record, 1 + 1)); // legacy_record_version, which is authenticated
        }
        byte[] zeros = record.clone();
        Arrays.fill(zeros, 5, zeros.length, (byte) 0);
        all.add(zeros);
        return all;
    }

    /** With an honest header of another length. */
    private static List<byte[]> ofAnotherLength(byte[] record) {
        List<byte[]> all = new ArrayList<>();
        for (int length : new int[] {0, 1, 7, 8, 15, 16, 17, 23, 24, 25, record.length - 6, record.length - 4}) {
            if (length >= 0 && length != record.length - 5 && length <= 16384 + 16) {
                byte[] other = Arrays.copyOf(record, 5 + length);
                other[3] = (byte) (length >> 8);
                other[4] = (byte) length;
                all.add(other);
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Keys.class)
    void everyBadRecordIsRefusedAlike(Keys keys) {
        for (boolean connected : new boolean[] {true, false}) {
            for (boolean application : new boolean[] {true, false}) {
                Seen first = null;
                for (byte[] content : keys.contents()) {
                    if (keys != Keys.TLS13_AES && (content[content.length - 1] == 23) != application) {
                        continue; // TLS 1.2 has the type in the header, where everybody sees it
                    }
                    for (byte[] record : spoiled(keys, content)) {
                        Seen seen = refused(keys, connected, record);
                        first = first == null ? seen : first;
                        assertEquals(first, seen);
                    }
                    for (byte[] record : ofAnotherLength(keys.seal(0, content))) {
                        assertEquals(first.withoutPath(), refused(keys, connected, record).withoutPath());
                    }
                }
                assertEquals(Fault.BAD_RECORD_MAC, first.fault);
                assertEquals(Fault.BAD_RECORD_MAC.text(), first.words);
                assertEquals(Alert.BAD_RECORD_MAC, first.fault.alert());
            }
        }
    }

    /** RFC 8446 section 5.4, of authentic records alone. */
    @Test
    void onlyAuthenticContentIsLookedAt() {
        assertEquals(Fault.NO_CONTENT_TYPE, refused(Keys.TLS13_AES, true, Keys.TLS13_AES.seal(0, new byte[100])).fault);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, refused(Keys.TLS13_AES, true, Keys.TLS13_AES.seal(0, (byte) 'x', (byte) 99)).fault);
        assertEquals(Fault.EMPTY_FRAGMENT, refused(Keys.TLS13_AES, true, Keys.TLS13_AES.seal(0, (byte) 22)).fault);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, refused(Keys.TLS13_AES, false, Keys.TLS13_AES.seal(0, (byte) 'x', (byte) 23)).fault);
        assertEquals(Fault.RECORD_TOO_LONG, refused(Keys.TLS13_AES, true, Keys.TLS13_AES.seal(0, new byte[16386])).fault);
    }

    /** The same through whole connections: one alert, one throw, nothing of it to the program. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void oneAlertInEveryState(Scenario scenario, boolean victimIsClient) {
        int count = Duel.honest(scenario, victimIsClient).size();
        for (int at = 0; at < count; at++) {
            Duel duel = new Duel(scenario, victimIsClient);
            duel.run(Duel.Script.instead(at, u -> u.keyed() ? flipped(u.record(), u.record().length - 1) : u.record()));
            if (duel.units.get(at).keyed()) {
                duel.assertFault(Fault.BAD_RECORD_MAC, "unit " + at);
                assertEquals(List.of(Alert.BAD_RECORD_MAC), duel.attacker.alerts);
            }
        }
        for (ContentType type : ContentType.values()) {
            Duel duel = new Duel(scenario, victimIsClient).connect();
            byte[] record = duel.attacker.sealed(type, (byte) 1);
            duel.send(flipped(record, record.length - 1));
            duel.assertFault(Fault.BAD_RECORD_MAC, type.toString());
            assertEquals(List.of(Alert.BAD_RECORD_MAC), duel.attacker.alerts);
        }
    }
}
