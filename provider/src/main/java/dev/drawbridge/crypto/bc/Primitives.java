package dev.drawbridge.crypto.bc;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * The one table of primitives: from which library each is taken, and the measurement behind it, in operations per second on one thread
 * with JDK 17 | JDK 25 unless said (Edwards curves and ML-KEM beside other load, so read their ratios). So far one library is ahead on
 * both JDKs in every row; a row in which they differ would name one for each. A private key that cannot leave its provider stays there,
 * whatever the table says.
 */
enum Primitives {
    // The JDK's providers: bulk work, where the virtual machine has intrinsics, and RSA.
    AES_GCM("Cipher", "AES/GCM/NoPadding", "SunJCE",
        "16 KiB records: JDK 4300 | 9090 MB/s, BC 111 | 124 MB/s and 34 kB allocated per record"),
    CHACHA20_POLY1305("Cipher", "ChaCha20-Poly1305", "SunJCE", "16 KiB records: JDK 291 | 2341 MB/s, BC 164 | 176 MB/s"),
    AES_CBC("Cipher", "AES/CBC/PKCS5Padding", "SunJCE",
        "240 bytes on a new Cipher, best of some runs beside other load: JDK 245000 | 547000, BC 243000 | 208000"),
    TRIPLE_DES_CBC("Cipher", "DESede/CBC/NoPadding", "SunJCE", "for who names 3DES: where AES-CBC is; not measured"),
    HASH("MessageDigest", "SHA-256", "SUN", "SHA-256 of 16 KiB: JDK 1790 MB/s, BC 196 MB/s on 17"),
    HMAC("Mac", "HmacSHA256", "SunJCE", "64 bytes under a new key: JDK 2.8 million, BC 0.5 million on 17"),
    RSA("Signature", "RSASSA-PSS", "SunRsaSign",
        "PSS, 2048 bits: sign JDK 925 | 936, BC 946 | 929; verify JDK 32050 | 32360, BC 26740 | 26620"),

    RAW_RSA("Cipher", "RSA/ECB/PKCS1Padding", "SunJCE", "for TLS 1.1 and older alone: the same arithmetic as RSA"),

    // Bouncy Castle's lightweight classes, called directly: no provider has to be registered for them, and going through bctls costs
    // as much but hides the private parts, which then cannot be wiped.
    ECDSA("P-256: sign JDK 1858 | 5835, BC 12420 | 12880; verify JDK 935 | 1701, BC 12570 | 13500"),
    ED25519("sign JDK 813 | 1095, BC 10916 | 18635; verify JDK 975 | 1126, BC 4049 | 7784"),
    ED448("sign JDK 126 | 235, BC 3132 | 4614; verify JDK 121 | 246, BC 915 | 1814"),
    ECDH("P-256: make JDK 2038 | 7268, BC 12960 | 13050; agree JDK 1035 | 1176, BC 6365 | 6826"),
    XDH("X25519: make JDK 6735 | 7012, BC 17750 | 17510; agree JDK 6760 | 7065, BC 12370 | 11890"),
    ML_KEM("on 25: make JDK 10075, BC 11290; encapsulate JDK 8645, BC 13119; decapsulate JDK 6249, BC 10842; 17 has none of its own");

    /** Where a primitive can come from: a JDK provider by way of JCA, or Bouncy Castle's lightweight classes. */
    enum Library { JDK, BC }

    private final Library library;
    private final String service;
    private final String algorithm;
    private final String jdkProvider;
    private final String reason;
    private volatile Provider provider;

    /** A row taken from a JDK provider. */
    Primitives(String service, String algorithm, String jdkProvider, String reason) {
        this.library = Library.JDK;
        this.service = service;
        this.algorithm = algorithm;
        this.jdkProvider = jdkProvider;
        this.reason = reason;
    }

    /** A row taken from Bouncy Castle. */
    Primitives(String reason) {
        this.library = Library.BC;
        this.service = null;
        this.algorithm = null;
        this.jdkProvider = null;
        this.reason = reason;
    }

    /** The library in use. */
    Library library() {
        return library;
    }

    /**
     * The JCA provider of this row: the JDK's own by its name, whatever stands before it in the list; only where the runtime has none,
     * the one that the default look-up finds. Looked up once per process.
     */
    Provider provider() {
        if (library != Library.JDK) {
            throw new IllegalStateException(this + " has no JCA provider");
        }
        Provider found = provider;
        if (found == null) {
            found = Security.getProvider(jdkProvider);
            if (found == null) {
                found = defaultProvider();
            }
            provider = found;
        }
        return found;
    }

    private Provider defaultProvider() {
        try {
            return switch (service) {
                case "Cipher" -> Cipher.getInstance(algorithm).getProvider();
                case "MessageDigest" -> MessageDigest.getInstance(algorithm).getProvider();
                case "Mac" -> Mac.getInstance(algorithm).getProvider();
                default -> Signature.getInstance(algorithm).getProvider();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has neither the provider " + jdkProvider + " nor another one with "
                + service + " " + algorithm, e);
        }
    }

    /** The row in words, for diagnosis. */
    @Override
    public String toString() {
        return name() + " from " + library + " (" + reason + ")";
    }
}
