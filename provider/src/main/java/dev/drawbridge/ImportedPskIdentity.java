package dev.drawbridge;

import java.nio.ByteBuffer;

/**
 * The identity of a PSK that is imported for one protocol and key derivation function (RFC 9258 section 5.1):
 *
 * <pre>
 * struct {
 *     opaque external_identity&lt;1...2^16-1&gt;;
 *     opaque context&lt;0..2^16-1&gt;;
 *     uint16 target_protocol;
 *     uint16 target_kdf;
 * } ImportedIdentity;
 * </pre>
 *
 * <p>A server's {@link PskKeyManager} that has imported keys asks {@link #parse} what a client's identity stands for, finds the key by its
 * {@link #externalIdentity}, and gives {@link PskKey#imported}.
 */
public final class ImportedPskIdentity {
    private static final int TLS13 = 0x0304;
    private static final int HKDF_SHA256 = 1;
    private static final int HKDF_SHA384 = 2;
    private static final int OVERHEAD = 2 + 2 + 2 + 2;

    private final byte[] externalIdentity;
    private final byte[] context;
    private final int targetProtocol;
    private final int targetKdf;

    private ImportedPskIdentity(byte[] externalIdentity, byte[] context, int targetProtocol, int targetKdf) {
        if (externalIdentity.length == 0 || OVERHEAD + externalIdentity.length + context.length > PskKey.LONGEST_IDENTITY) {
            throw new IllegalArgumentException("an external identity of " + externalIdentity.length + " bytes with a context of "
                    + context.length + "; expected some, and " + (PskKey.LONGEST_IDENTITY - OVERHEAD) + " together at most");
        }
        this.externalIdentity = externalIdentity.clone();
        this.context = context.clone();
        this.targetProtocol = targetProtocol;
        this.targetKdf = targetKdf;
    }

    /**
     * An identity for TLS 1.3.
     *
     * @param externalIdentity names the external key
     * @param context what else both sides know, perhaps empty
     * @param target the hash of the suites that the imported key is for
     */
    public static ImportedPskIdentity of(byte[] externalIdentity, byte[] context, PskKey.Hash target) {
        return new ImportedPskIdentity(externalIdentity, context, TLS13, target == PskKey.Hash.SHA256 ? HKDF_SHA256 : HKDF_SHA384);
    }

    /** Reads the identity that a client sent, or gives null when it is no imported one. */
    public static ImportedPskIdentity parse(byte[] identity) {
        ByteBuffer in = ByteBuffer.wrap(identity);
        byte[] external = opaque(in);
        byte[] context = external == null ? null : opaque(in);
        if (context == null || external.length == 0 || in.remaining() != 4 || identity.length > PskKey.LONGEST_IDENTITY) {
            return null;
        }
        return new ImportedPskIdentity(external, context, in.getShort() & 0xffff, in.getShort() & 0xffff);
    }

    private static byte[] opaque(ByteBuffer in) {
        int length = in.remaining() < 2 ? Integer.MAX_VALUE : in.getShort() & 0xffff;
        if (length > in.remaining()) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** What names the external key. */
    public byte[] externalIdentity() {
        return externalIdentity.clone();
    }

    /** What else both sides know. */
    public byte[] context() {
        return context.clone();
    }

    /** The hash of the suites of TLS 1.3 that the imported key is for, or null when it is for something else. */
    public PskKey.Hash targetHash() {
        if (targetProtocol != TLS13) {
            return null;
        }
        return targetKdf == HKDF_SHA256 ? PskKey.Hash.SHA256 : targetKdf == HKDF_SHA384 ? PskKey.Hash.SHA384 : null;
    }

    /** What is sent. */
    public byte[] encoded() {
        return ByteBuffer.allocate(OVERHEAD + externalIdentity.length + context.length)
                .putShort((short) externalIdentity.length).put(externalIdentity)
                .putShort((short) context.length).put(context)
                .putShort((short) targetProtocol).putShort((short) targetKdf).array();
    }

    @Override
    public String toString() {
        return "ImportedPskIdentity[protocol 0x" + Integer.toHexString(targetProtocol) + ", KDF 0x" + Integer.toHexString(targetKdf) + "]";
    }
}
