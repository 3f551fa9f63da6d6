package dev.drawbridge.crypto.bc;

import static dev.drawbridge.crypto.bc.Expect.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.SignatureScheme.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureTest {
    private static final byte[] CONTENT = "to be signed".getBytes(StandardCharsets.US_ASCII);
    private final BcCrypto crypto = new BcCrypto(null);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_PKCS1_SSL30")
    void interoperatesWithJdk(SignatureScheme scheme) throws Exception {
        // RFC 8446 section 4.2.3: "The length of the Salt MUST be equal to the length of the output of the digest algorithm." And: "The
        // length of the Salt MUST be equal to the length of the digest algorithm."
        KeyPair pair = TestKeys.of(scheme);
        assertTrue(crypto.canSign(pair.getPrivate(), pair.getPublic(), scheme));
        for (int i = 0; i < 3; i++) {
            byte[] ours = crypto.sign(pair.getPrivate(), scheme, CONTENT);
            Signature verifier = jdkSignature(scheme);
            verifier.initVerify(pair.getPublic());
            verifier.update(CONTENT);
            assertTrue(verifier.verify(ours), "the JDK refuses our " + scheme);
            crypto.verify(pair.getPublic(), scheme, CONTENT, ours);
        }
        Signature signer = jdkSignature(scheme);
        signer.initSign(pair.getPrivate());
        signer.update(CONTENT);
        crypto.verify(pair.getPublic(), scheme, CONTENT, signer.sign());
    }

    /** Of the same hashes the same signature, of which the content is the hashes. */
    @Test
    void hashesOfSsl30() throws Exception {
        KeyPair pair = TestKeys.of(SignatureScheme.RSA_PKCS1_SSL30);
        byte[] hashes = new TwofoldHash(new JceHash(HashAlgorithm.MD5), new JceHash(HashAlgorithm.SHA1)).peek();
        byte[] signature = crypto.sign(pair.getPrivate(), SignatureScheme.RSA_PKCS1_SSL30, hashes);
        crypto.verify(pair.getPublic(), SignatureScheme.RSA_PKCS1_SSL30, hashes, signature);
        crypto.verify(pair.getPublic(), SignatureScheme.RSA_PKCS1_MD5_SHA1, new byte[0], signature);
        hashes[0] ^= 1;
        assertEquals(Fault.BAD_SIGNATURE, assertThrows(TlsFault.class,
                () -> crypto.verify(pair.getPublic(), SignatureScheme.RSA_PKCS1_SSL30, hashes, signature)).fault());
    }

    private static Signature jdkSignature(SignatureScheme scheme) throws Exception {
        switch (scheme.kind()) {
            case ECDSA:
                return Signature.getInstance(scheme.hash() + "withECDSA", "SunEC");
            case EDDSA:
                return Signature.getInstance(scheme.toString(), "SunEC");
            case RSA_PKCS1:
                if (scheme == SignatureScheme.RSA_PKCS1_MD5_SHA1) {
                    return Signature.getInstance("MD5andSHA1withRSA", "SunJSSE");
                }
                return Signature.getInstance(scheme.hash() + "withRSA", "SunRsaSign");
            default:
                Signature pss = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
                pss.setParameter(new PSSParameterSpec(scheme.hash().jcaName(), "MGF1", new MGF1ParameterSpec(scheme.hash().jcaName()),
                    scheme.hash().length(), 1));
                return pss;
        }
    }

    /** RFC 6979 appendices A.2.5 and A.2.6, message "sample". */
    @ParameterizedTest
    @CsvSource({
        "ECDSA_SECP256R1_SHA256, 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6, "
            + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299, "
            + "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716, "
            + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "ECDSA_SECP384R1_SHA384, EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13, "
            + "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720, "
            + "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46, "
            + "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"})
    void rfc6979(SignatureScheme scheme, String x, String y, String r, String s) throws Exception {
        ECParameterSpec params = ((ECPublicKey) TestKeys.of(scheme).getPublic()).getParams();
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(
            new ECPublicKeySpec(new ECPoint(new BigInteger(x, 16), new BigInteger(y, 16)), params));
        byte[] rb = new BigInteger(r, 16).toByteArray();
        byte[] sb = new BigInteger(s, 16).toByteArray();
        byte[] der = der(rb, sb);
        byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
        crypto.verify(key, scheme, sample, der);
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, "test".getBytes(StandardCharsets.US_ASCII), der));
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(sb, rb)), "r and s exchanged");
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(new byte[1], sb)), "r = 0");
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(rb, new byte[1])), "s = 0");
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(new byte[1], new byte[1])), "r = s = 0");
        byte[] n = params.getOrder().toByteArray();
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(n, n)), "r = s = n");
        byte[] negative = {(byte) 0xff};
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(negative, sb)), "r = -1");
        byte[] padded = new byte[rb.length + 1];
        System.arraycopy(rb, 0, padded, 1, rb.length);
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, sample, der(padded, sb)), "BER, not DER");
    }

    private static byte[] der(byte[] r, byte[] s) {
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        der[2] = 2;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 2;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    /** RFC 8032 section 7.1, test 2. */
    @Test
    void rfc8032Ed25519() throws Exception {
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(
            hex("302a300506032b65700321003d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")));
        byte[] signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        crypto.verify(key, SignatureScheme.ED25519, hex("72"), signature);
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, SignatureScheme.ED25519, hex("73"), signature));
        byte[] made = crypto.sign(KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519,
            hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))), SignatureScheme.ED25519, hex("72"));
        assertArrayEquals(signature, made);
    }

    /** RFC 8032 section 7.4, "Blank". */
    @Test
    void rfc8032Ed448() throws Exception {
        PublicKey key = KeyFactory.getInstance("Ed448").generatePublic(new X509EncodedKeySpec(hex("3043300506032b6571033a00"
            + "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180")));
        byte[] signature = hex("533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd39"
            + "80ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600");
        crypto.verify(key, SignatureScheme.ED448, new byte[0], signature);
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, SignatureScheme.ED448, new byte[1], signature));
    }

    /** Project Wycheproof, rsa_pss_2048_sha256_mgf1_32, test 5. */
    @Test
    void rsaPssVector() throws Exception {
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(new BigInteger(
            "00a2b451a07d0aa5f96e455671513550514a8a5b462ebef717094fa1fee82224e637f9746d3f7cafd31878d80325b6ef5a1700f65903b469429e89d6eac884"
            + "5097b5ab393189db92512ed8a7711a1253facd20f79c15e8247f3d3e42e46e48c98e254a2fe9765313a03eff8f17e1a029397a1fa26a8dce26f490ed81299615"
            + "d9814c22da610428e09c7d9658594266f5c021d0fceca08d945a12be82de4d1ece6b4c03145b5d3495d4ed5411eb878daf05fd7afc3e09ada0f1126422f59097"
            + "5a1969816f48698bcbba1b4d9cae79d460d8f9f85e7975005d9bc22c4e5ac0f7c1a45d12569a62807d3b9a02e5a530e773066f453d1f5b4c2e9cf7820283f742"
            + "b9d5", 16), BigInteger.valueOf(65537)));
        byte[] signature = hex("599724adc1bae31e84eb6e1399cd90cd67f48b432c63719b600402384aaea9b21ee864cdcf259029180877c847a223912b0647f066a59a65df"
            + "6c2d3a6675b1450f0b05185cee486bfac56cfded182babcefe60568a6954f026cb2f59002a2f755e9bce49793f280d89822c9bd3a06a7ad2209c3d6cab7c1f74"
            + "c8bbf4bf374e7ae8a539fccb83a78cff96a4f538adeba0869659d0e9647d98f96cb55d9cb7e58440c4c9d85b8e9dc602e909e29e45f2b82ded44f40e9ceb1292"
            + "da20063967e3a116f4aeb202863cea523f215b8ec7fc4f6a22cd8652ed661e33803f3fa1be966fa8754cc7b0fa894cee0f045efba14c4f4a1d7cb837cea69e30"
            + "522526b8a5878f");
        crypto.verify(key, SignatureScheme.RSA_PSS_RSAE_SHA256, hex("4d657373616765"), signature);
        Expect.fault(Fault.BAD_SIGNATURE,
            () -> crypto.verify(key, SignatureScheme.RSA_PKCS1_SHA256, hex("4d657373616765"), signature), "wrong padding");
        Expect.fault(Fault.BAD_SIGNATURE,
            () -> crypto.verify(key, SignatureScheme.RSA_PSS_RSAE_SHA384, hex("4d657373616765"), signature), "wrong hash");
    }

    @ParameterizedTest
    @EnumSource
    void brokenSignaturesAreRefused(SignatureScheme scheme) throws Exception {
        KeyPair pair = TestKeys.of(scheme);
        byte[] good = crypto.sign(pair.getPrivate(), scheme, CONTENT);
        for (int length : new int[] {0, 1, 2, good.length / 2, good.length - 1, good.length + 1, 4 * good.length}) {
            badSignature(pair.getPublic(), scheme, Arrays.copyOf(good, length), "length " + length);
        }
        Random seeded = new Random(5);
        int rounds = scheme.kind() == Kind.ECDSA || scheme.kind() == Kind.EDDSA ? 60 : 200;
        for (int i = 0; i < rounds; i++) {
            byte[] bad = good.clone();
            bad[seeded.nextInt(i < rounds / 2 ? Math.min(8, bad.length) : bad.length)] ^= (byte) (1 << seeded.nextInt(8));
            badSignature(pair.getPublic(), scheme, bad, "mutation " + i);
        }
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[seeded.nextInt(600)];
            seeded.nextBytes(garbage);
            badSignature(pair.getPublic(), scheme, garbage, "garbage " + i);
        }
        byte[] ones = new byte[good.length];
        Arrays.fill(ones, (byte) 0xff);
        badSignature(pair.getPublic(), scheme, ones, "all ones");
        badSignature(pair.getPublic(), scheme, new byte[good.length], "all zeros");
    }

    private void badSignature(PublicKey key, SignatureScheme scheme, byte[] signature, String what) {
        Expect.fault(Fault.BAD_SIGNATURE, () -> crypto.verify(key, scheme, CONTENT, signature), scheme + ", " + what);
    }

    /** RFC 8446 section 4.4.3: "the signature algorithm MUST be compatible with the key in the sender's end-entity certificate". */
    @ParameterizedTest
    @EnumSource
    void eachSchemeTakesItsOwnKeysOnly(SignatureScheme scheme) throws Exception {
        // RFC 8446 section 4.2.3: "The keys found in certificates MUST also be of appropriate type". And: "it MUST use the rsaEncryption
        // OID". And: "it MUST use the RSASSA-PSS OID".
        for (SignatureScheme other : SignatureScheme.NEGOTIABLE) {
            KeyPair pair = TestKeys.of(other);
            boolean fits = switch (scheme.kind()) {
                case ECDSA -> other.kind() == Kind.ECDSA;
                case EDDSA -> other == scheme;
                case RSA_PKCS1, RSA_PSS_RSAE -> other.kind() == Kind.RSA_PKCS1 || other.kind() == Kind.RSA_PSS_RSAE;
                case RSA_PSS_PSS -> other.kind() == Kind.RSA_PSS_PSS;
            };
            assertEquals(fits, crypto.canSign(pair.getPrivate(), pair.getPublic(), scheme), other + " key for " + scheme);
            if (!fits) {
                Expect.fault(Fault.WRONG_CERTIFICATE_KEY, () -> crypto.verify(pair.getPublic(), scheme, CONTENT, new byte[64]),
                    other + " key for " + scheme);
            }
        }
    }

    @Test
    void rsaKeysMustHaveRoom() throws Exception {
        KeyPair small = TestKeys.rsa("RSA", 1024, null);
        assertTrue(crypto.canSign(small.getPrivate(), small.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA256));
        assertTrue(crypto.canSign(small.getPrivate(), small.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA384));
        assertFalse(crypto.canSign(small.getPrivate(), small.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA512));
        assertTrue(crypto.canSign(small.getPrivate(), small.getPublic(), SignatureScheme.RSA_PKCS1_SHA512));
        crypto.verify(small.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA384, CONTENT,
            crypto.sign(small.getPrivate(), SignatureScheme.RSA_PSS_RSAE_SHA384, CONTENT));
        Expect.fault(Fault.WRONG_CERTIFICATE_KEY,
            () -> crypto.verify(small.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA512, CONTENT, new byte[128]));
        KeyPair tiny = TestKeys.rsa("RSA", 512, null);
        assertFalse(crypto.canSign(tiny.getPrivate(), tiny.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA256));
        assertTrue(crypto.canSign(tiny.getPrivate(), tiny.getPublic(), SignatureScheme.RSA_PKCS1_SHA256));
        assertFalse(crypto.canSign(tiny.getPrivate(), tiny.getPublic(), SignatureScheme.RSA_PKCS1_SHA384));
    }

    /** RFC 8017 section 9.1.1 wants 8 * 64 + 8 * 64 + 9 bits below the top one for SHA-512. */
    @ParameterizedTest
    @CsvSource({"1033, false", "1034, true", "1035, true"})
    void pssRoomIsExact(int bits, boolean room) throws Exception {
        KeyPair pair = TestKeys.rsa("RSA", bits, null);
        assertEquals(room, crypto.canSign(pair.getPrivate(), pair.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA512));
        if (room) {
            crypto.verify(pair.getPublic(), SignatureScheme.RSA_PSS_RSAE_SHA512, CONTENT,
                crypto.sign(pair.getPrivate(), SignatureScheme.RSA_PSS_RSAE_SHA512, CONTENT));
        }
    }

    @Test
    void parametersInPssKeysAreObeyed() throws Exception {
        KeyPair bound = TestKeys.rsa("RSASSA-PSS", 2048, new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        assertTrue(crypto.canSign(bound.getPrivate(), bound.getPublic(), SignatureScheme.RSA_PSS_PSS_SHA256));
        assertFalse(crypto.canSign(bound.getPrivate(), bound.getPublic(), SignatureScheme.RSA_PSS_PSS_SHA384));
        crypto.verify(bound.getPublic(), SignatureScheme.RSA_PSS_PSS_SHA256, CONTENT,
            crypto.sign(bound.getPrivate(), SignatureScheme.RSA_PSS_PSS_SHA256, CONTENT));
        KeyPair longSalt = TestKeys.rsa("RSASSA-PSS", 2048, new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 33, 1));
        assertFalse(crypto.canSign(longSalt.getPrivate(), longSalt.getPublic(), SignatureScheme.RSA_PSS_PSS_SHA256));
        KeyPair noSalt = TestKeys.rsa("RSASSA-PSS", 2048, new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 0, 1));
        assertTrue(crypto.canSign(noSalt.getPrivate(), noSalt.getPublic(), SignatureScheme.RSA_PSS_PSS_SHA256));
    }

    @Test
    void curves() throws Exception {
        assertEquals(NamedGroup.SECP256R1, crypto.curveOf(TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256).getPublic()));
        assertEquals(NamedGroup.SECP384R1, crypto.curveOf(TestKeys.of(SignatureScheme.ECDSA_SECP384R1_SHA384).getPublic()));
        assertEquals(NamedGroup.SECP521R1, crypto.curveOf(TestKeys.of(SignatureScheme.ECDSA_SECP521R1_SHA512).getPublic()));
        assertNull(crypto.curveOf(TestKeys.of(SignatureScheme.ED25519).getPublic()));
        assertNull(crypto.curveOf(TestKeys.of(SignatureScheme.RSA_PKCS1_SHA256).getPublic()));
    }

    /** RFC 5246 section 7.4.1.4.1 ties ECDSA hashes to no curve; only TLS 1.3 does, by {@code curveOf}. */
    @Test
    void ecdsaHashAndCurveAreFree() throws Exception {
        // RFC 8446 section 4.2.3: "If TLS 1.2 is negotiated, implementations MUST be prepared to accept a signature that uses any curve".
        KeyPair p256 = TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        KeyPair p521 = TestKeys.of(SignatureScheme.ECDSA_SECP521R1_SHA512);
        crypto.verify(p256.getPublic(), SignatureScheme.ECDSA_SECP521R1_SHA512, CONTENT,
            crypto.sign(p256.getPrivate(), SignatureScheme.ECDSA_SECP521R1_SHA512, CONTENT));
        crypto.verify(p521.getPublic(), SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT,
            crypto.sign(p521.getPrivate(), SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT));
    }

    /** A key on P-256 with a generator of its own would let its maker sign for any public key (CVE-2020-0601). */
    @Test
    void ownGeneratorIsNoKnownCurve() throws Exception {
        ECPublicKey good = (ECPublicKey) TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256).getPublic();
        ECParameterSpec p = good.getParams();
        ECPublicKey forged = TestKeys.ecKey(good.getW(), new ECParameterSpec(p.getCurve(), good.getW(), p.getOrder(), p.getCofactor()));
        assertNull(crypto.curveOf(forged));
        Expect.fault(Fault.WRONG_CERTIFICATE_KEY,
            () -> crypto.verify(forged, SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT, new byte[70]));
    }

    @Test
    void publicPointsOffTheCurveAreRefused() throws Exception {
        ECPublicKey good = (ECPublicKey) TestKeys.of(SignatureScheme.ECDSA_SECP256R1_SHA256).getPublic();
        for (ECPoint w : new ECPoint[] {new ECPoint(BigInteger.ONE, BigInteger.ONE), new ECPoint(BigInteger.ZERO, BigInteger.ZERO),
            new ECPoint(good.getW().getAffineX(), good.getW().getAffineY().add(BigInteger.TWO)),
            new ECPoint(BigInteger.ONE.shiftLeft(300), BigInteger.ONE), ECPoint.POINT_INFINITY}) {
            ECPublicKey bad = TestKeys.ecKey(w, good.getParams());
            Expect.fault(Fault.WRONG_CERTIFICATE_KEY,
                () -> crypto.verify(bad, SignatureScheme.ECDSA_SECP256R1_SHA256, CONTENT, new byte[70]));
        }
    }

    @Test
    void signingWithTheWrongKeyIsOurError() throws TlsFault {
        for (SignatureScheme scheme : SignatureScheme.NEGOTIABLE) {
            KeyPair wrong = TestKeys.of(scheme.kind() == Kind.ECDSA ? SignatureScheme.ED25519 : SignatureScheme.ECDSA_SECP256R1_SHA256);
            Expect.fault(Fault.INTERNAL, () -> crypto.sign(wrong.getPrivate(), scheme, CONTENT), scheme.toString());
            assertFalse(crypto.canSign(null, wrong.getPublic(), scheme));
            assertFalse(crypto.canSign(wrong.getPrivate(), null, scheme));
        }
    }
}
