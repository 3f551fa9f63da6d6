package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.Anchors;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeerCheckTest {
    private static TestCa.Identity identity;
    private static byte[] der;

    @BeforeAll
    static void make() throws Exception {
        identity = TestCa.selfSigned(TestCa.Leaf.of("a", "a.test"));
        der = identity.leaf().getEncoded();
    }

    private static void refused(byte[] certificate) {
        assertEquals(Fault.BAD_CERTIFICATE, assertThrows(TlsFault.class, () -> PeerCheck.parse(List.of(certificate))).fault());
    }

    @Test
    void takesDer() throws Exception {
        assertEquals(identity.chain(), PeerCheck.parse(List.of(der)));
        assertEquals(List.of(), PeerCheck.parse(List.of()));
    }

    /** A certificate factory reads files, and what may stand in files is more than what may stand on the wire. */
    @Test
    void takesNothingButDer() {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE-----\n";
        refused(pem.getBytes(StandardCharsets.US_ASCII));
        refused(("some text\n" + pem).getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream indefinite = new ByteArrayOutputStream();
        indefinite.write(0x30);
        indefinite.write(0x80);
        indefinite.write(der, 4, der.length - 4);
        indefinite.write(0);
        indefinite.write(0);
        refused(indefinite.toByteArray());
        ByteArrayOutputStream longLength = new ByteArrayOutputStream();
        longLength.writeBytes(new byte[] {0x30, (byte) 0x83, 0, der[2], der[3]});
        longLength.write(der, 4, der.length - 4);
        refused(longLength.toByteArray());
    }

    /** A certificate factory of the JDK unfolds lengths of BER by recursion: this one overflows its stack. */
    @Test
    void isNotLedIntoTheDepths() {
        byte[] nested = new byte[60_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        refused(nested);
        nested[1] = (byte) 0x82;
        nested[2] = (byte) ((nested.length - 4) >> 8);
        nested[3] = (byte) (nested.length - 4);
        refused(nested);
    }

    @Test
    void takesOneWholeCertificate() {
        refused(Arrays.copyOf(der, der.length + 1));
        refused(Arrays.copyOf(der, der.length - 1));
        refused(new byte[] {0});
        refused(new byte[] {0x30});
        refused(new byte[] {0x30, (byte) 0x82, 1});
        refused(new byte[] {0x30, (byte) 0x84, 0, 0, 0, 0});
        refused(new byte[] {0x30, 0});
        byte[] two = Arrays.copyOf(der, 2 * der.length);
        System.arraycopy(der, 0, two, der.length, der.length);
        refused(two);
    }

    /**
     * RFC 8446 section 4.4.2.4: "Any endpoint receiving any certificate which it would need to validate using any signature algorithm using
     * an MD5 hash MUST abort the handshake with a "bad_certificate" alert". The JDK's path validator refuses it by a property, our rules
     * without.
     */
    @Test
    void aSignatureOverMd5IsABadCertificate() throws Exception {
        KeyPair root = TestCa.keyPair("RSA");
        X509Certificate anchor = signed("SHA256withRSA", "CN=Root", root.getPublic(), root.getPrivate());
        X509Certificate leaf = signed("MD5withRSA", "CN=leaf", TestCa.keyPair("EC").getPublic(), root.getPrivate());
        PkixJudge pkix = new PkixJudge(() -> new Anchors(List.of(anchor), "the test"), false);
        md5IsRefused(leaf, (chain, server, type) -> pkix.judge(Presented.of(chain, server), VerifyWishes.NONE));
        md5IsRefused(leaf, (chain, server, type) -> {
            ChainRules.check(chain, new DisabledAlgorithms(null), null);
            return Judgement.OF_PROGRAM;
        });
        ChainRules.check(List.of(signed("MD5withRSA", "CN=Root", root.getPublic(), root.getPrivate())), new DisabledAlgorithms(null), null);
    }

    private static void md5IsRefused(X509Certificate leaf, ChainJudge judge) {
        PeerClaim claim = new PeerClaim(List.of(leaf), true, "UNKNOWN", SignatureScheme.ECDSA_SECP256R1_SHA256, new byte[0], new byte[0]);
        assertEquals(Fault.BAD_CERTIFICATE, assertThrows(TlsFault.class, () -> new PeerCheck(null, judge).verify(claim)).fault());
    }

    private static X509Certificate signed(String algorithm, String subject, PublicKey key, PrivateKey by) throws Exception {
        TestCa.Leaf times = TestCa.Leaf.of("x");
        JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name("CN=Root"), BigInteger.TEN, Date.from(times.from()),
                Date.from(times.to()), new X500Name(subject), key);
        return new JcaX509CertificateConverter().getCertificate(b.build(new JcaContentSignerBuilder(algorithm).build(by)));
    }
}
