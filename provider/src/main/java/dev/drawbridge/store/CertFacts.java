package dev.drawbridge.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * What the extensions of a certificate say, read once. An extension that makes no sense, or comes twice, makes the certificate
 * {@link #invalid}: it then issues nothing and is no authority.
 */
public final class CertFacts {
    private static final ASN1ObjectIdentifier PROXY_CERT_INFO = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14");
    private static final ASN1ObjectIdentifier OCSP_NO_CHECK = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.5");
    /** The critical extensions that verification knows; any other that is critical is unhandled (RFC 5280 section 4.2). */
    private static final Set<ASN1ObjectIdentifier> HANDLED = Set.of(MiscObjectIdentifiers.netscapeCertType, Extension.keyUsage,
            Extension.subjectAlternativeName, Extension.basicConstraints, Extension.certificatePolicies, Extension.cRLDistributionPoints,
            Extension.extendedKeyUsage, OCSP_NO_CHECK, Extension.policyConstraints, PROXY_CERT_INFO, Extension.nameConstraints,
            Extension.policyMappings, Extension.inhibitAnyPolicy);

    private final Extensions extensions;
    private boolean invalid;
    private boolean authority;
    private final boolean basicConstraints;
    private int pathLength = -1;
    private int proxyPathLength = -1;
    private final boolean proxy;
    private int keyUsage = -1;
    private final Set<String> extendedKeyUsage;
    private int netscapeType = -1;
    private final byte[] subjectKeyId;
    private final AuthorityKeyIdentifier authorityKeyId;
    private final GeneralNames alternativeNames;
    private final NameConstraints nameConstraints;
    private final DistributionPoint[] distributionPoints;
    private final boolean unhandledCritical;

    CertFacts(Cert cert) {
        extensions = cert.asn1().getTBSCertificate().getExtensions();
        ASN1Sequence constraints = read(Extension.basicConstraints, ASN1Sequence::getInstance);
        basicConstraints = constraints != null;
        if (basicConstraints) {
            readBasicConstraints(constraints);
        }
        ASN1Sequence proxyInfo = read(PROXY_CERT_INFO, ASN1Sequence::getInstance);
        proxy = proxyInfo != null;
        if (proxy) {
            readProxyInfo(proxyInfo);
        }
        keyUsage = read(Extension.keyUsage, o -> bits(o, 2), -1);
        // RFC 5280 section 4.2.1.3: "When the keyUsage extension appears in a certificate, at least one of the bits MUST be set to 1."
        invalid |= keyUsage == 0;
        extendedKeyUsage = read(Extension.extendedKeyUsage, CertFacts::purposes);
        netscapeType = read(MiscObjectIdentifiers.netscapeCertType, o -> bits(o, 1), -1);
        subjectKeyId = read(Extension.subjectKeyIdentifier, o -> ASN1OctetString.getInstance(o).getOctets());
        authorityKeyId = read(Extension.authorityKeyIdentifier, o -> sound(AuthorityKeyIdentifier.getInstance(o)));
        alternativeNames = read(Extension.subjectAlternativeName, o -> sound(GeneralNames.getInstance(o)));
        nameConstraints = read(Extension.nameConstraints, o -> sound(NameConstraints.getInstance(o)));
        distributionPoints = read(Extension.cRLDistributionPoints, CertFacts::distributionPoints);
        unhandledCritical = extensions != null
                && Arrays.stream(extensions.getCriticalExtensionOIDs()).anyMatch(o -> !HANDLED.contains(o));
    }

    private void readBasicConstraints(ASN1Sequence constraints) {
        try {
            org.bouncycastle.asn1.x509.BasicConstraints b = org.bouncycastle.asn1.x509.BasicConstraints.getInstance(constraints);
            authority = b.isCA();
            ASN1Integer length = b.getPathLenConstraintInteger();
            if (length != null) {
                invalid |= length.getValue().signum() < 0;
                pathLength = length.getValue().bitLength() > 30 ? Integer.MAX_VALUE / 2 : length.getValue().intValue();
            }
        } catch (IllegalArgumentException e) {
            invalid = true;
        }
    }

    /** RFC 3820 section 3.8. A proxy is no authority and has no other names. */
    private void readProxyInfo(ASN1Sequence info) {
        invalid |= authority || has(Extension.subjectAlternativeName) || has(Extension.issuerAlternativeName);
        if (info.size() > 0 && info.getObjectAt(0) instanceof ASN1Integer length) {
            proxyPathLength = length.getValue().bitLength() > 30 ? Integer.MAX_VALUE / 2 : length.getValue().intValue();
        }
    }

    private static Integer bits(ASN1Primitive value, int bytes) {
        byte[] b = ASN1BitString.getInstance(value).getBytes();
        int n = b.length > 0 ? b[0] & 0xff : 0;
        return bytes > 1 && b.length > 1 ? n | (b[1] & 0xff) << 8 : n;
    }

    private static Set<String> purposes(ASN1Primitive value) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < ASN1Sequence.getInstance(value).size(); i++) {
            ids.add(KeyPurposeId.getInstance(ASN1Sequence.getInstance(value).getObjectAt(i)).getId());
        }
        return ids;
    }

    /** Names whose parts the library would parse only when they are used; null for null. */
    static GeneralNames sound(GeneralNames names) {
        if (names != null) {
            Arrays.stream(names.getNames()).forEach(CertFacts::sound);
        }
        return names;
    }

    private static void sound(GeneralName name) {
        if (name.getTagNo() == GeneralName.otherName) {
            OtherName.getInstance(name.getName());
        } else if (name.getTagNo() == GeneralName.directoryName) {
            CanonicalName.of(X500Name.getInstance(name.getName()));
        }
    }

    static AuthorityKeyIdentifier sound(AuthorityKeyIdentifier id) {
        sound(id.getAuthorityCertIssuer());
        return id;
    }

    private static NameConstraints sound(NameConstraints constraints) {
        for (GeneralSubtree[] trees : new GeneralSubtree[][] {constraints.getPermittedSubtrees(), constraints.getExcludedSubtrees()}) {
            if (trees != null) {
                Arrays.stream(trees).map(GeneralSubtree::getBase).forEach(CertFacts::sound);
            }
        }
        return constraints;
    }

    private static DistributionPoint[] distributionPoints(ASN1Primitive value) {
        DistributionPoint[] points = CRLDistPoint.getInstance(value).getDistributionPoints();
        for (DistributionPoint p : points) {
            sound(p.getCRLIssuer());
            sound(p.getDistributionPoint());
            if (p.getDistributionPoint() == null && (p.getCRLIssuer() == null || p.getCRLIssuer().getNames().length == 0)) {
                throw new IllegalArgumentException("a distribution point without a name and without an issuer");
            }
        }
        return points;
    }

    /** A relative name is read as one behind the issuer's, which is as good as any here. */
    static void sound(DistributionPointName name) {
        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
            sound(GeneralNames.getInstance(name.getName()));
        } else if (name != null) {
            if (CanonicalName.of(new X500Name(new RDN[0])).with(ASN1Set.getInstance(name.getName())).isEmpty()) {
                throw new IllegalArgumentException("a relative name without a name");
            }
        }
    }

    private <T> T read(ASN1ObjectIdentifier id, Function<ASN1Primitive, T> parser, T absent) {
        T value = read(id, parser);
        return value == null ? absent : value;
    }

    /** The extension's value, or null when it is absent or, which is noted, makes no sense. */
    private <T> T read(ASN1ObjectIdentifier id, Function<ASN1Primitive, T> parser) {
        if (!has(id)) {
            return null;
        }
        try {
            return parser.apply(Objects.requireNonNull(ASN1Primitive.fromByteArray(extensions.getExtension(id).getExtnValue().getOctets())));
        } catch (IOException | RuntimeException e) { // the parser throws whatever it stumbles over
            invalid = true;
            return null;
        }
    }

    /** Whether the certificate has an extension. */
    public boolean has(ASN1ObjectIdentifier id) {
        return extensions != null && extensions.getExtension(id) != null;
    }

    /** Whether it has an extension that is marked critical. */
    public boolean critical(ASN1ObjectIdentifier id) {
        return has(id) && extensions.getExtension(id).isCritical();
    }

    /** The content of an extension, not parsed, or null. */
    public byte[] value(ASN1ObjectIdentifier id) {
        return has(id) ? extensions.getExtension(id).getExtnValue().getOctets() : null;
    }

    /** How many extensions there are. */
    public int count() {
        return extensions == null ? 0 : extensions.getExtensionOIDs().length;
    }

    /** Whether an extension makes no sense. */
    public boolean invalid() {
        return invalid;
    }

    /** cA of basicConstraints. */
    public boolean authority() {
        return authority;
    }

    public boolean basicConstraints() {
        return basicConstraints;
    }

    /** pathLenConstraint, or -1. */
    public int pathLength() {
        return pathLength;
    }

    /** Whether a proxy certificate of RFC 3820. */
    public boolean proxy() {
        return proxy;
    }

    /** pCPathLenConstraint, or -1. */
    public int proxyPathLength() {
        return proxyPathLength;
    }

    /** Whether keyUsage, where there is one, has none of these bits ({@code org.bouncycastle.asn1.x509.KeyUsage}'s). */
    public boolean keyUsageRefuses(int bits) {
        return keyUsage >= 0 && (keyUsage & bits) == 0;
    }

    /** The bits of keyUsage, or -1 without it. */
    public int keyUsage() {
        return keyUsage;
    }

    /** The dotted identifiers of extKeyUsage, or null without it. */
    public Set<String> extendedKeyUsage() {
        return extendedKeyUsage;
    }

    /** The bits of Netscape's certificate type, or -1 without it. */
    public int netscapeType() {
        return netscapeType;
    }

    /** subjectKeyIdentifier, not a copy, or null. */
    public byte[] subjectKeyId() {
        return subjectKeyId;
    }

    /** authorityKeyIdentifier, or null. */
    public AuthorityKeyIdentifier authorityKeyId() {
        return authorityKeyId;
    }

    /** subjectAltName, or null. */
    public GeneralNames alternativeNames() {
        return alternativeNames;
    }

    /** nameConstraints, or null. */
    public NameConstraints nameConstraints() {
        return nameConstraints;
    }

    /** The points of cRLDistributionPoints, not a copy; empty without it. */
    public DistributionPoint[] distributionPoints() {
        return distributionPoints == null ? new DistributionPoint[0] : distributionPoints;
    }

    /** Whether a critical extension is one that nobody here looks at. */
    public boolean unhandledCritical() {
        return unhandledCritical;
    }
}
