package dev.drawbridge.it;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The real cryptography without its chance: a connection of one role always draws the same random bytes and the same ephemeral keys,
 * so that a case can be run again alone. What an honest handshake costs most, key exchange and signatures, is computed once and
 * remembered by its inputs; other inputs are computed in earnest. For one thread.
 */
final class HostileCrypto implements ForwardingCrypto {
    /** What is remembered; connections of one thread share it. */
    static final class Memory {
        /** Honest handshakes come first and fill only a little of it. */
        private static final int LIMIT = 512;

        private final Map<ByteBuffer, byte[]> values = new HashMap<>();

        private interface Computation {
            byte[] run() throws TlsFault;
        }

        private byte[] get(ByteBuffer key, Computation computation) throws TlsFault {
            byte[] known = values.get(key);
            if (known == null) {
                known = computation.run();
                if (values.size() < LIMIT) {
                    values.put(key, known);
                }
            }
            return known;
        }
    }

    private static final byte[] GOOD = {1};

    private final Memory memory;
    private final int role;
    private final BcCrypto real;
    private SplittableRandom random;

    /** The cryptography of one role; {@link #restart} comes before each connection. */
    HostileCrypto(Memory memory, boolean client) {
        this.memory = memory;
        this.role = client ? 1 : 2;
        this.real = new BcCrypto(new Sequence(role));
        restart();
    }

    /** Begins the random bytes afresh. */
    void restart() {
        random = new SplittableRandom(role);
    }

    @Override
    public Crypto real() {
        return real;
    }

    @Override
    public void random(byte[] out) {
        random.nextBytes(out);
    }

    @Override
    public KeyAgreement startAgreement(NamedGroup group) {
        return new Remembered(group);
    }

    @Override
    public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
        Remembered ours = new Remembered(group);
        return new KeyAgreement.Answer(ours.share(), ours.agree(peerShare));
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
        return memory.get(key("sign", scheme.code(), content), () -> real.sign(key, scheme, content)).clone();
    }

    @Override
    public void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        memory.get(key("verify", scheme.code(), key.getEncoded(), content, signature), () -> {
            real.verify(key, scheme, content, signature);
            return GOOD;
        });
    }

    /** An ephemeral key that is the same in every connection of this role. */
    private final class Remembered implements KeyAgreement {
        private final NamedGroup group;

        Remembered(NamedGroup group) {
            this.group = group;
        }

        @Override
        public byte[] share() {
            try {
                return memory.get(key("share", group.code()), () -> start().share()).clone();
            } catch (TlsFault f) {
                throw new AssertionError(f);
            }
        }

        @Override
        public Secret agree(byte[] peerShare) throws TlsFault {
            return new Secret(memory.get(key("agree", group.code(), peerShare), () -> start().agree(peerShare).bytes()).clone());
        }

        /** Nothing is kept here but what {@code memory} has. */
        @Override
        public void wipe() {
        }

        private KeyAgreement start() {
            return new BcCrypto(new Sequence(16 * group.code() + role)).startAgreement(group);
        }
    }

    private ByteBuffer key(String what, int code, byte[]... inputs) {
        int length = 8 + what.length();
        for (byte[] in : inputs) {
            length += 4 + in.length;
        }
        ByteBuffer key = ByteBuffer.allocate(length).putInt(role).putInt(code);
        for (int i = 0; i < what.length(); i++) {
            key.put((byte) what.charAt(i));
        }
        for (byte[] in : inputs) {
            key.putInt(in.length).put(in);
        }
        return key.flip();
    }

    /** A SecureRandom that says the same every time. */
    private static final class Sequence extends SecureRandom {
        private static final long serialVersionUID = 1L;

        Sequence(long seed) {
            super(new Spi(seed), null);
        }

        private static final class Spi extends SecureRandomSpi {
            private static final long serialVersionUID = 1L;

            private final transient SplittableRandom bytes;

            Spi(long seed) {
                bytes = new SplittableRandom(seed);
            }

            @Override
            protected void engineSetSeed(byte[] seed) {
                throw new UnsupportedOperationException("the sequence is fixed");
            }

            @Override
            protected void engineNextBytes(byte[] out) {
                bytes.nextBytes(out);
            }

            @Override
            protected byte[] engineGenerateSeed(int count) {
                return new byte[count];
            }
        }
    }
}
