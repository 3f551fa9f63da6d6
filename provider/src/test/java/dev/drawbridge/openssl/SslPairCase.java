package dev.drawbridge.openssl;

import dev.drawbridge.start.TestCredentials;
import org.junit.jupiter.api.BeforeEach;

/** A client and a server under OpenSSL's names, joined by a pair of BIOs. */
abstract class SslPairCase {
    SslContext clients;
    SslContext servers;
    Ssl client;
    Ssl server;

    @BeforeEach
    void contexts() throws SslException {
        ErrorQueue.clear();
        clients = new SslContext(SslMethod.TLS_CLIENT);
        servers = new SslContext(SslMethod.TLS_SERVER);
        certificate();
    }

    /** What servers show; a test may have them show nothing. */
    void certificate() throws SslException {
        servers.useCertificate(TestCredentials.ECDSA_P256.credentials().leaf());
        servers.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key());
        servers.setSessionIdContext(new byte[] {'x'});
    }

    /** Two connections of the newest version that is given, which have said nothing yet. */
    void pair(String version) throws SslException {
        clients.setMaxProtoVersion(version);
        pair();
    }

    void pair() {
        client = new Ssl(clients);
        server = new Ssl(servers);
        bios();
        client.setConnectState();
        server.setAcceptState();
    }

    void bios() {
        PairBio a = Bio.pair(0, 0);
        client.setBio(a, a);
        server.setBio(a.peer(), a.peer());
    }

    /** A result, what to do about it, and the reason in the queue. */
    static String said(Ssl ssl, int result) {
        OpensslError e = ErrorQueue.get();
        ErrorQueue.clear();
        return result + " " + ssl.getError(result) + (e == null ? "" : " " + e.reason());
    }
}
