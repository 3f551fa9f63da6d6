package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions that are resumed with programs that we did not write, in both directions: OpenSSL, GnuTLS, Go, curl, nginx.
 * Both sides tell what they saw where the program can. Peers within this JVM are in {@link ResumptionInJvmIT}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ResumptionIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final String WAYS = "dev.drawbridge.it.Way#all";
    private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";

    @TempDir
    static Path directory;
    private static Path go;

    // ---- our server

    private static TellingServer server(Way way) throws IOException {
        return new TellingServer(way.context(KEYS), way.version());
    }

    private static String full(Way way) {
        return "full " + way.version();
    }

    private static String resumed(Way way) {
        return "resumed " + way.version();
    }

    /** Runs a client to its end, which must be a good one. */
    static String run(String input, List<String> command) throws Exception {
        try (Programs.Running client = Programs.start(command)) {
            client.write(input);
            client.process.getOutputStream().close();
            assertEquals(0, client.await(), client.output());
            return client.output();
        }
    }

    /** A command of words that have a space between them, but for the empty ones. */
    static List<String> command(String program, Object... options) {
        List<String> command = new ArrayList<>(List.of(program));
        for (Object option : options) {
            if (!option.equals("")) {
                command.addAll(List.of(option.toString().split(" ")));
            }
        }
        return command;
    }

    private static List<String> sClient(Way way, TellingServer server, String tickets, String session) {
        return command(Programs.require("openssl", "openssl"), "s_client -connect", "127.0.0.1:" + server.port(), "-servername localhost",
                "-CAfile", Keys.caFile(), "-verify_return_error -ign_eof", "-tls" + way.number().replace('.', '_'), tickets, session);
    }

    /** With -no_ticket s_client takes no tickets of TLS 1.2; those of TLS 1.3 it takes in any case. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void sClientComesBack(Way way) throws Exception {
        Path file = directory.resolve("session.pem");
        for (String tickets : List.of("", "-no_ticket")) {
            try (TellingServer server = server(way)) {
                String first = run(REQUEST, sClient(way, server, tickets, "-sess_out " + file));
                assertTrue(first.contains("New, " + way.version()) && first.contains(full(way)), first);
                for (int i = 0; i < 2; i++) {
                    String next = run(REQUEST, sClient(way, server, tickets, "-sess_in " + file + " -sess_out " + file));
                    assertTrue(next.contains("Reused, " + way.version()) && next.contains(resumed(way)), next);
                }
                server.awaitTold(full(way), resumed(way), resumed(way));
                server.assertNoMore();
            }
        }
    }

    /** TLS 1.2 alone: s_client -reconnect does not wait for the tickets of TLS 1.3, and resumes nothing with s_server either. */
    @ParameterizedTest
    @CsvSource({"true,''", "true,-no_ticket", "false,''", "false,-no_ticket"})
    void sClientReconnects(boolean ours, String theirs) throws Exception {
        Way way = new Way("TLSv1.2", ours);
        try (TellingServer server = server(way)) {
            String said = run(REQUEST, sClient(way, server, theirs, "-reconnect"));
            assertEquals(5, said.lines().filter(l -> l.startsWith("Reused, TLSv1.2")).count(), said);
            server.awaitTold(full(way));
            server.awaitTold(Collections.nCopies(5, resumed(way)).toArray(new String[0]));
            server.assertNoMore();
        }
    }

    /** With --noticket gnutls-cli takes no tickets of TLS 1.2. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void gnutlsCliComesBack(Way way) throws Exception {
        for (String tickets : way.tls13() ? List.of("") : List.of("", "--noticket")) {
            try (TellingServer server = server(way)) {
                String said = run(REQUEST, command(Programs.require("gnutls-cli", "gnutls-bin"), "localhost --port", server.port(), "--x509cafile",
                        Keys.caFile(), "--priority", gnutls(way), "--resume --waitresumption", tickets));
                assertTrue(said.contains("*** This is a resumed session") && said.contains(resumed(way)), said);
                server.awaitTold(full(way), resumed(way));
                server.assertNoMore();
            }
        }
    }

    private static String gnutls(Way way) {
        return "NORMAL:-VERS-ALL:+VERS-TLS" + way.number();
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    @Timeout(value = 360, unit = TimeUnit.SECONDS)
    void goComesBack(Way way) throws Exception {
        try (TellingServer server = server(way)) {
            String said = run("", command(go().toString(), "client", server.port(), Keys.caFile(), way.number()));
            // Go resumes TLS 1.2 by tickets alone.
            boolean resumes = way.tls13() || way.tickets() && hasExtendedMasterSecret(said);
            assertEquals(resumes ? 2 : 0, said.lines().filter("resumed: true"::equals).count(), said);
            server.awaitTold(full(way), resumes ? resumed(way) : full(way), resumes ? resumed(way) : full(way));
            server.assertNoMore();
        }
    }

    /** The program, made when it is first needed, of Go's own library alone. Since 1.20 Go comes without that compiled, which takes a while. */
    private static synchronized Path go() throws Exception {
        if (go == null) {
            Path program = directory.resolve("resume");
            Path cache = Path.of(System.getProperty("it.target"), "go-cache");
            try (Programs.Running build = Programs.start("env", "GOCACHE=" + cache, "GOPROXY=off", "GO111MODULE=off", "GOTOOLCHAIN=local",
                    Programs.require("go", "golang-go"), "build", "-o", program.toString(),
                    Path.of(System.getProperty("it.programs"), "Resume.go").toString())) {
                assertEquals(0, build.await(300), build.output());
            }
            go = program;
        }
        return go;
    }

    /** Before 1.21 Go had no extended master secret, without which we do not resume TLS 1.2. */
    private static boolean hasExtendedMasterSecret(String said) {
        Matcher m = Pattern.compile("(?m)^go1\\.(\\d+)").matcher(said);
        assertTrue(m.find(), said);
        return Integer.parseInt(m.group(1)) >= 21;
    }

    /** curl takes no tickets of TLS 1.2. With --no-sessionid it does not come back. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void curlComesBack(Way way) throws Exception {
        try (TellingServer server = server(way)) {
            assertEquals(full(way) + "\n" + resumed(way) + "\n" + resumed(way) + "\n", run("", curl(way, server, "")));
            assertEquals((full(way) + "\n").repeat(3), run("", curl(way, server, "--no-sessionid")));
        }
    }

    private static List<String> curl(Way way, TellingServer server, String option) {
        String url = "https://localhost:" + server.port() + "/";
        return command(Programs.require("curl", "curl"), "-sS --noproxy * --resolve", "localhost:" + server.port() + ":127.0.0.1", "--cacert",
                Keys.caFile(), "--tlsv" + way.number(), "--tls-max", way.number(), option, url, url, url);
    }

    // ---- our client

    /** What a connection was, and what the server answered. */
    private record Answer(String told, String text) {}

    private static Answer ask(SSLContext context, int port, Way way) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {way.version()});
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(TellingServer.told(socket), text);
        }
    }

    /** Four connections, of which the later ones are resumed, or not; the server says so by {@code reused} or {@code isNew}. */
    private static void come(Way way, int port, boolean resumes, String isNew, String reused) throws IOException {
        SSLContext context = way.context(null);
        for (int i = 0; i < 4; i++) {
            Answer answer = ask(context, port, way);
            boolean expected = resumes && i > 0;
            assertEquals(expected ? resumed(way) : full(way), answer.told, "connection " + i);
            assertTrue(answer.text.contains(expected ? reused : isNew), answer.text);
        }
    }

    /** With -no_ticket s_server keeps sessions in its cache, those of TLS 1.3 too. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void weComeBackToSServer(Way way) throws Exception {
        for (String option : List.of("", "-no_ticket")) {
            int port = Programs.freePort();
            try (Programs.Running server = Programs.start(command(Programs.require("openssl", "openssl"), "s_server -www -accept",
                    "127.0.0.1:" + port, "-cert", KEYS.certificateFile(), "-key", KEYS.keyFile(), option))) {
                server.awaitOutput("ACCEPT");
                come(way, port, true, "New, " + way.version(), "Reused, " + way.version());
            }
        }
    }

    /**
     * gnutls-serv resumes TLS 1.2 by tickets and, from its own resumption db, by ids; TLS 1.3 by tickets alone, whatever they are for us. So
     * with --noticket nothing of TLS 1.3 is resumed, and with --nodb no id of TLS 1.2.
     */
    @ParameterizedTest
    @MethodSource(WAYS)
    void weComeBackToGnutlsServ(Way way) throws Exception {
        weComeBackToGnutlsServ(way, "", true);
        weComeBackToGnutlsServ(way, "--noticket", !way.tls13());
        weComeBackToGnutlsServ(way, "--nodb", way.tls13() || way.tickets());
    }

    private static void weComeBackToGnutlsServ(Way way, String option, boolean resumes) throws Exception {
        int port = Programs.freePort();
        Keys keys = Keys.of(Keys.Kind.RSA); // GnuTLS wants the public key in files of EC keys, where the JDK puts none
        try (Programs.Running server = Programs.start(command(Programs.require("gnutls-serv", "gnutls-bin"), "--http --port", port,
                "--priority", gnutls(way), "--x509certfile", keys.certificateFile(), "--x509keyfile", keys.keyFile(), option))) {
            server.awaitOutput("done");
            come(way, port, resumes, "GnuTLS", "GnuTLS");
            server.awaitOutput("- Description", 4);
            assertEquals(resumes ? 3 : 0, server.output().lines().filter("*** This is a resumed session"::equals).count(), server.output());
        }
    }

    /** Go's server resumes by tickets alone. */
    @ParameterizedTest
    @MethodSource(WAYS)
    @Timeout(value = 360, unit = TimeUnit.SECONDS)
    void weComeBackToGo(Way way) throws Exception {
        try (Programs.Running server = Programs.start(command(go().toString(), "server", KEYS.certificateFile(), KEYS.keyFile(), way.number()))) {
            server.awaitOutput("port ");
            Matcher port = Pattern.compile("port (\\d+)").matcher(server.output());
            assertTrue(port.find());
            come(way, Integer.parseInt(port.group(1)), way.tls13() || way.tickets() && hasExtendedMasterSecret(server.output()), "resumed: false",
                    "resumed: true");
            assertFalse(server.output().contains("lost"), server.output());
        }
    }

    private static final String REUSED = "keepalive_timeout 0; location / { return 200 \"reused: $ssl_session_reused $ssl_protocol\"; }\n";

    /** nginx without a cache has tickets alone, without tickets its cache alone, which serves TLS 1.3 too. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void weComeBackToNginx(Way way) throws Exception {
        weComeBackToNginx(way, "ssl_session_cache shared:both:1m; ssl_session_tickets on;", true);
        weComeBackToNginx(way, "ssl_session_cache shared:ids:1m; ssl_session_tickets off;", true);
        weComeBackToNginx(way, "ssl_session_cache none; ssl_session_tickets on;", way.tls13() || way.tickets());
    }

    private static void weComeBackToNginx(Way way, String sessions, boolean resumes) throws Exception {
        try (Nginx nginx = new Nginx(directory, REUSED + sessions)) {
            come(way, nginx.port, resumes, "reused: . " + way.version(), "reused: r " + way.version());
        }
    }

    // ---- programs that never heard of us

    /** They have one flag more, and that server closes each connection. */
    @ParameterizedTest
    @CsvSource({"FetchByUrlConnection,TLSv1.2", "FetchByUrlConnection,TLSv1.3", "FetchInTurn,TLSv1.2", "FetchInTurn,TLSv1.3"})
    void unchangedProgramsComeBack(String program, String version) throws Exception {
        try (Nginx nginx = new Nginx(directory, REUSED + "ssl_session_cache none; ssl_session_tickets on;")) {
            String url = "https://localhost:" + nginx.port + "/";
            String said = run("", Programs.java("-javaagent:" + System.getProperty("it.allJar"), "-Ddrawbridge.conf=none", "-Ddrawbridge.VerifyCAFile=" + Keys.caFile(),
                    "-Ddrawbridge.MaxProtocol=" + version, Path.of(System.getProperty("it.programs"), program + ".java").toString(), url, url, url));
            assertEquals(List.of(". " + version, "r " + version, "r " + version),
                    said.lines().filter(l -> l.startsWith("200 ")).map(l -> l.replaceFirst(".*reused: ", "")).toList(), said);
        }
    }
}
