package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that stay with their provider, and what is remembered of the others. */
class ForeignKeyTest {
    private static final byte[] CONTENT = "to be signed".getBytes(StandardCharsets.US_ASCII);
    private final Token token = new Token();

    @BeforeEach
    void plugIn() {
        Security.addProvider(token); // behind all others, so that the key alone leads there
    }

    @AfterEach
    void unplug() {
        Security.removeProvider(token.getName());
    }

    @ParameterizedTest
    @EnumSource
    void keysInHardwareSign(SignatureScheme scheme) throws TlsFault {
        KeyPair pair = TestKeys.of(scheme);
        BcCrypto crypto = new BcCrypto(null);
        PrivateKey key = opaque(pair.getPrivate());
        assertTrue(crypto.canSign(key, pair.getPublic(), scheme));
        int before = TokenSignature.signatures;
        crypto.verify(pair.getPublic(), scheme, CONTENT, crypto.sign(key, scheme, CONTENT));
        assertEquals(before + 1, TokenSignature.signatures, "the token did not sign");
    }

    private static PrivateKey opaque(PrivateKey inside) {
        return new TestKeys.OpaqueKey(inside);
    }

    @Test
    void keysThatKeepTheirNumberSign() throws TlsFault {
        KeyPair pair = TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        BcCrypto crypto = new BcCrypto(null);
        // SunEC takes such keys before it finds out that it cannot use them: their provider has to stand before it.
        Security.removeProvider(token.getName());
        Security.insertProviderAt(token, 1);
        for (boolean throwing : new boolean[] {false, true}) {
            byte[] signature = crypto.sign(new TestKeys.KeepingEcKey(pair.getPrivate(), throwing),
                SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT);
            crypto.verify(pair.getPublic(), SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT, signature);
        }
    }

    @Test
    void keysThatNobodyTakesAreOurError() {
        Security.removeProvider(token.getName());
        PrivateKey key = opaque(TestKeys.of(SignatureScheme.RSA_PKCS1_SHA256).getPrivate());
        Expect.fault(Fault.INTERNAL, () -> new BcCrypto(null).sign(key, SignatureScheme.RSA_PSS_RSAE_SHA256, CONTENT));
    }

    @Test
    void conversionsAreRememberedByIdentityAndBounded() throws Exception {
        Signers signers = new Signers(new SecureRandom());
        SignatureScheme scheme = SignatureScheme.ECDSA_SECP256R1_SHA256;
        PrivateKey first = TestKeys.of(scheme).getPrivate();
        Signer converted = signers.of(first, scheme);
        assertSame(converted, signers.of(first, SignatureScheme.ECDSA_SECP384R1_SHA384), "the key was converted twice");
        List<PrivateKey> more = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            more.add(TestKeys.fresh("EC", new ECGenParameterSpec("secp256r1")).getPrivate());
            signers.of(more.get(i), scheme);
        }
        assertNotSame(converted, signers.of(first, scheme), "more than 16 are remembered");
    }

    @Test
    void rememberingKeepsNoKeyAlive() throws Exception {
        Signers signers = new Signers(new SecureRandom());
        PrivateKey key = TestKeys.fresh("Ed25519", null).getPrivate();
        signers.of(key, SignatureScheme.ED25519);
        WeakReference<PrivateKey> seen = new WeakReference<>(key);
        key = null;
        for (int i = 0; i < 50 && !seen.refersTo(null); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertTrue(seen.refersTo(null), "the key is still reachable");
    }

    /** Stands for a PKCS#11 token. */
    private static final class Token extends Provider {
        private static final long serialVersionUID = 1L;

        Token() {
            super("Token", "1", "keys that cannot leave");
            for (String name : List.of("RSASSA-PSS", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withECDSA",
                "SHA384withECDSA", "SHA512withECDSA", "Ed25519", "Ed448", "SHA1withECDSA", "NONEwithRSA")) {
                putService(new Service(this, "Signature", name, TokenSignature.class.getName(), null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new TokenSignature(getAlgorithm());
                    }
                });
            }
        }
    }

    private static final class TokenSignature extends SignatureSpi {
        static int signatures;
        private final Signature inside;

        TokenSignature(String algorithm) {
            try {
                inside = Signature.getInstance(algorithm, algorithm.equals("NONEwithRSA") ? "SunJCE" : algorithm.contains("RSA") ? "SunRsaSign" : "SunEC");
            } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("signs only");
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (key instanceof TestKeys.OpaqueKey opaque) {
                inside.initSign(opaque.inside);
            } else if (key instanceof TestKeys.KeepingEcKey keeping) {
                inside.initSign(keeping.inside);
            } else {
                throw new InvalidKeyException("not a key of this token");
            }
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            inside.update(b);
        }

        @Override
        protected void engineUpdate(byte[] b, int off, int len) throws SignatureException {
            inside.update(b, off, len);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            signatures++;
            return inside.sign();
        }

        @Override
        protected boolean engineVerify(byte[] sigBytes) {
            throw new UnsupportedOperationException("signs only");
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec params) throws InvalidAlgorithmParameterException {
            inside.setParameter(params);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String param, Object value) {
            throw new UnsupportedOperationException(param);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String param) {
            throw new UnsupportedOperationException(param);
        }
    }
}
