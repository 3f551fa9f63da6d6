package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

/** Clients that are asked for their certificate after the handshake, as programs see it. */
class PostHandshakeAuthTest extends ResumptionCase {
    private ContextCore client(Object... more) throws Exception {
        return core("drawbridge.VerifyCAFile", rootFile, "drawbridge.client.Certificate", server, "drawbridge.client.PrivateKey", serverKey);
    }

    private EnginePair allowing(ContextCore client, ContextCore serving) throws Exception {
        EnginePair pair = pair(client, serving, "ec.test");
        SslControl.of(pair.client.engine).postHandshakeAuth(true);
        SslControl.of(pair.server.engine).postHandshakeAuth(true);
        return pair;
    }

    private static void ask(EnginePair pair, boolean required) throws Exception {
        SslControl.of(pair.server.engine).verifyClientPostHandshake(required);
    }

    @Test
    void theSessionKnowsTheClientAfterwardsAndSoDoesTheNext() throws Exception {
        ContextCore client = client();
        ContextCore serving = serving();
        EnginePair pair = allowing(client, serving);
        assertFalse(resumes(pair));
        assertThrows(SSLPeerUnverifiedException.class, () -> pair.server.engine.getSession().getPeerPrincipal());
        ask(pair, true);
        pair.exchange(); // data comes while the client is asked
        assertEquals("CN=leaf", pair.server.engine.getSession().getPeerPrincipal().getName());
        assertEquals("CN=leaf", pair.client.engine.getSession().getLocalPrincipal().getName());
        EnginePair next = allowing(client, serving);
        assertTrue(resumes(next));
        assertEquals("CN=leaf", next.server.engine.getSession().getPeerPrincipal().getName());
        ask(next, true);
        next.exchange();
    }

    @Test
    void aClientWithoutACertificateIsRefusedWhereOneIsRequired() throws Exception {
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile);
        EnginePair pair = allowing(client, serving());
        assertFalse(resumes(pair));
        ask(pair, false);
        pair.exchange();
        assertThrows(SSLPeerUnverifiedException.class, () -> pair.server.engine.getSession().getPeerPrincipal());
        ask(pair, true);
        pair.run();
        assertTrue(pair.client.failure.getMessage().contains("certificate_required"), pair.client.failure.getMessage());
    }

    @Test
    void whoCannotBeAskedIsNot() throws Exception {
        EnginePair pair = pair(client(), serving(), "ec.test");
        SslControl.of(pair.server.engine).postHandshakeAuth(true);
        assertThrows(SSLException.class, () -> ask(pair, true));
        assertFalse(resumes(pair));
        assertThrows(SSLException.class, () -> ask(pair, true), "it did not offer it");
        pair.exchange();
        assertThrows(IllegalStateException.class, () -> SslControl.of(pair.client.engine).postHandshakeAuth(true));
        EnginePair twice = allowing(client(), serving());
        assertFalse(resumes(twice));
        ask(twice, true);
        assertThrows(SSLException.class, () -> ask(twice, true), "one at a time");
        assertThrows(SSLException.class, () -> SslControl.of(twice.client.engine).verifyClientPostHandshake(true));
        twice.exchange();
        EnginePair old = allowing(client(), serving("drawbridge.MaxProtocol", "TLSv1.2"));
        assertFalse(resumes(old));
        assertThrows(SSLException.class, () -> ask(old, true));
        old.exchange();
    }
}
