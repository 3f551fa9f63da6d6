package dev.drawbridge.engine;

import dev.drawbridge.config.Tuning;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How much may be written under one key. RFC 8446 section 5.5: "Implementations SHOULD do a key update as described in
 * Section 4.6.3 prior to reaching these limits." The limits speak of full-size records, so what counts is bytes. TLS 1.3
 * only: see {@link Protocol#keyLimitReached}.
 *
 * @param bytes the limit of each algorithm
 */
record KeyLimits(ToLongFunction<AeadAlgorithm> bytes) {
    private static final int FULL_RECORD = 1 << 14;
    /** Room for the records that say goodbye to the key. */
    private static final int MARGIN = 4 * FULL_RECORD;

    /** What RFC 8446 section 5.5 says. */
    static final KeyLimits RFC = new KeyLimits(KeyLimits::bytesOf);

    /** What the RFC says, or {@code jdk.tls.keyLimits} where that is less. */
    static KeyLimits of(Tuning tuning) {
        Map<AeadAlgorithm, Long> own = tuning.keyBytes();
        return own.isEmpty() ? RFC : new KeyLimits(a -> {
            Long bytes = own.get(a);
            // The JDK's limit is where keys change, not what must never be reached: no margin is kept from it.
            return bytes == null ? bytesOf(a) : Math.min(bytesOf(a), bytes + MARGIN);
        });
    }

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
