package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.SslControl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resumption with OpenSSL, GnuTLS and nginx where it is not the plain case of {@link ResumptionIT}: servers that have forgotten us or speak another
 * version, HelloRetryRequest, client certificates, and early data.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ResumptionTurnsIT {
    private static final Keys SERVER = Keys.of(Keys.Kind.RSA);
    private static final Keys CLIENT = Keys.of(Keys.Kind.RSA_PSS);
    private static final String WAYS = "dev.drawbridge.it.Way#all";
    private static final String GROUPS = "jdk.tls.namedGroups";
    private static final String MAX_EARLY_DATA = "drawbridge.maxEarlyData";
    private static final byte[] REQUEST = "GET /index.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    // ---- their programs

    /** An s_server that answers over HTTP. */
    private static Programs.Running sServer(String version, int port, String options) throws Exception {
        Programs.Running server = Programs.start(ResumptionIT.command(Programs.require("openssl", "openssl"), "s_server -www -accept",
                "127.0.0.1:" + port, "-cert", SERVER.certificateFile(), "-key", SERVER.keyFile(), "-CAfile", Keys.caFile(),
                "-tls" + number(version).replace('.', '_'), options));
        server.awaitOutput("ACCEPT");
        return server;
    }

    /** A gnutls-serv that answers over HTTP; the options may begin with more of the priority string. */
    private static Programs.Running gnutlsServ(String version, int port, String options) throws Exception {
        Programs.Running server = Programs.start(ResumptionIT.command(Programs.require("gnutls-serv", "gnutls-bin"), "--http --port", port,
                "--x509certfile", SERVER.certificateFile(), "--x509keyfile", SERVER.keyFile(), "--x509cafile", Keys.caFile(), "--priority",
                "NORMAL:-VERS-ALL:+VERS-TLS" + number(version) + options));
        server.awaitOutput("done");
        return server;
    }

    private static String number(String version) {
        return version.substring("TLSv".length());
    }

    private static String sClient(Way way, int port, String options) throws Exception {
        return run(ResumptionIT.command(Programs.require("openssl", "openssl"), "s_client -connect", "127.0.0.1:" + port, "-servername localhost",
                "-CAfile", Keys.caFile(), "-ign_eof -verify_return_error", "-tls" + way.number().replace('.', '_'), options));
    }

    private static String gnutlsCli(Way way, int port, String options) throws Exception {
        return run(ResumptionIT.command(Programs.require("gnutls-cli", "gnutls-bin"), "localhost --resume --waitresumption --port", port,
                "--x509cafile", Keys.caFile(), "--priority", "NORMAL:-VERS-ALL:+VERS-TLS" + way.number() + options));
    }

    private static String run(List<String> command) throws Exception {
        return ResumptionIT.run(new String(REQUEST, StandardCharsets.US_ASCII), command);
    }

    // ---- our client

    private static String ask(SSLContext context, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream().write(REQUEST);
            assertTrue(socket.getInputStream().readAllBytes().length > 0);
            return TellingServer.told(socket);
        }
    }

    private static void come(SSLContext context, int port, String version) throws IOException {
        assertEquals("full " + version, ask(context, port));
        assertEquals("resumed " + version, ask(context, port));
        assertEquals("resumed " + version, ask(context, port));
    }

    static Stream<List<String>> versions() {
        return Stream.of("TLSv1.2", "TLSv1.3").flatMap(v -> Stream.of(List.of(v, "TLSv1.2"), List.of(v, "TLSv1.3")));
    }

    /** What we offer is nothing to the second server, which may speak another version; that costs a full handshake, not the connection. */
    @ParameterizedTest
    @MethodSource("versions")
    void aServerThatStartsAgainHasForgottenUs(List<String> versions) throws Exception {
        int openssl = Programs.freePort();
        int gnutls = Programs.freePort();
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        for (String version : versions) {
            try (Programs.Running one = sServer(version, openssl, ""); Programs.Running other = gnutlsServ(version, gnutls, "")) {
                come(context, openssl, version);
                come(context, gnutls, version);
            }
        }
    }

    /** In TLS 1.3 the binder is made anew, over two hellos. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void weAreAskedForAnotherGroup(Way way) throws Exception {
        int openssl = Programs.freePort();
        int gnutls = Programs.freePort();
        try (Programs.Running one = sServer(way.version(), openssl, "-groups P-384");
                Programs.Running other = gnutlsServ(way.version(), gnutls, ":-GROUP-ALL:+GROUP-SECP384R1")) {
            come(way.context(null), openssl, way.version());
            come(way.context(null), gnutls, way.version());
        }
    }

    /** They are shown once. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void weAreKnownAgainByOurCertificate(Way way) throws Exception {
        int openssl = Programs.freePort();
        int gnutls = Programs.freePort();
        try (Programs.Running one = sServer(way.version(), openssl, "-Verify 3 -verify_return_error");
                Programs.Running other = gnutlsServ(way.version(), gnutls, " --require-client-cert --verify-client-cert")) {
            come(way.context(CLIENT), openssl, way.version());
            one.awaitOutput("depth=0 CN = rsa_pss.test");
            assertEquals(1, one.output().lines().filter("depth=0 CN = rsa_pss.test"::equals).count(), one.output());
            come(way.context(CLIENT), gnutls, way.version());
            other.awaitOutput("- Description", 3);
            assertEquals(2, other.output().lines().filter("*** This is a resumed session"::equals).count(), other.output());
        }
    }

    // ---- our server

    private static TellingServer server(Way way) throws IOException {
        return new TellingServer(way.context(SERVER), way.version());
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void weAskForAnotherGroup(Way way) throws Exception {
        Path session = directory.resolve("session.pem");
        System.setProperty(GROUPS, "secp384r1");
        try (TellingServer server = server(way)) {
            sClient(way, server.port(), "-groups X25519:P-384 -sess_out " + session);
            String said = sClient(way, server.port(), "-groups X25519:P-384 -msg -sess_in " + session);
            assertEquals(way.tls13() ? 2 : 1, said.split(", ClientHello", -1).length - 1, said);
            gnutlsCli(way, server.port(), ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP384R1");
            comeTwice(way, server);
        } finally {
            System.clearProperty(GROUPS);
        }
    }

    private static void comeTwice(Way way, TellingServer server) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            server.awaitTold("full " + way.version(), "resumed " + way.version());
        }
        server.assertNoMore();
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void weKnowThemAgainByTheirCertificates(Way way) throws Exception {
        Path session = directory.resolve("session.pem");
        try (TellingServer server = server(way)) {
            server.needClientAuth();
            sClient(way, server.port(), "-cert " + CLIENT.certificateFile() + " -key " + CLIENT.keyFile() + " -sess_out " + session);
            sClient(way, server.port(), "-sess_in " + session); // without the key
            gnutlsCli(way, server.port(), " --x509certfile " + SERVER.certificateFile() + " --x509keyfile " + SERVER.keyFile());
            comeTwice(way, server);
        }
    }

    // ---- early data

    /** Says the request early, and again when that was in vain. */
    private static String askEarly(SSLContext context, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            SslControl control = SslControl.of(socket);
            control.writeEarlyData(ByteBuffer.wrap(REQUEST));
            socket.startHandshake();
            if (control.earlyDataStatus() != EarlyDataStatus.ACCEPTED) {
                socket.getOutputStream().write(REQUEST);
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return TellingServer.told(socket) + " " + control.earlyDataStatus() + answer.substring(Math.max(answer.indexOf(" early"), 0));
        }
    }

    /** nginx calls a request early only as long as the handshake is not over when it looks; that it answers what was said once, and early, shows it too. */
    @Test
    void nginxHearsUs() throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        try (Nginx nginx = new Nginx(directory,
                "ssl_early_data on; keepalive_timeout 0; location / { return 200 \"at $uri early: $ssl_early_data\"; }")) {
            assertEquals("full TLSv1.3 NOT_SENT early: ", askEarly(context, nginx.port));
            for (int i = 0; i < 2; i++) {
                String told = askEarly(context, nginx.port);
                assertTrue(told.matches("resumed TLSv1.3 ACCEPTED early: 1?"), told);
            }
        }
    }

    /** gnutls-serv reads what was said early before it tells that the handshake is done, and does not show it; it answers what comes after it. */
    @Test
    void gnutlsServHearsUs() throws Exception {
        int port = Programs.freePort();
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        try (Programs.Running server = gnutlsServ("TLSv1.3", port, " --earlydata --maxearlydata 1000")) {
            for (int i = 0; i < 3; i++) {
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                    SslControl control = SslControl.of(socket);
                    control.writeEarlyData(ByteBuffer.wrap(REQUEST));
                    socket.getOutputStream().write(REQUEST);
                    assertTrue(socket.getInputStream().readAllBytes().length > 0);
                    assertEquals(i == 0 ? "full TLSv1.3" : "resumed TLSv1.3", TellingServer.told(socket));
                    assertEquals(i == 0 ? EarlyDataStatus.NOT_SENT : EarlyDataStatus.ACCEPTED, control.earlyDataStatus());
                }
            }
        }
    }

    /** What was said early is refused then. (gnutls-serv 3.7.9 ends the connection with bad_record_mac, that of s_client too.) */
    @Test
    void sServerAsksForAnotherGroup() throws Exception {
        int port = Programs.freePort();
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        try (Programs.Running server = Programs.start(ResumptionIT.command(Programs.require("openssl", "openssl"), "s_server -HTTP -tls1_3 -accept",
                "127.0.0.1:" + port, "-max_early_data 1000 -no_anti_replay -groups P-384 -cert", SERVER.certificateFile(), "-key", SERVER.keyFile()))) {
            server.awaitOutput("ACCEPT");
            for (String told : List.of("full TLSv1.3 NOT_SENT", "resumed TLSv1.3 REJECTED", "resumed TLSv1.3 REJECTED")) {
                String actual = askEarly(context, port);
                assertTrue(actual.startsWith(told), actual);
            }
        }
    }

    /** A server for so many connections, one after the other, and what was said early in each. */
    private static CompletableFuture<List<String>> hear(SSLServerSocket listener, int connections) {
        return CompletableFuture.supplyAsync(() -> {
            List<String> heard = new ArrayList<>();
            while (heard.size() < connections) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    heard.add(hear(socket));
                } catch (IOException e) {
                    heard.add(e.toString());
                }
            }
            return heard;
        });
    }

    private static String hear(SSLSocket socket) throws IOException {
        ByteBuffer early = ByteBuffer.allocate(1000);
        while (SslControl.of(socket).readEarlyData(early) > 0) {
            continue;
        }
        socket.startHandshake();
        if (socket.getInputStream().read() >= 0) {
            socket.getOutputStream().write("heard\n".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        return TellingServer.told(socket) + ": " + new String(early.array(), 0, early.position(), StandardCharsets.US_ASCII);
    }

    private static SSLServerSocket listenEarly() throws IOException {
        System.setProperty(MAX_EARLY_DATA, "16384");
        try {
            return (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, SERVER).getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } finally {
            System.clearProperty(MAX_EARLY_DATA);
        }
    }

    @Test
    void weHearGnutlsCli() throws Exception {
        Path said = Files.writeString(directory.resolve("said"), "said early");
        try (SSLServerSocket listener = listenEarly()) {
            CompletableFuture<List<String>> heard = hear(listener, 2);
            gnutlsCli(new Way("TLSv1.3", true), listener.getLocalPort(), " --earlydata " + said);
            assertEquals(List.of("full TLSv1.3: ", "resumed TLSv1.3: said early"), heard.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void weAskForAnotherGroupAndHearNothingEarly() throws Exception {
        Path said = Files.writeString(directory.resolve("said"), "said early");
        Path session = directory.resolve("session.pem");
        Way way = new Way("TLSv1.3", true);
        System.setProperty(GROUPS, "secp384r1");
        try (SSLServerSocket listener = listenEarly()) {
            CompletableFuture<List<String>> heard = hear(listener, 2);
            sClient(way, listener.getLocalPort(), "-groups X25519:P-384 -sess_out " + session);
            String text = sClient(way, listener.getLocalPort(), "-groups X25519:P-384 -sess_in " + session + " -early_data " + said);
            assertTrue(text.contains("Early data was rejected") && text.contains("heard\n"), text);
            assertEquals(List.of("full TLSv1.3: ", "resumed TLSv1.3: "), heard.get(30, TimeUnit.SECONDS));
        } finally {
            System.clearProperty(GROUPS);
        }
    }
}
