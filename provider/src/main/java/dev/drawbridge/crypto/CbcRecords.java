package dev.drawbridge.crypto;

import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;

/**
 * CBC and HMAC (RFC 5246 section 6.2.3.2), or in the order of RFC 7366, bound to the keys of one direction. A fragment is an IV of one block, but
 * not in TLS 1.0 and older, and whole blocks; with encrypt-then-MAC the MAC follows them. Whether padding or MAC is wrong shows nowhere.
 */
public interface CbcRecords extends MacRecords {
    /**
     * What records look like.
     *
     * @param encryptThenMac in which order
     */
    record Form(CbcAlgorithm algorithm, ProtocolVersion version, boolean encryptThenMac) {
        /** Bytes of the IV in front of each record: none in TLS 1.0, where one comes from the key block and the others are {@code CBC residue}. */
        public int ivLength() {
            return version.chainsIvs() ? 0 : algorithm.blockLength();
        }
    }

    /**
     * The keys of one direction.
     *
     * @param iv of the first record in TLS 1.0, else of no use
     */
    record Keys(byte[] key, byte[] macKey, byte[] iv) {
        @Override
        public String toString() {
            return "Keys[secret]";
        }
    }
}
