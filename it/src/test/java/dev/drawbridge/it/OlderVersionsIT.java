package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.spec.CipherSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS 1.0 and 1.1, which both the security level and {@code jdk.tls.disabledAlgorithms} must allow, against openssl and SunJSSE. Of SSL 3.0 openssl
 * knows nothing as it is built, so that SunJSSE alone can be asked.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class OlderVersionsIT {
    private static final String ANY_LEVEL = "ALL:@SECLEVEL=0";
    private static final String LONG_LINE = "long".repeat(2000) + "x";
    /** One of each kind of key exchange. */
    private static final List<CipherSuite> SUITES = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA);

    @TempDir
    Path directory;

    @BeforeEach
    void allow() {
        Security.setProperty(PropertiesAsBefore.DISABLED, "");
        System.setProperty("drawbridge.CipherString", ANY_LEVEL);
    }

    private static String option(String version) {
        return version.equals("TLSv1") ? "-tls1" : "-tls1_1";
    }

    private static Programs.Running server(int port, String... more) throws Exception {
        Keys rsa = Keys.of(Keys.Kind.RSA);
        Keys ec = Keys.of(Keys.Kind.EC);
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port,
                "-cipher", ANY_LEVEL, "-cert", rsa.certificateFile().toString(), "-key", rsa.keyFile().toString(),
                "-dcert", ec.certificateFile().toString(), "-dkey", ec.keyFile().toString(), "-CAfile", Keys.caFile().toString()));
        command.addAll(List.of(more));
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    private static SSLSocket connect(SSLContext context, int port, String version, CipherSuite suite) throws IOException {
        SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        s.setEnabledProtocols(new String[] {version});
        s.setEnabledCipherSuites(new String[] {suite.name()});
        return s;
    }

    private static String ask(SSLSocket s, String line) throws IOException {
        s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static String reversed(String line) {
        return new StringBuilder(line).reverse().toString();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1,-no_ticket", "TLSv1,-no_etm", "TLSv1.1,-no_ticket", "TLSv1.1,-no_etm"})
    void ourClientTheirServer(String version, String more) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, "-rev", option(version), more)) {
            for (CipherSuite suite : SUITES) {
                SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
                for (boolean resumed : new boolean[] {false, true}) {
                    try (SSLSocket s = connect(context, port, version, suite)) {
                        assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE), suite.name());
                        assertEquals(version, s.getSession().getProtocol());
                        assertEquals(suite.name(), s.getSession().getCipherSuite());
                        assertEquals(resumed, SslControl.of(s).resumed(), suite.name());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1,RSA", "TLSv1,EC", "TLSv1.1,RSA", "TLSv1.1,EC"})
    void certificatesOfClients(String version, Keys.Kind kind) throws Exception {
        int port = Programs.freePort();
        Keys keys = Keys.of(kind);
        try (Programs.Running server = server(port, "-rev", option(version), "-Verify", "3", "-verify_return_error");
                SSLSocket s = connect(Contexts.context(Contexts.DRAWBRIDGE, keys), port, version, SUITES.get(1))) {
            assertEquals("olleh", ask(s, "hello"));
        }
        try (Served served = new Served(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC), version, true);
                Programs.Running client = client(served.port(), option(version), "-cert", keys.certificateFile().toString(), "-key",
                        keys.keyFile().toString())) {
            client.write("hello\n");
            client.awaitOutput("olleh");
            assertEquals(keys.certificate, served.get().getSession().getPeerCertificates()[0]);
        }
    }

    private static Programs.Running client(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + port,
                "-cipher", ANY_LEVEL, "-CAfile", Keys.caFile().toString(), "-verify_return_error"));
        command.addAll(List.of(more));
        return Programs.start(command);
    }

    /** A server that reverses one line. */
    private static final class Served implements AutoCloseable {
        private final SSLServerSocket listener;
        private final CompletableFuture<SSLSocket> served;

        Served(Provider provider, Keys keys, String version, boolean needsCertificate) throws IOException {
            listener = (SSLServerSocket) Contexts.context(provider, keys).getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            if (version != null) {
                listener.setEnabledProtocols(version.split(","));
            }
            listener.setNeedClientAuth(needsCertificate);
            served = CompletableFuture.supplyAsync(this::serve);
        }

        private SSLSocket serve() {
            try {
                SSLSocket s = (SSLSocket) listener.accept();
                String line = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
                s.getOutputStream().write((reversed(line) + "\n").getBytes(StandardCharsets.UTF_8));
                return s;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        SSLSocket get() throws Exception {
            return served.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void theirClientOurServer(String version) throws Exception {
        for (CipherSuite suite : SUITES) {
            Keys keys = Keys.of(suite.authentication() == CipherSuite.Authentication.RSA ? Keys.Kind.RSA : Keys.Kind.EC);
            try (Served served = new Served(Contexts.DRAWBRIDGE, keys, version, false);
                    Programs.Running client = client(served.port(), option(version), "-cipher", suite.opensslName() + ":@SECLEVEL=0")) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                assertEquals(suite.name(), served.get().getSession().getCipherSuite());
                assertEquals(version, served.get().getSession().getProtocol());
            }
        }
    }

    /** By ticket and, where the client takes none, by id. */
    @ParameterizedTest
    @CsvSource({"TLSv1,''", "TLSv1,-no_ticket", "TLSv1.1,''", "TLSv1.1,-no_ticket"})
    void theirClientComesBack(String version, String tickets) throws Exception {
        try (TellingServer server = new TellingServer(Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC)), version)) {
            String file = directory.resolve("session.pem").toString();
            come("New, ", "full " + version, sClient(server, version, tickets, "-sess_out", file));
            for (int i = 0; i < 2; i++) {
                come("Reused, ", "resumed " + version, sClient(server, version, tickets, "-sess_in", file, "-sess_out", file));
            }
            server.awaitTold("full " + version, "resumed " + version, "resumed " + version);
            server.assertNoMore();
        }
    }

    private static List<String> sClient(TellingServer server, String version, Object... more) {
        List<Object> options = new ArrayList<>(List.of("s_client -connect", "127.0.0.1:" + server.port(), "-servername localhost -CAfile", Keys.caFile(),
                "-verify_return_error -ign_eof -cipher", ANY_LEVEL, option(version)));
        options.addAll(List.of(more));
        return ResumptionIT.command(Programs.require("openssl", "openssl"), options.toArray());
    }

    private static void come(String theirs, String ours, List<String> command) throws Exception {
        String said = ResumptionIT.run("GET / HTTP/1.0\r\n\r\n", command);
        assertTrue(said.contains(theirs) && said.contains(ours), said);
    }

    /** A client of ours that has every version, to servers that have one. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void theServerChooses(String version) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, "-rev", option(version));
                SSLSocket s = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, null).getSocketFactory().createSocket("127.0.0.1", port)) {
            assertEquals("olleh", ask(s, "hello"));
            assertEquals(version, s.getSession().getProtocol());
        }
    }

    /** {@code R} on the standard input has s_server start a renegotiation. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void renegotiation(String version) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, option(version));
                SSLSocket s = connect(Contexts.context(Contexts.DRAWBRIDGE, null), port, version, SUITES.get(1))) {
            List<Integer> handshakes = new ArrayList<>();
            s.addHandshakeCompletedListener(e -> {
                synchronized (handshakes) {
                    handshakes.add(1);
                    handshakes.notifyAll();
                }
            });
            s.startHandshake();
            BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
            server.write("r\n");
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
                try {
                    return in.readLine();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            synchronized (handshakes) {
                while (handshakes.size() < 2) {
                    handshakes.wait();
                }
            }
            s.getOutputStream().write("heard\n".getBytes(StandardCharsets.UTF_8));
            server.awaitOutput("heard");
            server.write("after\n");
            assertEquals("after", line.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void fallback() throws Exception {
        try (Served served = new Served(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC), null, false);
                Programs.Running client = client(served.port(), "-tls1_1", "-fallback_scsv")) {
            client.awaitOutput("inappropriate fallback");
        }
        try (Served served = new Served(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC), "TLSv1.1", false);
                Programs.Running client = client(served.port(), "-tls1_1", "-fallback_scsv")) {
            client.write("hello\n");
            client.awaitOutput("olleh");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSLv3", "TLSv1", "TLSv1.1"})
    void withSunJsse(String version) throws Exception {
        Keys keys = Keys.of(Keys.Kind.RSA);
        try (Served served = new Served(Contexts.DRAWBRIDGE, keys, version, true);
                Programs.Running client = Programs.reverseLine(version, String.valueOf(served.port()))) {
            client.awaitOutput("reversed " + version);
            assertEquals(keys.certificate, served.get().getSession().getPeerCertificates()[0]);
        }
        try (Programs.Running server = Programs.reverseLine(version)) {
            server.awaitOutput("port ");
            Matcher port = Pattern.compile("port (\\d+)").matcher(server.output());
            assertTrue(port.find());
            try (SSLSocket s = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, null).getSocketFactory()
                    .createSocket("127.0.0.1", Integer.parseInt(port.group(1)))) {
                if (version.equals("SSLv3")) { // which has to be named
                    s.setEnabledProtocols(new String[] {version});
                }
                assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE));
                assertEquals(version, s.getSession().getProtocol());
            }
        }
    }

    /** SunJSSE's client sends its hello in the form of SSL 2.0 where SSLv2Hello is enabled and TLS 1.3 is not; ours never does. */
    @ParameterizedTest
    @ValueSource(strings = {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"})
    void helloInTheFormOfSsl2(String version) throws Exception {
        Keys keys = Keys.of(Keys.Kind.RSA);
        try (Served served = new Served(Contexts.DRAWBRIDGE, keys, "SSLv2Hello," + version, true);
                Programs.Running client = Programs.reverseLine("SSLv2Hello," + version, String.valueOf(served.port()))) {
            client.awaitOutput("reversed " + version);
            assertEquals(keys.certificate, served.get().getSession().getPeerCertificates()[0]);
        }
        try (Served served = new Served(Contexts.DRAWBRIDGE, keys, version, false);
                Programs.Running client = Programs.reverseLine("SSLv2Hello," + version, String.valueOf(served.port()))) {
            Throwable refused = assertThrows(ExecutionException.class, served::get);
            assertTrue(refused.getMessage().contains("SSL message"), refused.getMessage());
        }
        System.setProperty("drawbridge.ssl2Hello", "true");
        try (Served served = new Served(Contexts.DRAWBRIDGE, keys, null, false);
                Programs.Running client = Programs.reverseLine("SSLv2Hello,TLSv1.2", String.valueOf(served.port()))) {
            client.awaitOutput("reversed TLSv1.2");
        }
        System.clearProperty("drawbridge.ssl2Hello");
        try (Programs.Running server = Programs.reverseLine("SSLv2Hello," + version)) {
            server.awaitOutput("port ");
            Matcher port = Pattern.compile("port (\\d+)").matcher(server.output());
            assertTrue(port.find());
            try (SSLSocket s = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, null).getSocketFactory()
                    .createSocket("127.0.0.1", Integer.parseInt(port.group(1)))) {
                s.setEnabledProtocols(new String[] {"SSLv2Hello", version});
                assertEquals(List.of(version, "SSLv2Hello"), List.of(s.getEnabledProtocols()));
                assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE));
            }
        }
    }

    /** Each of both rules alone forbids, and the message says which. */
    @Test
    void bothRulesMustAllow() throws Exception {
        refused("TLSv1 is forbidden by security level 2 where 0 is needed)", "ALL:@SECLEVEL=2", "SSLv3");
        refused("TLSv1 is forbidden by security level 1 where 0 is needed)", "ALL:@SECLEVEL=1", "SSLv3");
        refused("TLSv1 is forbidden by jdk.tls.disabledAlgorithms)", ANY_LEVEL, "SSLv3, TLSv1");
        refused("TLSv1 is forbidden by security level 2 where 0 is needed and jdk.tls.disabledAlgorithms)", "ALL", "TLSv1");
    }

    private static void refused(String why, String cipherString, String disabled) throws Exception {
        System.setProperty("drawbridge.CipherString", cipherString);
        Security.setProperty(PropertiesAsBefore.DISABLED, disabled);
        SSLContext context = SSLContext.getInstance("TLSv1", Contexts.DRAWBRIDGE);
        context.init(null, null, null);
        assertFalse(List.of(context.getDefaultSSLParameters().getProtocols()).contains("TLSv1"));
        assertTrue(List.of(context.getSupportedSSLParameters().getProtocols()).contains("TLSv1"));
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1"});
        SSLException e = assertThrows(SSLHandshakeException.class, engine::beginHandshake);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void theNameOfAContextBoundsItsClients() throws Exception {
        for (String name : List.of("TLSv1", "TLSv1.1")) {
            SSLContext context = SSLContext.getInstance(name, Contexts.DRAWBRIDGE);
            context.init(null, null, null);
            List<String> expected = name.equals("TLSv1") ? List.of("TLSv1") : List.of("TLSv1.1", "TLSv1");
            assertEquals(expected, List.of(context.getDefaultSSLParameters().getProtocols()));
        }
    }

    /** RFC 5246 section 6.2.3.2 of older versions: "the last ciphertext block of the previous record (the "CBC residue") was used as the IV." */
    @Test
    void applicationDataIsSplitInTls10() throws Exception {
        assertEquals(List.of(32, 1040), written("TLSv1"));
        assertEquals(List.of(1056), written("TLSv1.1"));
        System.setProperty("drawbridge.Options", "-EmptyFragments");
        assertEquals(List.of(1040), written("TLSv1"));
        System.clearProperty("drawbridge.Options");
        System.setProperty("jsse.enableCBCProtection", "false");
        assertEquals(List.of(1040), written("TLSv1"));
    }

    /** The lengths of the records that 1,010 bytes of application data make, without encrypt-then-MAC. */
    private static List<Integer> written(String version) throws Exception {
        String before = System.getProperty("drawbridge.Options");
        System.setProperty("drawbridge.Options", before == null ? "-EncryptThenMac" : before + ",-EncryptThenMac");
        SSLEngine client = engine(Contexts.context(Contexts.DRAWBRIDGE, null), true, version);
        SSLEngine server = engine(Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.RSA)), false, version);
        if (before == null) {
            System.clearProperty("drawbridge.Options");
        }
        new EnginePair(client, server, false).handshake();
        ByteBuffer out = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        SSLEngineResult result = client.wrap(ByteBuffer.wrap(new byte[1010]), out);
        assertEquals(1010, result.bytesConsumed());
        out.flip();
        List<Integer> lengths = new ArrayList<>();
        while (out.hasRemaining()) {
            int length = out.getShort(out.position() + 3);
            lengths.add(length);
            out.position(out.position() + 5 + length);
        }
        return lengths;
    }

    private static SSLEngine engine(SSLContext context, boolean client, String version) {
        SSLEngine e = context.createSSLEngine();
        e.setUseClientMode(client);
        e.setEnabledProtocols(new String[] {version});
        e.setEnabledCipherSuites(new String[] {CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA.name()});
        return e;
    }
}
