package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

/** X25519 or X448 (RFC 7748) with a key pair for one use. */
final class XdhAgreement implements KeyAgreement {
    static final int X25519_LENGTH = 32;
    private static final int X448_LENGTH = 56;

    private final NamedGroup group;
    private final byte[] share;
    private byte[] privateKey;

    private XdhAgreement(NamedGroup group, byte[] privateKey) {
        this.group = group;
        this.privateKey = privateKey;
        this.share = new byte[privateKey.length];
        if (group == NamedGroup.X448) {
            X448.generatePublicKey(privateKey, 0, share, 0);
        } else {
            X25519.generatePublicKey(privateKey, 0, share, 0);
        }
    }

    static XdhAgreement start(NamedGroup group, SecureRandom random) {
        byte[] privateKey = new byte[group == NamedGroup.X448 ? X448_LENGTH : X25519_LENGTH];
        random.nextBytes(privateKey);
        return of(group, privateKey);
    }

    /** With a given private key, which is taken over; any bytes are one (RFC 7748 section 5 clears and sets the fixed bits). */
    static XdhAgreement of(NamedGroup group, byte[] privateKey) {
        return new XdhAgreement(group, privateKey);
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public Secret agree(byte[] peerShare) throws TlsFault {
        byte[] ours = privateKey;
        if (ours == null) {
            throw new IllegalStateException("key agreement already used");
        }
        privateKey = null;
        byte[] shared = new byte[ours.length];
        try {
            if (peerShare.length != share.length) {
                throw new TlsFault(Fault.BAD_KEY_SHARE, group + " share of " + peerShare.length + " bytes");
            }
            boolean contributory = group == NamedGroup.X448
                ? X448.calculateAgreement(ours, 0, peerShare, 0, shared, 0)
                : X25519.calculateAgreement(ours, 0, peerShare, 0, shared, 0);
            // RFC 8446 section 7.4.2: "implementations MUST check whether the computed Diffie-Hellman shared secret is the all-zero
            // value and abort if so, as described in Section 6 of [RFC7748]."
            if (!contributory) {
                throw new TlsFault(Fault.BAD_KEY_SHARE, group + " share of low order");
            }
            return new Secret(shared);
        } finally {
            Arrays.fill(ours, (byte) 0);
        }
    }

    @Override
    public void wipe() {
        if (privateKey != null) {
            Arrays.fill(privateKey, (byte) 0);
            privateKey = null;
        }
    }

    @Override
    public String toString() {
        return "KeyAgreement[" + group + "]";
    }
}
