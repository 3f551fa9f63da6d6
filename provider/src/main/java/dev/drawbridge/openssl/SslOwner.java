package dev.drawbridge.openssl;

import dev.drawbridge.handshake.ConnectionFacts;

/** Whose connection a driver drives. */
interface SslOwner {
    /** What is wrong with beginning now, or null. */
    SslReason notReady();

    /** What it was told, frozen. */
    ConnectionConfig.Frozen freeze() throws SslException;

    /** A handshake is done, the first or another one. */
    void connected(ConnectionFacts facts, PeerJudge judge);

    /** Sessions may have come. */
    void tell();

    void info(int where, int value);
}
