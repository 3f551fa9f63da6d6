package dev.drawbridge.store;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.encoders.Hex;

/**
 * Encryption by a passphrase: PBES2, what is left of PBES1, and the {@code DEK-Info} of traditional PEM. A passphrase counts as its UTF-8
 * bytes, in PKCS#12 as BMP characters, as OpenSSL has it.
 */
final class KeyEncryption {
    /** More would keep a start-up busy for many seconds. */
    private static final int MOST_ITERATIONS = 10_000_000;
    /** OpenSSL's SCRYPT_MAX_MEM. */
    private static final long SCRYPT_MEMORY = 32 << 20;
    /** For what we write: about a tenth of a second. */
    private static final int ITERATIONS = 100_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyEncryption() {
    }

    /** Decrypts what a {@code Proc-Type}, {@code DEK-Info} header says of it. */
    static byte[] decryptTraditional(Place place, String header, byte[] data, char[] passphrase) throws StoreException {
        List<String> lines = header.lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith("Proc-Type:")) {
            throw place.error("the header does not begin with Proc-Type", "not proc type");
        }
        if (!lines.get(0).substring("Proc-Type:".length()).strip().matches("4,\\s*ENCRYPTED")) {
            throw place.error("the header says " + PemReader.printable(lines.get(0)) + "; expected Proc-Type: 4,ENCRYPTED", "not encrypted");
        }
        if (lines.size() < 2 || !lines.get(1).startsWith("DEK-Info:")) {
            throw place.error("the header has no DEK-Info after Proc-Type", "not dek info");
        }
        String[] info = lines.get(1).substring("DEK-Info:".length()).strip().split("\\s*,", 2);
        BlockCipherChoice cipher = BlockCipherChoice.named(info[0]);
        if (cipher == null) {
            throw place.error("is encrypted with " + PemReader.printable(info[0])
                    + "; expected AES, DES-EDE3, CAMELLIA or ARIA in CBC mode", "unsupported encryption");
        }
        byte[] iv = iv(place, info.length < 2 ? "" : info[1], cipher.blockLength());
        byte[] secret = utf8(passphrase);
        OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator(new MD5Digest());
        generator.init(secret, Arrays.copyOf(iv, 8));
        byte[] key = ((KeyParameter) generator.generateDerivedParameters(cipher.keyLength() * 8)).getKey();
        Arrays.fill(secret, (byte) 0);
        try {
            return cipher.decrypt(key, iv, data);
        } catch (InvalidCipherTextException e) {
            throw wrong(place);
        }
    }

    private static byte[] iv(Place place, String hex, int length) throws StoreException {
        if (hex.isEmpty()) {
            throw place.error("DEK-Info has no initialization vector", "missing dek iv");
        }
        String digits = hex.length() < 2 * length ? hex : hex.substring(0, 2 * length);
        try {
            byte[] iv = Hex.decode(digits);
            if (iv.length == length) {
                return iv;
            }
        } catch (DecoderException e) {
            throw place.error("the initialization vector in DEK-Info is not hexadecimal", "bad iv chars", e);
        }
        throw place.error("the initialization vector in DEK-Info is too short; expected " + length + " bytes", "bad iv chars");
    }

    /** Decrypts what an algorithm of PKCS#5 or PKCS#12 has encrypted. */
    static byte[] decrypt(Place place, AlgorithmIdentifier algorithm, byte[] data, char[] passphrase) throws StoreException {
        ASN1ObjectIdentifier id = algorithm.getAlgorithm();
        try {
            if (id.equals(PKCSObjectIdentifiers.id_PBES2)) {
                return pbes2(place, PBES2Parameters.getInstance(algorithm.getParameters()), data, passphrase);
            }
            if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)) {
                return pkcs12(place, BlockCipherChoice.DES_EDE3, algorithm, data, passphrase);
            }
            if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC)) {
                return pkcs12(place, BlockCipherChoice.DES_EDE, algorithm, data, passphrase);
            }
        } catch (InvalidCipherTextException e) {
            throw wrong(place);
        } catch (RuntimeException e) { // the parser throws whatever it stumbles over
            throw place.error("the parameters of its encryption make no sense", "unsupported", e);
        }
        throw place.error("is encrypted with " + id + "; expected PBES2 or PBES1 with SHA-1 and triple DES. Convert it with"
                + " 'openssl pkcs8 -topk8' or 'openssl pkcs12 -legacy'", "unsupported");
    }

    private static byte[] pbes2(Place place, PBES2Parameters parameters, byte[] data, char[] passphrase)
            throws StoreException, InvalidCipherTextException {
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        BlockCipherChoice cipher = BlockCipherChoice.named(scheme.getAlgorithm().getId());
        if (cipher == null) {
            throw place.error("is encrypted with PBES2 and the cipher " + scheme.getAlgorithm()
                    + "; expected AES, DES-EDE3, CAMELLIA or ARIA in CBC mode", "unsupported cipher");
        }
        byte[] iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        if (iv.length != cipher.blockLength()) {
            throw new IllegalArgumentException("initialization vector of " + iv.length + " bytes");
        }
        byte[] secret = utf8(passphrase);
        try {
            return cipher.decrypt(derive(place, parameters.getKeyDerivationFunc(), secret, cipher.keyLength()), iv, data);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] derive(Place place, KeyDerivationFunc function, byte[] secret, int keyLength) throws StoreException {
        if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            ScryptParams p = ScryptParams.getInstance(function.getParameters());
            long n = number(place, "scrypt cost", p.getCostParameter(), Integer.MAX_VALUE);
            long r = number(place, "scrypt block size", p.getBlockSize(), 1 << 16);
            long parallel = number(place, "scrypt parallelization", p.getParallelizationParameter(), 1 << 16);
            if (128 * r * (parallel + n + 2) > SCRYPT_MEMORY) {
                throw place.error("its scrypt parameters ask for more than " + (SCRYPT_MEMORY >> 20) + " MiB", "memory limit exceeded");
            }
            return SCrypt.generate(secret, p.getSalt(), (int) n, (int) r, (int) parallel, keyLength);
        }
        if (!function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw place.error("its key is derived by " + function.getAlgorithm() + "; expected PBKDF2 or scrypt",
                    "unsupported key derivation function");
        }
        PBKDF2Params p = PBKDF2Params.getInstance(function.getParameters());
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(prf(place, p.getPrf().getAlgorithm()));
        generator.init(secret, p.getSalt(), (int) number(place, "iteration count", p.getIterationCount(), MOST_ITERATIONS));
        return ((KeyParameter) generator.generateDerivedParameters(keyLength * 8)).getKey();
    }

    private static Digest prf(Place place, ASN1ObjectIdentifier id) throws StoreException {
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA1)) {
            return new SHA1Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA224)) {
            return new SHA224Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA256)) {
            return new SHA256Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA384)) {
            return new SHA384Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA512)) {
            return new SHA512Digest();
        }
        throw place.error("its key is derived by PBKDF2 with " + id + "; expected HMAC with SHA-1 or SHA-2", "unsupported prf");
    }

    private static byte[] pkcs12(Place place, BlockCipherChoice cipher, AlgorithmIdentifier algorithm, byte[] data, char[] passphrase)
            throws StoreException, InvalidCipherTextException {
        PKCS12PBEParams p = PKCS12PBEParams.getInstance(algorithm.getParameters());
        int iterations = (int) number(place, "iteration count", p.getIterations(), MOST_ITERATIONS);
        InvalidCipherTextException last = null;
        for (byte[] secret : pkcs12Secrets(passphrase)) {
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA1Digest());
            generator.init(secret, p.getIV(), iterations);
            ParametersWithIV keyAndIv = (ParametersWithIV) generator.generateDerivedParameters(cipher.keyLength() * 8,
                    cipher.blockLength() * 8);
            Arrays.fill(secret, (byte) 0);
            try {
                return cipher.decrypt(((KeyParameter) keyAndIv.getParameters()).getKey(), keyAndIv.getIV(), data);
            } catch (InvalidCipherTextException e) {
                last = e;
            }
        }
        throw last == null ? new InvalidCipherTextException("no passphrase") : last;
    }

    /** The bytes of a passphrase in PKCS#12. No passphrase is written as nothing by some and as one terminator by others. */
    static List<byte[]> pkcs12Secrets(char[] passphrase) {
        return passphrase.length == 0 ? List.of(new byte[2], new byte[0]) : List.of(PBEParametersGenerator.PKCS12PasswordToBytes(passphrase));
    }

    /** A number of the file that says how much work there is. */
    static long number(Place place, String name, BigInteger value, int most) throws StoreException {
        if (value.signum() <= 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw place.error("its " + name + " is " + (value.bitLength() > 64 ? "enormous" : value.toString()) + "; expected 1 to " + most);
        }
        return value.longValue();
    }

    /** PBES2 with PBKDF2 of HMAC-SHA-256 and AES-256. */
    static EncryptedPrivateKeyInfo encrypt(byte[] pkcs8, char[] passphrase) {
        byte[] salt = new byte[16];
        byte[] iv = new byte[16];
        RANDOM.nextBytes(salt);
        RANDOM.nextBytes(iv);
        AlgorithmIdentifier prf = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        byte[] secret = utf8(passphrase);
        generator.init(secret, salt, ITERATIONS);
        BlockCipherChoice aes = BlockCipherChoice.named("AES-256-CBC");
        try {
            byte[] encrypted = aes.encrypt(((KeyParameter) generator.generateDerivedParameters(256)).getKey(), iv, pkcs8);
            PBES2Parameters parameters = new PBES2Parameters(
                    new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS, prf)),
                    new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
            return new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encryption does not look at padding", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static StoreException wrong(Place place) {
        return place.error("the passphrase does not open it", EncodedKey.BAD_DECRYPT);
    }

    private static byte[] utf8(char[] passphrase) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }
}
