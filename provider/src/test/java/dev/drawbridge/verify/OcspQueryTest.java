package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OcspQueryTest {
    private static final Instant NOW = Instant.now();
    private static final byte[] NONE = {};
    private static TestCa ca;
    private static X509Certificate leaf;

    @BeforeAll
    static void make() throws Exception {
        ca = TestCa.root("Root");
        leaf = issue(b -> b);
    }

    private static X509Certificate issue(UnaryOperator<JcaX509v3CertificateBuilder> more) throws Exception {
        return ca.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("leaf", "a.test"), more).leaf();
    }

    private static OcspQuery about(X509Certificate certificate) throws Exception {
        return new OcspQuery(certificate, ca.certificate());
    }

    private static OcspQuery naming(String... locations) throws Exception {
        AccessDescription[] all = Stream.of(locations).map(l -> new AccessDescription(l.startsWith("issuer:") ? AccessDescription.id_ad_caIssuers
                : AccessDescription.id_ad_ocsp, l.startsWith("dns:") ? new GeneralName(GeneralName.dNSName, l.substring(4))
                        : new GeneralName(GeneralName.uniformResourceIdentifier, l.replaceFirst("issuer:", "")))).toArray(AccessDescription[]::new);
        return about(issue(b -> TestCa.with(b, Extension.authorityInfoAccess, false, new AuthorityInformationAccess(all))));
    }

    @Test
    void theRequestNamesTheCertificate() throws Exception {
        OCSPReq request = new OCSPReq(about(leaf).request(NONE));
        assertEquals(1, request.getRequestList().length);
        assertEquals(leaf.getSerialNumber(), request.getRequestList()[0].getCertID().getSerialNumber());
        assertTrue(request.getRequestList()[0].getCertID().matchesIssuer(new JcaX509CertificateHolder(ca.certificate()),
                new JcaDigestCalculatorProviderBuilder().build()));
        assertFalse(request.hasExtensions());
    }

    @Test
    void theRequestHasTheClientsExtensions() throws Exception {
        Extension nonce = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new byte[] {4, 2, 7, 7});
        OCSPReq request = new OCSPReq(about(leaf).request(new Extensions(nonce).getEncoded()));
        assertArrayEquals(new byte[] {4, 2, 7, 7}, request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).getExtnValue().getOctets());
        for (byte[] nonsense : new byte[][] {{1}, {0x30, 3, 2, 1, 1}, {0x30, 0, 0}, {0x30, (byte) 0x80, 0, 0}}) {
            OcspQuery query = about(leaf);
            assertThrows(IOException.class, () -> query.request(nonsense));
        }
    }

    @Test
    void theFirstHttpResponderCounts() throws Exception {
        assertNull(about(leaf).responder());
        assertEquals(URI.create("http://a.test/x"), naming("issuer:http://no.test/", "dns:no.test", "ldap://no.test/", "http://a.test/x",
                "http://b.test/").responder());
        assertNull(naming("https://a.test/").responder());
        assertNull(naming("http:///").responder());
        assertNull(naming("http://a b/").responder());
    }

    @Test
    void certificatesThatNobodyAsksAbout() throws Exception {
        assertFalse(about(leaf).needless());
        assertTrue(about(issue(b -> TestCa.with(b, OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE))).needless());
    }

    @ParameterizedTest
    @CsvSource({"3600, 3600, true", ", 82800, false"})
    void goodIsGoodUntilItsEnd(Integer to, int end, boolean saysEnd) throws Exception {
        OcspQuery.Answer a = about(leaf).judge(TestResponder.of(ca).says(leaf, ca.certificate(), CertificateStatus.GOOD, -3600, to).answer(), NOW);
        assertNull(a.wrong());
        assertNull(a.revoked());
        assertTrue(Math.abs(ChronoUnit.SECONDS.between(NOW.plusSeconds(end), a.end())) < 120, a.toString());
        assertEquals(saysEnd, a.saysEnd());
    }

    /** Of several that are about the certificate. */
    @Test
    void theFirstEndCounts() throws Exception {
        OcspQuery.Answer a = about(leaf).judge(TestResponder.of(ca).good(leaf, ca.certificate())
                .says(leaf, ca.certificate(), CertificateStatus.GOOD, -3600, 600).answer(), NOW);
        assertTrue(a.end().isBefore(NOW.plusSeconds(1800)), a.toString());
    }

    @Test
    void revokedIsAnAnswerToo() throws Exception {
        OcspQuery.Answer a = about(leaf).judge(TestResponder.of(ca).revoked(leaf, ca.certificate()).answer(), NOW);
        assertNull(a.wrong());
        assertEquals("it says revoked since 2023-11-14T22:13:20Z, CRLReason: keyCompromise", a.revoked());
    }

    static Stream<Object[]> unusable() throws Exception {
        X509Certificate other = issue(b -> b);
        TestCa foreign = TestCa.root("Root");
        return Stream.of(
                new Object[] {TestResponder.of(ca).says(leaf, ca.certificate(), new UnknownStatus(), -60, 60).answer(), "does not know this certificate"},
                new Object[] {TestResponder.of(ca).good(other, ca.certificate()).answer(), "says nothing about this certificate"},
                new Object[] {TestResponder.of(foreign).good(leaf, ca.certificate()).answer(), "signature"},
                new Object[] {TestResponder.of(ca).says(leaf, ca.certificate(), CertificateStatus.GOOD, -7200, -3600).answer(), "it was good until"},
                new Object[] {TestResponder.of(ca).says(leaf, ca.certificate(), CertificateStatus.GOOD, -7200, -60).answer(), "it was good until"},
                new Object[] {TestResponder.of(ca).says(leaf, ca.certificate(), CertificateStatus.GOOD, 3600, 7200).answer(), "it is good from"},
                new Object[] {TestResponder.of(ca).says(leaf, ca.certificate(), CertificateStatus.GOOD, -100_000, null).answer(), "it is of"},
                new Object[] {TestResponder.error(OCSPRespBuilder.TRY_LATER), "tryLater"},
                new Object[] {NONE, "no DER"}, new Object[] {"<html>".getBytes(StandardCharsets.US_ASCII), "no DER"});
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void whatIsNotStapled(byte[] response, String why) throws Exception {
        OcspQuery.Answer a = about(leaf).judge(response, NOW);
        assertTrue(a.wrong().contains(why), a.wrong());
    }
}
