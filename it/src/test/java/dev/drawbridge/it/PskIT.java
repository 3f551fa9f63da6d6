package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PskKey;
import dev.drawbridge.PskKeyManager;
import dev.drawbridge.SslControl;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionFile;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** External pre-shared keys against {@code openssl s_server} and {@code openssl s_client}, neither of which has a certificate. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PskIT {
    private static final String IDENTITY = "sensor-17";
    private static final byte[] KEY = HexFormat.of().parseHex("3f1a5c7790abcdeffedcba09775c1a3f00112233445566778899aabbccddeeff");
    private static final String HEX = HexFormat.of().formatHex(KEY);

    @TempDir
    Path directory;

    /** Keys of both roles; counts the questions. */
    private static final class OneKey implements PskKeyManager {
        final List<String> hints = new ArrayList<>();
        private final PskKey key;
        private final String hint;

        OneKey(PskKey key, String hint) {
            this.key = key;
            this.hint = hint;
        }

        @Override
        public PskKey clientKey(byte[] identityHint, Peer peer) {
            hints.add(identityHint == null ? null : new String(identityHint, StandardCharsets.UTF_8));
            return key;
        }

        @Override
        public PskKey serverKey(byte[] identity, Peer peer) {
            return Arrays.equals(identity, key.identity()) ? key : null;
        }

        @Override
        public byte[] identityHint(Peer peer) {
            return hint == null ? null : hint.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static OneKey ours() {
        return new OneKey(PskKey.of(IDENTITY, KEY), null);
    }

    /** Trusts nobody, and has no certificate. */
    private static SSLContext context(PskKeyManager keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        context.init(new KeyManager[] {keys}, new TrustManager[0], null);
        return context;
    }

    /** A suite by both of its names; null leaves it to the two sides. */
    record Case(String protocol, String suite, String opensslSuite) {
        String option() {
            return protocol.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2";
        }

        List<String> restriction() {
            return suite == null ? List.of(option()) : List.of(option(), protocol.equals("TLSv1.3") ? "-ciphersuites" : "-cipher", opensslSuite);
        }

        void restrict(SSLSocket s) {
            SSLParameters p = s.getSSLParameters();
            p.setProtocols(new String[] {protocol});
            p.setEndpointIdentificationAlgorithm("HTTPS");
            if (suite != null) {
                p.setCipherSuites(new String[] {suite});
            }
            s.setSSLParameters(p);
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>(List.of(new Case("TLSv1.3", null, null), new Case("TLSv1.2", null, null)));
        for (CipherSuite s : CipherSuite.values()) {
            boolean sha256 = s.tls13() && s.hash().length() == 32;
            boolean known = s.psk() && !s.weak() && OpensslSuite.ofIana(s.name()) != null;
            if (sha256 || known) {
                all.add(new Case(s.tls13() ? "TLSv1.3" : "TLSv1.2", s.name(), s.opensslName()));
            }
        }
        return all.stream();
    }

    private static Programs.Running server(int port, List<String> more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port,
                "-rev", "-nocert"));
        command.addAll(more);
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    private static List<String> psk(String identity, String key) {
        return List.of("-psk_identity", identity, "-psk", key);
    }

    private static List<String> concat(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static void assertByPsk(SSLSocket s) {
        assertArrayEquals(IDENTITY.getBytes(StandardCharsets.UTF_8), SslControl.of(s).pskIdentity());
        assertThrows(SSLPeerUnverifiedException.class, () -> s.getSession().getPeerCertificates());
        assertThrows(SSLPeerUnverifiedException.class, () -> s.getSession().getPeerPrincipal());
        assertNull(s.getSession().getLocalCertificates());
        assertNull(SslControl.of(s).peerSignatureScheme());
    }

    private static String ask(SSLSocket s, String line) throws IOException {
        s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ourClientTheirServer(Case c) throws Exception {
        int port = Programs.freePort();
        OneKey keys = ours();
        boolean old = c.protocol().equals("TLSv1.2");
        try (Programs.Running server = server(port, concat(concat(psk(IDENTITY, HEX), c.restriction()), old ? List.of("-psk_hint", "say 17") : List.of()));
                SSLSocket s = (SSLSocket) context(keys).getSocketFactory().createSocket("localhost", port)) {
            c.restrict(s);
            assertEquals("olleh", ask(s, "hello"));
            assertByPsk(s);
            assertEquals(c.protocol(), s.getSession().getProtocol());
            assertEquals(c.suite() == null ? s.getSession().getCipherSuite() : c.suite(), s.getSession().getCipherSuite());
            assertEquals(old ? "say 17" : null, keys.hints.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theirClientOurServer(Case c) throws Exception {
        boolean old = c.protocol().equals("TLSv1.2");
        try (SSLServerSocket listener = listener(new OneKey(PskKey.of(IDENTITY, KEY), "say 17"))) {
            listener.setWantClientAuth(true);
            listener.setEnabledProtocols(new String[] {c.protocol()});
            if (c.suite() != null) {
                listener.setEnabledCipherSuites(new String[] {c.suite()});
            }
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = client(listener, concat(psk(IDENTITY, HEX), c.restriction()))) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                SSLSocket s = served.get(30, TimeUnit.SECONDS);
                assertByPsk(s);
                s.close();
                client.await();
                assertTrue(client.output().contains("no peer certificate available"), client.output());
                assertEquals(old, client.output().contains("PSK identity hint: say 17"), client.output());
            }
        }
    }

    private static SSLServerSocket listener(PskKeyManager keys) throws Exception {
        return (SSLServerSocket) context(keys).getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static Programs.Running client(SSLServerSocket listener, List<String> more) throws Exception {
        return Programs.start(concat(List.of(Programs.require("openssl", "openssl"), "s_client", "-connect",
                "127.0.0.1:" + listener.getLocalPort()), more));
    }

    private static SSLSocket serveOneLine(SSLServerSocket listener) {
        try {
            SSLSocket s = (SSLSocket) listener.accept();
            String line = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
            s.getOutputStream().write((new StringBuilder(line == null ? "" : line).reverse() + "\n").getBytes(StandardCharsets.UTF_8));
            return s;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With another key, and under an identity that nobody knows: both ends refuse, ours without saying which it was. */
    @ParameterizedTest
    @CsvSource({"-tls1_3, other key", "-tls1_3, other identity", "-tls1_2, other key", "-tls1_2, other identity"})
    void whoHasNotTheKeyIsRefused(String version, String what) throws Exception {
        List<String> theirs = concat(what.equals("other key") ? psk(IDENTITY, HEX + "00") : psk("nobody", HEX), List.of(version));
        try (SSLServerSocket listener = listener(ours())) {
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = client(listener, theirs)) {
                assertNotEquals(0, client.await());
                assertTrue(client.output().contains(version.equals("-tls1_3") ? "alert decrypt error" : "alert bad record mac"), client.output());
                assertThrows(Exception.class, () -> served.get(30, TimeUnit.SECONDS));
            }
        }
        int port = Programs.freePort();
        // Its server takes any identity in TLS 1.2 and only warns.
        PskKey key = what.equals("other key") || version.equals("-tls1_2") ? PskKey.of(IDENTITY, new byte[16]) : PskKey.of("nobody", KEY);
        try (Programs.Running server = server(port, concat(psk(IDENTITY, HEX), List.of(version)));
                SSLSocket s = (SSLSocket) context(new OneKey(key, null)).getSocketFactory().createSocket("localhost", port)) {
            assertThrows(SSLException.class, s::startHandshake);
            server.awaitOutput("error");
        }
    }

    /** A server with a certificate: a client with an unknown identity judges that, and one whose key is known does not. */
    @Test
    void certificatesStayWhatTheyAre() throws Exception {
        Keys certificate = Keys.of(Keys.Kind.EC);
        SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        context.init(Stream.concat(Arrays.stream(certificate.keyManagers().getKeyManagers()), Stream.of(ours())).toArray(KeyManager[]::new),
                Keys.trustManagers().getTrustManagers(), null);
        for (String identity : List.of(IDENTITY, "nobody")) {
            try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5,
                    InetAddress.getLoopbackAddress())) {
                CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
                try (Programs.Running client = client(listener, concat(psk(identity, HEX), List.of("-tls1_3", "-CAfile",
                        Keys.caFile().toString())))) {
                    client.write("hello\n");
                    client.awaitOutput("olleh");
                    assertEquals(identity.equals(IDENTITY), client.output().contains("no peer certificate available"), client.output());
                    served.get(30, TimeUnit.SECONDS).close();
                }
            }
        }
    }

    /** OpenSSL lets a client with a key in where a certificate is demanded; ours does not. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void whereACertificateIsDemandedAKeyIsNotEnough(String version) throws Exception {
        try (SSLServerSocket listener = listener(ours())) {
            listener.setNeedClientAuth(true);
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = client(listener, concat(psk(IDENTITY, HEX), List.of(version)))) {
                assertNotEquals(0, client.await());
                assertTrue(client.output().contains("alert handshake failure"), client.output());
                assertThrows(Exception.class, () -> served.get(30, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void helloRetryRequestInBothRoles() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, concat(psk(IDENTITY, HEX), List.of("-tls1_3", "-groups", "P-384", "-msg")));
                SSLSocket s = (SSLSocket) context(ours()).getSocketFactory().createSocket("localhost", port)) {
            assertEquals("olleh", ask(s, "hello"));
            assertByPsk(s);
            server.awaitOutput(", ClientHello", 2);
        }
        try (SSLServerSocket listener = listener(ours())) {
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = client(listener, concat(psk(IDENTITY, HEX), List.of("-tls1_3", "-msg", "-groups", "ffdhe4096:P-384")))) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                assertByPsk(served.get(30, TimeUnit.SECONDS));
                assertEquals(2, client.output().split(", ClientHello", -1).length - 1, client.output());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void ourClientResumes(String protocol) throws Exception {
        int port = Programs.freePort();
        Case c = new Case(protocol, null, null);
        SSLContext context = context(ours());
        try (Programs.Running server = server(port, concat(psk(IDENTITY, HEX), c.restriction()))) {
            for (int i = 0; i < 3; i++) {
                try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                    c.restrict(s);
                    assertEquals("olleh", ask(s, "hello"));
                    assertEquals(i > 0, SslControl.of(s).resumed(), server.output());
                    assertByPsk(s);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
    void theirClientResumes(String options) throws Exception {
        String session = directory.resolve("session.pem").toString();
        try (SSLServerSocket listener = listener(ours())) {
            for (String file : List.of("-sess_out", "-sess_in")) {
                CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
                List<String> more = concat(psk(IDENTITY, HEX), concat(List.of(options.split(" ")), List.of(file, session)));
                try (Programs.Running client = client(listener, more)) {
                    client.write("hello\n");
                    client.awaitOutput("olleh");
                    SSLSocket s = served.get(30, TimeUnit.SECONDS);
                    assertByPsk(s);
                    assertEquals(file.equals("-sess_in"), SslControl.of(s).resumed(), client.output());
                    s.close();
                    client.await();
                }
            }
            if (options.startsWith("-tls1_2")) {
                Session read = SessionFile.read(Path.of(session));
                assertArrayEquals(IDENTITY.getBytes(StandardCharsets.UTF_8), read.peer().pskIdentity());
            }
        }
    }

    /** A key for SHA-384 is what OpenSSL has as a session in a file. */
    @Test
    void keysForSha384() throws Exception {
        byte[] key = Arrays.copyOf(KEY, 48);
        Path file = directory.resolve("psk.pem");
        Instant now = Instant.now();
        SessionFile.write(file, new Session(ProtocolVersion.TLS13, CipherSuite.TLS_AES_256_GCM_SHA384, new byte[32], new Secret(key.clone()), true,
                null, "", PeerVerified.unauthenticated(), now, Duration.ofHours(1), null, FragmentLimit.NONE));
        OneKey ours = new OneKey(PskKey.of(IDENTITY.getBytes(StandardCharsets.UTF_8), key, PskKey.Hash.SHA384), null);
        List<String> theirs = List.of("-psk_session", file.toString(), "-psk_identity", IDENTITY, "-tls1_3");
        int port = Programs.freePort();
        try (Programs.Running server = server(port, theirs);
                SSLSocket s = (SSLSocket) context(ours).getSocketFactory().createSocket("localhost", port)) {
            assertEquals("olleh", ask(s, "hello"));
            assertByPsk(s);
            assertEquals("TLS_AES_256_GCM_SHA384", s.getSession().getCipherSuite());
        }
        try (SSLServerSocket listener = listener(ours)) {
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = client(listener, theirs)) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                assertByPsk(served.get(30, TimeUnit.SECONDS));
            }
        }
    }

    /** Programs that never heard of pre-shared keys, told by properties; the trace says how their peer was verified. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void unchangedPrograms(String version) throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.psk"), "# ours\nsomebody:" + HEX.substring(2) + "aa\n" + IDENTITY + ":" + HEX + "\n");
        Path trace = directory.resolve("trace.json");
        int port = Programs.freePort();
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port, "-www",
                "-nocert", version));
        command.addAll(psk(IDENTITY, HEX));
        try (Programs.Running server = Programs.start(command)) {
            server.awaitOutput("ACCEPT");
            try (Programs.Running client = program("FetchByUrlConnection", List.of("-Ddrawbridge.client.pskFile=" + keys,
                    "-Ddrawbridge.client.pskIdentity=" + IDENTITY, "-Ddrawbridge.trace=" + trace), "https://localhost:" + port + "/")) {
                // It has its answer, and then asks for the name in a certificate.
                assertNotEquals(0, client.await());
                assertTrue(client.output().contains("SSLPeerUnverifiedException: peer not authenticated"), client.output());
                assertTrue(client.output().contains("FetchByUrlConnection.java:13"), client.output());
            }
        }
        assertTrue(Files.readString(trace).contains("\"verifiedBy\":\"pre-shared key " + IDENTITY), Files.readString(trace));
        assertTrue(Files.readString(trace).contains(version.equals("-tls1_3") ? "TLSv1.3" : "TLSv1.2"), Files.readString(trace));
        assertFalse(Files.readString(trace).contains(HEX.substring(0, 8)));
        try (Programs.Running server = program("ServeByHttpsServer", List.of("-Ddrawbridge.server.pskFile=" + keys))) {
            server.awaitOutput("provider Drawbridge");
            String at = server.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            List<String> client = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + at, version));
            client.addAll(psk(IDENTITY, HEX));
            try (Programs.Running theirs = Programs.start(client)) {
                theirs.write("GET / HTTP/1.0\r\n\r\n");
                theirs.awaitOutput("served plainly");
            }
        }
    }

    private static Programs.Running program(String name, List<String> options, String... arguments) throws IOException {
        List<String> command = Programs.java("-javaagent:" + System.getProperty("it.allJar"));
        command.addAll(options);
        command.add(Path.of(System.getProperty("it.programs"), name + ".java").toString());
        command.addAll(List.of(arguments));
        return Programs.start(command);
    }

    @Test
    void aBadFileEndsTheProgram() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.psk"), "me:" + HEX + "\nyou:0011\n");
        try (Programs.Running client = program("FetchByUrlConnection", List.of("-Ddrawbridge.pskFile=" + keys), "https://localhost:" + Programs.freePort())) {
            assertNotEquals(0, client.await());
            assertTrue(client.output().contains("drawbridge.pskFile=" + keys + ": " + keys + ", line 2: a key of 2 bytes; expected 16 to 512"),
                    client.output());
        }
    }
}
