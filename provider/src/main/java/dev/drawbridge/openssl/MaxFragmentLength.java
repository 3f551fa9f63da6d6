package dev.drawbridge.openssl;

import dev.drawbridge.spec.FragmentLimit;

/** The most bytes of content in a record, as a client asks for and servers agree to it (RFC 6066 section 4; SSL_CTX_set_split_send_fragment(3)). */
public enum MaxFragmentLength {
    /** {@code TLSEXT_max_fragment_length_DISABLED}: no other than 16384. */
    DISABLED(FragmentLimit.NONE),
    /** {@code TLSEXT_max_fragment_length_512}. */
    LENGTH_512(FragmentLimit.BYTES_512),
    /** {@code TLSEXT_max_fragment_length_1024}. */
    LENGTH_1024(FragmentLimit.BYTES_1024),
    /** {@code TLSEXT_max_fragment_length_2048}. */
    LENGTH_2048(FragmentLimit.BYTES_2048),
    /** {@code TLSEXT_max_fragment_length_4096}. */
    LENGTH_4096(FragmentLimit.BYTES_4096);

    private static final MaxFragmentLength[] ALL = values();

    private final FragmentLimit limit;

    MaxFragmentLength(FragmentLimit limit) {
        this.limit = limit;
    }

    FragmentLimit limit() {
        return limit;
    }

    static MaxFragmentLength of(FragmentLimit limit) {
        return ALL[limit.code()];
    }
}
