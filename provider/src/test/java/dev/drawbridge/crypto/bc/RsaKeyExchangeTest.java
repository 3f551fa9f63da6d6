package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 5246 section 7.4.7.1, with a key in software and one that stays in its provider. */
class RsaKeyExchangeTest {
    private static final int VERSION = 0x0303;
    private static final KeyPair PAIR = pair("RSA", 2048);
    private static final RSAPublicKey PUBLIC = (RSAPublicKey) PAIR.getPublic();
    private final BcCrypto crypto = new BcCrypto(null);

    static List<PrivateKey> keys() {
        return List.of(PAIR.getPrivate(), KeyThatStays.of(PAIR.getPrivate()));
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private byte[] decrypted(PrivateKey key, byte[] encrypted) throws TlsFault {
        return crypto.startRsa(key, PUBLIC, VERSION).agree(encrypted).bytes();
    }

    private static byte[] encrypt(byte[] block) {
        return BigIntegers.asUnsignedByteArray(256, new BigInteger(1, block).modPow(PUBLIC.getPublicExponent(), PUBLIC.getModulus()));
    }

    private static byte[] padded() {
        byte[] block = new byte[256];
        Arrays.fill(block, (byte) 0x77);
        block[0] = 0;
        block[1] = 2;
        block[207] = 0;
        block[208] = 3;
        block[209] = 3;
        return block;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whatAClientEncryptsAServerDecrypts(PrivateKey key) throws TlsFault {
        for (int i = 0; i < 20; i++) {
            KeyAgreement.Answer answer = crypto.answerRsa(PUBLIC, VERSION);
            // RFC 5246 section 7.4.7.1: "Client implementations MUST always send the correct version number in PreMasterSecret."
            assertArrayEquals(new byte[] {3, 3}, Arrays.copyOf(answer.secret().bytes(), 2));
            assertEquals(256, answer.share().length);
            assertArrayEquals(answer.secret().bytes(), decrypted(key, answer.share()));
        }
        assertArrayEquals(Arrays.copyOfRange(padded(), 208, 256), decrypted(key, encrypt(padded())));
    }

    /**
     * RFC 5246 section 7.4.7.1: "If ClientHello.client_version is TLS 1.1 or higher, server implementations MUST check the version number as
     * described in the note below." And: "In any case, a TLS server MUST NOT generate an alert if processing an RSA-encrypted premaster secret
     * message fails, or the version number is not as expected. Instead, it MUST continue the handshake with a randomly generated premaster
     * secret." How long that takes is shown by nothing here; "implementations that use static RSA keys MUST use RSA blinding", which Bouncy
     * Castle's do.
     */
    @ParameterizedTest
    @MethodSource("keys")
    void whateverIsWrongLeadsToAnotherSecretEachTime(PrivateKey key) throws TlsFault {
        int[][] changes = {{0, 1}, {1, 1}, {1, 0}, {2, 0}, {9, 0}, {100, 0}, {206, 0}, {207, 1}, {207, 0x80}, {208, 2}, {209, 2}, {209, 4}};
        for (int[] change : changes) {
            byte[] block = padded();
            block[change[0]] = (byte) change[1];
            assertRandom(key, encrypt(block), Arrays.copyOfRange(block, 208, 256));
        }
        for (byte[] noBlock : List.of(new byte[256], PUBLIC.getModulus().toByteArray(), new byte[255], new byte[257], new byte[1])) {
            assertRandom(key, noBlock.length == 257 && noBlock[0] == 0 && noBlock[1] != 0 ? Arrays.copyOfRange(noBlock, 1, 257) : noBlock, null);
        }
    }

    private void assertRandom(PrivateKey key, byte[] encrypted, byte[] inside) throws TlsFault {
        byte[] once = decrypted(key, encrypted);
        byte[] again = decrypted(key, encrypted);
        assertEquals(48, once.length);
        assertFalse(Arrays.equals(once, again));
        assertFalse(Arrays.equals(once, inside));
    }

    @Test
    void theSecretIsTakenOutOfARightBlockAlone() {
        byte[] random = new byte[48];
        RsaKeyExchange.takeIfRight(padded(), VERSION, random);
        assertArrayEquals(Arrays.copyOfRange(padded(), 208, 256), random);
        for (int i = 0; i < 210; i++) {
            byte[] block = padded();
            block[i] ^= i < 2 || i > 206 ? 0x40 : 0x77;
            byte[] kept = new byte[48];
            RsaKeyExchange.takeIfRight(block, VERSION, kept);
            assertArrayEquals(new byte[48], kept, "byte " + i);
        }
    }

    @Test
    void keysThatOnlySignDoNotFit() throws Exception {
        KeyPair pss = pair("RSASSA-PSS", 2048);
        KeyPair ec = pair("EC", 256);
        assertTrue(crypto.canDecrypt(PAIR.getPrivate(), PUBLIC));
        assertFalse(crypto.canDecrypt(pss.getPrivate(), pss.getPublic()));
        assertFalse(crypto.canDecrypt(ec.getPrivate(), ec.getPublic()));
        assertFalse(crypto.canDecrypt(null, PUBLIC));
        for (KeyPair pair : List.of(pss, ec)) {
            TlsFault fault = assertThrows(TlsFault.class, () -> crypto.answerRsa(pair.getPublic(), VERSION));
            assertEquals(Fault.WRONG_CERTIFICATE_KEY, fault.fault());
        }
    }

    @Test
    void aKeyIsUsedOnce() throws TlsFault {
        KeyAgreement agreement = crypto.startRsa(PAIR.getPrivate(), PUBLIC, VERSION);
        assertEquals(0, agreement.share().length);
        agreement.agree(new byte[256]);
        assertThrows(IllegalStateException.class, () -> agreement.agree(new byte[256]));
        assertEquals("KeyAgreement[RSA]", agreement.toString());
    }
}
