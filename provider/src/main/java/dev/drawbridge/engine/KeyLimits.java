package dev.drawbridge.engine;

import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import java.util.function.ToLongFunction;

/**
 * How much may be written under one key. RFC 8446 section 5.5: "Implementations SHOULD do a key update as described in
 * Section 4.6.3 prior to reaching these limits." The limits speak of full-size records, so what counts is bytes. TLS 1.3
 * only: see {@link Protocol#keyLimitReached}.
 *
 * @param bytes the limit of each algorithm
 */
record KeyLimits(ToLongFunction<AeadAlgorithm> bytes) {
    /** What RFC 8446 section 5.5 says. */
    static final KeyLimits RFC = new KeyLimits(KeyLimits::bytesOf);

    private static final int FULL_RECORD = 1 << 14;
    /** Room for the records that say goodbye to the key. */
    private static final int MARGIN = 4 * FULL_RECORD;

    /** Whether this key may not protect more application data. */
    boolean reached(WriteProtection protection) {
        AeadAlgorithm algorithm = protection.algorithm();
        return algorithm != null && protection.protectedBytes() > bytes.applyAsLong(algorithm) - MARGIN;
    }

    private static long bytesOf(AeadAlgorithm algorithm) {
        long records = algorithm.recordLimit();
        return records > Long.MAX_VALUE / FULL_RECORD ? Long.MAX_VALUE : records * FULL_RECORD;
    }
}
