package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import java.util.Arrays;

/**
 * The key block (RFC 5246 section 6.3), at once made into the protections of both directions, so that no copy of a key stays behind.
 *
 * @param read undoes what the peer's keys did
 * @param write protects what we send
 */
record KeyBlock12(ReadProtection read, WriteProtection write) {
    /** The bytes that a suite with {@code aead} takes: RFC 5246 section 6.2.3.3, "No MAC key is used." */
    static int length(AeadAlgorithm aead) {
        return 2 * (aead.keyLength() + aead.fixedIvLength12());
    }

    /** RFC 5246 section 6.3, without the MAC keys: client_write_key, server_write_key, client_write_IV, server_write_IV. */
    static KeyBlock12 of(Hellos12 hellos, byte[] block) {
        AeadAlgorithm aead = hellos.suite().aead();
        int ivs = 2 * aead.keyLength();
        byte[] clientKey = Arrays.copyOfRange(block, 0, aead.keyLength());
        byte[] serverKey = Arrays.copyOfRange(block, aead.keyLength(), ivs);
        byte[] clientIv = Arrays.copyOfRange(block, ivs, ivs + aead.fixedIvLength12());
        byte[] serverIv = Arrays.copyOfRange(block, ivs + aead.fixedIvLength12(), block.length);
        boolean client = hellos.config().client();
        Crypto crypto = hellos.crypto();
        try {
            return new KeyBlock12(
                    ReadProtection.tls12(aead, crypto.opener(aead, client ? serverKey : clientKey), client ? serverIv : clientIv),
                    WriteProtection.tls12(aead, crypto.sealer(aead, client ? clientKey : serverKey), client ? clientIv : serverIv));
        } finally {
            Arrays.fill(clientKey, (byte) 0);
            Arrays.fill(serverKey, (byte) 0);
        }
    }
}
