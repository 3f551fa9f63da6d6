package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.security.Security;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anonymous suites under OpenSSL's names; what they return is what OpenSSL 3.0.19 returned to {@code s_client} and {@code s_server}. */
class AnonymousTest {
    private String disabled;

    @BeforeEach
    void allow() {
        ErrorQueue.clear();
        disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", "SSLv3");
    }

    @AfterEach
    void asBefore() {
        Security.setProperty("jdk.tls.disabledAlgorithms", disabled);
    }

    private static SslContext context(SslMethod method, String cipherList) throws SslException {
        SslContext context = new SslContext(method);
        context.setMaxProtoVersion("TLSv1.2");
        context.setCipherList(cipherList);
        return context;
    }

    /** The client of a handshake that has ended, and the server. */
    private static List<Ssl> handshake(SslContext clients, SslContext servers) {
        PairBio a = Bio.pair(0, 0);
        Ssl client = new Ssl(clients);
        Ssl server = new Ssl(servers);
        client.setBio(a, a);
        server.setBio(a.peer(), a.peer());
        client.setConnectState();
        server.setAcceptState();
        for (int i = 0; i < 10; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        return List.of(client, server);
    }

    /** {@code s_client -cipher aNULL:@SECLEVEL=0 -verify 5 -verify_return_error} against a server without a certificate: "Verify return code: 0 (ok)". */
    @Test
    void aClientThatVerifiesLetsAnAnonymousServerIn() throws SslException {
        SslContext clients = context(SslMethod.TLS_CLIENT, "aNULL:@SECLEVEL=0");
        clients.setVerify(Set.of(VerifyMode.PEER), null);
        for (Ssl ssl : handshake(clients, context(SslMethod.TLS_SERVER, "aNULL:@SECLEVEL=0"))) {
            assertTrue(ssl.isInitFinished(), String.valueOf(ErrorQueue.peek()));
            assertEquals("ADH-AES256-GCM-SHA384", ssl.getCipher());
            assertNull(ssl.getPeerCertificate());
            assertEquals(VerifyResult.OK, ssl.getVerifyResult());
        }
    }

    /** {@code SSL_CTX_set0_tmp_dh_pkey} and {@code SSL_CTX_set_dh_auto}, of which the second comes first. */
    @Test
    void aServersOwnGroup() throws SslException {
        BigInteger prime = new BigInteger(1, new BcCrypto(null).finiteField(NamedGroup.FFDHE2048).prime());
        SslContext servers = context(SslMethod.TLS_SERVER, "ADH:@SECLEVEL=0");
        SslContext clients = context(SslMethod.TLS_CLIENT, "ADH:@SECLEVEL=0");
        servers.setDhAuto(false);
        assertFalse(handshake(clients, servers).get(0).isInitFinished(), "no suites with DHE");
        servers.setTmpDh(prime, BigInteger.valueOf(5));
        assertTrue(handshake(clients, servers).get(0).isInitFinished());
        servers.setDhAuto(true);
        assertTrue(handshake(clients, servers).get(0).isInitFinished());
        ErrorQueue.clear();
        servers.setSecurityLevel(3);
        assertThrows(SslException.class, () -> servers.setTmpDh(prime, BigInteger.TWO));
        assertEquals("error:0A00018A:SSL routines:SSL_CTX_set0_tmp_dh_pkey:dh key too small", String.valueOf(ErrorQueue.get()));
        assertThrows(SslException.class, () -> servers.setTmpDh(BigInteger.ONE.shiftLeft(100_000), BigInteger.TWO));
    }

    @Test
    void nothingIsAnonymousAboveLevel0() throws SslException {
        for (Ssl ssl : handshake(context(SslMethod.TLS_CLIENT, "aNULL:@SECLEVEL=1"), context(SslMethod.TLS_SERVER, "aNULL:@SECLEVEL=0"))) {
            assertFalse(ssl.isInitFinished());
        }
    }
}
