package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.tls.TlsRsaKeyExchange;

/**
 * RSA key exchange (RFC 5246 section 7.4.7.1). A key in software is Bouncy Castle's to use, which blinds it and tells neither by time nor by
 * result whether the padding was right; one that stays in its provider decrypts there, and what comes out is looked at without a branch.
 */
final class RsaKeyExchange implements KeyAgreement {
    private static final int LENGTH = TlsRsaKeyExchange.PRE_MASTER_SECRET_LENGTH;
    /** RFC 8017 section 7.2.1: 0, 2, eight bytes of padding at least, and a zero before the message. */
    private static final int LEAST_PADDING = 11;

    private final int modulusLength;
    private final int clientVersion;
    private final SecureRandom random;
    private PrivateKey key;

    RsaKeyExchange(PrivateKey key, PublicKey publicKey, int clientVersion, SecureRandom random) {
        this.key = key;
        this.modulusLength = (((RSAKey) publicKey).getModulus().bitLength() + 7) / 8;
        this.clientVersion = clientVersion;
        this.random = random;
    }

    /** Keys for signatures alone, RSASSA-PSS, are no RSA keys. */
    static boolean fits(PrivateKey key, PublicKey publicKey) {
        return "RSA".equals(key.getAlgorithm()) && fits(publicKey);
    }

    private static boolean fits(PublicKey key) {
        return key instanceof RSAPublicKey rsa && "RSA".equals(key.getAlgorithm()) && rsa.getModulus().bitLength() >= 8 * (LENGTH + LEAST_PADDING);
    }

    static Answer answer(PublicKey key, int clientVersion, SecureRandom random) throws TlsFault {
        if (!fits(key)) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, key.getAlgorithm() + " key encrypts no pre-master secret");
        }
        byte[] preMaster = new byte[LENGTH];
        random.nextBytes(preMaster);
        // RFC 5246 section 7.4.7.1: "Client implementations MUST always send the correct version number in PreMasterSecret."
        preMaster[0] = (byte) (clientVersion >> 8);
        preMaster[1] = (byte) clientVersion;
        try {
            RSAPublicKey rsa = (RSAPublicKey) key;
            PKCS1Encoding encryption = new PKCS1Encoding(new RSABlindedEngine());
            encryption.init(true, new ParametersWithRandom(new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent()), random));
            return new Answer(encryption.processBlock(preMaster, 0, LENGTH), new Secret(preMaster));
        } catch (InvalidCipherTextException | RuntimeException e) { // whatever a certificate calls a modulus
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, "RSA key encrypts nothing", e);
        }
    }

    /** The client's part needs nothing of ours but the certificate. */
    @Override
    public byte[] share() {
        return new byte[0];
    }

    /**
     * RFC 5246 section 7.4.7.1: "In any case, a TLS server MUST NOT generate an alert if processing an RSA-encrypted premaster secret message
     * fails, or the version number is not as expected. Instead, it MUST continue the handshake with a randomly generated premaster secret."
     */
    @Override
    public Secret agree(byte[] encrypted) {
        PrivateKey ours = key;
        if (ours == null) {
            throw new IllegalStateException("key already used");
        }
        key = null;
        byte[] preMaster = new byte[LENGTH];
        random.nextBytes(preMaster);
        if (encrypted.length != modulusLength) {
            return new Secret(preMaster); // a length that everybody sees
        }
        RSAPrivateCrtKeyParameters software = inSoftware(ours);
        if (software != null) {
            Arrays.fill(preMaster, (byte) 0);
            // RFC 5246 section 7.4.7.1: "If ClientHello.client_version is TLS 1.1 or higher, server implementations MUST check the version
            // number as described in the note below." And: "implementations that use static RSA keys MUST use RSA blinding or some other
            // anti-timing technique".
            return new Secret(TlsRsaKeyExchange.decryptPreMasterSecret(encrypted, 0, encrypted.length, software, clientVersion, random));
        }
        byte[] block = decrypt(ours, encrypted);
        takeIfRight(block, clientVersion, preMaster);
        Arrays.fill(block, (byte) 0);
        return new Secret(preMaster);
    }

    /** The key in Bouncy Castle's form, or null when it does not give its secret away. */
    private static RSAPrivateCrtKeyParameters inSoftware(PrivateKey key) {
        if (key.getFormat() == null || !(key instanceof RSAPrivateCrtKey k)) {
            return null;
        }
        try {
            BigInteger d = k.getPrivateExponent();
            return d == null ? null : new RSAPrivateCrtKeyParameters(k.getModulus(), k.getPublicExponent(), d, k.getPrimeP(), k.getPrimeQ(),
                    k.getPrimeExponentP(), k.getPrimeExponentQ(), k.getCrtCoefficient());
        } catch (UnsupportedOperationException | ProviderException e) {
            return null;
        }
    }

    /**
     * The padded block as whichever provider takes the key decrypts it; of zeros, which is no right one, where it fails. Blinding is the
     * provider's. One that does not give the padding out, such as a
     * token for which raw RSA is not allowed, tells right from wrong by an exception, and how long that takes is its affair.
     */
    private byte[] decrypt(PrivateKey ours, byte[] encrypted) {
        byte[] block = new byte[modulusLength];
        try {
            Cipher raw = Cipher.getInstance("RSA/ECB/NoPadding");
            raw.init(Cipher.DECRYPT_MODE, ours);
            byte[] found = raw.doFinal(encrypted);
            System.arraycopy(found, 0, block, modulusLength - found.length, found.length);
        } catch (GeneralSecurityException | RuntimeException notRaw) {
            decryptPadded(ours, encrypted, block);
        }
        return block;
    }

    private static void decryptPadded(PrivateKey ours, byte[] encrypted, byte[] block) {
        try {
            Cipher padded = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            padded.init(Cipher.DECRYPT_MODE, ours);
            byte[] found = padded.doFinal(encrypted);
            if (found.length == LENGTH) {
                Arrays.fill(block, (byte) 1);
                block[0] = 0;
                block[1] = 2;
                block[block.length - LENGTH - 1] = 0;
                System.arraycopy(found, 0, block, block.length - LENGTH, LENGTH);
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** Puts the secret of a padded block into {@code preMaster} if padding, length and version are right, else leaves that; no branch tells. */
    static void takeIfRight(byte[] block, int version, byte[] preMaster) {
        int start = block.length - LENGTH;
        int wrong = block[0] | (block[1] ^ 2) | block[start - 1];
        for (int i = 2; i < start - 1; i++) {
            wrong |= ((block[i] & 0xff) - 1) >>> 31;
        }
        wrong |= (block[start] ^ (version >> 8)) | (block[start + 1] ^ version);
        int right = ((wrong & 0xff) - 1) >> 31;
        for (int i = 0; i < LENGTH; i++) {
            preMaster[i] = (byte) ((preMaster[i] & ~right) | (block[start + i] & right));
        }
    }

    @Override
    public void wipe() {
        key = null;
    }

    @Override
    public String toString() {
        return "KeyAgreement[RSA]";
    }
}
