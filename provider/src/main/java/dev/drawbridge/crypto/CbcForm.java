package dev.drawbridge.crypto;

import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;

/**
 * What records of CBC and HMAC look like (RFC 5246 section 6.2.3.2, or in the order of RFC 7366). A fragment is an IV of one block, but not in TLS 1.0
 * and older, and whole blocks; with encrypt-then-MAC the MAC follows them. Whether padding or MAC is wrong shows nowhere.
 *
 * @param encryptThenMac in which order
 */
public record CbcForm(CbcAlgorithm algorithm, ProtocolVersion version, boolean encryptThenMac) {
    /** Bytes of the IV in front of each record: none in TLS 1.0, where one comes from the key block and the others are {@code CBC residue}. */
    public int ivLength() {
        return version.chainsIvs() ? 0 : algorithm.blockLength();
    }
}
