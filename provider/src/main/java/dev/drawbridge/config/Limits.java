package dev.drawbridge.config;

/**
 * Every bound on what a peer may make us hold or do, in one place.
 *
 * @param handshakeMessage bytes of one handshake message, header not counted
 * @param chainLength certificates a peer may send
 * @param emptyRecords zero-length application data records in a row
 * @param warningAlerts warning alerts in a row
 * @param keyUpdates KeyUpdate messages without application data between them
 * @param changeCipherSpecs compatibility ChangeCipherSpec records in one TLS 1.3 handshake
 * @param renegotiationRequests HelloRequests (or ClientHellos) that are refused before the connection ends
 * @param renegotiations how many the peer may start in one connection
 * @param renegotiationsPerMinute how many of these within any minute
 * @param finiteFieldBits the fewest bits of a prime of Diffie-Hellman in a finite field
 */
public record Limits(int handshakeMessage, int chainLength, int emptyRecords, int warningAlerts, int keyUpdates,
        int changeCipherSpecs, int renegotiationRequests, int renegotiations, int renegotiationsPerMinute,
        int finiteFieldBits) {
    /** 64 KiB a message, 10 certificates, and small numbers for what an honest peer hardly ever sends; OpenSSL's for warning alerts. */
    public static final Limits DEFAULT = new Limits(64 * 1024, 10, 32, 4, 32, 2, 5, 32, 10, 2048);

    public Limits {
        if (handshakeMessage < 1024 || handshakeMessage > 0xffffff) {
            throw new IllegalArgumentException("handshake message limit " + handshakeMessage + " is not within 1024 and 16777215");
        }
        if (chainLength < 1) {
            throw new IllegalArgumentException("certificate chain limit " + chainLength + " is not positive");
        }
    }

    /** These limits with another bound on one handshake message, in bytes (1024 to 16777215). */
    public Limits withHandshakeMessage(int bytes) {
        return new Limits(bytes, chainLength, emptyRecords, warningAlerts, keyUpdates, changeCipherSpecs, renegotiationRequests,
                renegotiations, renegotiationsPerMinute, finiteFieldBits);
    }

    /** These limits with another bound on the certificates a peer may send (at least 1). */
    public Limits withChainLength(int certificates) {
        return new Limits(handshakeMessage, certificates, emptyRecords, warningAlerts, keyUpdates, changeCipherSpecs,
                renegotiationRequests, renegotiations, renegotiationsPerMinute, finiteFieldBits);
    }

    /** These limits with another bound on the renegotiations that a peer may start. */
    public Limits withRenegotiations(int most) {
        return new Limits(handshakeMessage, chainLength, emptyRecords, warningAlerts, keyUpdates, changeCipherSpecs, renegotiationRequests,
                most, renegotiationsPerMinute, finiteFieldBits);
    }

    /** These limits with another bound on the renegotiations that a peer may start within a minute. */
    public Limits withRenegotiationsPerMinute(int most) {
        return new Limits(handshakeMessage, chainLength, emptyRecords, warningAlerts, keyUpdates, changeCipherSpecs, renegotiationRequests,
                renegotiations, most, finiteFieldBits);
    }

    /** These limits with another bound on the primes of Diffie-Hellman, in bits. */
    public Limits withFiniteFieldBits(int bits) {
        return new Limits(handshakeMessage, chainLength, emptyRecords, warningAlerts, keyUpdates, changeCipherSpecs, renegotiationRequests,
                renegotiations, renegotiationsPerMinute, bits);
    }
}
