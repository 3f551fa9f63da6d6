package dev.drawbridge.it.bogo;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.it.ForwardingCrypto;
import dev.drawbridge.spec.SignatureScheme;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/** Cryptography whose keys sign in some schemes only, as BoringSSL's preferences of one key say; it verifies all. */
record SigningPreferences(Crypto real, List<SignatureScheme> schemes) implements ForwardingCrypto {
    @Override
    public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
        return schemes.contains(scheme) && real.canSign(key, publicKey, scheme);
    }
}
