package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.DHBasicAgreement;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.generators.DHBasicKeyPairGenerator;
import org.bouncycastle.crypto.params.DHKeyGenerationParameters;
import org.bouncycastle.crypto.params.DHParameters;
import org.bouncycastle.crypto.params.DHPrivateKeyParameters;
import org.bouncycastle.crypto.params.DHPublicKeyParameters;
import org.bouncycastle.util.BigIntegers;

/**
 * Diffie-Hellman with a key pair for one use, in a group of RFC 7919 or RFC 3526, whose primes are safe, or in one that a server signed. Another
 * prime would have to be shown to be one, which costs more than the key exchange; who makes one of his own gains nothing. As with curves the private number
 * is a BigInteger, whose powers take a time that depends on it, but it is used once; it cannot be wiped, only dropped.
 */
final class DhField implements FiniteField {
    /**
     * Those of RFC 7919 first, by size, then those of RFC 3526, and of RFC 2409 what servers of security level 0 take. RFC 7919 section 5.2 has
     * exponents that are no longer than the group is strong, since more would only cost time, and any peer can make us spend it; appendix A says how many bits each group
     * wants at least.
     */
    private static final List<DHParameters> GROUPS = List.of(withExponents(DHStandardGroups.rfc7919_ffdhe2048, 225),
            withExponents(DHStandardGroups.rfc7919_ffdhe3072, 275), withExponents(DHStandardGroups.rfc7919_ffdhe4096, 325),
            withExponents(DHStandardGroups.rfc7919_ffdhe6144, 375), withExponents(DHStandardGroups.rfc7919_ffdhe8192, 400),
            DHStandardGroups.rfc3526_2048, DHStandardGroups.rfc3526_3072, DHStandardGroups.rfc3526_4096, DHStandardGroups.rfc3526_6144,
            DHStandardGroups.rfc3526_8192, DHStandardGroups.rfc3526_1536, DHStandardGroups.rfc2409_1024);

    /** Whatever a configuration permits, numbers below that are no group. */
    private static final int MIN_BITS = 512;
    /** Those of RFC 7919 and RFC 3526 have no more; a larger one is only there to keep us busy. */
    private static final int MAX_BITS = 8192;

    private final DHParameters group;
    private final SecureRandom random;

    private DhField(DHParameters group, SecureRandom random) {
        this.group = group;
        this.random = random;
    }

    private static DHParameters withExponents(DHParameters group, int bits) {
        return new DHParameters(group.getP(), group.getG(), group.getQ(), bits, bits);
    }

    /** The group with a prime and generator, or null when none of those. */
    static DhField of(byte[] prime, byte[] generator, SecureRandom random) {
        BigInteger p = new BigInteger(1, prime);
        BigInteger g = new BigInteger(1, generator);
        for (DHParameters group : GROUPS) {
            if (group.getP().equals(p) && group.getG().equals(g)) {
                return new DhField(group, random);
            }
        }
        return null;
    }

    /**
     * The group with a prime and generator, which need not be known, or null when they cannot be one: an even number, a small one, one that is too large to
     * count with, a generator of nothing. Whether the prime is one, and safe, is left to whoever signs it.
     */
    static DhField any(byte[] prime, byte[] generator, SecureRandom random) {
        DhField known = of(prime, generator, random);
        if (known != null) {
            return known;
        }
        BigInteger p = new BigInteger(1, prime);
        BigInteger g = new BigInteger(1, generator);
        boolean possible = p.testBit(0) && p.bitLength() >= MIN_BITS && p.bitLength() <= MAX_BITS && g.compareTo(BigInteger.TWO) >= 0
                && g.compareTo(p.subtract(BigInteger.TWO)) <= 0;
        return possible ? new DhField(new DHParameters(p, g), random) : null;
    }

    /** A group of RFC 7919, whose code points are in the order of their sizes. */
    static DhField of(NamedGroup group, SecureRandom random) {
        if (!group.finiteField()) {
            throw new IllegalArgumentException(group + " is no finite field");
        }
        return new DhField(GROUPS.get(group.code() - NamedGroup.FFDHE2048.code()), random);
    }

    @Override
    public byte[] prime() {
        return BigIntegers.asUnsignedByteArray(group.getP());
    }

    @Override
    public byte[] generator() {
        return BigIntegers.asUnsignedByteArray(group.getG());
    }

    @Override
    public NamedGroup group() {
        int index = GROUPS.indexOf(group);
        return index < 0 ? null : NamedGroup.of(NamedGroup.FFDHE2048.code() + index);
    }

    @Override
    public int bits() {
        return group.getP().bitLength();
    }

    @Override
    public KeyAgreement start() {
        return new Agreement(false);
    }

    /** Starts a key exchange of TLS 1.3, whose secrets are all as long as the prime. Costly. */
    KeyAgreement startPadded() {
        return new Agreement(true);
    }

    @Override
    public KeyAgreement.Answer answer(byte[] peerShare) throws TlsFault {
        Agreement ours = new Agreement(false);
        return new KeyAgreement.Answer(ours.share(), ours.agree(peerShare));
    }

    private final class Agreement implements KeyAgreement {
        private final boolean padded;
        private final byte[] share;
        private DHPrivateKeyParameters privateKey;

        Agreement(boolean padded) {
            this.padded = padded;
            DHBasicKeyPairGenerator generator = new DHBasicKeyPairGenerator();
            generator.init(new DHKeyGenerationParameters(random, group));
            AsymmetricCipherKeyPair pair = generator.generateKeyPair();
            this.share = BigIntegers.asUnsignedByteArray(length(), ((DHPublicKeyParameters) pair.getPublic()).getY());
            this.privateKey = (DHPrivateKeyParameters) pair.getPrivate();
        }

        private int length() {
            return (bits() + 7) / 8;
        }

        @Override
        public byte[] share() {
            return share.clone();
        }

        @Override
        public Secret agree(byte[] peerShare) throws TlsFault {
            DHPrivateKeyParameters ours = privateKey;
            if (ours == null) {
                throw new IllegalStateException("key agreement already used");
            }
            privateKey = null;
            try {
                // RFC 7919 section 3: "the client MUST verify that dh_Ys is in the range 1 < dh_Ys < dh_p - 1. If dh_Ys is not in this
                // range, the client MUST terminate the connection with a fatal handshake_failure(40) alert." Section 4 has the server do
                // the same with dh_Yc. Bouncy Castle refuses these, and all that generate another subgroup.
                // RFC 8446 section 4.2.8.1: "Peers MUST validate each other's public key Y by ensuring that 1 < Y < p-1." There a
                // share is as long as the prime.
                if (peerShare.length > length() || padded && peerShare.length < length()) {
                    throw new IllegalArgumentException("not as long as the prime");
                }
                DHPublicKeyParameters theirs = new DHPublicKeyParameters(new BigInteger(1, peerShare), group);
                DHBasicAgreement agreement = new DHBasicAgreement();
                agreement.init(ours);
                BigInteger z = agreement.calculateAgreement(theirs);
                // RFC 5246 section 8.1.2: "Leading bytes of Z that contain all zero bits are stripped before it is used as the
                // pre_master_secret." RFC 8446 section 7.4.1: "The negotiated key (Z) is converted to a byte string by encoding in
                // big-endian form and left-padded with zeros up to the size of the prime."
                return new Secret(padded ? BigIntegers.asUnsignedByteArray(length(), z) : BigIntegers.asUnsignedByteArray(z));
            } catch (RuntimeException e) {
                throw new TlsFault(padded ? Fault.BAD_KEY_SHARE : Fault.BAD_DH_SHARE, DhField.this + " share of " + peerShare.length + " bytes", e);
            }
        }

        @Override
        public void wipe() {
            privateKey = null;
        }

        @Override
        public String toString() {
            return "KeyAgreement[" + DhField.this + "]";
        }
    }

    @Override
    public String toString() {
        return "DH of " + bits() + " bits";
    }
}
