package dev.drawbridge.verify;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.DistinguishedNames;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Does a certificate name the host that was meant (RFC 9525, which replaced RFC 6125; RFC 2818 for the commonName). */
public final class HostNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int MAX_NAME_LENGTH = 253;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?");

    private HostNames() {
    }

    /**
     * Returns normally when {@code leaf} names {@code host}.
     *
     * @param host a DNS name, in Unicode or as A-labels, or an IP address, IPv6 perhaps in brackets
     * @throws VerifyException when not, saying which names it has
     * @throws CertificateException when its names cannot be read
     */
    public static void check(X509Certificate leaf, String host) throws CertificateException {
        if (host == null || host.isEmpty()) {
            throw VerifyException.ofName(VerifyResult.HOSTNAME_MISMATCH, "no host name is known to check the certificate against");
        }
        byte[] address = address(host);
        if (address != null) {
            checkAddress(leaf, host, address);
        } else {
            checkName(leaf, host);
        }
    }

    /**
     * The same, and the name must also be one by OpenSSL's flags, as far as they demand more: wildcards or the subject may not count.
     *
     * @param flags of which the others have no effect, because they permit what is never permitted here
     */
    public static void check(X509Certificate leaf, String host, Set<HostFlag> flags) throws CertificateException {
        check(leaf, host);
        if (!isAddress(host) && (flags.contains(HostFlag.NO_WILDCARDS) || flags.contains(HostFlag.NEVER_CHECK_SUBJECT))
                && !PeerNames.isHost(Cert.of(leaf), normalized(host), flags)) {
            throw VerifyException.ofName(VerifyResult.HOSTNAME_MISMATCH, "No name matching " + host + " found with SetHostFlags = " + flags);
        }
    }

    /** Whether {@code host} is an IP address and not a name. */
    public static boolean isAddress(String host) {
        return address(host) != null;
    }

    private static void checkAddress(X509Certificate leaf, String host, byte[] address) throws CertificateException {
        List<String> present = alternatives(leaf, IP_ADDRESS);
        for (String a : present) {
            // RFC 9525 section 6.4: "the IP address octets [...] match if the octets [...] are identical".
            if (Arrays.equals(address, address(a))) {
                return;
            }
        }
        throw VerifyException.ofName(VerifyResult.IP_ADDRESS_MISMATCH, "No subject alternative names matching IP address " + host + " found; the certificate has "
                + (present.isEmpty() ? "no IP address" : present));
    }

    private static void checkName(X509Certificate leaf, String host) throws CertificateException {
        String wanted = normalized(host);
        List<String> present = alternatives(leaf, DNS_NAME);
        if (present.isEmpty()) {
            String commonName = DistinguishedNames.commonName(leaf.getSubjectX500Principal());
            // RFC 2818 section 3.1: "If a subjectAltName extension of type dNSName is present, that MUST be used as the identity.
            // Otherwise, the (most specific) Common Name field in the Subject field of the certificate MUST be used."
            if (wanted != null && commonName != null && matches(commonName, wanted)) {
                return;
            }
            throw VerifyException.ofName(VerifyResult.HOSTNAME_MISMATCH, "No name matching " + host
                    + " found; the certificate has no subject alternative DNS name and is for " + leaf.getSubjectX500Principal());
        }
        for (String pattern : present) {
            if (wanted != null && matches(pattern, wanted)) {
                return;
            }
        }
        throw VerifyException.ofName(VerifyResult.HOSTNAME_MISMATCH, "No subject alternative DNS name matching " + host
                + " found; the certificate has " + present);
    }

    private static List<String> alternatives(X509Certificate leaf, int type) throws CertificateParsingException {
        List<String> found = new ArrayList<>();
        Collection<List<?>> all;
        try {
            all = leaf.getSubjectAlternativeNames();
        } catch (RuntimeException e) {
            // The JDK throws it for an address of 32 bytes whose second half is no mask.
            throw new CertificateParsingException("subject alternative names cannot be read: " + e.getMessage(), e);
        }
        for (List<?> entry : all == null ? List.<List<?>>of() : all) {
            if (entry.get(0).equals(type) && entry.get(1) instanceof String s) {
                found.add(s);
            }
        }
        return found;
    }

    /** Lower-case A-labels without the root's dot, or null when {@code host} can be no DNS name. */
    private static String normalized(String host) {
        String ascii;
        try {
            ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Labels that are empty or too long are no DNS name, and so match none.
            return null;
        }
        if (ascii.endsWith(".")) {
            ascii = ascii.substring(0, ascii.length() - 1);
        }
        return isName(ascii) ? ascii : null;
    }

    private static boolean isName(String ascii) {
        if (ascii.isEmpty() || ascii.length() > MAX_NAME_LENGTH) {
            return false;
        }
        String last = "";
        for (String label : ascii.split("\\.", -1)) {
            if (label.length() > 63 || !LABEL.matcher(label).matches()) {
                return false;
            }
            last = label;
        }
        // RFC 1123 section 2.1: "a valid host name can never have the dotted-decimal form #.#.#.#, since at least the highest-level component
        // label will be alphabetic." What a resolver takes for an address, as 192.0.2.1 with a dot at its end, is none either.
        return !NUMBER.matcher(last).matches();
    }

    /** Whether a certificate's name stands for {@code host}, which is normalized. Compared first: a certificate may have thousands. */
    private static boolean matches(String certificateName, String host) {
        // A commonName may hold any character, and some that are not ASCII have an ASCII letter as their lower case (U+212A has k).
        if (!certificateName.chars().allMatch(c -> c < 0x80)) {
            return false;
        }
        String pattern = certificateName.toLowerCase(Locale.ROOT);
        if (pattern.endsWith(".")) {
            pattern = pattern.substring(0, pattern.length() - 1);
        }
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host) && isName(pattern);
        }
        // RFC 9525 section 6.3: the wildcard is "the complete left-most label", matches one label only; a whole top-level domain is never meant.
        String rest = pattern.substring(2);
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot + 1).equals(rest) && rest.indexOf('.') > 0 && isName(rest);
    }

    /** The octets of an address literal, or null when it is none; never asks a name service. */
    private static byte[] address(String text) {
        String s = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = s.indexOf('%');
        boolean colons = s.indexOf(':') >= 0;
        if (colons && zone >= 0) {
            s = s.substring(0, zone);
        }
        boolean mayBe = colons || !s.isEmpty() && Character.isDigit(s.charAt(0)); // most hosts are names, and seen as such without the pattern
        if (!mayBe || !(colons ? IPV6 : IPV4).matcher(s).matches()) {
            return null;
        }
        try {
            // Neither form leads to a look-up: one is hexadecimal digits and colons, the other is four numbers.
            return InetAddress.getByName(s).getAddress();
        } catch (UnknownHostException e) {
            // Such as 300.1.1.1 or 1::2::3, which no certificate can name either.
            return null;
        }
    }
}
