package dev.drawbridge.it.bogo;

import java.security.GeneralSecurityException;
import java.time.Duration;

/** Makes the endpoints of one test, one after the other, and is what they remember of each other. */
interface Endpoints {
    /** BoringSSL's: so much early data a server's tickets are good for. */
    int MOST_EARLY_DATA = 14_336;

    /**
     * The endpoint of the next connection. A client's offers the newest session of the one before.
     *
     * @param number of the connection, from 0
     */
    Endpoint next(int number, Settings settings, Party party) throws GeneralSecurityException, Unimplemented, Mismatch;

    /** As a client: whether the connection got a session. */
    boolean gotSession();

    /** As a client that got one: how much early data it is good for; null where the API does not tell. */
    Long sessionsEarlyData();

    /** As a server: whether a session is remembered here. */
    boolean remembers();

    /** Time passes until the next connection. */
    void pass(Duration time);
}
