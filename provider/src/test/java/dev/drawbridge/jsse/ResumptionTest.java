package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Second connections of contexts: who resumes, with whom, and what ends that. */
class ResumptionTest extends ResumptionCase {
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSecondConnectionResumes(String version) throws Exception {
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version);
        ContextCore serving = serving();
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair again = pair(client, serving, "ec.test");
        assertTrue(resumes(again));
        assertEquals(version, again.client.engine.getSession().getProtocol());
        assertEquals("CN=leaf", again.client.engine.getSession().getPeerPrincipal().getName());
        assertEquals(VerifyResult.OK, SslControl.of(again.client.engine).verifyResult());
        assertEquals(3, SslControl.of(again.client.engine).verifiedChain().size());
        assertTrue(resumes(pair(client, serving, "ec.test")));
        assertFalse(resumes(pair(client, serving, "other.test")), "another host");
        assertFalse(resumes(pair(core("drawbridge.VerifyCAFile", rootFile), serving, "ec.test")), "another context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsVerifiedMoreStrictlyIsVerifiedAgain(String version) throws Exception {
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version);
        ContextCore serving = serving();
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair identified = pair(client, serving, "ec.test");
        SSLParameters p = identified.client.engine.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        identified.client.engine.setSSLParameters(p);
        assertFalse(resumes(identified));
        EnginePair asked = pair(client, serving, "ec.test");
        SslControl.of(asked.client.engine).verifyCallback((ok, c) -> ok);
        assertFalse(resumes(asked));
        EnginePair careless = pair(client, serving, "ec.test");
        SslControl.of(careless.client.engine).verifyPeer(false);
        assertFalse(resumes(careless));
        assertTrue(resumes(pair(client, serving, "ec.test")));
    }

    /** A new CRL or another authority ends what was verified by the old ones. */
    @Test
    void changedTrustEndsSessions() throws Exception {
        Path file = Files.copy(rootFile, directory.resolve("trust.pem"));
        ContextCore client = core("drawbridge.VerifyCAFile", file);
        ContextCore serving = serving();
        assertFalse(resumes(pair(client, serving, "ec.test")));
        assertTrue(resumes(pair(client, serving, "ec.test")));
        Path other = write("other.pem", pem("CERTIFICATE", TestCa.root("Other").certificate().getEncoded()));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        SSLException failure = null;
        while (failure == null) {
            EnginePair next = pair(client, serving, "ec.test");
            next.client.engine.beginHandshake();
            next.server.engine.beginHandshake();
            next.run();
            failure = next.client.failure;
        }
        assertTrue(failure.getMessage().startsWith("(unknown_ca)"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, drawbridge.server.Options, -SessionTicket, true", "TLSv1.3, drawbridge.server.Options, -SessionTicket, true",
        "TLSv1.3, drawbridge.server.NumTickets, 0, false", "TLSv1.3, jdk.tls.server.enableSessionTicketExtension, false, true",
        "TLSv1.3, jdk.tls.server.newSessionTicketCount, 0, false", "TLSv1.2, jdk.tls.server.enableSessionTicketExtension, false, true"})
    void tickets(String version, String name, String value, boolean resumes) throws Exception {
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version);
        ContextCore serving = serving(name, value);
        assertFalse(resumes(pair(client, serving, "ec.test")));
        assertEquals(resumes, resumes(pair(client, serving, "ec.test")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientCertificatesComeBack(String version) throws Exception {
        Path key = write("client.pem", Files.readString(server) + Files.readString(serverKey));
        ContextCore client = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version, "drawbridge.client.Certificate", key);
        ContextCore serving = serving("drawbridge.server.VerifyMode", "Require");
        assertFalse(resumes(pair(client, serving, "ec.test")));
        EnginePair again = pair(client, serving, "ec.test");
        assertTrue(resumes(again));
        assertEquals(2, again.server.engine.getSession().getPeerCertificates().length);
        assertEquals("CN=leaf", again.server.engine.getSession().getPeerPrincipal().getName());
    }

    /** With SunJSSE on one side or the other. */
    @ParameterizedTest
    @CsvSource({"true, TLSv1.2", "true, TLSv1.3", "false, TLSv1.2", "false, TLSv1.3"})
    void withSunJsse(boolean ours, String version) throws Exception {
        TestCa ca = TestCa.root("Root of both");
        TestCa.Identity id = ca.issue("EC", TestCa.Leaf.of("both", "ec.test"));
        SSLContext client = Contexts.context(ours ? Contexts.OURS : Contexts.SUN, ca);
        SSLContext serving = Contexts.context(ours ? Contexts.SUN : Contexts.OURS, ca, id);
        for (int i = 0; i < 3; i++) {
            EnginePair pair = new EnginePair(client.createSSLEngine("ec.test", 443), serving.createSSLEngine());
            pair.client.engine.setEnabledProtocols(new String[] {version});
            pair.handshake();
            pair.run();
            assertEquals(i > 0, SslControl.of(ours ? pair.client.engine : pair.server.engine).resumed(), "connection " + i);
        }
    }
}
