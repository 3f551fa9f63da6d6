package dev.drawbridge.verify;

import dev.drawbridge.HostFlag;
import java.util.Arrays;
import java.util.Locale;

/** A host name in a certificate, perhaps with a star, against the host that was meant, by OpenSSL's rules and flags (X509_check_host(3)). */
final class HostPattern {
    private HostPattern() {
    }

    /** Whether {@code pattern} stands for {@code host}; a host that begins with a dot stands for what is below it. */
    static boolean matches(String pattern, String host, VerifyParameters flags) {
        int star = host.length() > 1 && host.charAt(0) == '.' ? -1 : star(pattern, flags);
        return star < 0 ? same(pattern, host, flags) : matches(pattern.substring(0, star), pattern.substring(star + 1), host, flags);
    }

    /** Whether a name without a star is the host, or is below a host that begins with a dot. */
    static boolean same(String name, String host, VerifyParameters flags) {
        String compared = name;
        if (host.length() > 1 && host.charAt(0) == '.') {
            int more = name.length() - host.length();
            String below = more > 0 ? name.substring(0, more) : "";
            boolean oneLabel = !flags.has(HostFlag.SINGLE_LABEL_SUBDOMAINS) || below.indexOf('.') < 0;
            if (more > 0 && below.indexOf('\0') < 0 && oneLabel) {
                compared = name.substring(more);
            }
        }
        return compared.indexOf('\0') < 0 && sameIgnoringCase(compared, host);
    }

    static boolean sameIgnoringCase(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (lower(a.charAt(i)) != lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }

    private static boolean matches(String before, String behind, String host, VerifyParameters flags) {
        int end = host.length() - behind.length();
        if (end < before.length() || !sameIgnoringCase(before, host.substring(0, before.length()))
                || !sameIgnoringCase(behind, host.substring(end))) {
            return false;
        }
        String part = host.substring(before.length(), end);
        boolean wholeLabel = before.isEmpty() && behind.startsWith(".");
        if (wholeLabel && part.isEmpty()) {
            return false;
        }
        // RFC 6125 section 6.4.3: the client "SHOULD NOT attempt to match a presented identifier where the wildcard character is embedded
        // within an A-label".
        if (!wholeLabel && host.toLowerCase(Locale.ROOT).startsWith("xn--")) {
            return false;
        }
        boolean severalLabels = wholeLabel && flags.has(HostFlag.MULTI_LABEL_WILDCARDS);
        return part.equals("*") || part.chars().allMatch(c -> letterOrDigit(c) || c == '-' || severalLabels && c == '.');
    }

    private static boolean letterOrDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /**
     * Where the star of a pattern is, or -1 when it has none that counts: one, at the beginning or end of the first label, which is no
     * A-label, with two more labels behind it.
     */
    private static int star(String pattern, VerifyParameters flags) {
        String[] labels = pattern.split("\\.", -1);
        if (labels.length < 3) {
            return -1;
        }
        for (int i = 1; i < labels.length; i++) {
            if (!isLabel(labels[i])) {
                return -1;
            }
        }
        String first = labels[0];
        int star = first.indexOf('*');
        boolean atAnEnd = star == 0 || star == first.length() - 1;
        boolean partial = first.length() > 1;
        if (star < 0 || !atAnEnd || partial && flags.has(HostFlag.NO_PARTIAL_WILDCARDS)) {
            return -1;
        }
        String rest = first.substring(0, star) + first.substring(star + 1);
        boolean label = rest.isEmpty() || rest.chars().allMatch(c -> letterOrDigit(c) || c == '-')
                && (star == 0 || rest.charAt(0) != '-') && (star > 0 || rest.charAt(rest.length() - 1) != '-');
        return label && !first.toLowerCase(Locale.ROOT).startsWith("xn--") ? star : -1;
    }

    /** Whether a text may be taken for a host: two labels or more of letters, digits, underscores and, inside, hyphens. */
    static boolean looksLikeHost(String s) {
        String[] labels = s.replace('_', 'x').split("\\.", -1);
        return labels.length > 1 && Arrays.stream(labels).allMatch(HostPattern::isLabel);
    }

    private static boolean isLabel(String s) {
        return !s.isEmpty() && s.charAt(0) != '-' && s.charAt(s.length() - 1) != '-' && s.chars().allMatch(c -> letterOrDigit(c) || c == '-');
    }
}
