package dev.drawbridge.crypto;

/**
 * AES-CBC under one key, with the padding of PKCS #7: what RFC 5077 recommends for tickets, and nothing else here uses. It tells nothing of
 * forgeries, so what it decrypts was checked by a MAC before. For one thread at a time.
 */
public interface TicketCipher {
    /** Length of the initialisation vector and of a block. */
    int BLOCK_LENGTH = 16;

    /** Encrypts under a new random {@code iv}. */
    byte[] encrypt(byte[] iv, byte[] plaintext);

    /** Decrypts {@code length} bytes, or returns null when no plaintext was encrypted to them. */
    byte[] decrypt(byte[] iv, byte[] in, int offset, int length);
}
