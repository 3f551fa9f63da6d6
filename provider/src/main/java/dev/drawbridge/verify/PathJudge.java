package dev.drawbridge.verify;

import java.security.cert.CertificateException;

/** Finds out whether a chain is trusted, without knowing the connection. Safe for many threads. */
public interface PathJudge {
    /** Returns the chain that was found valid, with its anchor; throws when none was, or when the wishes cannot be met. */
    Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException;

    /** Whether it judges by OpenSSL's rules, so that it can meet a connection's wishes. */
    boolean takesWishes();

    /** Whom it trusts now: an object that is another when that has changed. */
    Object trusted();
}
