package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.crypto.bc.CbcForge;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.record.Boundaries;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.tls13.Hellos;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The padding of CBC: Vaudenay's oracle (EUROCRYPT 2002), Lucky Thirteen (AlFardan, Paterson, 2013, CVE-2013-0169), which reads it from the
 * time that the MAC takes, POODLE (2014, CVE-2014-3566), where SSL 3.0 does not look at the padding at all, CVE-2016-2107, with which the
 * repair of Lucky Thirteen made a new one, and Zombie POODLE and GOLDENDOODLE (2019). What BEAST was is in {@link BeastTest}.
 *
 * <p>Shown: whatever is wrong with a record of CBC, padding, MAC or both, and wherever, the fault, its words, the alert and the path through our
 * code are the same; every byte of padding is looked at, in TLS 1.2, 1.1 and 1.0 alike; older versions are not negotiated unless both sides enabled them; encrypt_then_mac (RFC 7366), which
 * has no such oracle to begin with, is used where both sides can, and is refused with an AEAD. Time is not measured here: what is secret decides no
 * branch and no index in {@code CbcOpener}, and the time of the MAC is that of Bouncy Castle's constant-time check. What the AEAD suites tell of a
 * bad record is in {@link AeadOracleTest}.
 */
class PaddingOracleTest {
    /** What there is to be seen when a record is refused. */
    private record Seen(Fault fault, String words, Throwable cause, int consumed, String path) {
    }

    static Stream<CbcForge> forges() {
        return CbcForge.all();
    }

    private static Seen refused(CbcForge f, byte[] fragment) {
        RecordReader reader = new RecordReader(true, 3, 2);
        reader.version(f.version);
        reader.protection(ReadProtection.mac(f.opener()), Boundaries.taken());
        byte[] header = {23, 3, (byte) f.version.code(), (byte) (fragment.length >> 8), (byte) fragment.length};
        ByteBuffer src = ByteBuffer.wrap(CbcForge.join(header, fragment));
        Scatter into = new Scatter();
        into.to(new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
        TlsFault fault = assertThrows(TlsFault.class, () -> reader.read(src, reader.next(src), into));
        String path = Stream.of(fault.getStackTrace()).filter(e -> e.getClassName().startsWith("dev.drawbridge."))
            .filter(e -> !e.getClassName().startsWith(PaddingOracleTest.class.getName())).toList().toString();
        return new Seen(fault.fault(), fault.getMessage(), fault.getCause(), src.position(), path);
    }

    /** Fragments of one length: padding that is wrong in each byte, or has another length; MACs that are wrong; both; other data altogether. */
    private static List<byte[]> wrong(CbcForge f) {
        byte[] content = new byte[100];
        byte[] padding = f.padding(100, 100);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < padding.length; i++) {
            byte[] bent = padding.clone();
            bent[i] ^= 1;
            all.add(f.fragment(0, 23, content, bent));
            all.add(f.fragment(1, 23, content, bent));
        }
        all.add(f.fragment(1, 23, content, padding));
        all.add(f.fragment(0, 22, content, padding));
        for (int last : new int[] {1, padding.length, 254, 255}) {
            byte[] other = padding.clone();
            other[padding.length - 1] = (byte) last;
            all.add(f.fragment(0, 23, content, other));
        }
        all.add(new byte[all.get(0).length]);
        return all;
    }

    /**
     * RFC 5246 section 7.2.2, of bad_record_mac: "This alert also MUST be returned if an alert is sent because a TLSCiphertext decrypted in an
     * invalid way: either it wasn't an even multiple of the block length, or its padding values, when checked, weren't correct."
     */
    @ParameterizedTest
    @MethodSource("forges")
    void badPaddingAndBadMacLookAlike(CbcForge f) {
        Set<Seen> seen = new HashSet<>();
        Set<Seen> withRightMac = new HashSet<>();
        for (byte[] fragment : wrong(f)) {
            Seen one = refused(f, fragment);
            assertEquals(Fault.BAD_RECORD_MAC, one.fault());
            // Encrypt-then-MAC decrypts only what has the right MAC, which nobody else can make.
            boolean authentic = f.encryptThenMac && Arrays.equals(f.mac(0, 23, Arrays.copyOf(fragment, fragment.length - f.algorithm.macLength())),
                Arrays.copyOfRange(fragment, fragment.length - f.algorithm.macLength(), fragment.length));
            (authentic ? withRightMac : seen).add(one);
        }
        assertEquals(1, seen.size(), () -> "an oracle: " + seen);
        withRightMac.forEach(s -> assertEquals(seen.iterator().next().words(), s.words()));
    }

    /** SSL 3.0, and TLS 1.0 and TLS 1.1 where they are not enabled: no server chooses them, no client takes them. */
    @Test
    void oldVersionsAreNeverNegotiated() {
        for (int version : new int[] {0x0002, 0x0200, 0x0300, 0x0301, 0x0302}) {
            Pair server = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false));
            server.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.version(m, version)).run();
            server.assertServerFails(Fault.NO_COMMON_VERSION);
            Pair client = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
            client.fromServer(HandshakeType.SERVER_HELLO, m -> {
                ServerHello h = (ServerHello) m;
                return new ServerHello(version, h.random(), h.sessionId(), h.cipherSuite(), 0, h.extensions());
            }).run();
            client.assertClientFails(Fault.VERSION_TOO_OLD);
        }
    }

    @Test
    void encryptThenMacIsNoPartOfAnAead() {
        UnknownExtension encryptThenMac = new UnknownExtension(ExtensionType.ENCRYPT_THEN_MAC.code(), new byte[0]);
        Pair server = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
        boolean[] answered = new boolean[1];
        server.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, encryptThenMac));
        server.fromServer(HandshakeType.SERVER_HELLO, m -> {
            answered[0] = ((ServerHello) m).extensions().has(ExtensionType.ENCRYPT_THEN_MAC);
            return m;
        });
        server.step();
        server.step();
        // RFC 7366 section 3: a server that chooses an AEAD suite "MUST NOT send an encrypt_then_mac response extension".
        assertFalse(answered[0]);
        assertNull(server.server.fault());
        Pair client = new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
        client.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, encryptThenMac)).run();
        client.assertClientFails(Fault.ILLEGAL_VALUE);
        TestConfig withoutCbc = Scenario.TLS12.config(true).suites(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        Pair unasked = new Pair(withoutCbc, Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
        unasked.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, encryptThenMac)).run();
        unasked.assertClientFails(Fault.UNSOLICITED_EXTENSION);
        assertEquals("unsupported_extension", unasked.client.fault().alert().toString());
    }
}
