package dev.drawbridge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import javax.security.auth.Destroyable;

/**
 * A pre-shared key and the identity that names it: what a {@link PskKeyManager} gives out. It may be given out for many connections; each
 * takes a copy. Once {@link #destroy} was called it can be used for no new one.
 */
public final class PskKey implements Destroyable {
    /** The fewest bytes of a key. RFC 9257 section 6: "Each PSK [...] MUST be at least 128 bits long". */
    public static final int SHORTEST_KEY = 16;
    /** The most bytes of a key, as in OpenSSL ({@code PSK_MAX_PSK_LEN}). */
    public static final int LONGEST_KEY = 512;
    /** The most bytes of an identity. OpenSSL takes 256 ({@code PSK_MAX_IDENTITY_LEN}); imported ones are longer. */
    public static final int LONGEST_IDENTITY = 1024;

    /** The hash that a key goes with in TLS 1.3: it can be used with suites of this hash alone. TLS 1.2 takes a key with any suite. */
    public enum Hash {
        /** OpenSSL's for keys of {@code SSL_CTX_set_psk_client_callback}. */
        SHA256,
        /** For suites such as TLS_AES_256_GCM_SHA384. */
        SHA384
    }

    private final byte[] identity;
    private final Hash hash;
    private final ImportedPskIdentity imported;
    /** Guarded by this; null when destroyed. */
    private byte[] key;

    private PskKey(byte[] identity, byte[] key, Hash hash, ImportedPskIdentity imported) {
        if (identity.length == 0 || identity.length > LONGEST_IDENTITY) {
            throw new IllegalArgumentException("an identity of " + identity.length + " bytes; expected 1 to " + LONGEST_IDENTITY);
        }
        if (key.length < SHORTEST_KEY || key.length > LONGEST_KEY) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes; expected " + SHORTEST_KEY + " to " + LONGEST_KEY);
        }
        this.identity = identity.clone();
        this.key = key.clone();
        this.hash = Objects.requireNonNull(hash);
        this.imported = imported;
    }

    /**
     * A key for TLS 1.2, and for suites of TLS 1.3 with SHA-256. RFC 8446 section 4.2.11: "For externally established PSKs, the Hash algorithm
     * MUST be set when the PSK is established or default to SHA-256 if no such algorithm is defined."
     *
     * @param identity is sent as UTF-8, as RFC 4279 section 5.1 has it
     * @param key is copied; random bytes, never a password
     * @throws IllegalArgumentException when one has too few bytes or too many
     */
    public static PskKey of(String identity, byte[] key) {
        return of(identity.getBytes(StandardCharsets.UTF_8), key, Hash.SHA256);
    }

    /**
     * A key for TLS 1.2, and for suites of TLS 1.3 with a hash, as the cipher of the session has it that
     * {@code SSL_CTX_set_psk_use_session_callback} gives out.
     *
     * @param identity is copied
     * @param key is copied; random bytes, never a password
     * @throws IllegalArgumentException when one has too few bytes or too many
     */
    public static PskKey of(byte[] identity, byte[] key, Hash hash) {
        return new PskKey(identity, key, hash, null);
    }

    /**
     * A key that is imported for TLS 1.3 (RFC 9258): what is used is derived from it for this identity alone, so that one key can serve
     * several hashes. Peers must import it too. OpenSSL does not.
     *
     * @param identity for which it is imported; its target is TLS 1.3 and one of the two hashes
     * @param key the external key, which is copied
     * @param hash that goes with the external key, SHA-256 where nobody says: that of the derivation, not of the target
     * @throws IllegalArgumentException when the key has too few bytes or too many, or the identity has another target
     */
    public static PskKey imported(ImportedPskIdentity identity, byte[] key, Hash hash) {
        Hash target = identity.targetHash();
        if (target == null) {
            throw new IllegalArgumentException(identity + "; expected the target TLS 1.3 with HKDF_SHA256 or HKDF_SHA384");
        }
        return new PskKey(identity.encoded(), key, hash, identity);
    }

    /** A copy of what the peer is told; it is sent in the clear. */
    public byte[] identity() {
        return identity.clone();
    }

    /** The hash that goes with the key; with an imported one, that of its derivation. */
    public Hash hash() {
        return hash;
    }

    /** For what the key is imported, or null when it is used as it is. */
    public ImportedPskIdentity importedIdentity() {
        return imported;
    }

    /**
     * A copy of the key, which the caller wipes.
     *
     * @throws IllegalStateException when it is destroyed
     */
    public synchronized byte[] key() {
        if (key == null) {
            throw new IllegalStateException("the pre-shared key is destroyed");
        }
        return key.clone();
    }

    /** Overwrites the key. */
    @Override
    public synchronized void destroy() {
        if (key != null) {
            Arrays.fill(key, (byte) 0);
            key = null;
        }
    }

    @Override
    public synchronized boolean isDestroyed() {
        return key == null;
    }

    /** Without the key, and without the identity, which may be anybody's bytes. */
    @Override
    public String toString() {
        return "PskKey[identity of " + identity.length + " bytes, " + hash + (imported == null ? "]" : ", imported]");
    }
}
