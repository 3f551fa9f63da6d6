package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.CredentialSource.Request;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.TestCa;
import dev.drawbridge.verify.VerifyException;
import dev.drawbridge.verify.VerifyWishes;
import java.net.Socket;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ManagersTest {
    private static final Instant NOW = Instant.now();
    private static TestCa ca;
    private static TestCa.Identity ec;
    private static TestCa.Identity rsa;

    @BeforeAll
    static void issue() throws Exception {
        ca = TestCa.root("Root");
        ec = ca.issue("EC", TestCa.Leaf.of("ec", "ec.test"));
        rsa = ca.issue("RSA", TestCa.Leaf.of("rsa", "rsa.test"));
    }

    private static X509ExtendedKeyManager keys(TestCa.Identity... identities) throws Exception {
        return (X509ExtendedKeyManager) Contexts.keyManagers(Contexts.OURS, identities)[0];
    }

    private static ManagedCredentials source(X509KeyManager manager) throws Exception {
        SSLEngine engine = Contexts.context(Contexts.OURS, ca).createSSLEngine();
        return new ManagedCredentials(manager, Party.of(engine), new BcCrypto(null), 2, StatusSource.NONE);
    }

    private static Request request(boolean client, List<byte[]> authorities, SignatureScheme... schemes) {
        return new Request(client, ProtocolVersion.TLS13, List.of(schemes), authorities);
    }

    @Test
    void choosesByTypeAndIssuer() throws Exception {
        X509ExtendedKeyManager m = keys(rsa, ec);
        assertEquals("k1", m.chooseServerAlias("EC", null, null));
        assertEquals("k0", m.chooseServerAlias("RSA", new Principal[0], null));
        assertNull(m.chooseServerAlias("EdDSA", null, null));
        assertNull(m.chooseServerAlias("EC", new Principal[] {new X500Principal("CN=Other")}, null));
        Principal[] root = {ca.certificate().getSubjectX500Principal()};
        assertEquals("k0", m.chooseClientAlias(new String[] {"DSA", "RSA", "EC"}, root, null));
        assertArrayEquals(new String[] {"k1"}, m.getClientAliases("EC", root));
        assertNull(m.getServerAliases("DSA", null));
        assertEquals(rsa.leaf(), m.getCertificateChain("k0")[0]);
        assertEquals(rsa.keys().getPrivate(), m.getPrivateKey("k0"));
        assertNull(m.getPrivateKey("nobody"));
        assertNull(m.getCertificateChain(null));
    }

    @Test
    void prefersWhatIsValidAndMeantForTheRole() throws Exception {
        TestCa.Identity old = ca.issue("EC", TestCa.Leaf.of("old").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        TestCa.Identity client = ca.issue("EC", TestCa.Leaf.of("client").purposes(KeyPurposeId.id_kp_clientAuth));
        X509ExtendedKeyManager m = keys(old, client, ec);
        assertEquals("k2", m.chooseServerAlias("EC", null, null));
        assertEquals("k1", m.chooseClientAlias(new String[] {"EC"}, null, null));
        assertArrayEquals(new String[] {"k2", "k1", "k0"}, m.getServerAliases("EC", null));
        assertEquals("k0", keys(old).chooseServerAlias("EC", null, null), "an old one is better than none");
    }

    @Test
    void aWrongPasswordIsAnError() throws Exception {
        KeyManagerFactory f = KeyManagerFactory.getInstance("PKIX", Contexts.OURS);
        KeyStore store = TestCa.keyStore(ec);
        assertThrows(UnrecoverableKeyException.class, () -> f.init(store, "wrong".toCharArray()));
    }

    @Test
    void severalStores() throws Exception {
        KeyManagerFactory f = KeyManagerFactory.getInstance("PKIX", Contexts.OURS);
        KeyStore.ProtectionParameter p = new KeyStore.PasswordProtection(TestCa.PASSWORD);
        f.init(new KeyStoreBuilderParameters(List.of(KeyStore.Builder.newInstance(TestCa.keyStore(ec), p),
                KeyStore.Builder.newInstance(TestCa.keyStore(rsa), p))));
        X509KeyManager m = (X509KeyManager) f.getKeyManagers()[0];
        assertEquals("1.k0", m.chooseServerAlias("EC", null, null));
        assertEquals("2.k0", m.chooseServerAlias("RSA", null, null));
        assertEquals(rsa.keys().getPrivate(), m.getPrivateKey("2.k0"));
        assertThrows(InvalidAlgorithmParameterException.class, () -> f.init(new CertPathTrustManagerParameters(
                new PKIXBuilderParameters(TestCa.trustStore(ca.certificate()), null))));
    }

    @Test
    void theBestSchemeDecidesWhichKey() throws Exception {
        ManagedCredentials s = source(keys(rsa, ec));
        assertEquals(ec.leaf(), s.choose(request(false, List.of(), SignatureScheme.ECDSA_SECP256R1_SHA256,
                SignatureScheme.RSA_PSS_RSAE_SHA256)).leaf());
        assertEquals(rsa.leaf(), s.choose(request(false, List.of(), SignatureScheme.RSA_PSS_RSAE_SHA256,
                SignatureScheme.ECDSA_SECP256R1_SHA256)).leaf());
        assertEquals(rsa.leaf(), s.choose(request(true, List.of(), SignatureScheme.ECDSA_SECP384R1_SHA384,
                SignatureScheme.RSA_PSS_RSAE_SHA256)).leaf());
        assertNull(s.choose(request(false, List.of(), SignatureScheme.ED25519)));
        assertNull(s.choose(request(false, List.of())));
        Credentials tls12 = s.choose(new Request(false, ProtocolVersion.TLS12, List.of(SignatureScheme.ECDSA_SECP384R1_SHA384), List.of()));
        assertEquals(ec.leaf(), tls12.leaf(), "TLS 1.2 does not tie the hash to the curve");
    }

    /**
     * RFC 8446 section 4.4.2.2: "The certificate MUST allow the key to be used for signing (i.e., the digitalSignature bit MUST be set if
     * the Key Usage extension is present)".
     */
    @Test
    void aKeyThatMayNotSignIsNotUsed() throws Exception {
        // RFC 5246 section 7.4.2: "(the digitalSignature bit MUST be set if the key usage extension is present) with the signature scheme".
        // And: "ECDSA-capable public key; the certificate MUST allow the key to be used for signing".
        // RFC 5246 section 7.4.6: "RSA public key; the certificate MUST allow the key to be used for signing". And: "ECDSA-capable public
        // key; the certificate MUST allow the key to be used for signing".
        TestCa.Identity agreement = ca.issue("EC", TestCa.Leaf.of("agreement").keyUsage(KeyUsage.keyAgreement));
        TestCa.Identity silent = ca.issue("EC", TestCa.Leaf.of("silent").keyUsage(null));
        for (boolean client : new boolean[] {true, false}) {
            Request r = request(client, List.of(), SignatureScheme.ECDSA_SECP256R1_SHA256);
            assertNull(source(keys(agreement)).choose(r));
            assertEquals(silent.leaf(), source(keys(silent)).choose(r).leaf());
            assertEquals(ec.leaf(), source(keys(agreement, ec)).choose(r).leaf());
            TestCa.Identity cipher = ca.issue("RSA", TestCa.Leaf.of("cipher").keyUsage(KeyUsage.keyEncipherment));
            assertNull(source(keys(cipher)).choose(request(client, List.of(), SignatureScheme.RSA_PSS_RSAE_SHA256)));
        }
    }

    /**
     * RFC 8446 section 4.4.2.2: "All certificates provided by the server MUST be signed by a signature algorithm advertised by the client
     * if it is able to provide such a chain".
     */
    @Test
    void prefersAChainThatThePeerCanVerify() throws Exception {
        TestCa.Identity bySha256 = ca.issue("RSA", TestCa.Leaf.of("a"));
        TestCa.Identity bySha384 = TestCa.root("Other", "SHA384withECDSA").issue("RSA", TestCa.Leaf.of("b"));
        StoreKeyManager m = (StoreKeyManager) keys(bySha256, bySha384);
        SignatureScheme pss = SignatureScheme.RSA_PSS_RSAE_SHA256;
        assertEquals("k0", m.choose(new String[] {"RSA"}, null, true, peer(pss, SignatureScheme.ECDSA_SECP256R1_SHA256)));
        assertEquals("k1", m.choose(new String[] {"RSA"}, null, true, peer(pss, SignatureScheme.ECDSA_SECP384R1_SHA384)));
        // RFC 8446 section 4.2.3: "TLS 1.3 servers MUST NOT offer a SHA-1 signed certificate unless no valid certificate chain can be
        // produced without it".
        TestCa.Identity bySha1 = TestCa.root("Old", "SHA1withECDSA").issue("RSA", TestCa.Leaf.of("c"));
        StoreKeyManager old = (StoreKeyManager) keys(bySha1, bySha256);
        assertEquals("k1", old.choose(new String[] {"RSA"}, null, true, peer(pss, SignatureScheme.ECDSA_SECP256R1_SHA256)));
        assertEquals("k0", m.choose(new String[] {"RSA"}, null, true, peer(pss)), "one that nobody promised to verify is better than none");
    }

    private static ExtendedSSLSession peer(SignatureScheme... schemes) {
        SessionView session = SessionView.none();
        session.facts().peerSignatureSchemes(List.of(schemes));
        return session;
    }

    @Test
    void otherKeyTypes() throws Exception {
        for (String type : List.of("Ed25519", "RSASSA-PSS", "EC384", "EC521")) {
            TestCa.Identity id = ca.issue(type, TestCa.Leaf.of(type));
            SignatureScheme scheme = switch (type) {
                case "Ed25519" -> SignatureScheme.ED25519;
                case "RSASSA-PSS" -> SignatureScheme.RSA_PSS_PSS_SHA256;
                case "EC384" -> SignatureScheme.ECDSA_SECP384R1_SHA384;
                default -> SignatureScheme.ECDSA_SECP521R1_SHA512;
            };
            assertEquals(id.leaf(), source(keys(id)).choose(request(false, List.of(), scheme)).leaf(), type);
            assertEquals(id.leaf(), source(keys(id)).choose(request(true, List.of(), scheme)).leaf(), type);
        }
    }

    @Test
    void authoritiesOfThePeer() throws Exception {
        ManagedCredentials s = source(keys(ec));
        SignatureScheme scheme = SignatureScheme.ECDSA_SECP256R1_SHA256;
        byte[] root = ca.certificate().getSubjectX500Principal().getEncoded();
        assertNotNull(s.choose(request(true, List.of(root), scheme)));
        assertNull(s.choose(request(true, List.of(new X500Principal("CN=Other").getEncoded()), scheme)));
        assertNull(s.choose(request(true, List.of(new byte[] {1, 2}), scheme)), "malformed names are not the same as any");
        assertNotNull(s.choose(request(true, List.of(new byte[] {1, 2}, root), scheme)));
    }

    /** A manager that answers everything with one alias, incomplete or not. */
    private record OneAlias(PrivateKey key, X509Certificate[] chain) implements X509KeyManager {
        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return "one";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return "one";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    @Test
    void plainKeyManagersAreAskedAndNotBelieved() throws Exception {
        X509Certificate[] chain = {ec.leaf()};
        Request r = request(false, List.of(), SignatureScheme.ECDSA_SECP256R1_SHA256);
        assertEquals(ec.leaf(), source(new OneAlias(ec.keys().getPrivate(), chain)).choose(r).leaf());
        assertNull(source(new OneAlias(null, chain)).choose(r));
        assertNull(source(new OneAlias(ec.keys().getPrivate(), null)).choose(r));
        assertNull(source(new OneAlias(ec.keys().getPrivate(), new X509Certificate[0])).choose(r));
        assertNull(source(new OneAlias(rsa.keys().getPrivate(), new X509Certificate[] {rsa.leaf()})).choose(r));
    }

    // ---- trust

    private static ManagedJudge judge(X509TrustManager manager, String endpoint, String host) throws Exception {
        SSLEngine engine = Contexts.context(Contexts.OURS, ca).createSSLEngine(host, 443);
        SSLParameters p = engine.getSSLParameters();
        p.setEndpointIdentificationAlgorithm(endpoint);
        engine.setSSLParameters(p);
        return new ManagedJudge(manager, Party.of(engine), new DisabledAlgorithms("RSA keySize < 3072"),
                new ManagedJudge.Terms(VerifyWishes.NONE, true, Set.of(), Set.of()));
    }

    /** Trusts everybody, but knows nothing of names. */
    private static final class Plain implements X509TrustManager {
        private final X509Certificate[] accepted;

        /** Null where there are none. */
        Plain(X509Certificate... accepted) {
            this.accepted = accepted.length == 0 ? null : accepted;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return accepted;
        }
    }

    @Test
    void plainTrustManagersAreCompleted() throws Exception {
        judge(new Plain(), null, "ec.test").judge(ec.chain(), true, "UNKNOWN");
        assertThrows(CertificateException.class, () -> judge(new Plain(), null, "rsa.test").judge(rsa.chain(), true, "UNKNOWN"));
        CertificateException e = assertThrows(CertificateException.class,
                () -> judge(new Plain(), "HTTPS", "ec.test").judge(ec.chain(), true, "UNKNOWN"));
        assertEquals("No handshake session", e.getMessage());
        assertEquals(List.of(), new Managers(null, new Plain()).acceptableAuthorities());
    }

    /** A manager of the program, and its accepted issuers. */
    private static ManagedJudge suiteB(X509Certificate... trusted) throws Exception {
        return new ManagedJudge(new Plain(trusted), Party.of(Contexts.context(Contexts.OURS, ca).createSSLEngine()), new DisabledAlgorithms(null),
                new ManagedJudge.Terms(VerifyWishes.NONE, true, Set.of(), Set.of(VerifyFlag.SUITEB_128_LOS)));
    }

    @Test
    void whatSuiteBDemandsHoldsWhoeverTrusts() throws Exception {
        for (boolean server : new boolean[] {true, false}) {
            suiteB(ca.certificate()).judge(ec.chain(), server, "UNKNOWN");
            VerifyException e = assertThrows(VerifyException.class, () -> suiteB(ca.certificate()).judge(rsa.chain(), server, "UNKNOWN"));
            assertEquals(VerifyResult.SUITE_B_INVALID_ALGORITHM, e.result());
            assertThrows(CertificateException.class, () -> suiteB().judge(ec.chain(), server, "UNKNOWN"));
        }
    }

    @Test
    void withoutATrustManagerNobodyIsTrusted() throws Exception {
        assertThrows(CertificateException.class, () -> judge(null, null, "ec.test").judge(ec.chain(), true, "UNKNOWN"));
    }

    @Test
    void theFirstOfEachKindIsUsed() throws Exception {
        X509TrustManager plain = new Plain();
        X509KeyManager keys = keys(ec);
        KeyManager foreignKey = new KeyManager() { };
        TrustManager foreignTrust = new TrustManager() { };
        Managers m = Managers.of(new KeyManager[] {foreignKey, keys, keys(rsa)}, new TrustManager[] {foreignTrust, plain}, null);
        assertEquals(keys, m.keys());
        assertEquals(plain, m.trust());
        assertEquals(new Managers(null, null), Managers.of(null, new TrustManager[] {foreignTrust}, plain));
        assertEquals(new Managers(null, plain), Managers.of(new KeyManager[0], null, plain));
    }

    @Test
    void ourTrustManagerByItself() throws Exception {
        X509ExtendedTrustManager m = (X509ExtendedTrustManager) Contexts.trustManagers(Contexts.OURS, ca)[0];
        X509Certificate[] chain = {ec.leaf()};
        m.checkServerTrusted(chain, "ECDHE_ECDSA");
        m.checkClientTrusted(chain, "EC");
        m.checkServerTrusted(chain, "UNKNOWN", (Socket) null);
        m.checkServerTrusted(chain, "UNKNOWN", (SSLEngine) null);
        assertThrows(IllegalArgumentException.class, () -> m.checkServerTrusted(null, "UNKNOWN"));
        assertThrows(IllegalArgumentException.class, () -> m.checkServerTrusted(new X509Certificate[0], "UNKNOWN"));
        assertThrows(IllegalArgumentException.class, () -> m.checkServerTrusted(chain, ""));
        X509Certificate[] stranger = {TestCa.selfSigned(TestCa.Leaf.of("x")).leaf()};
        assertThrows(CertificateException.class, () -> m.checkServerTrusted(stranger, "UNKNOWN"));
        assertEquals("OpenSSL's verification against 1 trust anchor from a key store of the program", m.toString());
        assertArrayEquals(new X509Certificate[] {ca.certificate()}, m.getAcceptedIssuers());
    }

    @Test
    void trustByPkixParameters() throws Exception {
        TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX", Contexts.OURS);
        PKIXBuilderParameters p = new PKIXBuilderParameters(TestCa.trustStore(ca.certificate()), new X509CertSelector());
        p.setRevocationEnabled(false);
        f.init(new CertPathTrustManagerParameters(p));
        ((X509TrustManager) f.getTrustManagers()[0]).checkServerTrusted(new X509Certificate[] {ec.leaf()}, "UNKNOWN");
        KeyStore.Builder builder = KeyStore.Builder.newInstance(TestCa.keyStore(ec), new KeyStore.PasswordProtection(TestCa.PASSWORD));
        assertThrows(InvalidAlgorithmParameterException.class, () -> f.init(new KeyStoreBuilderParameters(builder)));
    }

    @Test
    void aStoreWithKeysTrustsTheirLeaves() throws Exception {
        TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX", Contexts.OURS);
        f.init(TestCa.keyStore(ec));
        X509TrustManager m = (X509TrustManager) f.getTrustManagers()[0];
        m.checkServerTrusted(new X509Certificate[] {ec.leaf()}, "UNKNOWN");
        assertThrows(CertificateException.class, () -> m.checkServerTrusted(new X509Certificate[] {rsa.leaf()}, "UNKNOWN"));
        assertTrue(m.getAcceptedIssuers().length == 1);
    }
}
