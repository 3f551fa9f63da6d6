package dev.drawbridge.openssl;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.Set;

/** What a program wants of a connection after its handshake, and whether it may: the next call that moves bytes does it. */
final class Renewals {
    /** How a renegotiation is to be. */
    enum Renewal {
        FULL, ABBREVIATED
    }

    private final SslDriver driver;
    /** Null for nothing. */
    private Renewal wanted;
    /** Whether a renegotiation that the program wants is not over. */
    private boolean pending;
    /** Whether a client was asked for its certificate after the handshake. */
    private boolean asked;

    Renewals(SslDriver driver) {
        this.driver = driver;
    }

    /** Whether a renegotiation is wanted or under way. */
    boolean pending() {
        return pending || driver.renegotiating();
    }

    /** A renegotiation is done. */
    void done() {
        pending = false;
    }

    /** Begins what is wanted: a client has begun then, a server is about to ask. */
    int start() throws TlsFault {
        if (wanted == null) {
            return 1;
        }
        boolean full = wanted == Renewal.FULL;
        wanted = null;
        try {
            driver.connection().renegotiate(full);
        } catch (TlsFault f) {
            if (f.fault() != Fault.RENEGOTIATION_REFUSED) {
                throw f;
            }
            pending = false;
            return driver.protocolError(driver.facts().version() == ProtocolVersion.TLS13 ? SslReason.WRONG_SSL_VERSION
                    : SslReason.UNSAFE_LEGACY_RENEGOTIATION_DISABLED, "SSL_renegotiate");
        }
        return 1;
    }

    /** {@code SSL_renegotiate} and {@code SSL_renegotiate_abbreviated}: the next call that moves bytes does it. */
    int renegotiate(Renewal how, boolean forbidden) {
        String call = how == Renewal.FULL ? "SSL_renegotiate" : "SSL_renegotiate_abbreviated";
        if (driver.facts().version() == ProtocolVersion.TLS13) {
            return refuse(SslReason.WRONG_SSL_VERSION, call);
        }
        if (forbidden) {
            return refuse(SslReason.NO_RENEGOTIATION, call);
        }
        wanted = how;
        pending = true;
        return 1;
    }

    /** {@code SSL_key_update}: it is sent with the next call that moves bytes. */
    int keyUpdate(boolean requestPeer) {
        String call = "SSL_key_update";
        if (driver.facts().version() != ProtocolVersion.TLS13) {
            return refuse(SslReason.WRONG_SSL_VERSION, call);
        }
        if (driver.inInit()) {
            return refuse(SslReason.STILL_IN_INIT, call);
        }
        try {
            driver.connection().updateKeys(requestPeer);
            return 1;
        } catch (TlsFault f) {
            return refuse(SslReason.PROTOCOL_IS_SHUTDOWN, call);
        }
    }

    /** {@code SSL_verify_client_post_handshake}: the request is sent with the next call that moves bytes. */
    int verifyClientPostHandshake(boolean server, Set<VerifyMode> mode) {
        String call = "SSL_verify_client_post_handshake";
        if (driver.facts().version() != ProtocolVersion.TLS13) {
            return refuse(SslReason.WRONG_SSL_VERSION, call);
        }
        if (!server) {
            return refuse(SslReason.NOT_SERVER, call);
        }
        if (driver.inInit()) {
            return refuse(SslReason.STILL_IN_INIT, call);
        }
        if (!mode.contains(VerifyMode.PEER) || asked && mode.contains(VerifyMode.CLIENT_ONCE)) {
            return refuse(SslReason.INVALID_CONFIG, call);
        }
        try {
            driver.connection().askForCertificate(mode.contains(VerifyMode.FAIL_IF_NO_PEER_CERT));
            asked = true;
            return 1;
        } catch (TlsFault f) {
            return refuse(asked ? SslReason.REQUEST_SENT : SslReason.EXTENSION_NOT_RECEIVED, call);
        }
    }

    private int refuse(SslReason reason, String call) {
        driver.protocolError(reason, call);
        return 0;
    }
}
