package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.RecordCipher;

/** The MAC of records under one key. */
interface RecordMac {
    /** That of a cipher in a version; {@code key} is copied. */
    static RecordMac of(RecordCipher cipher, ProtocolVersion version, byte[] key) {
        return version.ssl() ? new Ssl30Mac(cipher, key) : new CbcMac(cipher, version.code(), key);
    }

    /** The sequence number and type of the record that is next. */
    void start(long number, int contentType);

    int length();

    byte[] of(byte[] in, int offset, int length);

    /** The same of a length that is secret, in the time that {@code greatest} bytes take. */
    byte[] ofSecretLength(byte[] in, int offset, int length, int greatest);
}
