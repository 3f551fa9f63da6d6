package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import dev.drawbridge.store.TrustSettings;

/** What an anchor must be trusted for, by what was said beside it in its file: OpenSSL's {@code X509_TRUST_*}. */
enum Trust {
    /** For any use. */
    DEFAULT(Purpose.ANY_USAGE, false),
    /** Nothing said beside it counts. */
    COMPATIBLE(null, false),
    CLIENT("1.3.6.1.5.5.7.3.2", true),
    SERVER("1.3.6.1.5.5.7.3.1", true),
    EMAIL("1.3.6.1.5.5.7.3.4", true),
    TIME_STAMP("1.3.6.1.5.5.7.3.8", true);

    /** A verdict about one certificate. */
    enum Verdict { TRUSTED, REJECTED, UNTRUSTED }

    private final String use;
    private final boolean anyUseCounts;

    Trust(String use, boolean anyUseCounts) {
        this.use = use;
        this.anyUseCounts = anyUseCounts;
    }

    /**
     * Whether a certificate of a trust store is trusted.
     *
     * @param selfSignedIsEnough whether a self-signed one is trusted when nothing is said beside it
     */
    Verdict of(Cert c, boolean selfSignedIsEnough) {
        TrustSettings said = c.settings();
        if (this != COMPATIBLE) {
            if (said.rejected().stream().anyMatch(this::isMeant)) {
                return Verdict.REJECTED;
            }
            if (!said.trusted().isEmpty()) {
                return said.trusted().stream().anyMatch(this::isMeant) ? Verdict.TRUSTED : Verdict.REJECTED;
            }
        }
        return selfSignedIsEnough && !c.facts().invalid() && Issuance.selfSigned(c) ? Verdict.TRUSTED : Verdict.UNTRUSTED;
    }

    private boolean isMeant(String id) {
        return id.equals(use) || anyUseCounts && id.equals(Purpose.ANY_USAGE);
    }
}
