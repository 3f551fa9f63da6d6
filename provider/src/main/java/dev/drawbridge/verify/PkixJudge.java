package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Anchors;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;

/**
 * Judges chains by PKIX (RFC 5280) on the JDK's path validator: first the chain as the peer sent it, and where that leads nowhere, any
 * path that can be built from it. Anchors are parsed once.
 */
public final class PkixJudge implements PathJudge {
    /** Looked up once per process, when the first chain is judged. */
    private static final class Pkix {
        static final CertificateFactory FACTORY;
        static final Provider VALIDATORS;
        static final Provider BUILDERS;

        static {
            try {
                FACTORY = CertificateFactory.getInstance("X.509");
                VALIDATORS = CertPathValidator.getInstance("PKIX").getProvider();
                BUILDERS = CertPathBuilder.getInstance("PKIX").getProvider();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no PKIX", e);
            }
        }
    }

    private final Supplier<Anchors> anchors;
    private final boolean checkRevocation;
    /** The program's own parameters, or null. */
    private final PKIXBuilderParameters template;

    /** A judge that trusts whom {@code anchors} gives when a chain is judged. */
    public PkixJudge(Supplier<Anchors> anchors, boolean checkRevocation) {
        this(anchors, checkRevocation, null);
    }

    /** A judge by the program's own parameters, whose trust anchors are certificates. */
    public PkixJudge(PKIXBuilderParameters parameters) {
        this(fixed(anchorsOf(parameters)), parameters.isRevocationEnabled(), (PKIXBuilderParameters) parameters.clone());
    }

    private PkixJudge(Supplier<Anchors> anchors, boolean checkRevocation, PKIXBuilderParameters template) {
        this.anchors = anchors;
        this.checkRevocation = checkRevocation;
        this.template = template;
    }

    private static Supplier<Anchors> fixed(Anchors anchors) {
        return () -> anchors;
    }

    private static Anchors anchorsOf(PKIXParameters parameters) {
        List<X509Certificate> found = new ArrayList<>();
        for (TrustAnchor a : parameters.getTrustAnchors()) {
            if (a.getTrustedCert() != null) {
                found.add(a.getTrustedCert());
            }
        }
        return new Anchors(found, "the program's PKIX parameters");
    }

    /** Whom it trusts. */
    public Anchors anchors() {
        return anchors.get();
    }

    @Override
    public Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException {
        return judge(peer.chain(), peer.staples().by(peer.chain()));
    }

    @Override
    public Object trusted() {
        return anchors.get();
    }

    @Override
    public boolean takesWishes() {
        return false;
    }

    private Judgement judge(List<X509Certificate> chain, Map<X509Certificate, byte[]> responses) throws CertificateException {
        if (anchors().certificates().isEmpty()) {
            throw new CertificateException("nobody is trusted: there are " + anchors()
                    + "; a PKCS#12 store shows its certificates only with its password", new CertPathBuilderException("no trust anchors"));
        }
        List<X509Certificate> path = asSent(chain);
        if (path == null) {
            return build(chain, responses);
        }
        if (path.isEmpty()) {
            chain.get(0).checkValidity();
            return new Judgement(VerifyResult.OK, List.of(chain.get(0)), null);
        }
        try {
            return validate(path, responses);
        } catch (CertPathValidatorException e) {
            if (e.getIndex() == 0 || chain.size() == 1) {
                // The leaf itself is at fault: no other path can help.
                throw new CertificateException("PKIX path validation failed: " + describe(path, e), e);
            }
            return buildInstead(chain, responses, path, e);
        }
    }

    /**
     * The sent certificates below the first anchor among or above them: empty when the leaf is an anchor, null when they are out of order
     * or end at an issuer that is not trusted.
     */
    private List<X509Certificate> asSent(List<X509Certificate> chain) {
        X500Principal issuer = null;
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate c = chain.get(i);
            if (issuer != null && !issuer.equals(c.getSubjectX500Principal())) {
                return null;
            }
            if (anchors().contains(c)) {
                return chain.subList(0, i);
            }
            issuer = c.getIssuerX500Principal();
        }
        return anchors().named(issuer).isEmpty() ? null : chain;
    }

    private Judgement validate(List<X509Certificate> path, Map<X509Certificate, byte[]> responses)
            throws CertPathValidatorException, CertificateException {
        try {
            CertPath certPath = Pkix.FACTORY.generateCertPath(path);
            var result = (PKIXCertPathValidatorResult) CertPathValidator.getInstance("PKIX", Pkix.VALIDATORS).validate(certPath,
                    stapled(parameters(path), responses));
            return new Judgement(VerifyResult.OK, path, result.getTrustAnchor().getTrustedCert());
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new CertificateException("PKIX path validation failed: " + e.getMessage(), e);
        }
    }

    private PKIXParameters parameters(List<X509Certificate> path) throws InvalidAlgorithmParameterException {
        if (template != null) {
            return (PKIXParameters) template.clone();
        }
        X500Principal issuer = path.get(path.size() - 1).getIssuerX500Principal();
        PKIXParameters p = new PKIXParameters(trustAnchors(anchors().named(issuer)));
        p.setRevocationEnabled(checkRevocation);
        return p;
    }

    private static Set<TrustAnchor> trustAnchors(List<X509Certificate> certificates) {
        Set<TrustAnchor> set = new HashSet<>();
        for (X509Certificate c : certificates) {
            set.add(new TrustAnchor(c, null));
        }
        return set;
    }

    /** Another path may avoid the certificate at fault; when there is none, the first reason is the one to tell. */
    private Judgement buildInstead(List<X509Certificate> chain, Map<X509Certificate, byte[]> responses, List<X509Certificate> path,
            CertPathValidatorException first) throws CertificateException {
        try {
            return build(chain, responses);
        } catch (CertificateException second) {
            CertificateException e = new CertificateException("PKIX path validation failed: " + describe(path, first), first);
            e.addSuppressed(second);
            throw e;
        }
    }

    /**
     * RFC 8446 section 4.4.2: "all implementations SHOULD be prepared to handle potentially extraneous certificates and arbitrary orderings
     * from any TLS version, with the exception of the end-entity certificate which MUST be first."
     */
    private Judgement build(List<X509Certificate> chain, Map<X509Certificate, byte[]> responses) throws CertificateException {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain.get(0));
            PKIXBuilderParameters p = builderParameters();
            p.setTargetCertConstraints(leaf);
            p.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX", Pkix.BUILDERS).build(stapled(p, responses));
            List<X509Certificate> path = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(c -> path.add((X509Certificate) c));
            return new Judgement(VerifyResult.OK, path, built.getTrustAnchor().getTrustedCert());
        } catch (CertPathBuilderException e) {
            throw new CertificateException("PKIX path building failed: " + e.getMessage() + "; the peer sent " + names(chain)
                    + "; looked for an issuer among " + anchors(), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("PKIX path building failed: " + e.getMessage(), e);
        }
    }

    private PKIXBuilderParameters builderParameters() throws InvalidAlgorithmParameterException {
        if (template != null) {
            return (PKIXBuilderParameters) template.clone();
        }
        PKIXBuilderParameters p = new PKIXBuilderParameters(trustAnchors(anchors().certificates()), null);
        p.setRevocationEnabled(checkRevocation);
        return p;
    }

    /** Has the JDK's checker look at what a server stapled, as SunJSSE does; what a program's own checker was given for a certificate stands. */
    private static <P extends PKIXParameters> P stapled(P p, Map<X509Certificate, byte[]> responses) throws NoSuchAlgorithmException {
        if (!p.isRevocationEnabled() || responses.isEmpty()) {
            return p;
        }
        List<PKIXCertPathChecker> checkers = new ArrayList<>(p.getCertPathCheckers());
        PKIXRevocationChecker revocation = null;
        for (PKIXCertPathChecker c : checkers) {
            if (revocation == null && c instanceof PKIXRevocationChecker r) {
                revocation = r;
            }
        }
        if (revocation == null) {
            revocation = (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX", Pkix.VALIDATORS).getRevocationChecker();
            checkers.add(revocation);
        }
        Map<X509Certificate, byte[]> all = new HashMap<>(responses);
        all.putAll(revocation.getOcspResponses());
        revocation.setOcspResponses(all);
        p.setCertPathCheckers(checkers);
        return p;
    }

    private static String describe(List<X509Certificate> path, CertPathValidatorException e) {
        int i = e.getIndex();
        return e.getMessage() + (i < 0 || i >= path.size() ? "" : " (certificate " + i + ", " + path.get(i).getSubjectX500Principal() + ")");
    }

    /** Each certificate as {@code subject, issued by issuer}. */
    private static String names(List<X509Certificate> chain) {
        List<String> names = new ArrayList<>(chain.size());
        for (X509Certificate c : chain) {
            names.add("\"" + c.getSubjectX500Principal() + "\" issued by \"" + c.getIssuerX500Principal() + "\"");
        }
        return String.join(", ", names);
    }

    /** For example {@code PKIX against 1 trust anchor from /etc/ca.p12}. */
    @Override
    public String toString() {
        return "PKIX against " + anchors();
    }
}
