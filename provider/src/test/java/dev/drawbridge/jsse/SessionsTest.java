package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SavedSessions;
import dev.drawbridge.SslControl;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions as programs see and choose them. */
class SessionsTest extends ResumptionCase {
    private ContextCore client(String version) throws Exception {
        return core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version);
    }

    private static SSLSession session(EnginePair.Side side) {
        return side.engine.getSession();
    }

    private EnginePair choosing(ContextCore client, ContextCore serving, String host, SSLSession session) throws Exception {
        EnginePair pair = pair(client, serving, host);
        SslControl.of(pair.client.engine).setSession(session);
        return pair;
    }

    // ---- setSession

    /** As SSL_set_session of a connection's session, which needs no name of the peer. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aProgramChoosesASession(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        EnginePair full = pair(client, serving, null);
        assertFalse(resumes(full));
        assertFalse(resumes(pair(client, serving, null)), "nobody knows that it is the same server");
        EnginePair again = choosing(client, serving, null, session(full.client));
        assertTrue(resumes(again));
        assertEquals("CN=leaf", session(again.client).getPeerPrincipal().getName());
        assertTrue(resumes(choosing(client, serving, null, session(again.client))));
    }

    /** Other rules than those of its time judge the certificates that came with it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aChosenSessionIsJudgedByTodaysRules(String version) throws Exception {
        ContextCore careless = core("drawbridge.client.VerifyMode", "-Peer", "drawbridge.VerifyCAFile",
                write("other.pem", pem("CERTIFICATE", TestCa.root("Other").certificate().getEncoded())), "drawbridge.MaxProtocol", version);
        ContextCore serving = serving();
        EnginePair unverified = pair(careless, serving, "ec.test");
        assertFalse(resumes(unverified));
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SslControl.of(unverified.client.engine).verifyResult());
        EnginePair verifying = choosing(client(version), serving, "ec.test", session(unverified.client));
        assertTrue(resumes(verifying), "the chain that came then verifies with this trust");
        assertEquals(VerifyResult.OK, SslControl.of(verifying.client.engine).verifyResult());

        EnginePair second = pair(careless, serving, "ec.test");
        second.handshake();
        second.run();
        ContextCore strict = core("drawbridge.VerifyCAFile", directory.resolve("other.pem"), "drawbridge.MaxProtocol", version);
        EnginePair refused = choosing(strict, serving, "ec.test", session(second.client));
        assertTrue(assertThrows(SSLException.class, refused::handshake).getMessage().startsWith("(unknown_ca)"));
        assertFalse(SslControl.of(refused.client.engine).resumed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aChosenSessionIsNotForAnotherHost(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        EnginePair full = pair(client, serving, "10.0.0.1"); // no server_name for an address
        assertFalse(resumes(full));
        EnginePair other = choosing(client, serving, "10.0.0.2", session(full.client));
        SSLParameters p = other.client.engine.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        other.client.engine.setSSLParameters(p);
        assertThrows(SSLException.class, other::handshake);
        assertFalse(SslControl.of(other.client.engine).resumed());
    }

    @Test
    void whatCannotBeChosen() throws Exception {
        EnginePair pair = pair(client("TLSv1.3"), serving(), "ec.test");
        SslControl control = SslControl.of(pair.client.engine);
        assertThrows(IllegalArgumentException.class, () -> control.setSession(pair.client.engine.getSession()));
        control.setSession(null);
        pair.handshake();
        assertThrows(IllegalArgumentException.class, () -> SslControl.of(pair(client("TLSv1.3"), serving(), "a").client.engine)
                .setSession(session(pair.server)));
        assertThrows(IllegalStateException.class, () -> control.setSession(session(pair.client)));
        assertThrows(IllegalStateException.class, () -> control.sessionListener(s -> { }));
    }

    // ---- listeners and files

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aListenerGetsEachSession(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        List<SSLSession> got = new ArrayList<>();
        EnginePair full = pair(client, serving, "ec.test");
        SslControl.of(full.client.engine).sessionListener(got::add);
        assertFalse(resumes(full));
        assertEquals(version.equals("TLSv1.3") ? 2 : 1, got.size());
        assertEquals("CN=leaf", got.get(0).getPeerPrincipal().getName());
        assertEquals("ec.test", got.get(0).getPeerHost());
        for (SSLSession s : got) {
            assertTrue(resumes(choosing(client, serving, "ec.test", s)));
        }
        assertEquals(version.equals("TLSv1.2"), resumes(choosing(client, serving, "ec.test", got.get(0))), "a ticket of TLS 1.3 is used once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsSavedAndRead(String version) throws Exception {
        ContextCore serving = serving();
        EnginePair full = pair(client(version), serving, "ec.test");
        assertFalse(resumes(full));
        Path file = directory.resolve("session.pem");
        SavedSessions.write(session(full.client), file);
        assertTrue(Files.readString(file).startsWith("-----BEGIN SSL SESSION PARAMETERS-----"));
        SSLSession read = SavedSessions.read(file);
        assertEquals(version, read.getProtocol());
        assertEquals("CN=leaf", read.getPeerPrincipal().getName());
        EnginePair again = choosing(client(version), serving, "ec.test", read);
        assertTrue(resumes(again), "in another context");
        assertEquals(VerifyResult.OK, SslControl.of(again.client.engine).verifyResult());
        SSLSession copy = SavedSessions.ofDer(SavedSessions.toDer(session(again.client)));
        assertTrue(resumes(choosing(client(version), serving, "ec.test", copy)));
        assertThrows(IOException.class, () -> SavedSessions.ofDer(new byte[] {0x30, 0}));
        assertTrue(assertThrows(IOException.class, () -> SavedSessions.read(rootFile)).getMessage().contains(rootFile.toString()));
    }

    @Test
    void thereMayBeNothingToSave() throws Exception {
        EnginePair pair = pair(client("TLSv1.3"), serving("drawbridge.server.NumTickets", "0"), "ec.test");
        pair.handshake();
        pair.run();
        assertThrows(IOException.class, () -> SavedSessions.toDer(session(pair.client)));
        assertThrows(IllegalArgumentException.class, () -> SavedSessions.toDer(session(pair.server)));
    }

    // ---- SSLSession and SSLSessionContext

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsInvalidated(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        EnginePair full = pair(client, serving, "ec.test");
        assertFalse(resumes(full));
        session(full.client).invalidate();
        assertFalse(session(full.client).isValid());
        full.exchange();
        assertFalse(resumes(pair(client, serving, "ec.test")));
        assertTrue(resumes(pair(client, serving, "ec.test")));
    }

    @Test
    void aServerInvalidatesASession() throws Exception {
        ContextCore client = client("TLSv1.2");
        ContextCore serving = serving("drawbridge.server.Options", "-SessionTicket");
        EnginePair full = pair(client, serving, "ec.test");
        assertFalse(resumes(full));
        assertArrayEquals(session(full.client).getId(), session(full.server).getId());
        session(full.server).invalidate();
        assertFalse(resumes(pair(client, serving, "ec.test")));
    }

    @Test
    void aSessionKeepsItsIdAndItsAge() throws Exception {
        ContextCore client = client("TLSv1.2");
        ContextCore serving = serving();
        long before = System.currentTimeMillis();
        EnginePair full = pair(client, serving, "ec.test");
        assertFalse(resumes(full));
        long after = System.currentTimeMillis();
        Thread.sleep(5);
        EnginePair again = pair(client, serving, "ec.test");
        assertTrue(resumes(again));
        assertArrayEquals(session(full.client).getId(), session(again.client).getId());
        long created = session(again.client).getCreationTime();
        assertTrue(before <= created && created <= after, "that of the full handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aContextListsItsSessions(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving("drawbridge.server.Options", "-SessionTicket");
        SSLSessionContext clients = client.sessions(true);
        assertEquals(List.of(), Collections.list(clients.getIds()));
        EnginePair full = pair(client, serving, "ec.test");
        assertFalse(resumes(full));
        assertSame(clients, session(full.client).getSessionContext());
        List<byte[]> ids = Collections.list(clients.getIds());
        assertFalse(ids.isEmpty());
        SSLSession listed = clients.getSession(ids.get(0));
        assertEquals("ec.test", listed.getPeerHost());
        assertEquals(443, listed.getPeerPort());
        assertEquals(version, listed.getProtocol());
        assertEquals("CN=leaf", listed.getPeerPrincipal().getName());
        ids.forEach(id -> clients.getSession(id).invalidate());
        assertEquals(List.of(), Collections.list(clients.getIds()));
        assertNull(clients.getSession(ids.get(0)));
        SSLSessionContext servers = serving.sessions(false);
        byte[] id = Collections.list(servers.getIds()).get(0);
        assertEquals(version, servers.getSession(id).getProtocol());
        servers.getSession(id).invalidate();
        assertNull(servers.getSession(id));
        assertFalse(resumes(pair(client, serving, "ec.test")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theBoundsOfAContextCount(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        SSLSessionContext clients = client.sessions(true);
        assertEquals(20480, clients.getSessionCacheSize());
        assertEquals(86400, clients.getSessionTimeout());
        assertFalse(resumes(pair(client, serving, "ec.test")));
        clients.setSessionTimeout(1);
        serving.sessions(false).setSessionTimeout(1);
        Thread.sleep(1100);
        assertFalse(resumes(pair(client, serving, "ec.test")));
        ContextCore patient = client(version);
        patient.sessions(true).setSessionTimeout(0);
        serving.sessions(false).setSessionTimeout(0);
        assertFalse(resumes(pair(patient, serving, "ec.test")));
        assertTrue(resumes(pair(patient, serving, "ec.test")));
        clients.setSessionCacheSize(1);
        assertEquals(1, Collections.list(clients.getIds()).size());
        assertThrows(IllegalArgumentException.class, () -> clients.setSessionCacheSize(-1));
        assertThrows(IllegalArgumentException.class, () -> clients.setSessionTimeout(-1));
        assertThrows(NullPointerException.class, () -> clients.getSession(null));
    }

    // ---- setEnableSessionCreation(false)

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatMayOnlyResume(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        EnginePair none = pair(client, serving, "ec.test");
        none.client.engine.setEnableSessionCreation(false);
        assertTrue(assertThrows(SSLHandshakeException.class, none::handshake).getMessage().contains("no session to resume"));
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair resuming = pair(client, serving, "ec.test");
        resuming.client.engine.setEnableSessionCreation(false);
        assertTrue(resumes(resuming));
        EnginePair refused = pair(client, serving(), "ec.test"); // which cannot open the ticket
        refused.client.engine.setEnableSessionCreation(false);
        assertThrows(SSLHandshakeException.class, refused::handshake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatOnlyResumes(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving();
        EnginePair none = pair(client, serving, "ec.test");
        none.server.engine.setEnableSessionCreation(false);
        assertTrue(assertThrows(SSLException.class, none::handshake).getMessage().contains("handshake_failure"));
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair resuming = pair(client, serving, "ec.test");
        resuming.server.engine.setEnableSessionCreation(false);
        assertTrue(resumes(resuming));
    }

    // ---- failures

    /**
     * RFC 5246 section 7.2: "the session identifier MUST be invalidated". Section 7.2.2: "Thus, any connection terminated with a fatal alert MUST
     * NOT be resumed." So it is with SSL_free without SSL_shutdown in OpenSSL, in both versions.
     */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatAFailedConnectionLeftIsNotResumed(String version) throws Exception {
        ContextCore client = client(version);
        ContextCore serving = serving("drawbridge.server.Options", "-SessionTicket");
        EnginePair failing = pair(client, serving, "ec.test");
        assertFalse(resumes(failing));
        spoil(failing.client.engine);
        assertEquals(List.of(), Collections.list(client.sessions(true).getIds()));
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair resumed = pair(client, serving, "ec.test");
        assertTrue(resumes(resumed));
        spoil(resumed.server.engine);
        if (version.equals("TLSv1.2")) {
            assertEquals(1, Collections.list(serving.sessions(false).getIds()).size(), "but that of the connection that failed first");
        }
    }

    @Test
    void orItIsWhereThatIsWanted() throws Exception {
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.resumeAfterFailure", "true");
        ContextCore serving = serving();
        EnginePair failing = pair(client, serving, "ec.test");
        assertFalse(resumes(failing));
        spoil(failing.client.engine);
        assertTrue(resumes(pair(client, serving, "ec.test")));
    }

    /** An orderly end, which JSSE has close_notify of both sides be, spoils nothing. */
    @Test
    void anOrderlyEndLeavesSessions() throws Exception {
        ContextCore client = client("TLSv1.3");
        ContextCore serving = serving();
        EnginePair pair = pair(client, serving, "ec.test");
        assertFalse(resumes(pair));
        pair.client.engine.closeOutbound();
        pair.server.engine.closeOutbound();
        pair.run();
        pair.client.engine.closeInbound();
        assertTrue(resumes(pair(client, serving, "ec.test")));
    }

    private static void spoil(SSLEngine engine) {
        ByteBuffer garbage = ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 32, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
            22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32});
        assertThrows(SSLException.class, () -> engine.unwrap(garbage, ByteBuffer.allocate(1 << 15)));
        assertNotNull(engine.getSession());
    }
}
