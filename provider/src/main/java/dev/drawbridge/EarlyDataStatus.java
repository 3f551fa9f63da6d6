package dev.drawbridge;

/** What became of early data (RFC 8446 section 4.2.10); {@code SSL_get_early_data_status(3)}. */
public enum EarlyDataStatus {
    /** None was sent, or it is not settled yet. */
    NOT_SENT,
    /** It was sent and the server did not look at it: what it said must be said again. */
    REJECTED,
    /** It was sent and the server took it. */
    ACCEPTED
}
