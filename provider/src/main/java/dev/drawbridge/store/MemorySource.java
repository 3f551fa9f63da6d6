package dev.drawbridge.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Certificates and CRLs that were read at once. */
final class MemorySource implements TrustSource {
    private final Map<CanonicalName, List<Cert>> certificates = new HashMap<>();
    private final Map<CanonicalName, List<Crl>> crls = new HashMap<>();
    private final int certificateCount;
    private final int crlCount;
    private final String origin;

    /** Of each equal one, the first counts. */
    MemorySource(List<Cert> certificates, List<Crl> crls, String origin) {
        LinkedHashSet<Cert> distinct = new LinkedHashSet<>(certificates);
        for (Cert c : distinct) {
            this.certificates.computeIfAbsent(c.subject(), n -> new ArrayList<>(1)).add(c);
        }
        LinkedHashSet<Crl> distinctCrls = new LinkedHashSet<>(crls);
        for (Crl c : distinctCrls) {
            this.crls.computeIfAbsent(c.issuer(), n -> new ArrayList<>(1)).add(c);
        }
        this.certificateCount = distinct.size();
        this.crlCount = distinctCrls.size();
        this.certificates.replaceAll((n, list) -> List.copyOf(list));
        this.crls.replaceAll((n, list) -> List.copyOf(list));
        this.origin = origin;
    }

    @Override
    public List<Cert> named(CanonicalName subject) {
        return certificates.getOrDefault(subject, List.of());
    }

    @Override
    public List<Crl> crls(CanonicalName issuer) {
        return crls.getOrDefault(issuer, List.of());
    }

    @Override
    public String toString() {
        return certificateCount + (certificateCount == 1 ? " trust anchor" : " trust anchors")
                + (crlCount == 0 ? "" : " and " + crlCount + (crlCount == 1 ? " CRL" : " CRLs")) + " from " + origin;
    }
}
