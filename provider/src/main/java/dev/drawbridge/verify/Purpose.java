package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertFacts;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What a certificate is wanted for, and whether its extensions permit it: OpenSSL's {@code X509_PURPOSE_*} (openssl-verification-options(1),
 * "Certificate Extensions").
 */
public enum Purpose {
    SSL_CLIENT("sslclient", "SSL client", Trust.CLIENT) {
        @Override
        int check(Cert c, boolean asAuthority) {
            CertFacts f = c.facts();
            return extendedUsageRefuses(f, CLIENT_AUTH) ? 0 : asAuthority ? authorityForTls(c)
                    : of(!f.keyUsageRefuses(KeyUsage.digitalSignature | KeyUsage.keyAgreement) && !netscapeRefuses(f, NS_CLIENT));
        }
    },
    SSL_SERVER("sslserver", "SSL server", Trust.SERVER) {
        @Override
        int check(Cert c, boolean asAuthority) {
            return server(c, asAuthority);
        }
    },
    NETSCAPE_SSL_SERVER("nssslserver", "Netscape SSL server", Trust.SERVER) {
        @Override
        int check(Cert c, boolean asAuthority) {
            int r = server(c, asAuthority);
            return r != 0 && !asAuthority && c.facts().keyUsageRefuses(KeyUsage.keyEncipherment) ? 0 : r;
        }
    },
    SMIME_SIGN("smimesign", "S/MIME signing", Trust.EMAIL) {
        @Override
        int check(Cert c, boolean asAuthority) {
            int r = mail(c, asAuthority);
            return r != 0 && !asAuthority && c.facts().keyUsageRefuses(KeyUsage.digitalSignature | KeyUsage.nonRepudiation) ? 0 : r;
        }
    },
    SMIME_ENCRYPT("smimeencrypt", "S/MIME encryption", Trust.EMAIL) {
        @Override
        int check(Cert c, boolean asAuthority) {
            int r = mail(c, asAuthority);
            return r != 0 && !asAuthority && c.facts().keyUsageRefuses(KeyUsage.keyEncipherment) ? 0 : r;
        }
    },
    CRL_SIGN("crlsign", "CRL signing", Trust.COMPATIBLE) {
        @Override
        int check(Cert c, boolean asAuthority) {
            return asAuthority ? authority(c) : of(!c.facts().keyUsageRefuses(KeyUsage.cRLSign));
        }
    },
    ANY("any", "Any Purpose", Trust.DEFAULT) {
        @Override
        int check(Cert c, boolean asAuthority) {
            return 1;
        }
    },
    OCSP_HELPER("ocsphelper", "OCSP helper", Trust.COMPATIBLE) {
        @Override
        int check(Cert c, boolean asAuthority) {
            return asAuthority ? authority(c) : 1;
        }
    },
    TIMESTAMP_SIGN("timestampsign", "Time Stamp signing", Trust.TIME_STAMP) {
        @Override
        int check(Cert c, boolean asAuthority) {
            if (asAuthority) {
                return authority(c);
            }
            CertFacts f = c.facts();
            int may = KeyUsage.nonRepudiation | KeyUsage.digitalSignature;
            return of((f.keyUsage() < 0 || (f.keyUsage() & ~may) == 0 && (f.keyUsage() & may) != 0)
                    && f.extendedKeyUsage() != null && f.extendedKeyUsage().equals(Set.of(TIME_STAMPING))
                    && f.critical(Extension.extendedKeyUsage));
        }
    };

    static final String ANY_USAGE = "2.5.29.37.0";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String MICROSOFT_SGC = "1.3.6.1.4.1.311.10.3.3";
    private static final String NETSCAPE_SGC = "2.16.840.1.113730.4.1";
    private static final int NS_CLIENT = 0x80;
    private static final int NS_SERVER = 0x40;
    private static final int NS_MAIL = 0x20;
    private static final int NS_TLS_CA = 0x04;
    private static final int NS_MAIL_CA = 0x02;
    private static final int NS_ANY_CA = 0x07;

    private final String shortName;
    private final String longName;
    private final Trust trust;

    Purpose(String shortName, String longName, Trust trust) {
        this.shortName = shortName;
        this.longName = longName;
        this.trust = trust;
    }

    /** The purpose with a short name of {@code openssl verify -purpose}, or null. */
    public static Purpose named(String shortName) {
        for (Purpose p : values()) {
            if (p.shortName.equals(shortName)) {
                return p;
            }
        }
        return null;
    }

    public String shortName() {
        return shortName;
    }

    public String longName() {
        return longName;
    }

    /** What an anchor must be trusted for. */
    Trust trust() {
        return trust;
    }

    /** 1 when the certificate suits, 0 when not, more when only leniently (see {@link #authority}). */
    abstract int check(Cert c, boolean asAuthority);

    /**
     * Whether a certificate is an authority: 0 no, 1 yes by basicConstraints; without them 3 a self-signed one of version 1, 4 one whose
     * keyUsage has keyCertSign, 5 one with Netscape's type of an authority.
     */
    static int authority(Cert c) {
        CertFacts f = c.facts();
        if (f.invalid() || f.keyUsageRefuses(KeyUsage.keyCertSign)) {
            return 0;
        }
        if (f.basicConstraints()) {
            return of(f.authority());
        }
        if (c.asn1().getVersionNumber() == 1 && Issuance.selfSigned(c)) {
            return 3;
        }
        if (f.keyUsage() >= 0) {
            return 4;
        }
        return f.netscapeType() > 0 && (f.netscapeType() & NS_ANY_CA) != 0 ? 5 : 0;
    }

    private static int authorityForTls(Cert c) {
        int r = authority(c);
        return r == 0 ? 0 : of(r != 5 || (c.facts().netscapeType() & NS_TLS_CA) != 0);
    }

    private static int server(Cert c, boolean asAuthority) {
        CertFacts f = c.facts();
        if (extendedUsageRefuses(f, SERVER_AUTH, MICROSOFT_SGC, NETSCAPE_SGC)) {
            return 0;
        }
        return asAuthority ? authorityForTls(c) : of(!netscapeRefuses(f, NS_SERVER)
                && !f.keyUsageRefuses(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement));
    }

    private static int mail(Cert c, boolean asAuthority) {
        CertFacts f = c.facts();
        if (extendedUsageRefuses(f, EMAIL_PROTECTION)) {
            return 0;
        }
        if (asAuthority) {
            int r = authority(c);
            return r != 5 || (f.netscapeType() & NS_MAIL_CA) != 0 ? r : 0;
        }
        if (f.netscapeType() >= 0) {
            return (f.netscapeType() & NS_MAIL) != 0 ? 1 : (f.netscapeType() & NS_CLIENT) != 0 ? 2 : 0;
        }
        return 1;
    }

    /** RFC 5280 section 4.2.1.12: "the certificate MUST only be used for one of the purposes indicated". */
    private static boolean extendedUsageRefuses(CertFacts f, String... usages) {
        return f.extendedKeyUsage() != null && Set.of(usages).stream().noneMatch(f.extendedKeyUsage()::contains);
    }

    private static boolean netscapeRefuses(CertFacts f, int bit) {
        return f.netscapeType() >= 0 && (f.netscapeType() & bit) == 0;
    }

    private static int of(boolean b) {
        return b ? 1 : 0;
    }
}
