package dev.drawbridge.openssl;

import dev.drawbridge.fault.SslReason;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.ContentType;

/** Whose connection a driver drives. */
interface SslOwner {
    /** What is wrong with beginning now, or null. */
    SslReason notReady();

    /** What it was told, frozen. */
    ConnectionConfig.Frozen freeze() throws SslException;

    /** A handshake is done, the first or another one. */
    void connected(ConnectionFacts facts, PeerJudge judge);

    /** Sessions and messages may have come. */
    void tell();

    /** A message was sent or has come; called under the connection's locks. */
    void heard(boolean sent, ContentType type, byte[] content);

    void info(int where, int value);
}
