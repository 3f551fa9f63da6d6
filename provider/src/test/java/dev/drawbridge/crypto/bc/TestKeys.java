package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.SignatureScheme;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of the JDK, made once per kind, and keys that a test shapes. */
final class TestKeys {
    private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

    private TestKeys() {}

    /** A key pair that suits the scheme; RSA schemes share one. */
    static KeyPair of(SignatureScheme scheme) {
        return switch (scheme.kind()) {
            case ECDSA -> scheme.curve() == null ? of(SignatureScheme.ECDSA_SECP256R1_SHA256) : made("EC", new ECGenParameterSpec(scheme.curve().toString()), scheme.curve().toString());
            case EDDSA -> made(scheme.toString(), null, scheme.toString());
            case RSA_PKCS1, RSA_PSS_RSAE -> made("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), "RSA");
            case RSA_PSS_PSS -> made("RSASSA-PSS", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), "PSS");
        };
    }

    private static KeyPair made(String algorithm, AlgorithmParameterSpec spec, String name) {
        return MADE.computeIfAbsent(name, n -> {
            try {
                return fresh(algorithm, spec);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    static KeyPair fresh(String algorithm, AlgorithmParameterSpec spec) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (spec != null) {
            generator.initialize(spec);
        }
        return generator.generateKeyPair();
    }

    static KeyPair rsa(String algorithm, int bits, AlgorithmParameterSpec keyParameters) throws GeneralSecurityException {
        return fresh(algorithm, new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4, keyParameters));
    }

    /** An EC key as a foreign provider may hand it over, with whatever is inside. */
    static ECPublicKey ecKey(ECPoint w, ECParameterSpec params) {
        return new ForeignEcKey(w, params);
    }

    private static final class ForeignEcKey implements ECPublicKey {
        private static final long serialVersionUID = 1L;
        private final transient ECPoint w;
        private final transient ECParameterSpec params;

        ForeignEcKey(ECPoint w, ECParameterSpec params) {
            this.w = w;
            this.params = params;
        }

        @Override
        public ECPoint getW() {
            return w;
        }

        @Override
        public ECParameterSpec getParams() {
            return params;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    /** A private key that shows nothing but its algorithm, as keys in hardware do. */
    static final class OpaqueKey implements PrivateKey {
        private static final long serialVersionUID = 1L;
        final transient PrivateKey inside;

        OpaqueKey(PrivateKey inside) {
            this.inside = inside;
        }

        @Override
        public String getAlgorithm() {
            return inside.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    /** An EC private key that has the interface but keeps its number, in one of the two ways. */
    static final class KeepingEcKey implements java.security.interfaces.ECPrivateKey {
        private static final long serialVersionUID = 1L;
        final transient java.security.interfaces.ECPrivateKey inside;
        private final boolean throwing;

        KeepingEcKey(PrivateKey inside, boolean throwing) {
            this.inside = (java.security.interfaces.ECPrivateKey) inside;
            this.throwing = throwing;
        }

        @Override
        public BigInteger getS() {
            if (throwing) {
                throw new UnsupportedOperationException("the key stays here");
            }
            return null;
        }

        @Override
        public ECParameterSpec getParams() {
            return inside.getParams();
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
