package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PskKey;
import dev.drawbridge.PskKeyManager;
import dev.drawbridge.SslControl;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Suites in which nobody authenticates or nothing is encrypted, and those with RC4 and 3DES, which both the security level and {@code
 * jdk.tls.disabledAlgorithms} must allow, against openssl, GnuTLS and SunJSSE.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class WeakSuitesIT {
    private static final String EVERYTHING = "ALL:eNULL:RC4:3DES:@SECLEVEL=0";
    private static final String LONG_LINE = "long".repeat(2000) + "x";
    private static final String IDENTITY = "sensor-17";
    private static final byte[] KEY = HexFormat.of().parseHex("3f1a5c7790abcdeffedcba09775c1a3f00112233445566778899aabbccddeeff");

    @TempDir
    Path directory;

    /** Which SunJSSE knows by older names. */
    private static final List<CipherSuite> OF_SSL = List.of(CipherSuite.TLS_RSA_WITH_NULL_MD5, CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
            CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA);

    @BeforeEach
    void allow() {
        Security.setProperty(PropertiesAsBefore.DISABLED, "SSLv3");
        System.setProperty("drawbridge.CipherString", EVERYTHING);
    }

    private static List<CipherSuite> suites(String version) {
        return Arrays.stream(CipherSuite.values()).filter(s -> s.weak() && built(s) && s.fits(ProtocolVersion.named(version))).toList();
    }

    /** Whether openssl has it; there is none at hand with RC4 and 3DES. */
    private static boolean built(CipherSuite suite) {
        return OpensslSuite.nameOf(suite.name()) != null;
    }

    private static String option(String version) {
        return "-" + version.toLowerCase(Locale.ROOT).replace("v", "").replace(".", "_");
    }

    /** The key of both roles. */
    private static final class OneKey implements PskKeyManager {
        @Override
        public PskKey clientKey(byte[] identityHint, Peer peer) {
            return PskKey.of(IDENTITY, KEY);
        }

        @Override
        public PskKey serverKey(byte[] identity, Peer peer) {
            return PskKey.of(IDENTITY, KEY);
        }
    }

    private static SSLContext context(Keys keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        List<KeyManager> managers = new ArrayList<>(List.of(new OneKey()));
        if (keys != null) {
            managers.addAll(List.of(keys.keyManagers().getKeyManagers()));
        }
        context.init(managers.toArray(new KeyManager[0]), Keys.trustManagers().getTrustManagers(), null);
        return context;
    }

    private static SSLSocket connect(SSLContext context, int port, String version, CipherSuite suite) throws IOException {
        SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        s.setEnabledProtocols(new String[] {version});
        s.setEnabledCipherSuites(new String[] {suite.name()});
        return s;
    }

    private static Programs.Running server(int port, String... more) throws Exception {
        Keys rsa = Keys.of(Keys.Kind.RSA);
        Keys ec = Keys.of(Keys.Kind.EC);
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port, "-rev",
                "-cipher", EVERYTHING, "-cert", rsa.certificateFile().toString(), "-key", rsa.keyFile().toString(), "-dcert",
                ec.certificateFile().toString(), "-dkey", ec.keyFile().toString(), "-psk_identity", IDENTITY, "-psk", HexFormat.of().formatHex(KEY)));
        command.addAll(List.of(more));
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    private static String ask(SSLSocket s, String line) throws IOException {
        s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static String reversed(String line) {
        return new StringBuilder(line).reverse().toString();
    }

    /** What a program sees of the peer. */
    private static void assertPeer(CipherSuite suite, SSLSocket s, boolean client) throws SSLException {
        assertEquals(suite.name(), s.getSession().getCipherSuite());
        boolean shown = client && !suite.anonymous() && !suite.psk();
        if (shown) {
            assertEquals(1, s.getSession().getPeerCertificates().length);
        } else {
            assertThrows(SSLPeerUnverifiedException.class, () -> s.getSession().getPeerCertificates());
            assertThrows(SSLPeerUnverifiedException.class, () -> s.getSession().getPeerPrincipal());
            assertNull(SslControl.of(s).verifyResult());
        }
        assertArrayEquals(suite.psk() ? IDENTITY.getBytes(StandardCharsets.UTF_8) : null, SslControl.of(s).pskIdentity());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,-no_etm", "TLSv1.2,-no_ticket", "TLSv1.1,-no_etm", "TLSv1,-no_ticket"})
    void ourClientTheirServer(String version, String more) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, option(version), more)) {
            for (CipherSuite suite : suites(version)) {
                SSLContext context = context(null);
                for (boolean resumed : new boolean[] {false, true}) {
                    try (SSLSocket s = connect(context, port, version, suite)) {
                        assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE), suite.name());
                        assertPeer(suite, s, true);
                        assertEquals(resumed, SslControl.of(s).resumed(), suite.name());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.1", "TLSv1"})
    void theirClientOurServer(String version) throws Exception {
        SSLContext context = context(Keys.of(Keys.Kind.RSA));
        SSLContext ec = context(Keys.of(Keys.Kind.EC));
        for (CipherSuite suite : suites(version)) {
            SSLContext ours = suite.authentication() == CipherSuite.Authentication.ECDSA ? ec : context;
            try (SSLServerSocket listener = (SSLServerSocket) ours.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                listener.setEnabledCipherSuites(new String[] {suite.name()});
                listener.setWantClientAuth(suite.anonymous());
                CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
                try (Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect",
                        "127.0.0.1:" + listener.getLocalPort(), option(version), "-cipher", suite.opensslName() + ":@SECLEVEL=0", "-CAfile",
                        Keys.caFile().toString(), "-verify_return_error", "-psk_identity", IDENTITY, "-psk", HexFormat.of().formatHex(KEY))) {
                    client.write("hello\n");
                    client.awaitOutput("olleh");
                    assertPeer(suite, served.get(30, TimeUnit.SECONDS), false);
                    client.awaitOutput("Cipher is " + suite.opensslName());
                }
            }
        }
    }

    private static SSLSocket serveOneLine(SSLServerSocket listener) {
        try {
            SSLSocket s = (SSLSocket) listener.accept();
            s.getOutputStream().write((reversed(line(s)) + "\n").getBytes(StandardCharsets.UTF_8));
            return s;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(SSLSocket s) throws IOException {
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    static Stream<CipherSuite> ofSun() {
        // One of each kind: each takes two JVMs.
        return Stream.of(CipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_RSA_WITH_NULL_SHA256,
                CipherSuite.TLS_ECDH_anon_WITH_RC4_128_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_MD5, CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA);
    }

    @ParameterizedTest
    @MethodSource("ofSun")
    void withSunJsse(CipherSuite suite) throws Exception {
        boolean ofSsl = OF_SSL.contains(suite);
        String theirs = ofSsl ? "SSL_" + suite.name().substring(4) : suite.name();
        try (SSLServerSocket listener = (SSLServerSocket) context(Keys.of(Keys.Kind.RSA)).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            listener.setEnabledCipherSuites(new String[] {theirs});
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = Programs.reverseLine("TLSv1.2", String.valueOf(listener.getLocalPort()), theirs)) {
                client.awaitOutput("reversed TLSv1.2");
                assertPeer(suite, served.get(30, TimeUnit.SECONDS), false);
            }
        }
        try (Programs.Running server = Programs.reverseLine("TLSv1.2", "0", theirs)) {
            server.awaitOutput("port ");
            Matcher port = Pattern.compile("port (\\d+)").matcher(server.output());
            assertTrue(port.find());
            try (SSLSocket s = connect(context(null), Integer.parseInt(port.group(1)), "TLSv1.2", suite)) {
                assertEquals(reversed(LONG_LINE), ask(s, LONG_LINE));
                assertPeer(suite, s, true);
            }
        }
    }

    private static List<CipherSuite> withRc4And3des() {
        return Arrays.stream(CipherSuite.values()).filter(s -> s.weak() && !built(s)).toList();
    }

    /** A priority string that leaves one suite. */
    private static String priority(CipherSuite suite, String version) {
        String exchange = switch (suite.keyExchange()) {
            case ECDHE -> suite.anonymous() ? "ANON-ECDH" : "ECDHE-" + suite.authentication();
            case DHE -> suite.anonymous() ? "ANON-DH" : "DHE-RSA";
            case ECDHE_PSK -> "ECDHE-PSK";
            case DHE_PSK -> "DHE-PSK";
            default -> suite.keyExchange().name();
        };
        boolean rc4 = suite.name().contains("RC4");
        return "NORMAL:-VERS-ALL:+VERS-TLS" + (version.equals("TLSv1") ? "1.0" : version.substring("TLSv".length())) + ":-KX-ALL:+" + exchange + ":-CIPHER-ALL:+"
                + (rc4 ? "ARCFOUR-128" : "3DES-CBC") + ":-MAC-ALL:+" + (suite.cipher().mac().length() == 16 ? "MD5" : "SHA1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.1", "TLSv1"})
    void ourClientGnutlsServ(String version) throws Exception {
        Path psks = Path.of(directory.toString(), "psk.txt");
        Files.writeString(psks, IDENTITY + ":" + HexFormat.of().formatHex(KEY) + "\n");
        Keys keys = Keys.of(Keys.Kind.RSA); // GnuTLS does not read EC keys as the JDK encodes them
        for (CipherSuite suite : withRc4And3des().stream().filter(s -> s.authentication() != CipherSuite.Authentication.ECDSA).toList()) {
            int port = Programs.freePort();
            try (Programs.Running server = Programs.start(Programs.require("gnutls-serv", "gnutls-bin"), "--echo", "--port", String.valueOf(port),
                    "--x509certfile", keys.certificateFile().toString(), "--x509keyfile", keys.keyFile().toString(), "--pskpasswd", psks.toString(),
                    "--priority", priority(suite, version))) {
                server.awaitOutput("done");
                SSLContext context = context(null);
                for (boolean resumed : new boolean[] {false, true}) {
                    try (SSLSocket s = connect(context, port, version, suite)) {
                        assertEquals("hello " + LONG_LINE, ask(s, "hello " + LONG_LINE), suite.name());
                        assertPeer(suite, s, true);
                        assertEquals(resumed, SslControl.of(s).resumed(), suite.name());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1"})
    void gnutlsCliOurServer(String version) throws Exception {
        // gnutls-cli 3.7.9 ends with a segmentation fault after any handshake with ECDHE-PSK or DHE-PSK, with gnutls-serv too.
        for (CipherSuite suite : withRc4And3des().stream().filter(s -> !s.psk() || s.keyExchange() == CipherSuite.KeyExchange.PSK).toList()) {
            Keys keys = Keys.of(suite.authentication() == CipherSuite.Authentication.ECDSA ? Keys.Kind.EC : Keys.Kind.RSA);
            try (SSLServerSocket listener = (SSLServerSocket) context(keys).getServerSocketFactory().createServerSocket(0, 5,
                    InetAddress.getLoopbackAddress())) {
                listener.setEnabledCipherSuites(new String[] {suite.name()});
                CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
                try (Programs.Running client = Programs.start(Programs.require("gnutls-cli", "gnutls-bin"), "127.0.0.1", "--port",
                        String.valueOf(listener.getLocalPort()), "--insecure", "--pskusername", IDENTITY, "--pskkey", HexFormat.of().formatHex(KEY),
                        "--priority", priority(suite, version))) {
                    client.write("hello\n");
                    SSLSocket s = served.get(30, TimeUnit.SECONDS);
                    assertPeer(suite, s, false);
                    s.close(); // gnutls-cli says what it heard when it ends
                    client.awaitOutput("olleh");
                }
            }
        }
    }

    /** SunJSSE skips the check there; the program asked for it. */
    @Test
    void anEndpointThatIsToBeIdentifiedIsNotAnonymous() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, "-tls1_2")) {
            try (SSLSocket s = connect(context(null), port, "TLSv1.2", CipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384)) {
                SSLParameters p = s.getSSLParameters();
                p.setEndpointIdentificationAlgorithm("HTTPS");
                s.setSSLParameters(p);
                SSLException e = assertThrows(SSLHandshakeException.class, s::startHandshake);
                assertTrue(e.getMessage().contains("anonymous ones identify no endpoint"), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ALL:eNULL:@SECLEVEL=1|SSLv3", EVERYTHING + "|SSLv3, anon, NULL", "ALL:@SECLEVEL=2|SSLv3"})
    void bothRulesMustAllow(String cipherString, String forbidden) throws Exception {
        System.setProperty("drawbridge.CipherString", cipherString);
        Security.setProperty(PropertiesAsBefore.DISABLED, forbidden);
        SSLContext context = context(null);
        for (String[] offered : List.of(context.getDefaultSSLParameters().getCipherSuites(), context.getSupportedSSLParameters().getCipherSuites())) {
            assertFalse(Stream.of(offered).anyMatch(n -> n.contains("_anon_") || n.contains("_NULL_")));
        }
        try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket()) {
            s.setEnabledCipherSuites(new String[] {"TLS_DH_anon_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_NULL_SHA256"});
            assertThrows(SSLHandshakeException.class, () -> {
                try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5,
                        InetAddress.getLoopbackAddress())) {
                    s.connect(listener.getLocalSocketAddress());
                    s.startHandshake();
                }
            });
        }
    }

    /** The words are those of OpenSSL: {@code ALL} has aNULL and not eNULL, {@code DEFAULT} neither. */
    @Test
    void words() throws Exception {
        System.setProperty("drawbridge.CipherString", "ALL:@SECLEVEL=0");
        List<String> all = List.of(context(null).getDefaultSSLParameters().getCipherSuites());
        assertTrue(all.contains("TLS_DH_anon_WITH_AES_128_GCM_SHA256"));
        assertFalse(all.stream().anyMatch(n -> n.contains("_NULL_")));
        System.setProperty("drawbridge.CipherString", "DEFAULT:@SECLEVEL=0");
        List<String> byDefault = List.of(context(null).getDefaultSSLParameters().getCipherSuites());
        assertFalse(byDefault.stream().anyMatch(n -> n.contains("_anon_") || n.contains("_NULL_")));
        System.setProperty("drawbridge.CipherString", "eNULL+kRSA:AECDH:@SECLEVEL=0");
        List<String> some = List.of(context(null).getDefaultSSLParameters().getCipherSuites());
        assertEquals(List.of("TLS_RSA_WITH_NULL_SHA256", "TLS_RSA_WITH_NULL_SHA", "TLS_RSA_WITH_NULL_MD5", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA",
                "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "TLS_ECDH_anon_WITH_NULL_SHA"), some.stream().filter(n -> !n.startsWith("TLS_AES")
                && !n.startsWith("TLS_CHACHA")).toList());
    }
}
