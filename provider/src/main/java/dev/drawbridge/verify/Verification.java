package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.Crl;
import dev.drawbridge.store.TrustSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One verification of one chain: what goes in, the chain as far as it is built, and what was found. OpenSSL's {@code X509_STORE_CTX}; the
 * order in which errors are found, and what each names, are its {@code X509_verify_cert}'s. Used by one thread.
 */
public final class Verification {
    /** Is told of each certificate that passed and each error, and says whether to go on. */
    @FunctionalInterface
    public interface Listener {
        /** Whether a certificate passed, or else the error that {@code v} has; false ends the verification. */
        boolean verified(boolean ok, Verification v);
    }

    /** The walk is over: the listener did not want to go on, or going on makes no sense. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("refused", null, false, false);
        }
    }

    /**
     * What goes in.
     *
     * @param parameters how to verify
     * @param trust whom to trust, and their CRLs
     * @param untrusted certificates to build with, as the peer sent them
     * @param crls more CRLs
     * @param now the time, for parameters that have none to check at
     * @param listener is told what is found
     * @param staples what the peer stapled to the leaf and {@code untrusted}, in this order
     */
    public record Given(VerifyParameters parameters, TrustSource trust, List<Cert> untrusted, List<Crl> crls, Instant now,
            Listener listener, Staples staples) {
    }

    private final Given given;
    private final Verification parent;

    final List<Cert> chain = new ArrayList<>();
    int fromPeer;
    private VerifyResult error = VerifyResult.OK;
    private int depth;
    private Cert current;
    private String matchedName;
    private String detail;

    /** A verification still to be run. */
    public Verification(Given given) {
        this(given, null);
    }

    private Verification(Given given, Verification parent) {
        this.given = given;
        this.parent = parent;
    }

    /** A verification of a CRL's signer under the same conditions. */
    Verification ofCrlSigner() {
        return new Verification(given, this);
    }

    /** Verifies, and tells whether the leaf is who it says; {@link #error} tells more, also what a listener passed over. */
    public boolean run(Cert leaf) {
        chain.add(leaf);
        fromPeer = 1;
        try {
            if (!KeyStrength.keyReaches(leaf, given.parameters.level())) {
                fail(VerifyResult.EE_KEY_TOO_SMALL, 0, leaf);
            }
            ChainBuilder.build(this);
            ExtensionRules.check(this);
            checkStrength();
            PeerNames.check(this, leaf);
            RevocationRules.check(this);
            StapleRules.check(this);
            SuiteBRules.check(this);
            SignatureRules.check(this);
            NameConstraintRules.check(this);
            if (given.parameters.has(VerifyFlag.POLICY_CHECK) && parent == null) {
                PolicyRules.check(this);
            }
            return true;
        } catch (Refused e) {
            if (error == VerifyResult.OK) {
                error = VerifyResult.UNSPECIFIED;
            }
            return false;
        }
    }

    /** The security level of the issuers' keys, and of all signatures but the anchor's. */
    private void checkStrength() throws Refused {
        for (int i = 0; i < chain.size(); i++) {
            if (i > 0 && !KeyStrength.keyReaches(chain.get(i), given.parameters.level())) {
                fail(VerifyResult.CA_KEY_TOO_SMALL, i, chain.get(i));
            }
            if (i < chain.size() - 1 && !KeyStrength.signatureReaches(chain.get(i), given.parameters.level())) {
                fail(VerifyResult.CA_MD_TOO_WEAK, i, chain.get(i));
            }
        }
    }

    /** Notes an error about a certificate; returns when the listener wants to go on. */
    void fail(VerifyResult result, int atDepth, Cert about) throws Refused {
        fail(result, atDepth, about, null);
    }

    /** Notes an error about a certificate, with words for what its number does not tell. */
    void fail(VerifyResult result, int atDepth, Cert about, String why) throws Refused {
        depth = atDepth;
        current = about;
        error = result;
        detail = why;
        if (!given.listener.verified(false, this)) {
            throw new Refused();
        }
    }

    /** Notes an error about whatever depth was looked at last. */
    void fail(VerifyResult result) throws Refused {
        fail(result, depth, current);
    }

    /** Tells the listener that a certificate passed; an error found before stays. */
    void passed(int atDepth, Cert about) throws Refused {
        depth = atDepth;
        current = about;
        if (!given.listener.verified(true, this)) {
            throw new Refused();
        }
    }

    /** Ends the walk because it makes no sense: an error that nobody is asked about. */
    Refused senseless() {
        error = VerifyResult.UNSPECIFIED;
        return new Refused();
    }

    /** Looks at a certificate without saying anything about it yet. */
    void lookAt(int atDepth, Cert about) {
        depth = atDepth;
        current = about;
    }

    /** What was found last, {@link VerifyResult#OK} when nothing was. */
    public VerifyResult error() {
        return error;
    }

    /** Changes the result; for listeners. */
    public void error(VerifyResult result) {
        error = result;
    }

    /** What the error's number does not tell, in words; null mostly. */
    public String detail() {
        return detail;
    }

    /** The depth of what was looked at last: 0 is the leaf. */
    public int depth() {
        return depth;
    }

    /** The certificate that was looked at last, or null when the error is of none. */
    public Cert current() {
        return current;
    }

    /** The chain, leaf first, as far as it was built. */
    public List<Cert> chain() {
        return Collections.unmodifiableList(chain);
    }

    /** How many certificates of the chain are not from the trust store. */
    public int fromPeer() {
        return fromPeer;
    }

    /** Whether this is about the signer of a CRL and not about the peer. */
    public boolean ofCrl() {
        return parent != null;
    }

    /** The name in the certificate that matched the wanted host, or null. */
    public String matchedName() {
        return matchedName;
    }

    void matchedName(String name) {
        matchedName = name;
    }

    VerifyParameters parameters() {
        return given.parameters;
    }

    TrustSource trust() {
        return given.trust;
    }

    List<Cert> untrusted() {
        return given.untrusted;
    }

    List<Crl> crls() {
        return given.crls;
    }

    Staples staples() {
        return given.staples;
    }

    /** The time to check at, or null when times are not looked at. */
    Instant time() {
        VerifyParameters p = given.parameters;
        return p.time() != null ? p.time() : p.has(VerifyFlag.NO_CHECK_TIME) ? null : given.now;
    }
}
