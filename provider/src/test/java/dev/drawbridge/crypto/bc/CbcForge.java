package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Fragments of CBC suites made by JCE alone, right ones and wrong ones; public because records are forged with them too. */
public final class CbcForge {
    public final CbcAlgorithm algorithm;
    public final ProtocolVersion version;
    public final boolean encryptThenMac;
    public final byte[] key;
    public final byte[] macKey;
    /** Of the first record in TLS 1.0, and of every record that is made here. */
    private final byte[] iv;
    /** The last block that was decrypted. */
    private byte[] residue;
    public final int block;

    public CbcForge(CbcAlgorithm algorithm, ProtocolVersion version, boolean encryptThenMac) {
        this.algorithm = algorithm;
        this.version = version;
        this.encryptThenMac = encryptThenMac;
        this.key = filled(algorithm.keyLength(), 0x11);
        this.macKey = filled(algorithm.macLength(), 0x22);
        this.block = algorithm.blockLength();
        this.iv = filled(block, 0x33);
        this.residue = iv;
    }

    /** All that there are: those of TLS 1.2, and of older versions those with SHA-1. */
    public static Stream<CbcForge> all() {
        Stream<CbcForge> older = Stream.of(ProtocolVersion.TLS10, ProtocolVersion.TLS11)
                .flatMap(v -> Stream.of(CbcAlgorithm.AES_128_CBC_SHA, CbcAlgorithm.AES_256_CBC_SHA, CbcAlgorithm.TRIPLE_DES_EDE_CBC_SHA).flatMap(a -> both(a, v)));
        return Stream.concat(Stream.of(CbcAlgorithm.values()).flatMap(a -> both(a, ProtocolVersion.TLS12)), older);
    }

    private static Stream<CbcForge> both(CbcAlgorithm algorithm, ProtocolVersion version) {
        return Stream.of(new CbcForge(algorithm, version, false), new CbcForge(algorithm, version, true));
    }

    /** What Drawbridge seals with under the same keys. */
    public MacSealer sealer() {
        return new BcCrypto(null).cbcSealer(form(), keys());
    }

    public MacOpener opener() {
        return new BcCrypto(null).cbcOpener(form(), keys());
    }

    private CbcForm form() {
        return new CbcForm(algorithm, version, encryptThenMac);
    }

    private MacKeys keys() {
        return new MacKeys(key, macKey, iv);
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    /** Padding of so many bytes, the last of which is their length; so many that whole blocks come of it, at least {@code least}. */
    public byte[] padding(int contentLength, int least) {
        int before = contentLength + (encryptThenMac ? 0 : algorithm.macLength());
        int n = least + Math.floorMod(-(before + least), block);
        return filled(n, n - 1);
    }

    /** The right padding, of the least length. */
    public byte[] padding(int contentLength) {
        return padding(contentLength, 1);
    }

    public byte[] mac(long sequence, int type, byte[] over) {
        try {
            if (version == ProtocolVersion.SSL30) {
                return macOfSsl(sequence, type, over);
            }
            Mac mac = Mac.getInstance(algorithm.mac().hmacName());
            mac.init(new SecretKeySpec(macKey, "HMAC"));
            mac.update(ByteBuffer.allocate(13).putLong(sequence).put((byte) type).putShort((short) version.code()).putShort((short) over.length).flip());
            return mac.doFinal(over);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 6101 section 5.2.3.1: hash(MAC_write_secret + pad_2 + hash(MAC_write_secret + pad_1 + seq_num + type + length + content)), with SHA-1. */
    private byte[] macOfSsl(long sequence, int type, byte[] over) throws GeneralSecurityException {
        MessageDigest sha = MessageDigest.getInstance("SHA-1");
        byte[] header = ByteBuffer.allocate(11).putLong(sequence).put((byte) type).putShort((short) over.length).array();
        byte[] inner = sha.digest(join(macKey, filled(40, 0x36), header, over));
        return sha.digest(join(macKey, filled(40, 0x5c), inner));
    }

    /** A fragment of content and padding as given, with the right MAC. */
    public byte[] fragment(long sequence, int type, byte[] content, byte[] padding) {
        if (!encryptThenMac) {
            return encrypt(join(content, mac(sequence, type, content), padding));
        }
        byte[] encrypted = encrypt(join(content, padding));
        return join(encrypted, mac(sequence, type, encrypted));
    }

    /** Random-looking IV, which TLS 1.0 does not send, and whole blocks. */
    public byte[] encrypt(byte[] plain) {
        try {
            Cipher cipher = Cipher.getInstance(name() + "/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, name()), new IvParameterSpec(iv));
            return version.chainsIvs() ? cipher.doFinal(plain) : join(iv, cipher.doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String name() {
        return algorithm.tripleDes() ? "DESede" : "AES";
    }

    /** In TLS 1.0 one after the other. */
    public byte[] decrypt(byte[] fragment) {
        int start = version.chainsIvs() ? 0 : block;
        byte[] first = version.chainsIvs() ? residue : Arrays.copyOf(fragment, block);
        residue = Arrays.copyOfRange(fragment, fragment.length - block, fragment.length);
        try {
            Cipher cipher = Cipher.getInstance(name() + "/CBC/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, name()), new IvParameterSpec(first));
            return cipher.doFinal(fragment, start, fragment.length - start);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] p : parts) {
            length += p.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] p : parts) {
            all.put(p);
        }
        return all.array();
    }

    @Override
    public String toString() {
        return version + " " + algorithm + (encryptThenMac ? ", encrypt-then-MAC" : "");
    }
}
