package dev.drawbridge.it.bogo;

import dev.drawbridge.config.Defaults;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainRules;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Who the shim is and how it judges its peer, and what the callbacks of both APIs are asked with. */
final class Party {
    private final Settings settings;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final AtomicInteger judged = new AtomicInteger();
    private volatile Mismatch mismatch;

    Party(Settings settings) throws IOException, GeneralSecurityException, Unimplemented {
        this.settings = settings;
        this.chain = settings.certificateFile == null ? List.of() : loadChain(settings);
        this.key = settings.keyFile == null ? null : loadKey(settings);
    }

    private static List<X509Certificate> loadChain(Settings settings) throws IOException, GeneralSecurityException, Unimplemented {
        List<X509Certificate> chain;
        try {
            chain = Pem.chain(settings.certificateFile);
            chain.get(0).getPublicKey();
        } catch (CertificateException e) {
            throw unreadable("-cert-file", e);
        }
        return settings.leafOnly ? chain.subList(0, 1) : chain;
    }

    private static PrivateKey loadKey(Settings settings) throws IOException, GeneralSecurityException, Unimplemented {
        try {
            return Pem.key(settings.keyFile);
        } catch (InvalidKeySpecException e) {
            throw unreadable("-key-file", e);
        }
    }

    /** The JDK reads keys of P-224 no more; everything else the runner has, it reads. */
    private static Unimplemented unreadable(String flag, GeneralSecurityException e) throws GeneralSecurityException {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof InvalidKeyException || String.valueOf(t.getMessage()).contains("1.3.132.0.33")) {
                return new Unimplemented(flag + " of P-224");
            }
        }
        throw e;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    /** Whether there is a certificate to show. Called when the handshake asks for it, as OpenSSL's certificate callback is. */
    boolean authenticates(List<byte[]> authorities) {
        if (settings.failCertificateCallback) {
            throw new IllegalStateException("-fail-cert-callback");
        }
        if (settings.expectClientAuthorities != null && !same(settings.expectClientAuthorities, authorities)) {
            mismatch = new Mismatch("names in CertificateRequest are not as expected");
        }
        return !chain.isEmpty() && key != null;
    }

    /** Judges any chain as the flags say. */
    void judge(List<X509Certificate> chain, String authType) throws CertificateException {
        ChainRules.checkPurpose(chain.get(0), !settings.server, !settings.server && authType.equals("RSA"));
        if (judged.incrementAndGet() > 1) {
            mismatch = new Mismatch("certificate judged twice");
        }
        if (settings.verifyFail && settings.judges()) {
            throw new CertificateException("-verify-fail");
        }
    }

    /** The server's choice among the client's application protocols: null refuses, "" passes. */
    String select(List<String> offered) {
        if (settings.expectAdvertisedProtocols != null && !offered.equals(settings.expectAdvertisedProtocols)) {
            mismatch = new Mismatch("client offers protocols " + offered);
        }
        if (offered.isEmpty() || settings.declineProtocols) {
            return "";
        }
        return settings.rejectProtocols ? null : settings.selectedProtocol;
    }

    /** Whether the program chooses among application protocols. */
    boolean selects() {
        return settings.selectedProtocol != null || settings.declineProtocols || settings.rejectProtocols;
    }

    /** What the callbacks found, once the handshake is done. */
    void check(Facts facts) throws Mismatch {
        if (mismatch != null) {
            throw mismatch;
        }
        if (settings.expectVerifyResult) {
            Mismatch.check(facts.resumed() || facts.peerChain().isEmpty() || judged.get() == 1, "the peer's certificate was not judged");
        }
    }

    List<NamedGroup> groups(List<NamedGroup> unset) {
        return settings.groups.isEmpty() ? unset : settings.groups;
    }

    /**
     * What is verified. A server has one list for this and for its own signatures, so that what its own key needs comes last in it.
     */
    List<SignatureScheme> schemes(List<SignatureScheme> unset) {
        if (settings.verifyPreferences.isEmpty() || !settings.server) {
            return settings.verifyPreferences.isEmpty() ? unset : settings.verifyPreferences;
        }
        Set<SignatureScheme> all = new LinkedHashSet<>(settings.verifyPreferences);
        all.addAll(Defaults.SIGNATURE_SCHEMES);
        return List.copyOf(all);
    }

    private static boolean same(List<byte[]> expected, List<byte[]> found) {
        if (expected.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!Arrays.equals(expected.get(i), found.get(i))) {
                return false;
            }
        }
        return true;
    }
}
