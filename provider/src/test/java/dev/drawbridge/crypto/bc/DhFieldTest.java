package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Public because handshakes are tried with the same bad shares. */
public class DhFieldTest {
    private final BcCrypto crypto = new BcCrypto(null);

    /** RFC 7919 section 5.1: "1 < Y < p - 1"; and what does not generate the subgroup of prime order, in which all of our groups are. */
    public static Stream<BigInteger> badShares(FiniteField field) {
        BigInteger p = new BigInteger(1, field.prime());
        BigInteger nonResidue = BigInteger.TWO;
        while (nonResidue.modPow(p.shiftRight(1), p).equals(BigInteger.ONE)) {
            nonResidue = nonResidue.nextProbablePrime();
        }
        return Stream.of(BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.TWO), p.shiftLeft(8), nonResidue);
    }

    @ParameterizedTest
    @EnumSource(names = "FFDHE.*", mode = EnumSource.Mode.MATCH_ALL)
    void theGroupsOfRfc7919(NamedGroup group) {
        FiniteField field = crypto.finiteField(group);
        assertEquals("ffdhe" + field.bits(), group.toString());
        assertEquals(group, field.group());
        assertEquals(field.bits() / 8, field.prime().length);
        assertArrayEquals(new byte[] {2}, field.generator());
        assertEquals(group, crypto.finiteField(field.prime(), field.generator()).group());
        assertNull(crypto.finiteField(field.prime(), new byte[] {5}), "of another order");
        assertNull(crypto.finiteField(BigIntegers.asUnsignedByteArray(new BigInteger(1, field.prime()).add(BigInteger.TWO)), field.generator()));
    }

    @Test
    void curvesAreNoFiniteFields() {
        assertThrows(IllegalArgumentException.class, () -> crypto.finiteField(NamedGroup.X25519));
    }

    /** Group 14 of RFC 3526 and the others of OpenSSL are known, but have no name in TLS; group 2 is for the lowest security level. */
    @Test
    void theGroupsOfRfc3526() throws Exception {
        for (int bits : new int[] {1024, 2048, 3072, 4096, 6144, 8192}) {
            byte[] prime = BigIntegers.asUnsignedByteArray(modp(bits));
            FiniteField field = crypto.finiteField(prime, new byte[] {0, 2});
            assertNotNull(field, bits + " bits");
            assertEquals(bits, field.bits());
            assertNull(field.group());
        }
    }

    /** RFC 3526 and RFC 2409 say what their primes are: made of so many binary digits of pi. */
    private static BigInteger modp(int bits) {
        int offset = switch (bits) {
            case 1024 -> 129093;
            case 2048 -> 124476;
            case 3072 -> 1690314;
            case 4096 -> 240904;
            case 6144 -> 929484;
            default -> 4743158;
        };
        BigInteger pi = pi(bits - 130);
        return BigInteger.TWO.pow(bits).subtract(BigInteger.TWO.pow(bits - 64)).subtract(BigInteger.ONE)
                .add(BigInteger.TWO.pow(64).multiply(pi.add(BigInteger.valueOf(offset))));
    }

    /** The integer part of pi times two to that power, by Machin's formula. */
    private static BigInteger pi(int power) {
        int guard = 64;
        BigInteger one = BigInteger.ONE.shiftLeft(power + guard);
        return arctanOfInverse(5, one).shiftLeft(4).subtract(arctanOfInverse(239, one).shiftLeft(2)).shiftRight(guard);
    }

    private static BigInteger arctanOfInverse(int x, BigInteger one) {
        BigInteger square = BigInteger.valueOf((long) x * x);
        BigInteger term = one.divide(BigInteger.valueOf(x));
        BigInteger sum = BigInteger.ZERO;
        for (int i = 1; term.signum() != 0; i += 2, term = term.divide(square).negate()) {
            sum = sum.add(term.divide(BigInteger.valueOf(i)));
        }
        return sum;
    }

    /** RFC 8446 section 4.2.8.1: "Peers MUST validate each other's public key Y by ensuring that 1 &lt; Y &lt; p-1", and shares have their zeros. */
    @Test
    void badSharesOfTls13AreRefused() throws TlsFault {
        FiniteField field = crypto.finiteField(NamedGroup.FFDHE2048);
        Stream<byte[]> shares = Stream.concat(badShares(field).map(y -> y.bitLength() > 2048 ? y.toByteArray()
                : BigIntegers.asUnsignedByteArray(256, y)), Stream.of(new byte[0], new byte[] {4}, new byte[255]));
        for (byte[] share : shares.toList()) {
            KeyAgreement ours = crypto.startAgreement(NamedGroup.FFDHE2048);
            assertEquals(Fault.BAD_KEY_SHARE, assertThrows(TlsFault.class, () -> ours.agree(share)).fault());
            assertEquals(Fault.BAD_KEY_SHARE, assertThrows(TlsFault.class, () -> crypto.answerAgreement(NamedGroup.FFDHE2048, share)).fault());
        }
    }

    /** RFC 8446 section 7.4.1; TLS 1.2 strips the zeros. The numbers are chosen so that the secret begins with one. */
    @Test
    void secretsOfTls13KeepTheirZeros() throws TlsFault {
        byte[] share = DhField.of(NamedGroup.FFDHE2048, new Numbers(1)).startPadded().share();
        byte[] stripped = DhField.of(NamedGroup.FFDHE2048, new Numbers(ZERO_FIRST)).start().agree(share).bytes();
        byte[] padded = DhField.of(NamedGroup.FFDHE2048, new Numbers(ZERO_FIRST)).startPadded().agree(share).bytes();
        assertEquals(255, stripped.length);
        assertEquals(256, padded.length);
        assertEquals(new BigInteger(1, stripped), new BigInteger(1, padded));
    }

    private static final int ZERO_FIRST = 49;

    /** The same numbers each time. */
    private static final class Numbers extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient Random numbers;

        Numbers(int seed) {
            numbers = new Random(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            numbers.nextBytes(bytes);
        }
    }

    /** RFC 7919 section 5.2: as long as the group is strong, and no longer. */
    @Test
    void exponentsAreShort() {
        AtomicInteger asked = new AtomicInteger();
        DhField.of(NamedGroup.FFDHE3072, new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                asked.set(Math.max(asked.get(), bytes.length));
                super.nextBytes(bytes);
            }
        }).start();
        assertEquals(35, asked.get(), "275 bits");
    }

    @Test
    void bothSidesAgreeOnce() throws TlsFault {
        FiniteField field = crypto.finiteField(NamedGroup.FFDHE2048);
        KeyAgreement server = field.start();
        KeyAgreement.Answer client = field.answer(server.share());
        assertEquals(256, client.share().length);
        Secret secret = server.agree(client.share());
        assertArrayEquals(client.secret().bytes(), secret.bytes());
        assertThrows(IllegalStateException.class, () -> server.agree(client.share()), "a key pair has one use");
        KeyAgreement wiped = field.start();
        wiped.wipe();
        wiped.wipe();
        assertThrows(IllegalStateException.class, () -> wiped.agree(client.share()));
        assertEquals("KeyAgreement[DH of 2048 bits]", server.toString());
    }

    @Test
    void interoperatesWithJdk() throws Exception {
        FiniteField field = crypto.finiteField(NamedGroup.FFDHE3072);
        DHParameterSpec spec = new DHParameterSpec(new BigInteger(1, field.prime()), BigInteger.TWO);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", "SunJCE");
        generator.initialize(spec);
        KeyPair jdk = generator.generateKeyPair();
        KeyAgreement.Answer ours = field.answer(BigIntegers.asUnsignedByteArray(((DHPublicKey) jdk.getPublic()).getY()));
        PublicKey peer = KeyFactory.getInstance("DH", "SunJCE").generatePublic(new DHPublicKeySpec(new BigInteger(1, ours.share()), spec.getP(),
                spec.getG()));
        javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance("DH", "SunJCE");
        agreement.init(jdk.getPrivate());
        agreement.doPhase(peer, true);
        assertEquals(new BigInteger(1, agreement.generateSecret()), new BigInteger(1, ours.secret().bytes()));
    }

    /** RFC 5246 section 8.1.2: "Leading bytes of Z that contain all zero bits are stripped before it is used as the pre_master_secret." */
    @Test
    void leadingZerosAreStripped() throws TlsFault {
        Random seeded = new Random(1);
        FiniteField field = new BcCrypto(new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                seeded.nextBytes(bytes);
            }
        }).finiteField(NamedGroup.FFDHE2048);
        byte[] share = field.start().share();
        byte[] secret = new byte[256];
        while (secret.length == 256) {
            secret = field.answer(share).secret().bytes();
            assertNotEquals(0, secret[0]);
        }
    }

    @Test
    void badSharesAreRefused() {
        FiniteField field = crypto.finiteField(NamedGroup.FFDHE2048);
        badShares(field).forEach(share -> {
            byte[] bytes = BigIntegers.asUnsignedByteArray(share);
            Expect.fault(Fault.BAD_DH_SHARE, () -> field.answer(bytes));
            Expect.fault(Fault.BAD_DH_SHARE, () -> field.start().agree(bytes));
        });
        Expect.fault(Fault.BAD_DH_SHARE, () -> field.answer(new byte[0]));
    }
}
