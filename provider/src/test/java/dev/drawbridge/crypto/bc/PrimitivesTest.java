package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.bc.Primitives.Library;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrimitivesTest {
    @ParameterizedTest
    @EnumSource
    void everyRowHasItsLibraryAndReason(Primitives row) {
        assertTrue(row.toString().startsWith(row.name() + " from " + row.library() + " ("), row.toString());
        if (row.library() == Library.JDK) {
            Provider provider = row.provider();
            assertTrue(List.of("SunJCE", "SUN", "SunRsaSign").contains(provider.getName()), provider.getName());
            assertSame(provider, row.provider());
        } else {
            assertThrows(IllegalStateException.class, row::provider);
        }
    }

    /** A provider in front that claims everything changes nothing: the JDK's own are asked by name. */
    @Test
    void providersInFrontAreNotAsked() throws Exception {
        Provider greedy = new Provider("Greedy", "1", "claims all") {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Service getService(String type, String algorithm) {
                if (type.equals("Signature") || type.equals("Cipher") || type.equals("Mac")) { // the JDK itself looks for digests
                    throw new AssertionError(type + " " + algorithm + " was looked up");
                }
                return null;
            }
        };
        KeyPair rsa = TestKeys.of(SignatureScheme.RSA_PKCS1_SHA256);
        KeyPair ec = TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        SecureRandom random = new SecureRandom();
        random.nextInt();
        Security.insertProviderAt(greedy, 1);
        try {
            BcCrypto crypto = new BcCrypto(random);
            crypto.hash(HashAlgorithm.SHA384).peek();
            crypto.hmac(HashAlgorithm.SHA512).key(new byte[0]);
            crypto.ticketCipher(new byte[16]).encrypt(new byte[16], new byte[9]);
            for (AeadAlgorithm aead : AeadAlgorithm.values()) {
                crypto.sealer(aead, new byte[aead.keyLength()]);
            }
            for (SignatureScheme scheme : List.of(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PKCS1_SHA256)) {
                crypto.verify(rsa.getPublic(), scheme, new byte[9], crypto.sign(rsa.getPrivate(), scheme, new byte[9]));
            }
            crypto.verify(ec.getPublic(), SignatureScheme.ECDSA_SECP256R1_SHA256, new byte[9],
                crypto.sign(ec.getPrivate(), SignatureScheme.ECDSA_SECP256R1_SHA256, new byte[9]));
            crypto.answerAgreement(NamedGroup.X25519MLKEM768, crypto.startAgreement(NamedGroup.X25519MLKEM768).share());
            crypto.answerAgreement(NamedGroup.SECP256R1, crypto.startAgreement(NamedGroup.SECP256R1).share());
        } finally {
            Security.removeProvider("Greedy");
        }
        assertNull(Security.getProvider("BC"), "Bouncy Castle's provider must not be registered by us");
    }

    /** What runs on the JDK alone works without Bouncy Castle on the class path, so none of its classes is loaded before its use. */
    @Test
    void bouncyCastleLoadsOnlyWhenUsed() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!new File(entry).getName().startsWith("bc")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader bare = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Object crypto = bare.loadClass(BcCrypto.class.getName()).getConstructor(SecureRandom.class).newInstance(new SecureRandom());
            Class<?> hashes = bare.loadClass(HashAlgorithm.class.getName());
            assertNotNull(crypto.getClass().getMethod("hash", hashes).invoke(crypto, hashes.getEnumConstants()[0]));
            assertNotNull(crypto.getClass().getMethod("hmac", hashes).invoke(crypto, hashes.getEnumConstants()[0]));
            Class<?> aeads = bare.loadClass(AeadAlgorithm.class.getName());
            assertNotNull(crypto.getClass().getMethod("sealer", aeads, byte[].class)
                .invoke(crypto, aeads.getEnumConstants()[0], new byte[16]));
            Class<?> schemes = bare.loadClass(SignatureScheme.class.getName());
            KeyPair rsa = TestKeys.of(SignatureScheme.RSA_PSS_RSAE_SHA256);
            Object pss = schemes.getEnumConstants()[SignatureScheme.RSA_PSS_RSAE_SHA256.ordinal()];
            Object signature = crypto.getClass().getMethod("sign", PrivateKey.class, schemes, byte[].class)
                .invoke(crypto, rsa.getPrivate(), pss, new byte[9]);
            crypto.getClass().getMethod("verify", PublicKey.class, schemes, byte[].class, byte[].class)
                .invoke(crypto, rsa.getPublic(), pss, new byte[9], signature);
            Class<?> groups = bare.loadClass(NamedGroup.class.getName());
            Method start = crypto.getClass().getMethod("startAgreement", groups);
            Throwable missing = assertThrows(InvocationTargetException.class,
                () -> start.invoke(crypto, groups.getEnumConstants()[NamedGroup.X25519.ordinal()])).getCause();
            assertEquals(NoClassDefFoundError.class, missing.getClass(), "the class path still had Bouncy Castle");
        }
    }

    @Test
    void randomIsTheCallers() {
        SecureRandom sevens = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                java.util.Arrays.fill(bytes, (byte) 7);
            }
        };
        byte[] out = new byte[2];
        new BcCrypto(sevens).random(out);
        assertEquals("0707", Expect.hex(out));
        BcCrypto own = new BcCrypto(null);
        byte[] a = new byte[16];
        byte[] b = new byte[16];
        own.random(a);
        own.random(b);
        assertTrue(!Expect.hex(a).equals(Expect.hex(b)), "two draws are equal");
    }
}
