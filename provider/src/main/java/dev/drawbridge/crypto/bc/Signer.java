package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/** A way to sign with one private key. Thread safe; does not refer to the key, so that it may be remembered beside it. */
interface Signer {
    byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws GeneralSecurityException;
}
