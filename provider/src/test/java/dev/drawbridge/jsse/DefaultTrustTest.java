package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.TrustParameters;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.Properties;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.PkixJudge;
import dev.drawbridge.verify.VerifyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Trust and keys of contexts whose program gives neither. */
class DefaultTrustTest extends ConfiguredCase {
    /** The operator's list for chains counts beside OpenSSL's security level; its entries for signed files do not. */
    @Test
    void algorithmsThatAreDisabledInChains() throws Exception {
        security.put("jdk.certpath.disabledAlgorithms", "MD5, EC keySize < 256, SHA256withECDSA usage SignedJAR & denyAfter 2019-01-01");
        assertTrusts(core("drawbridge.VerifyCAFile", rootFile));
        security.put("jdk.certpath.disabledAlgorithms", "MD5, EC keySize < 384");
        assertRefuses(core("drawbridge.VerifyCAFile", rootFile));
        security.put("jdk.certpath.disabledAlgorithms", "SHA256withECDSA");
        assertRefuses(core("drawbridge.VerifyCAFile", rootFile));
    }

    /** As in OpenSSL, where only a self-signed certificate ends a chain. */
    @Test
    void aCaFileTrustsItsRoots() throws Exception {
        assertTrusts(core("drawbridge.VerifyCAFile", rootFile));
        assertTrusts(core("drawbridge.VerifyCAStore", "file:" + rootFile));
        assertRefuses(core("drawbridge.VerifyCAFile", middleFile));
        assertRefuses(core());
    }

    @Test
    void aCaPathIsSearchedByItsLinks() throws Exception {
        Path roots = Files.createDirectory(directory.resolve("roots"));
        assertRefuses(core("drawbridge.VerifyCAPath", roots));
        Files.copy(rootFile, roots.resolve(link()));
        assertTrusts(core("drawbridge.VerifyCAPath", roots));
        assertTrusts(core("javax.net.ssl.trustStore", roots, "javax.net.ssl.trustStoreType", "PEM"));
    }

    private String link() throws Exception {
        return Cert.of(root.certificate()).subject().linkName() + ".0";
    }

    @Test
    void aKeyStoreOfThePropertiesStandsAbove() throws Exception {
        assertTrusts(core("javax.net.ssl.trustStore", rootFile, "javax.net.ssl.trustStoreType", "PEM", "drawbridge.VerifyCAFile", "/gone"));
    }

    /** The certificates of a key store end a chain even when they are not self-signed, as JSSE has it. */
    @Test
    void aKeyStoreEndsChainsAnywhere() throws Exception {
        assertTrusts(core("javax.net.ssl.trustStore", middleFile, "javax.net.ssl.trustStoreType", "PEM"));
    }

    @Test
    void theVariablesOfOpenSslStandAboveTheJdk() throws Exception {
        environment.put("SSL_CERT_FILE", rootFile.toString());
        assertTrusts(core());
        assertRefuses(core("drawbridge.SSL_CERT_FILE", middleFile));
        environment.put("SSL_CERT_FILE", directory.resolve("gone").toString());
        DefaultTrust.of(properties("drawbridge.SSL_CERT_FILE", rootFile)).checkServerTrusted(chain, "ECDHE_ECDSA");
        assertTrue(assertThrows(StoreException.class, this::core).getMessage().startsWith("SSL_CERT_FILE=" + directory.resolve("gone")));
    }

    @Test
    void theRolesMayDiffer() throws Exception {
        ContextCore both = core("drawbridge.client.VerifyCAFile", rootFile, "drawbridge.server.VerifyCAFile", middleFile);
        assertTrusts(both);
        ContextCore asks = core("drawbridge.server.VerifyCAFile", middleFile, "drawbridge.server.VerifyMode", "Require",
                "drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey);
        ContextCore answers = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.client.Certificate", server,
                "drawbridge.client.PrivateKey", serverKey);
        EnginePair pair = new EnginePair(new EngineAdapter(answers, "ec.test", 443), new EngineAdapter(asks, null, -1));
        assertThrows(SSLException.class, pair::handshake);
        ContextCore trusts = core("drawbridge.server.VerifyCAFile", rootFile, "drawbridge.server.VerifyMode", "Require",
                "drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey);
        pair = new EnginePair(new EngineAdapter(answers, "ec.test", 443), new EngineAdapter(trusts, null, -1));
        pair.handshake();
        assertEquals("CN=leaf", pair.server.engine.getSession().getPeerPrincipal().getName());
    }

    /** The chain's keys are on P-256, which is 128 bits strong. */
    @Test
    void theLevelBindsTheChain() throws Exception {
        assertTrusts(core("drawbridge.VerifyCAFile", rootFile, "drawbridge.CipherString", "DEFAULT@SECLEVEL=3"));
        PkixTrustManager strict = DefaultTrust.of(properties("drawbridge.VerifyCAFile", rootFile, "drawbridge.CipherString", "DEFAULT@SECLEVEL=4"));
        CertificateException e = assertThrows(CertificateException.class, () -> strict.checkServerTrusted(chain, "ECDHE_ECDSA"));
        assertTrue(e.getMessage().contains("security level 4 demands 192 bits"), e.getMessage());
    }

    /** The chain's keys are on P-256. The JDK's validator is asked first, and program and other role take nothing away. */
    @Test
    void suiteBBindsTheChainWhoeverJudges() throws Exception {
        assertTrusts(core("drawbridge.VerifyCAFile", rootFile, "drawbridge.CipherString", "SUITEB128ONLY"));
        Properties strict = properties("drawbridge.VerifyCAFile", rootFile, "drawbridge.client.CipherString", "SUITEB192");
        PkixJudge validator = new PkixJudge(() -> new Anchors(List.of(root()), "a test"), false);
        TrustParameters lenient = TrustParameters.builder().caFile(rootFile).flag(VerifyFlag.SUITEB_192_LOS, false).build();
        for (PkixTrustManager m : List.of(DefaultTrust.of(strict), DefaultTrust.of(strict, validator), DefaultTrust.of(strict, lenient))) {
            VerifyException e = assertThrows(VerifyException.class, () -> m.checkServerTrusted(chain, "ECDHE_ECDSA"));
            assertEquals(VerifyResult.SUITE_B_LOS_NOT_ALLOWED, e.result());
            m.checkClientTrusted(chain, "EC");
        }
        DefaultTrust.of(properties("drawbridge.CipherString", "SUITEB128"), validator).checkServerTrusted(chain, "ECDHE_ECDSA");
    }

    private X509Certificate root() {
        try (InputStream in = Files.newInputStream(rootFile)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKeyMayLieInTheFileOfItsCertificate() throws Exception {
        Path both = write("both.pem", Files.readString(server) + Files.readString(serverKey));
        EnginePair pair = new EnginePair(new EngineAdapter(core("drawbridge.VerifyCAFile", rootFile), "ec.test", 443),
                new EngineAdapter(core("drawbridge.Certificate", both), null, -1));
        pair.handshake();
    }

    @Test
    void whatCannotBeUsedSaysWhoNamedIt() {
        assertSays(() -> core("drawbridge.VerifyCAFile", "/gone"), "drawbridge.VerifyCAFile: VerifyCAFile = /gone: ");
        assertSays(() -> core("drawbridge.Certificate", server), "drawbridge.Certificate: Certificate = " + server + ": ");
        assertSays(() -> core("drawbridge.PrivateKey", serverKey), "drawbridge.PrivateKey: PrivateKey = " + serverKey + ": there are 1");
        assertSays(() -> core("drawbridge.VerifyCAFile", rootFile, "com.sun.net.ssl.checkRevocation", "true"),
                "com.sun.net.ssl.checkRevocation=true: expected trust from a key store");
    }

    private static void assertSays(org.junit.jupiter.api.function.Executable run, String beginning) {
        Exception e = assertThrows(Exception.class, run);
        assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    }
}
