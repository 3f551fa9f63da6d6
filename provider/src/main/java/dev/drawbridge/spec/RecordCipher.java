package dev.drawbridge.spec;

/** What protects the records of a suite. */
public sealed interface RecordCipher permits AeadAlgorithm, CbcAlgorithm {
    /** Key length in bytes. */
    int keyLength();
}
