package dev.drawbridge.it;

import dev.drawbridge.verify.HostNames;
import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Host names in certificates as RFC 9525 has them, told in the simplest way, beside ours. */
final class HostNameModel {
    private HostNameModel() {
    }

    /** Compares both for a certificate with these DNS names; what ours accepts the model must accept. */
    static void check(String host, List<String> names) {
        try {
            HostNames.check(new Named(names), host);
        } catch (CertificateException e) {
            refused(host, names);
            return;
        }
        if (HostNames.isAddress(host)) {
            throw new AssertionError("an address matched a DNS name");
        }
        // RFC 9525 leaves Unicode to IDNA, which is the JDK's here.
        if (ascii(host) && names.stream().noneMatch(n -> matches(n, host))) {
            throw new AssertionError("\"" + host + "\" matched " + names);
        }
    }

    /** What nobody can misunderstand is accepted. */
    private static void refused(String host, List<String> names) {
        if (host.matches("[a-z]{1,10}(\\.[a-z]{1,10}){1,3}") && names.contains(host)) {
            throw new AssertionError("\"" + host + "\" did not match itself");
        }
    }

    private static boolean ascii(String s) {
        return s.chars().allMatch(c -> c < 0x80);
    }

    private static boolean matches(String name, String host) {
        String n = withoutDot(name);
        String h = withoutDot(host);
        if (n.equals(h)) {
            return true;
        }
        int dot = h.indexOf('.');
        return n.startsWith("*.") && dot > 0 && n.substring(1).equals(h.substring(dot)) && n.indexOf('.', 2) > 0;
    }

    private static String withoutDot(String s) {
        String lower = s.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A certificate that is nothing but its names. */
    private static final class Named extends X509Certificate {
        private static final long serialVersionUID = 1L;

        private final transient List<List<?>> names;

        Named(List<String> names) {
            this.names = names.stream().<List<?>>map(n -> List.of(2, n)).toList();
        }

        @Override
        public Collection<List<?>> getSubjectAlternativeNames() {
            return names;
        }

        @Override
        public X500Principal getSubjectX500Principal() {
            return new X500Principal("O=no common name");
        }

        @Override
        public void checkValidity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkValidity(Date date) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getVersion() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BigInteger getSerialNumber() {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        public Principal getIssuerDN() {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        public Principal getSubjectDN() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Date getNotBefore() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Date getNotAfter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getTBSCertificate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getSignature() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getSigAlgName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getSigAlgOID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getSigAlgParams() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getKeyUsage() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getBasicConstraints() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getEncoded() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(PublicKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(PublicKey key, String provider) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return "names " + names;
        }

        @Override
        public PublicKey getPublicKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            return false;
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            return null;
        }
    }
}
