package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.drawbridge.config.Limits;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateEntry;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.TestCredentials;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers that send without end, or announce what they never send. OpenSSL reserved what a handshake message's header announced (CVE-2016-6307,
 * CVE-2016-6308), hung in a loop at an empty record (CVE-2016-6305) and wrote behind a buffer that a message of more than 16 KiB had moved
 * (CVE-2016-6309); Go panicked at large messages (CVE-2022-41724) and verified keys as large as one liked (CVE-2023-29409).
 *
 * <p>Shown, in every state: a header that announces too much ends the connection when it is read, and what was announced within the limit
 * is not reserved before it comes; chains are bounded before they are parsed, keys by the JDK that makes them; empty records are bounded in a row.
 * Warnings are in {@link AlertsInEveryStateTest}, ChangeCipherSpec in {@link CcsInjectionTest}, KeyUpdate in {@link PostHandshakeTest}, requests
 * for renegotiation in {@link RenegotiationTest}.
 */
class FloodTest {
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void announcedMessages(Scenario scenario, boolean victimIsClient) {
        int limit = Limits.DEFAULT.handshakeMessage();
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).message() == null) {
                continue;
            }
            for (int length : new int[] {limit + 1, 0x7fffff, 0xffffff}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at,
                        u -> u.record(u.type(), u.content()[0], (byte) (length >> 16), (byte) (length >> 8), (byte) length)));
                duel.assertFault(Fault.MESSAGE_TOO_LONG, length + " bytes announced in unit " + at);
                assertEquals(Alert.ILLEGAL_PARAMETER, duel.fault.alert());
            }
        }
    }

    /** As much as may be announced. Counted on the second of two connections, for the first loads classes. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void announcingReservesNothing(Scenario scenario, boolean victimIsClient) throws TlsFault {
        allocatedForAHeader(scenario, victimIsClient);
        long allocated = allocatedForAHeader(scenario, victimIsClient);
        assertTrue(allocated < Limits.DEFAULT.handshakeMessage() / 2, () -> allocated + " bytes for a header");
    }

    private static long allocatedForAHeader(Scenario scenario, boolean victimIsClient) throws TlsFault {
        int limit = Limits.DEFAULT.handshakeMessage();
        byte[] header = {(byte) (victimIsClient ? 2 : 1), (byte) (limit >> 16), (byte) (limit >> 8), (byte) limit, 3};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Duel duel = new Duel(scenario, victimIsClient);
        duel.begin();
        ByteBuffer record = ByteBuffer.wrap(Forge.record(22, 0x0303, header));
        long before = threads.getCurrentThreadAllocatedBytes();
        duel.victim.connection.unwrap(record, new ByteBuffer[0], 0, 0, duel.victim.t);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertFalse(record.hasRemaining());
        return after - before;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void chains(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        int at = honest.stream().map(Unit::message).toList().indexOf(HandshakeType.CERTIFICATE);
        if (at < 0) {
            return;
        }
        int limit = Limits.DEFAULT.chainLength();
        byte[] certificate = TestCredentials.ECDSA_P256.credentials().encoded().get(0);
        byte[] garbage = {0x30, 0};
        // Not one of them is parsed: none of the second row is a certificate.
        for (byte[] der : List.of(certificate, garbage)) {
            for (int length : new int[] {limit + 1, der == garbage ? 12_000 : 100}) {
                List<byte[]> chain = Collections.nCopies(length, der);
                byte[] message = scenario.tls13()
                        ? Messages.encode(new Certificate13(new byte[0],
                                chain.stream().map(c -> new CertificateEntry(c, Extensions.none())).toList()))
                        : Messages.encode(new Certificate12(chain));
                Duel duel = new Duel(scenario, victimIsClient).run((index, u) -> index == at ? records(u, message) : List.of(u.record()));
                boolean tooLong = message.length - 4 > Limits.DEFAULT.handshakeMessage();
                duel.assertFault(tooLong ? Fault.MESSAGE_TOO_LONG : Fault.CHAIN_TOO_LONG, length + " certificates of " + der.length + " bytes");
                assertEquals(tooLong ? Alert.ILLEGAL_PARAMETER : Alert.BAD_CERTIFICATE, duel.fault.alert());
            }
        }
    }

    /** The JDK makes no RSA key of more than 16384 bits, and bounds the exponent of those above 3072: such a certificate has no known key. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void hugeKeys(Scenario scenario, boolean victimIsClient) throws Exception {
        int at = Duel.honest(scenario, victimIsClient).stream().map(Unit::message).toList().indexOf(HandshakeType.CERTIFICATE);
        if (at < 0) {
            return;
        }
        BigInteger big = BigInteger.ONE.shiftLeft(20_000).subtract(BigInteger.ONE);
        byte[][] ders = {certificate(big, BigInteger.valueOf(65537)),
            certificate(BigInteger.ONE.shiftLeft(8192).subtract(BigInteger.ONE), BigInteger.ONE.shiftLeft(8190).add(BigInteger.ONE))};
        for (byte[] der : ders) {
            byte[] message = scenario.tls13()
                    ? Messages.encode(new Certificate13(new byte[0], List.of(new CertificateEntry(der, Extensions.none()))))
                    : Messages.encode(new Certificate12(List.of(der)));
            Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at, u -> u.record(u.type(), message)));
            assertTrue(duel.fault != null && !duel.fault.received() && duel.fault.fault() != Fault.INTERNAL, () -> String.valueOf(duel.fault));
        }
    }

    /** A certificate of no RSA key that anybody has, signed by somebody else. */
    private static byte[] certificate(BigInteger modulus, BigInteger exponent) throws Exception {
        AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        SubjectPublicKeyInfo key = new SubjectPublicKeyInfo(rsa, new RSAPublicKey(modulus, exponent));
        X500Name name = new X500Name("CN=huge");
        return new X509v3CertificateBuilder(name, BigInteger.ONE, new Date(0), new Date(Long.MAX_VALUE / 1_000_000), name, key)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(TestCredentials.ECDSA_P256.credentials().key())).getEncoded();
    }

    private static List<byte[]> records(Unit unit, byte[] message) {
        List<byte[]> records = new ArrayList<>();
        for (int from = 0; from < message.length; from += 16384) {
            records.add(unit.record(unit.type(), Arrays.copyOfRange(message, from, Math.min(message.length, from + 16384))));
        }
        return records;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void emptyRecords(Scenario scenario, boolean victimIsClient) {
        int limit = Limits.DEFAULT.emptyRecords();
        Duel duel = new Duel(scenario, victimIsClient).connect();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < limit; i++) {
                duel.send(duel.attacker.sealed(ContentType.APPLICATION_DATA));
            }
            duel.assertConnected();
            duel.send(duel.attacker.sealed(ContentType.APPLICATION_DATA, (byte) 'x'));
        }
        assertEquals(3, duel.victim.received.size());
        int sent = 0;
        for (; sent < 10_000 && duel.fault == null; sent++) {
            duel.send(duel.attacker.sealed(ContentType.APPLICATION_DATA));
        }
        assertEquals(limit + 1, sent);
        assertEquals(Fault.TOO_MANY_EMPTY_RECORDS, duel.fault.fault());
    }

    /** A ClientHello about as large as may be, in thousands of small records, is one message like another. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theLargestHello(Scenario scenario, boolean victimIsClient) {
        if (victimIsClient) {
            return;
        }
        Duel duel = new Duel(scenario, false);
        duel.run((index, u) -> {
            if (index > 0) {
                return List.of();
            }
            int room = Limits.DEFAULT.handshakeMessage() - (u.content().length - 4) - 4;
            byte[] large = Lengths.withExtension(u.content(), scenario.tls13(), 0x1a1a, new byte[room - 1000]);
            List<byte[]> records = new ArrayList<>();
            for (int from = 0; from < large.length; from += 16) {
                records.add(u.record(u.type(), Arrays.copyOfRange(large, from, Math.min(large.length, from + 16))));
            }
            return records;
        });
        assertTrue(duel.fault == null, () -> String.valueOf(duel.fault));
        assertEquals(scenario.version(), duel.victim.connection.facts().version());
    }
}
