package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.drawbridge.config.Properties;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With {@code com.sun.net.ssl.checkRevocation} the JDK's properties of OCSP and of CRLs reach its validator through our trust manager. */
class RevocationPropertiesTest {
    private static final String CRL_DP = "com.sun.security.enableCRLDP";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final KeyPair keys = keys();
    private TestCa root;
    private HttpServer http;
    private volatile boolean revoked;

    private static KeyPair keys() {
        try {
            return TestCa.keyPair("EC");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void begin() throws Exception {
        root = TestCa.root("Root");
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        http.createContext("/ocsp", e -> answer(e, "application/ocsp-response", this::ocsp));
        http.createContext("/crl", e -> answer(e, "application/pkix-crl", ignored -> crl()));
        http.start();
    }

    @AfterEach
    void end() {
        http.stop(0);
        System.clearProperty(CRL_DP);
        Security.setProperty("ocsp.enable", "false");
        Security.setProperty("com.sun.security.onlyCheckRevocationOfEECert", "false");
    }

    private interface Answer {
        byte[] to(HttpExchange e) throws Exception;
    }

    private void answer(HttpExchange exchange, String type, Answer answer) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().getPath().split("/")[1]);
            byte[] body = answer.to(exchange);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Before any check begins: to the JDK a certificate that is revoked later is still good. */
    private static Date before() {
        return new Date(System.currentTimeMillis() - 60_000);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    private ContentSigner signer() throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(root.keys().getPrivate());
    }

    /** RFC 6960 appendix A.1: by POST, or by GET with the request in the path. */
    private byte[] ocsp(HttpExchange e) throws Exception {
        byte[] request = e.getRequestMethod().equals("POST") ? e.getRequestBody().readAllBytes()
                : Base64.getDecoder().decode(URLDecoder.decode(e.getRequestURI().getRawPath().substring("/ocsp/".length()), StandardCharsets.US_ASCII));
        CertificateID id = new OCSPReq(request).getRequestList()[0].getCertID();
        BasicOCSPRespBuilder b = new BasicOCSPRespBuilder(new RespID(new X500Name("CN=Root")));
        b.addResponse(id, revoked ? new RevokedStatus(before(), CRLReason.keyCompromise) : CertificateStatus.GOOD,
                before(), new Date(System.currentTimeMillis() + 3_600_000), null);
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, b.build(signer(), null, new Date())).getEncoded();
    }

    private byte[] crl() throws Exception {
        X509v2CRLBuilder b = new X509v2CRLBuilder(new X500Name("CN=Root"), before());
        b.setNextUpdate(new Date(System.currentTimeMillis() + 3_600_000));
        if (revoked) {
            b.addCRLEntry(BigInteger.TEN, before(), CRLReason.keyCompromise);
        }
        return b.build(signer()).getEncoded();
    }

    private X509Certificate leaf() throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name("CN=Root"), BigInteger.TEN,
                Date.from(now.minus(1, ChronoUnit.DAYS)), Date.from(now.plus(1, ChronoUnit.DAYS)), new X500Name("CN=leaf"), keys.getPublic());
        GeneralName place = new GeneralName(GeneralName.uniformResourceIdentifier, url("/crl/" + System.nanoTime()));
        b.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(new DistributionPointName(new GeneralNames(place)), null, null)}));
        return new JcaX509CertificateConverter().getCertificate(b.build(signer()));
    }

    private void check() throws Exception {
        Properties p = Properties.of(Map.of("com.sun.net.ssl.checkRevocation", "true")::get, n -> null);
        DefaultTrust.of(p, new Anchors(List.of(root.certificate()), "the test"))
                .checkServerTrusted(new X509Certificate[] {leaf()}, "ECDHE_ECDSA");
    }

    private void assertChecksBy(String path) throws Exception {
        check();
        assertEquals(List.of(path), requests);
        revoked = true;
        CertificateException e = assertThrows(CertificateException.class, this::check);
        assertTrue(e.getMessage().contains("revoked"), e.getMessage());
        assertEquals(List.of(path, path), requests);
    }

    @Test
    void nothingIsKnownWithoutThem() {
        CertificateException e = assertThrows(CertificateException.class, this::check);
        assertTrue(e.getMessage().contains("revocation status"), e.getMessage());
        assertEquals(List.of(), requests);
    }

    @Test
    void aResponderOfTheProperty() throws Exception {
        Security.setProperty("ocsp.enable", "true");
        Security.setProperty("ocsp.responderURL", url("/ocsp"));
        assertChecksBy("ocsp");
    }

    @Test
    void aListFromTheDistributionPoint() throws Exception {
        System.setProperty(CRL_DP, "true");
        assertChecksBy("crl");
    }

    /** Of an authority in between nothing is known, which does not matter when only the leaf is looked at. */
    @Test
    void onlyTheLeaf() throws Exception {
        System.setProperty(CRL_DP, "true");
        TestCa top = TestCa.root("Top");
        JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name("CN=Top"), BigInteger.TWO,
                Date.from(Instant.now().minus(1, ChronoUnit.DAYS)), Date.from(Instant.now().plus(1, ChronoUnit.DAYS)), new X500Name("CN=Root"),
                root.keys().getPublic());
        b.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        b.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        X509Certificate middle = new JcaX509CertificateConverter()
                .getCertificate(b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(top.keys().getPrivate())));
        X509Certificate[] chain = {leaf(), middle};
        Properties p = Properties.of(Map.of("com.sun.net.ssl.checkRevocation", "true")::get, n -> null);
        PkixTrustManager manager = DefaultTrust.of(p, new Anchors(List.of(top.certificate()), "the test"));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        Security.setProperty("com.sun.security.onlyCheckRevocationOfEECert", "true");
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
    }
}
