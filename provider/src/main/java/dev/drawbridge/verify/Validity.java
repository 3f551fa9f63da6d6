package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** The times of certificates and CRLs. */
final class Validity {
    private Validity() {
    }

    /** Whether a certificate is within its validity; any is when {@code now} is null. */
    static boolean holds(Cert c, Instant now) {
        if (now == null) {
            return true;
        }
        Instant from = instant(c.asn1().getStartDate());
        Instant to = instant(c.asn1().getEndDate());
        return from != null && !from.isAfter(now) && to != null && to.isAfter(now);
    }

    /** Whether one certificate expires after another. */
    static boolean expiresLater(Cert one, Cert other) {
        Instant a = instant(one.asn1().getEndDate());
        Instant b = instant(other.asn1().getEndDate());
        return a != null && b != null && a.isAfter(b);
    }

    /**
     * The instant of a time, or null when it is not in the one form that each type has. RFC 5280 section 4.1.2.5.1: "UTCTime values MUST be
     * expressed in Greenwich Mean Time (Zulu) and MUST include seconds (i.e., times are YYMMDDHHMMSSZ)". Section 4.1.2.5.2 the same of
     * GeneralizedTime with four digits of the year.
     */
    static Instant instant(Time time) {
        String text;
        boolean utc = time.toASN1Primitive() instanceof ASN1UTCTime;
        try {
            byte[] der = time.toASN1Primitive().getEncoded();
            text = new String(der, 2, der.length - 2, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
        if (!text.matches(utc ? "[0-9]{12}Z" : "[0-9]{14}Z")) {
            return null;
        }
        int year = Integer.parseInt(text.substring(0, utc ? 2 : 4));
        String rest = text.substring(utc ? 2 : 4);
        try {
            // RFC 5280 section 4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY".
            return LocalDateTime.of(utc ? year + (year >= 50 ? 1900 : 2000) : year, two(rest, 0), two(rest, 2), two(rest, 4), two(rest, 6),
                    two(rest, 8)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int two(String digits, int at) {
        return Integer.parseInt(digits.substring(at, at + 2));
    }
}
