package dev.drawbridge.store;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;

/**
 * What a CRL says, read once. One with an extension that makes no sense is {@link #invalid} and revokes nothing and clears nobody.
 */
public final class CrlFacts {
    /** All reasons that a distribution point or a CRL can be for (RFC 5280 section 4.2.1.13), as bits. */
    public static final int ALL_REASONS = 0x807f;

    private static final Set<ASN1ObjectIdentifier> HANDLED =
            Set.of(Extension.issuingDistributionPoint, Extension.authorityKeyIdentifier, Extension.deltaCRLIndicator);

    /**
     * One revoked certificate.
     *
     * @param issuer who issued it, or null when the CRL's issuer did
     * @param reason RFC 5280 section 5.3.1, or -1
     */
    public record Entry(GeneralNames issuer, int reason) {
    }

    private final Extensions extensions;
    private final AuthorityKeyIdentifier authorityKeyId;
    private final BigInteger number;
    private final BigInteger baseNumber;
    private final IssuingDistributionPoint scope;
    private final Map<BigInteger, List<Entry>> entries = new HashMap<>();
    private boolean invalid;
    private boolean unhandledCritical;

    CrlFacts(Crl crl) {
        TBSCertList list = crl.asn1().getTBSCertList();
        extensions = list.getExtensions();
        scope = read(extensions, Extension.issuingDistributionPoint, CrlFacts::scope);
        authorityKeyId = read(extensions, Extension.authorityKeyIdentifier, o -> CertFacts.sound(AuthorityKeyIdentifier.getInstance(o)));
        number = read(extensions, Extension.cRLNumber, o -> ASN1Integer.getInstance(o).getValue());
        baseNumber = read(extensions, Extension.deltaCRLIndicator, o -> ASN1Integer.getInstance(o).getValue());
        invalid |= baseNumber != null && number == null;
        // RFC 5280 section 5.2.5: at most one of the three "only" may be said.
        invalid |= scope != null && (scope.onlyContainsUserCerts() ? 1 : 0) + (scope.onlyContainsCACerts() ? 1 : 0)
                + (scope.onlyContainsAttributeCerts() ? 1 : 0) > 1;
        unhandledCritical = extensions != null
                && Arrays.stream(extensions.getCriticalExtensionOIDs()).anyMatch(o -> !HANDLED.contains(o));
        try {
            readEntries(list);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            invalid = true; // the library parses an entry when it comes to it
        }
    }

    private static IssuingDistributionPoint scope(ASN1Primitive value) {
        IssuingDistributionPoint scope = IssuingDistributionPoint.getInstance(value);
        CertFacts.sound(scope.getDistributionPoint());
        return scope;
    }

    private void readEntries(TBSCertList list) {
        GeneralNames issuer = null;
        for (Enumeration<?> e = list.getRevokedCertificateEnumeration(); e.hasMoreElements();) {
            TBSCertList.CRLEntry entry = (TBSCertList.CRLEntry) e.nextElement();
            Extensions x = entry.getExtensions();
            // RFC 5280 section 5.3.3: "If this extension is not present [...] on subsequent entries [...] the certificate issuer for the
            // entry is the same as that for the preceding entry."
            GeneralNames named = read(x, Extension.certificateIssuer, o -> CertFacts.sound(GeneralNames.getInstance(o)));
            issuer = named != null ? named : issuer;
            Integer reason = read(x, Extension.reasonCode, o -> ASN1Enumerated.getInstance(o).getValue().intValueExact());
            unhandledCritical |= x != null
                    && Arrays.stream(x.getCriticalExtensionOIDs()).anyMatch(o -> !o.equals(Extension.certificateIssuer));
            entries.computeIfAbsent(entry.getUserCertificate().getValue(), k -> new ArrayList<>(1))
                    .add(new Entry(issuer, reason == null ? -1 : reason));
        }
    }

    private <T> T read(Extensions from, ASN1ObjectIdentifier id, Function<ASN1Primitive, T> parser) {
        if (from == null || from.getExtension(id) == null) {
            return null;
        }
        try {
            return parser.apply(Objects.requireNonNull(ASN1Primitive.fromByteArray(from.getExtension(id).getExtnValue().getOctets())));
        } catch (IOException | RuntimeException e) { // the parser throws whatever it stumbles over
            invalid = true;
            return null;
        }
    }

    /** The content of an extension, not parsed, or null. */
    public byte[] value(ASN1ObjectIdentifier id) {
        return extensions == null || extensions.getExtension(id) == null ? null : extensions.getExtension(id).getExtnValue().getOctets();
    }

    /** Whether an extension makes no sense. */
    public boolean invalid() {
        return invalid;
    }

    /** Whether a critical extension, of the list or an entry, is one that nobody here looks at. */
    public boolean unhandledCritical() {
        return unhandledCritical;
    }

    /** authorityKeyIdentifier, or null. */
    public AuthorityKeyIdentifier authorityKeyId() {
        return authorityKeyId;
    }

    /** cRLNumber, or null. */
    public BigInteger number() {
        return number;
    }

    /** The number of the CRL that this is the delta to, or null when it is complete. */
    public BigInteger baseNumber() {
        return baseNumber;
    }

    /** issuingDistributionPoint, or null. */
    public IssuingDistributionPoint scope() {
        return scope;
    }

    /** The entries of a serial number; empty when there is none. */
    public List<Entry> entries(BigInteger serial) {
        return entries.getOrDefault(serial, List.of());
    }
}
