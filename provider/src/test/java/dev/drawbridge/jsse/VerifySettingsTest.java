package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.HostFlag;
import dev.drawbridge.SslControl;
import dev.drawbridge.TrustParameters;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.TestCa;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** How a context's peers are verified beyond the defaults: flags, names, depth, modes and callbacks, as configured or said of one connection. */
class VerifySettingsTest extends ConfiguredCase {

    private EnginePair trusting(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.VerifyCAFile", rootFile));
        all.addAll(List.of(more));
        return pair(core(all.toArray()));
    }

    private static SslControl control(EnginePair pair) {
        return SslControl.of(pair.client.engine);
    }

    private static String failure(EnginePair pair, String alert) {
        SSLException e = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertTrue(e.getMessage().startsWith("(" + alert + ") "), e.getMessage());
        assertTrue(pair.server.failure.getMessage().toLowerCase(Locale.ROOT).contains(alert), pair.server.failure.getMessage());
        return e.getMessage();
    }

    private static void assertVerified(EnginePair pair) throws Exception {
        pair.handshake();
        assertEquals(VerifyResult.OK, control(pair).verifyResult());
    }

    // ---- revocation by CRL

    private static String crl(TestCa by, Instant next, BigInteger... revoked) throws Exception {
        X509v2CRLBuilder b = new X509v2CRLBuilder(X500Name.getInstance(by.certificate().getSubjectX500Principal().getEncoded()),
                Date.from(Instant.now().minus(1, ChronoUnit.HOURS)));
        b.setNextUpdate(Date.from(next));
        for (BigInteger serial : revoked) {
            b.addCRLEntry(serial, Date.from(Instant.now().minus(2, ChronoUnit.HOURS)), CRLReason.keyCompromise);
        }
        return pem("X509 CRL", b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.keys().getPrivate())).getEncoded());
    }

    private static Instant tomorrow() {
        return Instant.now().plus(1, ChronoUnit.DAYS);
    }

    @Test
    void crlsInTheCaFileRevoke() throws Exception {
        String good = crl(middle, tomorrow());
        Path file = write("ca.pem", Files.readString(rootFile) + good);
        assertVerified(trusting("drawbridge.VerifyCAFile", file, "drawbridge.SetCertificateFlags", "CRLCheck"));
        String none = failure(trusting("drawbridge.SetCertificateFlags", "CRLCheck"), "unknown_ca");
        assertTrue(none.contains("X509_V_ERR_UNABLE_TO_GET_CRL, 3) at depth 0: CN=leaf"), none);
        Path revoking = write("revoking.pem", Files.readString(rootFile) + crl(middle, tomorrow(), leaf.leaf().getSerialNumber()));
        String revoked = failure(trusting("drawbridge.VerifyCAFile", revoking, "drawbridge.SetCertificateFlags", "CRLCheck"), "certificate_revoked");
        assertTrue(revoked.contains("X509_V_ERR_CERT_REVOKED, 23) at depth 0: CN=leaf"), revoked);
        // Nobody asks for it: OpenSSL looks at no CRL then.
        assertVerified(trusting("drawbridge.VerifyCAFile", revoking));
        Path old = write("old.pem", Files.readString(rootFile) + crl(middle, Instant.now().minus(1, ChronoUnit.MINUTES)));
        String expired = failure(trusting("drawbridge.VerifyCAFile", old, "drawbridge.SetCertificateFlags", "CRLCheck"), "certificate_expired");
        assertTrue(expired.contains("X509_V_ERR_CRL_HAS_EXPIRED, 12)"), expired);
    }

    @Test
    void crlsOfTheWholeChain() throws Exception {
        Path both = write("both.pem", Files.readString(rootFile) + crl(middle, tomorrow()) + crl(root, tomorrow()));
        assertVerified(trusting("drawbridge.VerifyCAFile", both, "drawbridge.SetCertificateFlags", "CRLCheck,CRLCheckAll"));
        Path revoking = write("middle-revoked.pem", Files.readString(rootFile) + crl(middle, tomorrow())
                + crl(root, tomorrow(), middle.certificate().getSerialNumber()));
        String revoked = failure(trusting("drawbridge.VerifyCAFile", revoking, "drawbridge.SetCertificateFlags", "CRLCheck,CRLCheckAll"),
                "certificate_revoked");
        assertTrue(revoked.contains("at depth 1: CN=Middle"), revoked);
    }

    /** CRLs beside the certificates of a PEM trust store count too. */
    @Test
    void crlsInATrustStore() throws Exception {
        Path revoking = write("trust.pem", Files.readString(rootFile) + crl(middle, tomorrow(), leaf.leaf().getSerialNumber()));
        ContextCore core = core("javax.net.ssl.trustStore", revoking, "javax.net.ssl.trustStoreType", "PEM",
                "drawbridge.client.SetCertificateFlags", "CRLCheck");
        failure(pair(core), "certificate_revoked");
    }

    /** A new CRL revokes in contexts that are there already. */
    @Test
    void aCaFileIsReadAgain() throws Exception {
        Path file = write("ca.pem", Files.readString(rootFile) + crl(middle, tomorrow()));
        ContextCore core = core("drawbridge.VerifyCAFile", file, "drawbridge.SetCertificateFlags", "CRLCheck");
        assertVerified(pair(core));
        Path fresh = write("fresh.pem", Files.readString(rootFile) + crl(middle, tomorrow(), leaf.leaf().getSerialNumber()));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        SSLException failure = null;
        while (failure == null) {
            EnginePair pair = pair(core);
            pair.client.engine.beginHandshake();
            pair.server.engine.beginHandshake();
            pair.run();
            failure = pair.client.failure;
        }
        assertTrue(failure.getMessage().startsWith("(certificate_revoked)"), failure.getMessage());
    }

    /** So are the authorities of a key store, and their names in a CertificateRequest with them. */
    @Test
    void aTrustStoreIsReadAgain() throws Exception {
        Path file = write("trust.pem", pem("CERTIFICATE", TestCa.root("Other").certificate().getEncoded()));
        ContextCore core = core("javax.net.ssl.trustStore", file, "javax.net.ssl.trustStoreType", "PEM");
        assertRefuses(core);
        Files.copy(rootFile, directory.resolve("fresh.pem"));
        Files.move(directory.resolve("fresh.pem"), file, StandardCopyOption.REPLACE_EXISTING);
        while (!core.managers().trust().getAcceptedIssuers()[0].equals(root.certificate())) {
            Thread.sleep(20);
        }
        assertTrusts(core);
    }

    @Test
    void aRenewedCertificateIsUsed() throws Exception {
        ContextCore serving = core("drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey);
        new EnginePair(new EngineAdapter(core("drawbridge.VerifyCAFile", rootFile), "ec.test", 443), new EngineAdapter(serving, null, -1)).handshake();
        TestCa.Identity renewed = middle.issue("EC", TestCa.Leaf.of("renewed", "ec.test"));
        // The certificate first, so that for a moment the two do not fit.
        write("server.pem", pem("CERTIFICATE", renewed.leaf().getEncoded()) + Files.readString(middleFile));
        write("server.key", pem("PRIVATE KEY", renewed.keys().getPrivate().getEncoded()));
        String subject = "";
        while (!subject.equals("CN=renewed")) {
            // A client that resumes is shown no certificate.
            ContextCore client = core("drawbridge.VerifyCAFile", rootFile);
            EnginePair pair = new EnginePair(new EngineAdapter(client, "ec.test", 443), new EngineAdapter(serving, null, -1));
            pair.handshake();
            subject = pair.client.engine.getSession().getPeerPrincipal().getName();
        }
    }

    // ---- flags and names

    @Test
    void flagsDecide() throws Exception {
        TestCa.Identity old = middle.issue("EC", TestCa.Leaf.of("old", "ec.test")
                .valid(Instant.now().minus(9, ChronoUnit.DAYS), Instant.now().minus(1, ChronoUnit.DAYS)));
        write("server.pem", pem("CERTIFICATE", old.leaf().getEncoded()) + Files.readString(middleFile));
        write("server.key", pem("PRIVATE KEY", old.keys().getPrivate().getEncoded()));
        assertTrue(failure(trusting(), "certificate_expired").contains("X509_V_ERR_CERT_HAS_EXPIRED, 10)"));
        assertVerified(trusting("drawbridge.SetCertificateFlags", "NoCheckTime"));
        // The role's own word stands above.
        failure(trusting("drawbridge.SetCertificateFlags", "NoCheckTime", "drawbridge.client.SetCertificateFlags", "-NoCheckTime"),
                "certificate_expired");
    }

    @Test
    void partialChains() throws Exception {
        assertVerified(pair(core("drawbridge.VerifyCAFile", middleFile, "drawbridge.SetCertificateFlags", "PartialChain")));
        assertRefuses(core("drawbridge.VerifyCAFile", middleFile));
        Object[] store = {"javax.net.ssl.trustStore", middleFile, "javax.net.ssl.trustStoreType", "PEM"};
        assertVerified(pair(core(store)));
        assertRefuses(core(store[0], store[1], store[2], store[3], "drawbridge.SetCertificateFlags", "-PartialChain"));
    }

    @Test
    void aNameThatIsExpected() throws Exception {
        assertVerified(trusting("drawbridge.SetExpectedDNSName", "other.test,ec.test"));
        String wrong = failure(trusting("drawbridge.SetExpectedDNSName", "other.test"), "bad_certificate");
        assertTrue(wrong.contains("X509_V_ERR_HOSTNAME_MISMATCH, 62) at depth 0: CN=leaf") && wrong.contains("[other.test]"), wrong);
        String address = failure(trusting("drawbridge.SetExpectedIPAddress", "192.0.2.1"), "bad_certificate");
        assertTrue(address.contains("X509_V_ERR_IP_ADDRESS_MISMATCH, 64)"), address);
    }

    /** HTTPS's check of names ends as OpenSSL's does, also by an exception in SunJSSE's words. */
    @Test
    void theHostOfTheConnection() throws Exception {
        EnginePair right = identified("ec.test");
        assertVerified(right);
        String wrong = failure(identified("other.test"), "bad_certificate");
        assertTrue(wrong.contains("No subject alternative DNS name matching other.test found")
                && wrong.contains("(X509_V_ERR_HOSTNAME_MISMATCH, 62)"), wrong);
        String address = failure(identified("192.0.2.1"), "bad_certificate");
        assertTrue(address.contains("(X509_V_ERR_IP_ADDRESS_MISMATCH, 64)"), address);
    }

    private EnginePair identified(String host, Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.VerifyCAFile", rootFile));
        all.addAll(List.of(more));
        ContextCore serving = core("drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey);
        EngineAdapter client = new EngineAdapter(core(all.toArray()), host, 443);
        SSLParameters p = client.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(p);
        return new EnginePair(client, new EngineAdapter(serving, null, -1));
    }

    @Test
    void hostFlagsThatDemandMore() throws Exception {
        TestCa.Identity wild = middle.issue("EC", TestCa.Leaf.of("wild", "*.ec.test"));
        write("server.pem", pem("CERTIFICATE", wild.leaf().getEncoded()) + Files.readString(middleFile));
        write("server.key", pem("PRIVATE KEY", wild.keys().getPrivate().getEncoded()));
        assertVerified(identified("a.ec.test"));
        failure(identified("a.ec.test", "drawbridge.SetHostFlags", "NoWildcards"), "bad_certificate");
        assertVerified(trusting("drawbridge.SetExpectedDNSName", "a.ec.test"));
        failure(trusting("drawbridge.SetExpectedDNSName", "a.ec.test", "drawbridge.SetHostFlags", "NoWildcards"), "bad_certificate");
        assertVerified(trusting("drawbridge.SetExpectedDNSName", "a.b.ec.test", "drawbridge.SetHostFlags", "MultiLabelWildcards"));
    }

    // ---- depth

    @Test
    void depth() throws Exception {
        assertVerified(trusting("drawbridge.verifyDepth", "1"));
        String tooLong = failure(trusting("drawbridge.verifyDepth", "0"), "unknown_ca");
        assertTrue(tooLong.contains("X509_V_ERR_CERT_CHAIN_TOO_LONG, 22)") && tooLong.contains("at most 0 certificates"), tooLong);
        assertVerified(trusting("drawbridge.verifyDepth", "0", "drawbridge.client.verifyDepth", "1"));
        EnginePair pair = trusting();
        control(pair).verifyDepth(0);
        failure(pair, "unknown_ca");
        assertThrows(IllegalArgumentException.class, () -> control(pair).verifyDepth(-1));
    }

    // ---- modes

    @Test
    void aClientThatDoesNotVerify() throws Exception {
        EnginePair pair = pair(core("drawbridge.VerifyCAFile", middleFile, "drawbridge.client.VerifyMode", "-Peer"));
        pair.handshake();
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT, control(pair).verifyResult());
        assertEquals(List.of(), control(pair).verifiedChain());
        EnginePair insists = pair(core("drawbridge.VerifyCAFile", middleFile, "drawbridge.client.VerifyMode", "-Peer"));
        control(insists).verifyPeer(true);
        assertThrows(SSLException.class, insists::handshake);
        EnginePair says = pair(core("drawbridge.VerifyCAFile", middleFile));
        control(says).verifyPeer(false);
        says.handshake();
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT, control(says).verifyResult());
    }

    /** What OpenSSL's programs say after the system's default, those of JSSE cannot: they rely on verification. */
    @Test
    void theSystemsDefaultDoesNotTurnVerificationOff() throws Exception {
        String names = "openssl_conf = library\n[library]\nssl_conf = names\n[names]\nsystem_default = all\nown = all\n[all]\nVerifyMode = -Peer\n";
        Path conf = write("openssl.cnf", names);
        assertRefuses(core("drawbridge.conf", conf, "drawbridge.VerifyCAFile", middleFile));
        pair(core("drawbridge.conf", conf, "drawbridge.conf.section", "own", "drawbridge.VerifyCAFile", middleFile)).handshake();
    }

    /** The words for servers say nothing about what a client does. */
    @Test
    void onlyPeerSpeaksOfClients() throws Exception {
        assertRefuses(core("drawbridge.VerifyCAFile", middleFile, "drawbridge.VerifyMode", "Require,-Request"));
    }

    @Test
    void whatWasFoundIsToldToBothSides() throws Exception {
        EnginePair pair = trusting();
        assertNull(control(pair).verifyResult());
        pair.handshake();
        assertEquals(List.of(leaf.leaf(), middle.certificate(), root.certificate()), control(pair).verifiedChain());
        assertNull(SslControl.of(pair.server.engine).verifyResult(), "nobody was asked");
        assertThrows(IllegalStateException.class, () -> control(pair).verifyPeer(false), "too late");
    }

    /** A program's own trust manager always decides alone. */
    @Test
    void trustManagersOfTheProgramKnowNoWishes() throws Exception {
        X509TrustManager everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] peer, String authType) {
            }

            @Override
            public void checkServerTrusted(X509Certificate[] peer, String authType) {
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        ContextCore core = new ContextCore(ContextProtocol.TLS, properties("drawbridge.VerifyCAFile", rootFile), null,
                new TrustManager[] {everybody}, null);
        EnginePair pair = pair(core);
        assertThrows(IllegalStateException.class, () -> control(pair).verifyCallback((ok, c) -> ok));
        pair.handshake();
        assertEquals(VerifyResult.OK, control(pair).verifyResult());
        assertEquals(List.of(), control(pair).verifiedChain());
    }

    // ---- callbacks

    @Test
    void aCallbackHearsOfEachCertificateFromTheRootDown() throws Exception {
        EnginePair pair = trusting();
        List<String> heard = new ArrayList<>();
        control(pair).verifyCallback((ok, c) -> {
            heard.add(ok + " " + c.depth() + " " + c.certificate().getSubjectX500Principal() + " " + c.error() + " " + c.chain().size());
            return ok;
        });
        assertVerified(pair);
        assertEquals(List.of("true 2 CN=Root OK 3", "true 1 CN=Middle OK 3", "true 0 CN=leaf OK 3"), heard);
    }

    @Test
    void aCallbackMayOverride() throws Exception {
        EnginePair pair = pair(core("drawbridge.VerifyCAFile", middleFile));
        control(pair).verifyCallback((ok, c) -> true);
        pair.handshake();
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT, control(pair).verifyResult(), "overridden, not forgotten");
        EnginePair forgets = pair(core("drawbridge.VerifyCAFile", middleFile));
        control(forgets).verifyCallback((ok, c) -> {
            c.error(VerifyResult.OK);
            return true;
        });
        forgets.handshake();
        assertEquals(VerifyResult.OK, control(forgets).verifyResult());
    }

    @Test
    void aCallbackMayRefuse() throws Exception {
        EnginePair pair = trusting();
        control(pair).verifyCallback((ok, c) -> {
            if (c.depth() == 0) {
                c.error(VerifyResult.APPLICATION_VERIFICATION);
                return false;
            }
            return ok;
        });
        String message = failure(pair, "handshake_failure");
        assertTrue(message.contains("X509_V_ERR_APPLICATION_VERIFICATION, 50) at depth 0: CN=leaf"), message);
    }

    // ---- said in code, by a factory's parameters

    private EnginePair by(TrustParameters.Builder given, Object... properties) throws Exception {
        PkixTrustManager manager = DefaultTrust.of(properties(properties), given.build());
        return pair(new ContextCore(ContextProtocol.TLS, properties(properties), null, new TrustManager[] {manager}, null));
    }

    @Test
    void parametersOfAFactory() throws Exception {
        assertVerified(by(TrustParameters.builder().caFile(rootFile)));
        failure(by(TrustParameters.builder().caFile(middleFile)), "unknown_ca");
        assertVerified(by(TrustParameters.builder().caFile(middleFile).flag(VerifyFlag.PARTIAL_CHAIN, true)));
        assertVerified(by(TrustParameters.builder().keyStore(TestCa.trustStore(middle.certificate()))));
        failure(by(TrustParameters.builder().keyStore(TestCa.trustStore(middle.certificate())).flag(VerifyFlag.PARTIAL_CHAIN, false)), "unknown_ca");
        Path revoking = write("revoking.pem", Files.readString(rootFile) + crl(middle, tomorrow(), leaf.leaf().getSerialNumber()));
        failure(by(TrustParameters.builder().caFile(revoking).flag(VerifyFlag.CRL_CHECK, true)), "certificate_revoked");
        assertVerified(by(TrustParameters.builder().caFile(revoking)));
        failure(by(TrustParameters.builder().caFile(rootFile).depth(0)), "unknown_ca");
        failure(by(TrustParameters.builder().caFile(rootFile).host("other.test")), "bad_certificate");
        assertVerified(by(TrustParameters.builder().caFile(rootFile).host("other.test").host("ec.test").flag(HostFlag.NO_WILDCARDS, true)));
        failure(by(TrustParameters.builder().caFile(rootFile).time(Instant.now().plus(100, ChronoUnit.DAYS))), "certificate_expired");
        assertVerified(by(TrustParameters.builder().caFile(middleFile).callback((ok, c) -> {
            c.error(VerifyResult.OK);
            return true;
        })));
    }

    /** The program stands above the configuration, which counts where it says nothing. */
    @Test
    void parametersOfAFactoryAndTheConfiguration() throws Exception {
        failure(by(TrustParameters.builder().caFile(rootFile), "drawbridge.verifyDepth", "0"), "unknown_ca");
        assertVerified(by(TrustParameters.builder().caFile(rootFile).depth(1), "drawbridge.verifyDepth", "0"));
        assertVerified(by(TrustParameters.builder().depth(1), "drawbridge.VerifyCAFile", rootFile));
        assertThrows(IllegalArgumentException.class, () -> by(TrustParameters.builder().caFile(rootFile), "com.sun.net.ssl.checkRevocation", "true"));
    }

    // ---- our own keys

    @Test
    void aKeyBelowTheLevelIsRefusedWhenItIsLoaded() throws Exception {
        Exception e = assertThrows(Exception.class, () -> core("drawbridge.Certificate", server, "drawbridge.PrivateKey", serverKey,
                "drawbridge.CipherString", "DEFAULT@SECLEVEL=4"));
        assertTrue(e.getMessage().contains("CN=leaf: the key is too small; security level 4 demands 192 bits of security (ee key too small)"),
                e.getMessage());
        assertFalse(e.getMessage().contains("PRIVATE KEY"));
    }

    /** Also one that a key manager of the program has, when it would be used. */
    @Test
    void aKeyBelowTheLevelIsNotUsed() throws Exception {
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        TestCa.Identity weak = middle.issue(small.generateKeyPair(), TestCa.Leaf.of("weak", "ec.test"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509", "SunJSSE");
        keys.init(TestCa.keyStore(weak), TestCa.PASSWORD);
        for (int level = 1; level <= 2; level++) {
            Object[] lenient = {"drawbridge.VerifyCAFile", rootFile, "drawbridge.client.CipherString", "DEFAULT@SECLEVEL=1",
                "drawbridge.server.CipherString", "DEFAULT@SECLEVEL=" + level};
            ContextCore serving = new ContextCore(ContextProtocol.TLS, properties(lenient), keys.getKeyManagers(), null, null);
            EnginePair pair = new EnginePair(new EngineAdapter(core(lenient), "ec.test", 443), new EngineAdapter(serving, null, -1));
            if (level == 1) {
                pair.handshake();
            } else {
                assertThrows(SSLException.class, pair::handshake);
                assertTrue(pair.server.failure.getMessage().startsWith("(handshake_failure)"), pair.server.failure.getMessage());
            }
        }
    }

    @Test
    void anEncryptedKeyOpensWithPassin() throws Exception {
        KeyPair keys = leaf.keys();
        Path encrypted = Encrypted.write(directory.resolve("encrypted.key"), keys.getPrivate(), "geheim");
        Path passphrase = write("pass", "geheim\n");
        Object[] common = {"drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", encrypted};
        for (Object[] passin : new Object[][] {{"drawbridge.passin", "pass:geheim"}, {"drawbridge.server.passin", "file:" + passphrase},
            {"drawbridge.passin", "env:SECRET"}}) {
            environment.put("SECRET", "geheim");
            ContextCore serving = core(common[0], common[1], common[2], common[3], passin[0], passin[1]);
            new EnginePair(new EngineAdapter(core("drawbridge.VerifyCAFile", rootFile), "ec.test", 443), new EngineAdapter(serving, null, -1))
                    .handshake();
        }
        Exception none = assertThrows(Exception.class, () -> core(common));
        assertTrue(none.getMessage().startsWith("drawbridge.server.Certificate: Certificate = " + server + ": " + encrypted), none.getMessage());
        Exception wrong = assertThrows(Exception.class, () -> core(common[0], common[1], common[2], common[3], "drawbridge.passin", "pass:falsch"));
        assertFalse(wrong.getMessage().contains("falsch"), wrong.getMessage());
        Exception senseless = assertThrows(Exception.class, () -> core(common[0], common[1], common[2], common[3], "drawbridge.passin", "geheim"));
        assertFalse(senseless.getMessage().contains("geheim"), senseless.getMessage());
    }

    /** As OpenSSL fills in what the certificate's file lacks; the root itself need not be sent. */
    @Test
    void aLoneCertificateFindsItsIssuers() throws Exception {
        Path alone = write("alone.pem", pem("CERTIFICATE", leaf.leaf().getEncoded()));
        Path both = write("issuers.pem", Files.readString(rootFile) + Files.readString(middleFile));
        for (Object[] more : new Object[][] {{"drawbridge.server.ChainCAFile", both}, {"drawbridge.server.VerifyCAFile", both}}) {
            ContextCore serving = core("drawbridge.server.Certificate", alone, "drawbridge.server.PrivateKey", serverKey, more[0], more[1]);
            EnginePair pair = new EnginePair(new EngineAdapter(core("drawbridge.VerifyCAFile", rootFile), "ec.test", 443),
                    new EngineAdapter(serving, null, -1));
            pair.handshake();
            assertEquals(2, pair.client.engine.getSession().getPeerCertificates().length);
        }
        ContextCore lonely = core("drawbridge.server.Certificate", alone, "drawbridge.server.PrivateKey", serverKey,
                "drawbridge.server.VerifyCAFile", both, "drawbridge.server.ChainCAFile", rootFile);
        EnginePair pair = new EnginePair(new EngineAdapter(core("drawbridge.VerifyCAFile", rootFile), "ec.test", 443),
                new EngineAdapter(lonely, null, -1));
        assertTrue(failure(pair, "unknown_ca").contains("X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 20)"));
    }

    /** A client sends a certificate only when its issuer is among the names. */
    @Test
    void namesOfAuthorities() throws Exception {
        Path other = write("other.pem", pem("CERTIFICATE", TestCa.root("Other").certificate().getEncoded()));
        Path client = write("client.pem", Files.readString(server) + Files.readString(serverKey));
        assertEquals("CN=leaf", asked(client, "drawbridge.server.RequestCAFile", rootFile));
        assertEquals("CN=leaf", asked(client, "drawbridge.server.ClientCAPath", directory.resolve("cas")));
        assertThrows(SSLException.class, () -> asked(client, "drawbridge.server.ClientCAFile", other));
        assertEquals("CN=leaf", asked(client, "drawbridge.server.Options", "-CANames", "drawbridge.server.ClientCAFile", other));
        Exception e = assertThrows(Exception.class, () -> asked(client, "drawbridge.server.RequestCAFile", serverKey));
        assertTrue(e.getMessage().startsWith("drawbridge.server.RequestCAFile: RequestCAFile = " + serverKey + ": " + serverKey
                + ": has no certificate"), e.getMessage());
    }

    private String asked(Path clientKey, Object... more) throws Exception {
        Files.createDirectories(directory.resolve("cas"));
        Files.writeString(directory.resolve("cas").resolve("1.pem"), Files.readString(rootFile));
        List<Object> all = new ArrayList<>(List.of("drawbridge.VerifyCAFile", rootFile, "drawbridge.server.VerifyMode", "Require",
                "drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey));
        all.addAll(List.of(more));
        ContextCore answers = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.client.Certificate", clientKey);
        EnginePair pair = new EnginePair(new EngineAdapter(answers, "ec.test", 443), new EngineAdapter(core(all.toArray()), null, -1));
        pair.handshake();
        return pair.server.engine.getSession().getPeerPrincipal().getName();
    }

    /** The server asks for them, the client signs with them. */
    @Test
    void clientSignatureAlgorithms() throws Exception {
        TestCa.Identity rsa = root.issue("RSA", TestCa.Leaf.of("client"));
        Path client = write("client.pem", pem("CERTIFICATE", rsa.leaf().getEncoded()) + pem("PRIVATE KEY", rsa.keys().getPrivate().getEncoded()));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            EnginePair asks = mutual(client, "drawbridge.server.ClientSignatureAlgorithms", "rsa_pss_rsae_sha512", version);
            asks.handshake();
            assertEquals("rsa_pss_rsae_sha512", SslControl.of(asks.server.engine).peerSignatureScheme());
            EnginePair chooses = mutual(client, "drawbridge.client.ClientSignatureAlgorithms", "RSA-PSS+SHA384", version);
            chooses.handshake();
            assertEquals("rsa_pss_rsae_sha384", SslControl.of(chooses.server.engine).peerSignatureScheme());
        }
    }

    private EnginePair mutual(Path clientKey, String name, String value, String version) throws Exception {
        ContextCore asks = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.server.VerifyMode", "Require", "drawbridge.server.Certificate",
                server, "drawbridge.server.PrivateKey", serverKey, "drawbridge.MaxProtocol", version, name, value);
        ContextCore answers = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.client.Certificate", clientKey, name, value);
        return new EnginePair(new EngineAdapter(answers, "ec.test", 443), new EngineAdapter(asks, null, -1));
    }
}
