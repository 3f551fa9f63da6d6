package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every suite of TLS 1.2 with certificates against {@code openssl s_server} and {@code openssl s_client}, also resumed, and without encrypt-then-MAC. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class OlderSuitesIT {
    private static final String EVERYTHING = "ALL:@SECLEVEL=2";
    /** Many blocks, and no multiple of a block. */
    private static final String LONG_LINE = "long".repeat(2000) + "x";
    /** {@code openssl dhparam 2048}: a safe prime that no standard has. */
    private static final String OWN_GROUP = """
        -----BEGIN DH PARAMETERS-----
        MIIBCAKCAQEA4RN/0bK2b+Lw4iuV5SCU/u8xwvQErqu1xK+wSLM2g9o7y6TN1EYi
        PUVbLNBiS4ANQq8Wx4EcnRyYC+alCY6RVI+LN5Ogrm/YhHO2f1WrDDEazoP8PgwR
        mxQsjZcBKJ8A3bhCuXE+AVvSSGm3Z9/1qBzdHZImWFQKnPigsO6QQsMC+grbiL81
        pLqWNtjcCfrVIdzRkQTd+eZvY40Kil8Oi9t7ARKCEtssefiZ6BzxqpnE93LfmPFr
        qZLRPPX+5A7J+JDV695iKOGB3o+LFiGoYzF9A+SVSsCrj/km6IOOdzEtbcxMgn19
        9nFe7P8IaBRWJnH1IsCjZlKFW5mfF7wq7wIBAg==
        -----END DH PARAMETERS-----
        """;

    @TempDir
    Path directory;

    /** JDK 25 disables RSA key exchange. */
    @BeforeEach
    void allowRsaKeyExchange() {
        String disabled = Security.getProperty(PropertiesAsBefore.DISABLED);
        Security.setProperty(PropertiesAsBefore.DISABLED, disabled.replace("TLS_RSA_*", "").replaceAll(",\\s*(?=,|$)", ""));
    }

    private static List<CipherSuite> suites() {
        return Arrays.stream(CipherSuite.values())
                .filter(s -> s.fits(ProtocolVersion.TLS12) && !s.psk() && !s.weak() && OpensslSuite.ofIana(s.name()) != null).toList();
    }

    private static Programs.Running server(int port, String... more) throws Exception {
        Keys rsa = Keys.of(Keys.Kind.RSA);
        Keys ec = Keys.of(Keys.Kind.EC);
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port,
                "-rev", "-tls1_2", "-cipher", EVERYTHING, "-cert", rsa.certificateFile().toString(), "-key", rsa.keyFile().toString(),
                "-dcert", ec.certificateFile().toString(), "-dkey", ec.keyFile().toString(), "-CAfile", Keys.caFile().toString()));
        command.addAll(List.of(more));
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    private static SSLSocket connect(SSLContext context, int port, CipherSuite suite) throws IOException {
        SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        s.setEnabledProtocols(new String[] {"TLSv1.2"});
        s.setEnabledCipherSuites(new String[] {suite.name()});
        return s;
    }

    private static String ask(SSLSocket s, String line) throws IOException {
        OutputStream out = s.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static String reversed(String line) {
        return new StringBuilder(line).reverse().toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ourClientTheirServer(boolean encryptThenMac) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = encryptThenMac ? server(port) : server(port, "-no_etm")) {
            for (CipherSuite suite : suites()) {
                SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
                for (boolean resumed : new boolean[] {false, true}) {
                    try (SSLSocket s = connect(context, port, suite)) {
                        s.startHandshake();
                        assertEquals(suite.name(), s.getSession().getCipherSuite());
                        assertEquals(resumed, SslControl.of(s).resumed(), suite.name());
                        assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE), suite.name());
                    }
                }
            }
        }
    }

    /** With client authentication; the server's certificate is that of the suite. */
    @Test
    void ourClientShowsACertificate() throws Exception {
        int port = Programs.freePort();
        Keys keys = Keys.of(Keys.Kind.EC);
        try (Programs.Running server = server(port, "-Verify", "3", "-verify_return_error")) {
            for (CipherSuite suite : suites()) {
                try (SSLSocket s = connect(Contexts.context(Contexts.DRAWBRIDGE, keys), port, suite)) {
                    assertEquals("olleh", ask(s, "hello"), suite.name());
                    Keys.Kind kind = suite.authentication() == CipherSuite.Authentication.RSA ? Keys.Kind.RSA : Keys.Kind.EC;
                    assertEquals(Keys.of(kind).certificate, s.getSession().getPeerCertificates()[0]);
                    assertEquals(suite.signed(), SslControl.of(s).peerSignatureScheme() != null);
                }
            }
        }
    }

    /** Groups that only a server's file has, of a safe prime nobody else uses, and one that is too small. */
    @Test
    void theServersOwnGroup() throws Exception {
        Path parameters = directory.resolve("dh.pem");
        Files.writeString(parameters, OWN_GROUP);
        int port = Programs.freePort();
        try (Programs.Running server = server(port, "-dhparam", parameters.toString());
                SSLSocket s = connect(Contexts.context(Contexts.DRAWBRIDGE, null), port, CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)) {
            assertEquals("olleh", ask(s, "hello"));
        }
        Path small = directory.resolve("small.pem");
        try (Programs.Running made = Programs.start(Programs.require("openssl", "openssl"), "dhparam", "-out", small.toString(),
                "1024")) {
            assertEquals(0, made.await());
        }
        int another = Programs.freePort();
        try (Programs.Running server = server(another, "-dhparam", small.toString(), "-cipher", "ALL:@SECLEVEL=0");
                SSLSocket s = connect(Contexts.context(Contexts.DRAWBRIDGE, null), another, CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)) {
            SSLException e = assertThrows(SSLException.class, s::startHandshake);
            assertTrue(e.getMessage().contains("1024 bits"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theirClientOurServer(boolean encryptThenMac) throws Exception {
        Keys rsa = Keys.of(Keys.Kind.RSA);
        Keys ec = Keys.of(Keys.Kind.EC);
        for (CipherSuite suite : suites()) {
            if (!encryptThenMac && !suite.cbc()) {
                continue;
            }
            Keys keys = suite.authentication() == CipherSuite.Authentication.RSA ? rsa : ec;
            try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, keys).getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                listener.setEnabledCipherSuites(new String[] {suite.name()});
                CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
                List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_client", "-connect",
                        "127.0.0.1:" + listener.getLocalPort(), "-tls1_2", "-cipher", suite.opensslName() + ":@SECLEVEL=2",
                        "-CAfile", Keys.caFile().toString(), "-verify_return_error"));
                if (!encryptThenMac) {
                    command.add("-no_etm");
                }
                try (Programs.Running client = Programs.start(command)) {
                    client.write("hello\n");
                    client.awaitOutput("olleh");
                    assertEquals(suite.name(), served.get(30, TimeUnit.SECONDS));
                    client.awaitOutput("Cipher is " + suite.opensslName());
                }
            }
        }
    }

    private static String serveOneLine(SSLServerSocket listener) {
        try (SSLSocket s = (SSLSocket) listener.accept()) {
            String line = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
            s.getOutputStream().write((reversed(line) + "\n").getBytes(StandardCharsets.UTF_8));
            return s.getSession().getCipherSuite();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
