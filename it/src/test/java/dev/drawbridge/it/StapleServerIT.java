package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers of both providers ask {@code openssl ocsp} and staple what it says, to clients that look at it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class StapleServerIT {
    private static final String REQUEST = "Received request";
    private static final String GOOD = "Cert Status: good";
    private static final String NOTHING = "OCSP response: no response sent";

    @TempDir
    static Path directory;
    private static StaplePki pki;
    /** What the certificates name. */
    private static int port;

    /** Who serves in which version. */
    record Way(Provider provider, String version) {
        SSLContext server(String name) throws Exception {
            return pki.server(name, provider);
        }

        String openssl() {
            return version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2";
        }

        @Override
        public String toString() {
            return provider.getName() + " " + version;
        }
    }

    @BeforeAll
    static void make() throws Exception {
        port = Programs.freePort();
        pki = new StaplePki(directory, "http://127.0.0.1:" + port + "/");
    }

    static Stream<Way> ways() {
        return Stream.of(Contexts.DRAWBRIDGE, Contexts.SUN).flatMap(p -> Stream.of(new Way(p, "TLSv1.3"), new Way(p, "TLSv1.2")));
    }

    static Stream<Way> ours() {
        return ways().filter(w -> w.provider == Contexts.DRAWBRIDGE);
    }

    /** SunJSSE reads some of the properties in each handshake. */
    private static void set(String... more) {
        System.setProperty("jdk.tls.server.enableStatusRequestExtension", "true");
        for (String each : more) {
            System.setProperty(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
    }

    /** Says what it hears, to one client after the other, whatever becomes of them. */
    private static final class Echo implements AutoCloseable {
        private final SSLServerSocket listener;

        Echo(SSLContext context) throws IOException {
            listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread t = new Thread(this::run, "echo");
            t.setDaemon(true);
            t.start();
        }

        private void run() {
            while (!listener.isClosed()) {
                try (SSLSocket s = (SSLSocket) listener.accept()) {
                    String line = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
                    s.getOutputStream().write(("heard " + line + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    continue; // the client's test tells
                }
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** What {@code openssl s_client -status} says of a handshake that ends well. */
    private static String openssl(Echo server, Way way) throws Exception {
        try (Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + server.port(),
                "-CAfile", pki.file("ca.pem").toString(), "-status", way.openssl())) {
            client.write("hello\n");
            client.awaitOutput("heard hello");
            client.awaitOutput("Verification: OK");
            return client.output();
        }
    }

    private static void java(Echo server, SSLContext context, Way way) throws IOException {
        try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            s.setEnabledProtocols(new String[] {way.version});
            s.startHandshake();
            s.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("heard hello", new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine());
        }
    }

    /** SunJSSE's client that demands to know whether the certificate is revoked, and cannot know but by a staple once the responder is gone. */
    private static SSLContext demandingJdk() throws Exception {
        PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(pki.anchors(), new X509CertSelector());
        parameters.addCertPathChecker(checker);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", Contexts.SUN);
        trust.init(new CertPathTrustManagerParameters(parameters));
        SSLContext c = SSLContext.getInstance("TLS", Contexts.SUN);
        c.init(null, trust.getTrustManagers(), null);
        return c;
    }

    private static int requests(Programs.Running responder) {
        return responder.output().split(REQUEST, -1).length - 1;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyClientSeesAndOneQuestionIsEnough(Way way) throws Exception {
        set();
        try (Programs.Running responder = pki.responder(port, "demanding", 'V'); Echo server = new Echo(way.server("demanding"))) {
            for (int i = 0; i < 2; i++) {
                String said = openssl(server, way);
                assertTrue(said.contains("OCSP Response Status: successful (0x0)") && said.contains(GOOD), said);
            }
            java(server, pki.client(), way);
            responder.awaitOutput(REQUEST);
            assertEquals(1, requests(responder), responder::output);
            responder.close();
            java(server, demandingJdk(), way);
            gnutls(server, way, "OCSP status request,", "- Status: The certificate is trusted.");
        }
    }

    private static void gnutls(Echo server, Way way, String... expected) throws Exception {
        try (Programs.Running client = Programs.start(Programs.require("gnutls-cli", "gnutls-bin"), "localhost", "--port", Integer.toString(server.port()),
                "--x509cafile", pki.file("ca.pem").toString(), "--priority", "NORMAL:-VERS-ALL:+VERS-TLS" + way.version.substring(4))) {
            client.write("hello\n");
            for (String text : expected) {
                client.awaitOutput(text);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void revokedIsToldToClients(Way way) throws Exception {
        set();
        try (Programs.Running responder = pki.responder(port, "plain", 'R'); Echo server = new Echo(way.server("plain"))) {
            String said = openssl(server, way);
            assertTrue(said.contains("Cert Status: revoked"), said);
            SSLHandshakeException ours = assertThrows(SSLHandshakeException.class, () -> java(server, pki.client(), way));
            assertTrue(ours.getMessage().contains("revoked"), ours.getMessage());
            responder.close();
            Throwable jdk = assertThrows(SSLHandshakeException.class, () -> java(server, demandingJdk(), way));
            while (!(jdk instanceof CertPathValidatorException)) {
                jdk = jdk.getCause();
            }
            assertEquals(CertPathValidatorException.BasicReason.REVOKED, ((CertPathValidatorException) jdk).getReason());
        }
    }

    /** Who is asked instead of whom the certificate names, where nobody listens. */
    @ParameterizedTest
    @MethodSource("ways")
    void anotherResponderIsAsked(Way way) throws Exception {
        int other = Programs.freePort();
        set("jdk.tls.stapling.responderURI=http://127.0.0.1:" + other, "jdk.tls.stapling.responderOverride=true");
        try (Programs.Running responder = pki.responder(other, "plain", 'V'); Echo server = new Echo(way.server("plain"))) {
            String said = openssl(server, way);
            assertTrue(said.contains(GOOD), said);
            responder.awaitOutput(REQUEST);
            assertEquals(1, requests(responder));
        }
    }

    /** Clients that demand a response refuse then, others go on. */
    @ParameterizedTest
    @MethodSource("ways")
    void withoutAResponderTheHandshakeGoesOn(Way way) throws Exception {
        set();
        try (Echo server = new Echo(way.server("demanding"))) {
            String said = openssl(server, way);
            assertTrue(said.contains(NOTHING), said);
            assertThrows(SSLHandshakeException.class, () -> java(server, pki.client(), way));
            gnutls(server, way, "the OCSP status is missing");
        }
    }

    /** A responder that takes connections and says nothing is given up long before the connection is. */
    @ParameterizedTest
    @MethodSource("ways")
    void aSilentResponderIsNotWaitedForLong(Way way) throws Exception {
        set("jdk.tls.stapling.responseTimeout=300");
        try (ServerSocket silent = new ServerSocket(port, 5, InetAddress.getLoopbackAddress()); Echo server = new Echo(way.server("plain"))) {
            assertTimeout(Duration.ofSeconds(10), () -> {
                String said = openssl(server, way);
                assertTrue(said.contains(NOTHING), said);
            });
            silent.accept().close();
        }
    }

    /** A responder that knows the certificate not: SunJSSE staples even that, which clients then refuse. */
    @ParameterizedTest
    @MethodSource("ours")
    void whatTheResponderDoesNotKnowIsNotStapled(Way way) throws Exception {
        set();
        try (Programs.Running responder = pki.responder(port, "demanding", 'V'); Echo server = new Echo(way.server("plain"))) {
            for (int i = 0; i < 2; i++) {
                String said = openssl(server, way);
                assertTrue(said.contains(NOTHING), said);
            }
            responder.awaitOutput(REQUEST);
            assertEquals(1, requests(responder), "a failure counts for a while");
            java(server, pki.client(), way);
        }
    }

    /** As with {@code s_server -status_file}; nobody is asked, and nobody is there. */
    @ParameterizedTest
    @MethodSource("ours")
    void whatIsInAFileIsStapled(Way way) throws Exception {
        System.setProperty("drawbridge.server.statusFile", pki.response("demanding", 'V', "responder").toString());
        try (Echo server = new Echo(way.server("demanding"))) {
            String said = openssl(server, way);
            assertTrue(said.contains(GOOD), said);
            java(server, pki.client(), way);
        }
    }
}
