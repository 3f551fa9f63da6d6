package dev.drawbridge.crypto.bc;

import static dev.drawbridge.crypto.bc.Expect.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
    private final BcCrypto crypto = new BcCrypto(null);

    @ParameterizedTest
    @EnumSource(names = {"SECP256R1", "SECP384R1", "SECP521R1", "X25519", "X448", "X25519MLKEM768", "FFDHE2048", "FFDHE3072",
        "FFDHE4096", "FFDHE6144", "FFDHE8192"})
    void bothSidesAgree(NamedGroup group) throws TlsFault {
        KeyAgreement client = crypto.startAgreement(group);
        KeyAgreement.Answer server = crypto.answerAgreement(group, client.share());
        Secret secret = client.agree(server.share());
        assertArrayEquals(server.secret().bytes(), secret.bytes());
        assertNotEquals(hex(new byte[secret.length()]), hex(secret.bytes()));
        assertThrows(IllegalStateException.class, () -> client.agree(server.share()), "a key pair has one use");
        assertEquals("KeyAgreement[" + (group.finiteField() ? crypto.finiteField(group) : group) + "]", client.toString());
        assertEquals("Answer[" + server.share().length + " bytes]", server.toString());
        assertEquals("Secret[" + secret.length() + " bytes]", secret.toString());
    }

    /** Shares and secrets of RFC 8446 sections 4.2.8.1, 4.2.8.2, 7.4.1 and 7.4.2 have one length for each group. */
    @ParameterizedTest
    @CsvSource({"SECP256R1, 65, 32", "SECP384R1, 97, 48", "SECP521R1, 133, 66", "X25519, 32, 32", "X448, 56, 56", "FFDHE2048, 256, 256",
        "FFDHE3072, 384, 384"})
    void lengths(NamedGroup group, int share, int secret) throws TlsFault {
        for (int i = 0; i < 20; i++) {
            KeyAgreement.Answer answer = crypto.answerAgreement(group, crypto.startAgreement(group).share());
            assertEquals(share, answer.share().length);
            assertEquals(secret, answer.secret().length());
        }
    }

    /** RFC 7748 sections 6.1 and 6.2. */
    @ParameterizedTest
    @CsvSource({
        "X25519, 77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a, "
            + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a, "
            + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f, "
            + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
        "X25519, 5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb, "
            + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f, "
            + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a, "
            + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
        "X448, 9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b, "
            + "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0, "
            + "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609, "
            + "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"})
    void rfc7748(NamedGroup group, String privateKey, String share, String peer, String secret) throws TlsFault {
        byte[] ours = hex(privateKey);
        XdhAgreement agreement = XdhAgreement.of(group, ours);
        assertEquals(share, hex(agreement.share()));
        assertEquals(secret, hex(agreement.agree(hex(peer)).bytes()));
        assertArrayEquals(new byte[ours.length], ours, "private key was not wiped");
    }

    @ParameterizedTest
    @EnumSource(names = {"SECP256R1", "SECP384R1", "SECP521R1"})
    void interoperatesWithJdkOnCurves(NamedGroup group) throws Exception {
        for (int i = 0; i < 10; i++) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
            generator.initialize(new ECGenParameterSpec(group.toString()));
            KeyPair jdk = generator.generateKeyPair();
            ECPublicKey jdkPublic = (ECPublicKey) jdk.getPublic();
            int length = EcCurve.of(group).fieldLength();
            byte[] jdkShare = new byte[1 + 2 * length];
            jdkShare[0] = 4;
            System.arraycopy(BigIntegers.asUnsignedByteArray(length, jdkPublic.getW().getAffineX()), 0, jdkShare, 1, length);
            System.arraycopy(BigIntegers.asUnsignedByteArray(length, jdkPublic.getW().getAffineY()), 0, jdkShare, 1 + length, length);
            KeyAgreement.Answer ours = crypto.answerAgreement(group, jdkShare);
            byte[] s = ours.share();
            ECPoint point = new ECPoint(new BigInteger(1, Arrays.copyOfRange(s, 1, 1 + length)),
                new BigInteger(1, Arrays.copyOfRange(s, 1 + length, s.length)));
            PublicKey peer = KeyFactory.getInstance("EC", "SunEC").generatePublic(new ECPublicKeySpec(point, jdkPublic.getParams()));
            assertArrayEquals(jdkSecret("ECDH", jdk, peer), ours.secret().bytes());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "X448"})
    void interoperatesWithJdkOnMontgomeryCurves(NamedGroup group) throws Exception {
        NamedParameterSpec spec = group == NamedGroup.X25519 ? NamedParameterSpec.X25519 : NamedParameterSpec.X448;
        KeyPair jdk = KeyPairGenerator.getInstance(spec.getName(), "SunEC").generateKeyPair();
        KeyAgreement.Answer ours = crypto.answerAgreement(group,
            reversed(BigIntegers.asUnsignedByteArray(group == NamedGroup.X25519 ? 32 : 56, ((XECPublicKey) jdk.getPublic()).getU())));
        PublicKey peer = KeyFactory.getInstance("XDH", "SunEC")
            .generatePublic(new XECPublicKeySpec(spec, new BigInteger(1, reversed(ours.share()))));
        assertArrayEquals(jdkSecret("XDH", jdk, peer), ours.secret().bytes());
    }

    private static byte[] jdkSecret(String algorithm, KeyPair pair, PublicKey peer) throws GeneralSecurityException {
        javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance(algorithm, "SunEC");
        agreement.init(pair.getPrivate());
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    /** draft-ietf-tls-ecdhe-mlkem section 3: ML-KEM's part comes first in both shares and in the secret. */
    @Test
    void hybridLayout() throws TlsFault {
        KeyAgreement client = crypto.startAgreement(NamedGroup.X25519MLKEM768);
        byte[] share = client.share();
        assertEquals(1184 + 32, share.length);
        KeyAgreement.Answer server = crypto.answerAgreement(NamedGroup.X25519MLKEM768, share);
        assertEquals(1088 + 32, server.share().length);
        assertEquals(32 + 32, server.secret().length());
        byte[] bad = server.share();
        bad[0] ^= 1; // implicit rejection (FIPS 203 section 6.3): another ML-KEM secret, the same X25519 secret
        byte[] secret = client.agree(bad).bytes();
        assertFalse(Arrays.equals(server.secret().bytes(), 0, 32, secret, 0, 32));
        assertTrue(Arrays.equals(server.secret().bytes(), 32, 64, secret, 32, 64));
    }

    /** The KEM of JDK 24 and later answers our share. */
    @Test
    void hybridInteroperatesWithJdk() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "this JDK has no ML-KEM");
        KeyAgreement client = crypto.startAgreement(NamedGroup.X25519MLKEM768);
        byte[] share = client.share();
        byte[] spki = Arrays.copyOf(hex("308204b2300b0609608648016503040402038204a100"), 22 + 1184);
        System.arraycopy(share, 0, spki, 22, 1184);
        PublicKey encapsulationKey = KeyFactory.getInstance("ML-KEM").generatePublic(new X509EncodedKeySpec(spki));
        Class<?> kem = Class.forName("javax.crypto.KEM");
        Object encapsulator = kem.getMethod("newEncapsulator", PublicKey.class)
            .invoke(kem.getMethod("getInstance", String.class).invoke(null, "ML-KEM"), encapsulationKey);
        Object encapsulated = Class.forName("javax.crypto.KEM$Encapsulator").getMethod("encapsulate").invoke(encapsulator);
        Method ciphertext = encapsulated.getClass().getMethod("encapsulation");
        Method key = encapsulated.getClass().getMethod("key");
        byte[] answer = Arrays.copyOf((byte[]) ciphertext.invoke(encapsulated), 1088 + 32);
        KeyAgreement.Answer x25519 = crypto.answerAgreement(NamedGroup.X25519, Arrays.copyOfRange(share, 1184, 1216));
        System.arraycopy(x25519.share(), 0, answer, 1088, 32);
        byte[] secret = client.agree(answer).bytes();
        assertArrayEquals(((java.security.Key) key.invoke(encapsulated)).getEncoded(), Arrays.copyOf(secret, 32));
        assertArrayEquals(x25519.secret().bytes(), Arrays.copyOfRange(secret, 32, 64));
    }

    /** RFC 8446 section 7.4.2: "MUST check whether the computed Diffie-Hellman shared secret is the all-zero value". */
    @ParameterizedTest
    @ValueSource(strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    void lowOrderPointsAreRefused(String point) {
        refused(NamedGroup.X25519, hex(point), "alone");
        byte[] clientShare = crypto.startAgreement(NamedGroup.X25519MLKEM768).share();
        System.arraycopy(hex(point), 0, clientShare, 1184, 32);
        Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.answerAgreement(NamedGroup.X25519MLKEM768, clientShare));
        byte[] serverShare = Arrays.copyOf(new byte[0], 1088 + 32);
        System.arraycopy(hex(point), 0, serverShare, 1088, 32);
        Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.startAgreement(NamedGroup.X25519MLKEM768).agree(serverShare));
    }

    @Test
    void lowOrderPointsOfX448AreRefused() {
        byte[] one = new byte[56];
        one[0] = 1;
        refused(NamedGroup.X448, new byte[56], "0");
        refused(NamedGroup.X448, one, "1");
    }

    /** RFC 8446 section 4.2.8.2: "peers MUST validate each other's public value Q by ensuring that the point is a valid point". */
    @ParameterizedTest
    @EnumSource(names = {"SECP256R1", "SECP384R1", "SECP521R1"})
    void pointsNotOnTheCurveAreRefused(NamedGroup group) {
        byte[] good = crypto.startAgreement(group).share();
        int length = EcCurve.of(group).fieldLength();
        byte[] compressed = Arrays.copyOf(good, 1 + length);
        compressed[0] = (byte) (2 + (good[good.length - 1] & 1));
        refused(group, compressed, "compressed form");
        byte[] hybrid = good.clone();
        hybrid[0] = (byte) (6 + (good[good.length - 1] & 1));
        refused(group, hybrid, "hybrid form");
        refused(group, new byte[1], "infinity");
        byte[] origin = new byte[good.length];
        origin[0] = 4;
        refused(group, origin, "the origin");
        Arrays.fill(origin, 1, origin.length, (byte) 0xff);
        refused(group, origin, "coordinates beyond the field");
        Random seeded = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            bad[seeded.nextInt(bad.length)] ^= (byte) (1 << seeded.nextInt(8));
            refused(group, bad, "mutation " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SECP256R1", "SECP384R1", "SECP521R1", "X25519", "X448", "X25519MLKEM768"})
    void sharesOfAnotherLengthAreRefused(NamedGroup group) throws TlsFault {
        byte[] client = crypto.startAgreement(group).share();
        byte[] server = crypto.answerAgreement(group, client).share();
        for (int length : new int[] {0, 1, client.length - 1, client.length + 1}) {
            byte[] bad = Arrays.copyOf(client, length);
            Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.answerAgreement(group, bad), group + " of " + length);
        }
        for (int length : new int[] {0, 1, server.length - 1, server.length + 1}) {
            byte[] bad = Arrays.copyOf(server, length);
            Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.startAgreement(group).agree(bad), group + " of " + length);
        }
    }

    /** FIPS 203 section 7.2: a coefficient not below 3329 fails the encapsulation key check. */
    @Test
    void encapsulationKeysAreChecked() {
        for (int at : new int[] {0, 3, 600, 1149}) {
            byte[] share = crypto.startAgreement(NamedGroup.X25519MLKEM768).share();
            share[at] = (byte) 0xff;
            share[at + 1] |= 0x0f;
            Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.answerAgreement(NamedGroup.X25519MLKEM768, share), "at " + at);
        }
    }

    private void refused(NamedGroup group, byte[] share, String what) {
        Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.answerAgreement(group, share), group + " answering " + what);
        Expect.fault(Fault.BAD_KEY_SHARE, () -> crypto.startAgreement(group).agree(share), group + " agreeing " + what);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] r = new byte[bytes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = bytes[bytes.length - 1 - i];
        }
        return r;
    }
}
