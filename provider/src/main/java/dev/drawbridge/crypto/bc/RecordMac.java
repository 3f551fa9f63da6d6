package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.CbcRecords;

/** The MAC of records under one key. */
interface RecordMac {
    /** That of a form of records; {@code key} is copied. */
    static RecordMac of(CbcRecords.Form form, byte[] key) {
        return form.version().ssl() ? new Ssl30Mac(form, key) : new CbcMac(form, key);
    }

    /** The sequence number and type of the record that is next. */
    void start(long number, int contentType);

    int length();

    byte[] of(byte[] in, int offset, int length);

    /** The same of a length that is secret, in the time that {@code greatest} bytes take. */
    byte[] ofSecretLength(byte[] in, int offset, int length, int greatest);
}
