package dev.drawbridge.store;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A private key as it stands in a file: read, but not yet decrypted or decoded. */
final class EncodedKey {
    static final String PKCS8 = "PRIVATE KEY";
    static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";
    static final String RSA = "RSA PRIVATE KEY";
    static final String EC = "EC PRIVATE KEY";
    static final String DSA = "DSA PRIVATE KEY";
    /** OpenSSL's word for a wrong passphrase. */
    static final String BAD_DECRYPT = "bad decrypt";
    private static final String ALGORITHMS = "RSA, RSA-PSS, EC, Ed25519, Ed448 or ML-DSA";

    private final String label;
    private final String header;
    private final byte[] der;
    private final Place place;

    /** The bytes are not copied. */
    EncodedKey(String label, String header, byte[] der, Place place) {
        this.label = label;
        this.header = header;
        this.der = der;
        this.place = place;
    }

    /** A key in PKCS#8, encrypted when there is a passphrase. */
    static EncodedKey of(byte[] pkcs8, char[] passphrase, Place place) {
        if (passphrase == null) {
            return new EncodedKey(PKCS8, "", pkcs8, place);
        }
        try {
            return new EncodedKey(ENCRYPTED_PKCS8, "", KeyEncryption.encrypt(pkcs8, passphrase).getEncoded(), place);
        } catch (IOException e) {
            throw new IllegalStateException("an encrypted key cannot be encoded", e);
        }
    }

    String label() {
        return label;
    }

    String header() {
        return header;
    }

    /** As it stands in the file; not a copy. */
    byte[] der() {
        return der;
    }

    Place place() {
        return place;
    }

    boolean encrypted() {
        return !header.isEmpty() || label.equals(ENCRYPTED_PKCS8);
    }

    /**
     * A key that was opened.
     *
     * @param key the JDK's object where it knows the algorithm, else Bouncy Castle's
     * @param identity what it has in common with its certificate
     */
    record Opened(PrivateKey key, KeyIdentity identity) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Opened[" + identity.algorithm() + "]";
        }
    }

    /** Decrypts and decodes; the passphrase is asked for at most once. */
    Opened open(Passphrase passphrase) throws StoreException {
        PrivateKeyInfo info = info(passphrase);
        PrivateKey key = key(info);
        try {
            return new Opened(key, KeyIdentity.of(info));
        } catch (IOException | RuntimeException e) {
            throw place.error("the public half of this key of algorithm " + info.getPrivateKeyAlgorithm().getAlgorithm()
                    + " cannot be computed; expected " + ALGORITHMS, "unsupported", e);
        }
    }

    private PrivateKey key(PrivateKeyInfo info) throws StoreException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        byte[] encoded = null;
        try {
            encoded = info.getEncoded();
            return KeyDecoder.privateKey(algorithm, encoded);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw place.error("this key of algorithm " + algorithm + " cannot be decoded; expected " + ALGORITHMS, "unsupported", e);
        } finally {
            if (encoded != null) {
                Arrays.fill(encoded, (byte) 0);
            }
        }
    }

    private PrivateKeyInfo info(Passphrase passphrase) throws StoreException {
        refuseUnknown();
        if (!encrypted()) {
            return decode(label, der);
        }
        char[] secret = passphrase.of(place.toString());
        if (secret == null) {
            throw place.error("this key is encrypted and no passphrase was given", "bad password read");
        }
        byte[] decrypted = null;
        try {
            decrypted = header.isEmpty() ? decryptPkcs8(secret) : KeyEncryption.decryptTraditional(place, header, der, secret);
            return decode(label.equals(ENCRYPTED_PKCS8) ? PKCS8 : label, decrypted);
        } finally {
            Arrays.fill(secret, '\0');
            if (decrypted != null) {
                Arrays.fill(decrypted, (byte) 0);
            }
        }
    }

    private void refuseUnknown() throws StoreException {
        if (label.equals(DSA)) {
            throw dsa();
        }
        if (!label.equals(PKCS8) && !label.equals(ENCRYPTED_PKCS8) && !label.equals(RSA) && !label.equals(EC)) {
            throw place.error("this is a " + PemReader.printable(label) + "; expected " + PKCS8 + ", " + ENCRYPTED_PKCS8 + ", " + RSA
                    + " or " + EC, "unsupported");
        }
    }

    private StoreException dsa() {
        return place.error("this is a DSA key, which TLS no longer has; expected " + ALGORITHMS, "unsupported");
    }

    private byte[] decryptPkcs8(char[] secret) throws StoreException {
        EncryptedPrivateKeyInfo info;
        try {
            info = EncryptedPrivateKeyInfo.getInstance(DerElement.first(der));
        } catch (RuntimeException e) {
            throw place.error("this is not an encrypted key as PKCS#8 has it", "wrong tag", e);
        }
        return KeyEncryption.decrypt(place, info.getEncryptionAlgorithm(), info.getEncryptedData(), secret);
    }

    private PrivateKeyInfo decode(String form, byte[] encoded) throws StoreException {
        try {
            byte[] element = DerElement.first(encoded);
            PrivateKeyInfo info = switch (form) {
                case RSA -> new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(element));
                case EC -> ec(ECPrivateKey.getInstance(element));
                default -> PrivateKeyInfo.getInstance(element);
            };
            if (info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)) {
                throw dsa();
            }
            return info;
        } catch (RuntimeException | IOException e) { // the parser throws whatever it stumbles over
            if (encrypted()) {
                throw place.error("the passphrase does not open it, or what it opens is not a key", BAD_DECRYPT, e);
            }
            throw place.error("this is not the structure that " + PemReader.printable(form) + " stands for", "wrong tag", e);
        }
    }

    private PrivateKeyInfo ec(ECPrivateKey key) throws StoreException, IOException {
        if (key.getParametersObject() == null) {
            throw place.error("this EC key does not say its curve; the block EC PARAMETERS before it does not count", "missing parameters");
        }
        ASN1EncodableVector parts = new ASN1EncodableVector();
        for (ASN1Encodable part : ASN1Sequence.getInstance(key.toASN1Primitive())) {
            if (!(part instanceof ASN1TaggedObject tagged && tagged.getTagNo() == 0)) {
                parts.add(part); // without the curve, which PKCS#8 says outside
            }
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                new DERSequence(parts));
    }

    /** Forgets the bytes. */
    void wipe() {
        Arrays.fill(der, (byte) 0);
    }

    /** Without its bytes. */
    @Override
    public String toString() {
        return place + ": " + label;
    }
}
