package dev.drawbridge.store;

import java.util.List;

/**
 * Where trusted certificates and CRLs are looked up, by name, when a chain is verified: a CAfile, a CApath, a key store. Looking up may
 * read files; it never fails, because a file that cannot be read is reported where it is read and trusts nobody. Safe for many threads.
 */
public interface TrustSource {
    /** The certificates with this subject, in the order in which they were added; empty when there are none. */
    List<Cert> named(CanonicalName subject);

    /** The CRLs of this issuer, in the order in which they were added; empty when there are none. */
    List<Crl> crls(CanonicalName issuer);

    /** An object that is another when what is trusted has changed, as far as that is known without looking; equal as long as it is not. */
    default Object state() {
        return this;
    }

    /** For example {@code 1 trust anchor from /etc/ca.pem}: goes into the message when a chain leads nowhere. */
    @Override
    String toString();
}
