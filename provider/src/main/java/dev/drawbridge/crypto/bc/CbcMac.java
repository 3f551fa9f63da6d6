package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.RecordCipher;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsSuiteHMac;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsHMAC;

/**
 * The MAC of records (RFC 5246 section 6.2.3.1) by Bouncy Castle's TlsSuiteHMac, which for a length that is secret hashes as many blocks as for
 * the greatest. Not its TlsBlockCipher, to which this belongs: that takes its keys from the master secret of Bouncy Castle's own handshake.
 */
final class CbcMac implements RecordMac {
    /** Whatever; it fills the blocks that are hashed for nothing. */
    private static final byte[] DUMMY = new byte[256];

    private final TlsSuiteHMac mac;
    private long sequence;
    private short type;

    /** What TlsSuiteHMac asks of a handshake: the version in what it hashes, and whether MACs are truncated (RFC 6066 section 7), which they are not. */
    private static final class Parameters extends TlsCryptoParameters {
        private static final SecurityParameters PLAIN = new SecurityParameters();

        private final ProtocolVersion version;

        Parameters(int version) {
            super(null);
            this.version = ProtocolVersion.get(version >> 8, version & 0xff);
        }

        @Override
        public SecurityParameters getSecurityParametersHandshake() {
            return PLAIN;
        }

        @Override
        public ProtocolVersion getServerVersion() {
            return version;
        }
    }

    /** Of a cipher's MAC in records of a version with a number on the wire. */
    CbcMac(RecordCipher cipher, int version, byte[] key) {
        HashAlgorithm hash = cipher.mac();
        try {
            Mac jce = Mac.getInstance(hash.hmacName(), Primitives.HMAC.provider());
            JceTlsHMAC hmac = new JceTlsHMAC(numberOf(hash), jce, hash.hmacName());
            hmac.setKey(key, 0, key.length);
            mac = new TlsSuiteHMac(new Parameters(version), hmac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(hash.hmacName() + " is missing", e);
        }
    }

    private static int numberOf(HashAlgorithm hash) {
        return switch (hash) {
            case MD5 -> CryptoHashAlgorithm.md5;
            case SHA1 -> CryptoHashAlgorithm.sha1;
            case SHA256 -> CryptoHashAlgorithm.sha256;
            case SHA384 -> CryptoHashAlgorithm.sha384;
            case SHA512 -> CryptoHashAlgorithm.sha512;
            case MD5_SHA1 -> throw new IllegalArgumentException("no suite has a MAC with " + hash);
        };
    }

    @Override
    public void start(long number, int contentType) {
        sequence = number;
        type = (short) contentType;
    }

    @Override
    public int length() {
        return mac.getSize();
    }

    @Override
    public byte[] of(byte[] in, int offset, int length) {
        return mac.calculateMac(sequence, type, null, in, offset, length);
    }

    @Override
    public byte[] ofSecretLength(byte[] in, int offset, int length, int greatest) {
        return mac.calculateMacConstantTime(sequence, type, null, in, offset, length, greatest, DUMMY);
    }
}
