package dev.drawbridge.spec;

/** What protects the records of a suite. */
public sealed interface RecordCipher permits AeadAlgorithm, CbcAlgorithm, StreamAlgorithm {
    /** Key length in bytes; 0 where nothing is encrypted. */
    int keyLength();

    /** The hash of the HMAC; null with an AEAD, of which RFC 5246 section 6.2.3.3 has: "No MAC key is used." */
    HashAlgorithm mac();

    /** Length of the MAC, and of its key, in bytes. */
    default int macLength() {
        return mac() == null ? 0 : mac().length();
    }
}
