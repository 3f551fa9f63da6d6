package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.RecordingCrypto;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/**
 * Signatures that are none. With exponent 3, a PKCS#1 v1.5 signature whose hash is not at the right end of its block can be made without the
 * key: Bleichenbacher at CRYPTO 2006 (Finney's note; CVE-2006-4339 in OpenSSL), with room in the parameters (Kühn et al., 2008), in the
 * lengths (BERserk, CVE-2014-1568 in NSS), and in many parsers later (Chau et al., NDSS 2019). Java's "psychic signatures" were ECDSA
 * signatures of two zeros, right for every key and every message (CVE-2022-21449). Apple's "goto fail" (CVE-2014-1266) did not look at the
 * signature of ServerKeyExchange at all.
 *
 * <p>Shown: each of these is refused in the same way and with the same words as any other wrong signature, for PKCS#1, PSS, ECDSA and Ed25519;
 * and through whole handshakes of both versions and roles a forged one ends in decrypt_error.
 */
class SignatureForgeryTest {
    private static final byte[] CONTENT = "what was said".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final BcCrypto CRYPTO = new BcCrypto(null);
    private static final HexFormat HEX = HexFormat.of();
    private static final String SHA256 = "0609608648016503040201";

    private static byte[] sha(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(CONTENT);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void good(PublicKey key, SignatureScheme scheme, byte[] signature) {
        assertDoesNotThrow(() -> CRYPTO.verify(key, scheme, CONTENT, signature));
    }

    private static void refused(PublicKey key, SignatureScheme scheme, byte[] signature, String what) {
        TlsFault f = assertThrows(TlsFault.class, () -> CRYPTO.verify(key, scheme, CONTENT, signature), what);
        assertEquals(Fault.BAD_SIGNATURE, f.fault(), what);
        assertEquals(Fault.BAD_SIGNATURE.text() + ": " + scheme, f.getMessage(), what);
    }

    // ---- PKCS#1 v1.5

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }

    /** An encoded block as long as the modulus: 00 type FF... 00 info rest. */
    private static byte[] block(int length, int type, int padding, byte[] info, byte[] rest) {
        byte[] pad = new byte[padding];
        Arrays.fill(pad, (byte) 0xff);
        byte[] em = concat(new byte[] {0, (byte) type}, pad, new byte[1], info, rest);
        return Arrays.copyOf(em, length);
    }

    private static byte[] info(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    private static byte[] privateOperation(RSAPrivateKey key, byte[] em) {
        return BigIntegers.asUnsignedByteArray(256, new BigInteger(1, em).modPow(key.getPrivateExponent(), key.getModulus()));
    }

    @Test
    void pkcs1() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
        KeyPair pair = generator.generateKeyPair();
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        SignatureScheme scheme = SignatureScheme.RSA_PKCS1_SHA256;
        byte[] hash = sha("SHA-256");
        String h = HEX.formatHex(hash);
        byte[] right = info("3031 300d " + SHA256 + " 0500 0420 " + h);
        java.util.function.UnaryOperator<byte[]> sign = em -> privateOperation((RSAPrivateKey) pair.getPrivate(), em);
        good(key, scheme, sign.apply(block(256, 1, 256 - 3 - right.length, right, new byte[0])));
        // RFC 5246 section 4.7: "implementations MUST accept both without parameters and with NULL parameters".
        byte[] without = info("302f 300b " + SHA256 + " 0420 " + h);
        good(key, scheme, sign.apply(block(256, 1, 256 - 3 - without.length, without, new byte[0])));

        refused(key, scheme, cubeRoot(block(256, 1, 8, right, new byte[0]), 3 + 8 + right.length), "Bleichenbacher 2006, made without the key");
        byte[] garbage = new byte[150];
        new Random(2).nextBytes(garbage);
        refused(key, scheme, sign.apply(block(256, 1, 256 - 3 - right.length - garbage.length, right, garbage)), "garbage after the hash");
        refused(key, scheme, sign.apply(block(256, 1, 8, right, new byte[0])), "zeros after the hash");
        refused(key, scheme, sign.apply(block(256, 2, 256 - 3 - right.length, right, new byte[0])), "block type 2");
        refused(key, scheme, sign.apply(block(256, 0, 256 - 3 - right.length, right, new byte[0])), "block type 0");
        byte[] otherPadding = block(256, 1, 256 - 3 - right.length, right, new byte[0]);
        for (int at : new int[] {2, 9, 100, 256 - right.length - 2}) {
            byte[] em = otherPadding.clone();
            em[at] = (byte) 0xfe;
            refused(key, scheme, sign.apply(em), "padding that is not FF at " + at);
        }
        byte[] noZero = otherPadding.clone();
        noZero[256 - right.length - 1] = (byte) 0xff;
        refused(key, scheme, sign.apply(noZero), "no zero before DigestInfo");
        for (String[] bad : digestInfos(h)) {
            byte[] info = info(bad[1]);
            refused(key, scheme, sign.apply(block(256, 1, 256 - 3 - info.length, info, new byte[0])), bad[0]);
        }
        numbers(key, scheme, sign.apply(otherPadding));
    }

    /** DigestInfos that are not the DER encoding of this hash, with what is wrong about them. */
    private static String[][] digestInfos(String h) {
        String sha1 = HEX.formatHex(sha("SHA-1"));
        String sha384 = HEX.formatHex(sha("SHA-384"));
        String md5 = HEX.formatHex(sha("MD5"));
        return new String[][] {
            {"parameters with room for anything", "303a 3016 " + SHA256 + " 0409 414243444546474849 0420 " + h},
            {"parameters twice", "3033 300f " + SHA256 + " 0500 0500 0420 " + h},
            {"parameters NULL with content", "3032 300e " + SHA256 + " 050100 0420 " + h},
            {"length in long form", "308131 300d " + SHA256 + " 0500 0420 " + h},
            {"inner length in long form", "3032 30810d " + SHA256 + " 0500 0420 " + h},
            {"hash's length in long form", "3032 300d " + SHA256 + " 0500 048120 " + h},
            {"BERserk's length of many bytes", "3036 300d " + SHA256 + " 0500 04850000000020 " + h},
            {"indefinite length", "3080 300d " + SHA256 + " 0500 0420 " + h + " 0000"},
            {"hash as a bit string", "3032 300d " + SHA256 + " 0500 0321 00" + h},
            {"hash as a constructed string", "3033 300d " + SHA256 + " 0500 2422 0420 " + h},
            {"something after the hash", "3033 300d " + SHA256 + " 0500 0420 " + h + " 0500"},
            {"something after DigestInfo", "3031 300d " + SHA256 + " 0500 0420 " + h + " 0500"},
            {"hash one byte shorter", "3030 300d " + SHA256 + " 0500 041f " + h.substring(0, 62)},
            {"hash one byte longer", "3032 300d " + SHA256 + " 0500 0421 " + h + "00"},
            {"no hash", "3011 300d " + SHA256 + " 0500 0400"},
            {"identifier of SHA-384", "3031 300d 0609608648016503040202 0500 0420 " + h},
            {"SHA-384 and its identifier", "3041 300d 0609608648016503040202 0500 0430 " + sha384},
            {"SHA-1 and its identifier", "3021 3009 06052b0e03021a 0500 0414 " + sha1},
            {"MD5 and its identifier", "3020 300c 06082a864886f70d0205 0500 0410 " + md5},
            {"MD5 and SHA-1 as before TLS 1.2", md5 + sha1},
            {"the hash alone", h},
            {"nothing", ""}};
    }

    /** Other numbers for a signature, and other encodings of a right one. */
    private static void numbers(RSAPublicKey key, SignatureScheme scheme, byte[] right) {
        good(key, scheme, right);
        BigInteger n = key.getModulus();
        int length = n.bitLength() / 8;
        refused(key, scheme, new byte[0], "empty");
        refused(key, scheme, new byte[length], "zero");
        refused(key, scheme, BigIntegers.asUnsignedByteArray(length, BigInteger.ONE), "one");
        refused(key, scheme, BigIntegers.asUnsignedByteArray(length, n), "the modulus");
        refused(key, scheme, BigIntegers.asUnsignedByteArray(length, n.subtract(BigInteger.ONE)), "minus one");
        refused(key, scheme, BigIntegers.asUnsignedByteArray(length + 1, new BigInteger(1, right).add(n)), "more than the modulus");
        refused(key, scheme, concat(new byte[1], right), "a zero in front");
        refused(key, scheme, concat(right, new byte[1]), "a zero behind");
        refused(key, scheme, Arrays.copyOf(right, length - 1), "a byte less");
    }

    /** The least number whose cube begins with the first {@code fixed} bytes of a block. */
    private static byte[] cubeRoot(byte[] block, int fixed) {
        BigInteger target = new BigInteger(1, block);
        BigInteger low = BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(2048 / 3 + 1);
        while (low.compareTo(high) < 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (middle.pow(3).compareTo(target) < 0) {
                low = middle.add(BigInteger.ONE);
            } else {
                high = middle;
            }
        }
        byte[] made = BigIntegers.asUnsignedByteArray(256, low.pow(3));
        assertEquals(-1, Arrays.mismatch(Arrays.copyOf(made, fixed), Arrays.copyOf(block, fixed)), "the forgery itself is right");
        return BigIntegers.asUnsignedByteArray(256, low);
    }

    // ---- PSS

    private static byte[] pss(RSAPrivateKey key, Digest hash, Digest mgf, int salt, byte trailer) throws Exception {
        PSSSigner signer = new PSSSigner(new RSAEngine(), hash, mgf, salt, trailer);
        signer.init(true, new ParametersWithRandom(new RSAKeyParameters(true, key.getModulus(), key.getPrivateExponent())));
        signer.update(CONTENT, 0, CONTENT.length);
        return signer.generateSignature();
    }

    @Test
    void pss() throws Exception {
        RSAPublicKey key = (RSAPublicKey) TestCredentials.RSA.credentials().leaf().getPublicKey();
        RSAPrivateKey ours = (RSAPrivateKey) TestCredentials.RSA.credentials().key();
        SignatureScheme scheme = SignatureScheme.RSA_PSS_RSAE_SHA256;
        byte trailer = (byte) 0xbc;
        byte[] right = pss(ours, new SHA256Digest(), new SHA256Digest(), 32, trailer);
        numbers(key, scheme, right);
        // RFC 8446 section 4.2.3: "The length of the Salt MUST be equal to the length of the output of the digest algorithm."
        for (int salt : new int[] {0, 20, 31, 33, 64, 200}) {
            refused(key, scheme, pss(ours, new SHA256Digest(), new SHA256Digest(), salt, trailer), "salt of " + salt);
        }
        refused(key, scheme, pss(ours, new SHA384Digest(), new SHA384Digest(), 32, trailer), "SHA-384");
        refused(key, scheme, pss(ours, new SHA1Digest(), new SHA1Digest(), 20, trailer), "SHA-1");
        refused(key, scheme, pss(ours, new SHA256Digest(), new SHA1Digest(), 32, trailer), "MGF1 of SHA-1");
        refused(key, scheme, pss(ours, new SHA256Digest(), new SHA256Digest(), 32, (byte) 0xcc), "another trailer");
        byte[] pkcs1 = CRYPTO.sign(ours, SignatureScheme.RSA_PKCS1_SHA256, CONTENT);
        refused(key, scheme, pkcs1, "a signature of PKCS#1 v1.5");
        refused(key, SignatureScheme.RSA_PKCS1_SHA256, right, "a signature of PSS for PKCS#1 v1.5");
    }

    // ---- ECDSA

    private static byte[] integer(BigInteger value) {
        byte[] v = value.toByteArray();
        return concat(new byte[] {2, (byte) v.length}, v);
    }

    private static byte[] sequence(byte[]... parts) {
        byte[] content = concat(parts);
        return concat(new byte[] {0x30, (byte) content.length}, content);
    }

    @Test
    void ecdsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        PublicKey key = pair.getPublic();
        SignatureScheme scheme = SignatureScheme.ECDSA_SECP256R1_SHA256;
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        BigInteger n = curve.getN();
        byte[] right = CRYPTO.sign(pair.getPrivate(), scheme, CONTENT);
        good(key, scheme, right);
        int lengthOfR = right[3];
        BigInteger r = new BigInteger(Arrays.copyOfRange(right, 4, 4 + lengthOfR));
        BigInteger s = new BigInteger(Arrays.copyOfRange(right, 6 + lengthOfR, right.length));
        assertEquals(-1, Arrays.mismatch(right, sequence(integer(r), integer(s))));
        for (BigInteger a : List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate(), n, n.negate(), n.add(BigInteger.ONE))) {
            for (BigInteger b : List.of(BigInteger.ZERO, BigInteger.ONE, n, n.subtract(BigInteger.ONE))) {
                refused(key, scheme, sequence(integer(a), integer(b)), "psychic: " + a + ", " + b);
            }
            refused(key, scheme, sequence(integer(a), integer(s)), "r is " + a);
            refused(key, scheme, sequence(integer(r), integer(a)), "s is " + a);
        }
        refused(key, scheme, sequence(integer(r.add(n)), integer(s)), "r + n");
        refused(key, scheme, sequence(integer(r), integer(s.add(n))), "s + n");
        refused(key, scheme, sequence(integer(r.subtract(n)), integer(s)), "r - n");
        refused(key, scheme, sequence(integer(s), integer(r)), "exchanged");
        for (byte[] bad : notDer(r, s, right)) {
            refused(key, scheme, bad, "not DER: " + HEX.formatHex(bad));
        }
    }

    /** Right numbers in other encodings than the one of DER. */
    private static List<byte[]> notDer(BigInteger r, BigInteger s, byte[] right) {
        byte[] ri = integer(r);
        byte[] si = integer(s);
        byte[] content = concat(ri, si);
        List<byte[]> all = new ArrayList<>();
        all.add(new byte[0]);
        all.add(new byte[] {0x30, 0});
        all.add(new byte[] {0x30});
        all.add(concat(right, new byte[1]));
        all.add(Arrays.copyOf(right, right.length - 1));
        all.add(sequence(ri, si, new byte[] {5, 0}));
        all.add(sequence(ri, si, si));
        all.add(sequence(ri));
        all.add(concat(new byte[] {0x30, (byte) 0x81, (byte) content.length}, content));
        all.add(concat(new byte[] {0x30, (byte) 0x82, 0, (byte) content.length}, content));
        all.add(concat(new byte[] {0x30, (byte) 0x80}, content, new byte[2]));
        all.add(concat(new byte[] {0x31}, Arrays.copyOfRange(right, 1, right.length)));
        byte[] rb = r.toByteArray();
        all.add(sequence(concat(new byte[] {2, (byte) (rb.length + 1), 0}, rb), si)); // one zero too many in front
        all.add(sequence(concat(new byte[] {2, (byte) 0x81, (byte) rb.length}, rb), si));
        all.add(sequence(concat(new byte[] {4, (byte) rb.length}, rb), si));
        all.add(sequence(concat(new byte[] {2, 0}), si));
        all.add(BigIntegers.asUnsignedByteArray(32, r));
        all.add(concat(BigIntegers.asUnsignedByteArray(32, r), BigIntegers.asUnsignedByteArray(32, s))); // as P1363 has it
        all.add(concat(new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}, content));
        return all;
    }

    // ---- Ed25519

    /** RFC 8032 section 5.1.7: S must be "in the range 0 <= s < L", else one signature makes others. */
    @Test
    void ed25519() throws Exception {
        PublicKey key = TestCredentials.ED25519.credentials().leaf().getPublicKey();
        SignatureScheme scheme = SignatureScheme.ED25519;
        byte[] right = CRYPTO.sign(TestCredentials.ED25519.credentials().key(), scheme, CONTENT);
        good(key, scheme, right);
        BigInteger order = new BigInteger("7237005577332262213973186563042994240857116359379907606001950938285454250989");
        BigInteger s = new BigInteger(1, org.bouncycastle.util.Arrays.reverse(Arrays.copyOfRange(right, 32, 64)));
        byte[] larger = org.bouncycastle.util.Arrays.reverse(BigIntegers.asUnsignedByteArray(32, s.add(order)));
        byte[] malleable = concat(Arrays.copyOf(right, 32), larger);
        refused(key, scheme, malleable, "S + L");
        refused(key, scheme, new byte[64], "zeros");
        refused(key, scheme, new byte[0], "empty");
        refused(key, scheme, Arrays.copyOf(right, 63), "short");
        refused(key, scheme, Arrays.copyOf(right, 65), "long");
        byte[] identity = new byte[64];
        identity[0] = 1; // R is the neutral element, S is 0: right for a public key of small order, and so not for an honest one
        refused(key, scheme, identity, "the neutral element");
    }

    // ---- in handshakes

    /** Signs by putting its mark there. */
    private static final class Forger extends RecordingCrypto {
        private final byte[] mark;

        Forger(byte[] mark) {
            this.mark = mark;
        }

        @Override
        public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) {
            return mark;
        }
    }

    @Test
    void inEveryHandshake() {
        byte[][] marks = {new byte[0], new byte[256], {0x30, 6, 2, 1, 0, 2, 1, 0}, new byte[64], {0x30, (byte) 0x80, 2, 1, 1, 2, 1, 1, 0, 0}};
        for (Scenario scenario : Scenario.values()) {
            for (TestCredentials credentials : TestCredentials.values()) {
                for (byte[] mark : marks) {
                    forged(scenario, credentials, mark, false);
                    if (scenario.name().endsWith("CLIENT_CERTIFICATE")) {
                        forged(scenario, credentials, mark, true);
                    }
                }
            }
        }
    }

    private static void forged(Scenario scenario, TestCredentials credentials, byte[] mark, boolean byClient) {
        TestConfig client = scenario.config(true);
        TestConfig server = scenario.config(false);
        (byClient ? client : server).credentials(credentials.source()).crypto(new Forger(mark));
        Pair pair = new Pair(client, server).format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12).run();
        Fault fault = (byClient ? pair.server : pair.client).fault();
        assertEquals(Fault.BAD_SIGNATURE, fault, scenario + ", " + credentials + ", " + HEX.formatHex(mark));
        assertEquals(Alert.DECRYPT_ERROR, fault.alert());
    }
}
