package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.openssl.ErrorQueue;
import dev.drawbridge.openssl.Ssl;
import dev.drawbridge.openssl.SslContext;
import dev.drawbridge.openssl.SslException;
import dev.drawbridge.openssl.SslMethod;
import dev.drawbridge.openssl.SslSession;
import dev.drawbridge.openssl.StatusCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dev.drawbridge.openssl} with {@code openssl s_server} and {@code s_client}: early data and stapled OCSP responses. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OpensslFaceIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final String OPENSSL = Programs.require("openssl", "openssl");

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertOk(int result) {
        if (result != 1) {
            StringBuilder why = new StringBuilder();
            try {
                ErrorQueue.print(why);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertEquals(1, result, why.toString());
        }
    }

    private static SslContext server(Path certificate, Path key) throws SslException {
        SslContext context = new SslContext(SslMethod.TLS_SERVER);
        context.useCertificateChainFile(certificate);
        context.usePrivateKeyFile(key);
        return context;
    }

    private static String[] sServer(int port, Path certificate, Path key, String... more) {
        String[] command = {OPENSSL, "s_server", "-accept", "127.0.0.1:" + port, "-quiet", "-cert", certificate.toString(), "-key", key.toString()};
        String[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    @Test
    void sServerHearsUsEarly() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(sServer(port, KEYS.certificateFile(), KEYS.keyFile(), "-tls1_3", "-early_data"));
                SslContext context = new SslContext(SslMethod.TLS_CLIENT)) {
            server.awaitPort(port);
            SslSession session = null;
            for (String word : new String[] {"first\n", "second\n", "third\n"}) {
                try (Socket socket = new Socket("127.0.0.1", port); Ssl ssl = new Ssl(context)) {
                    ssl.setFd(socket);
                    ssl.setConnectState();
                    ssl.setSession(session);
                    if (session != null) {
                        assertOk(ssl.writeEarlyData(bytes(word), 0, 2));
                        assertOk(ssl.writeEarlyData(bytes(word), 2, word.length() - 2));
                    }
                    assertOk(ssl.connect());
                    assertEquals(session == null ? EarlyDataStatus.NOT_SENT : EarlyDataStatus.ACCEPTED, ssl.getEarlyDataStatus());
                    String later = word.toUpperCase(Locale.ROOT);
                    assertEquals(later.length(), ssl.write(bytes(later)));
                    server.awaitOutput(later);
                    assertTrue(session == null || server.output().contains(word), server.output());
                    server.write("ok\n"); // behind the tickets
                    assertEquals(3, ssl.read(new byte[9]));
                    session = ssl.get1Session();
                    ssl.shutdown();
                }
            }
        }
    }

    @Test
    void weHearSClientEarly() throws Exception {
        Path early = Files.writeString(directory.resolve("early"), "said early\n");
        Path saved = directory.resolve("session");
        SslContext context = server(KEYS.certificateFile(), KEYS.keyFile());
        context.setMaxEarlyData(100);
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (boolean resumes : new boolean[] {false, true}) {
                CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> heard(listening, context));
                String connect = "127.0.0.1:" + listening.getLocalPort();
                try (Programs.Running client = resumes
                        ? Programs.start(OPENSSL, "s_client", "-connect", connect, "-sess_in", saved.toString(), "-early_data", early.toString())
                        : Programs.start(OPENSSL, "s_client", "-connect", connect, "-sess_out", saved.toString())) {
                    client.write("later\n");
                    client.awaitOutput("heard");
                    assertEquals(resumes ? "said early\nlater\n" : "later\n", heard.get(30, TimeUnit.SECONDS));
                    if (resumes) {
                        client.awaitOutput("Early data was accepted");
                    }
                }
            }
        }
    }

    private static String heard(ServerSocket listening, SslContext context) {
        StringBuilder all = new StringBuilder();
        byte[] buf = new byte[100];
        try (Socket socket = listening.accept(); Ssl ssl = new Ssl(context)) {
            ssl.setFd(socket);
            ssl.setAcceptState();
            int n;
            while ((n = ssl.readEarlyData(buf, 0, buf.length)) > 0) {
                all.append(new String(buf, 0, n, StandardCharsets.US_ASCII));
            }
            assertEquals(0, n);
            assertOk(ssl.accept());
            n = ssl.read(buf);
            all.append(new String(buf, 0, n, StandardCharsets.US_ASCII));
            ssl.write(bytes("heard\n"));
            ssl.shutdown();
            ssl.read(buf); // until it has gone
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void sServerStaples(String version) throws Exception {
        StaplePki pki = new StaplePki(directory.resolve("pki"));
        Path response = pki.response("plain", 'V', "responder");
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(sServer(port, pki.file("plain.pem"), pki.file("plain.key"), version, "-status_file",
                response.toString())); SslContext context = new SslContext(SslMethod.TLS_CLIENT)) {
            server.awaitPort(port);
            for (int judged : new int[] {1, 0}) {
                context.setTlsextStatusCb(ssl -> {
                    assertNotNull(ssl.getTlsextStatusOcspResp());
                    return judged;
                });
                try (Socket socket = new Socket("127.0.0.1", port); Ssl ssl = new Ssl(context)) {
                    ssl.setFd(socket);
                    ssl.setTlsextStatusType(Ssl.STATUS_TYPE_OCSP);
                    assertEquals(judged == 1 ? 1 : -1, ssl.connect());
                    assertArrayEquals(Files.readAllBytes(response), ssl.getTlsextStatusOcspResp());
                }
            }
            server.awaitOutput("alert number 113");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void weStapleForSClient(String version) throws Exception {
        StaplePki pki = new StaplePki(directory.resolve("pki"));
        byte[] response = Files.readAllBytes(pki.response("plain", 'V', "responder"));
        SslContext context = server(pki.file("plain.pem"), pki.file("plain.key"));
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (boolean has : new boolean[] {true, false}) {
                context.setTlsextStatusCb(ssl -> {
                    ssl.setTlsextStatusOcspResp(response);
                    return has ? StatusCallback.OK : StatusCallback.NOACK;
                });
                CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> heard(listening, context));
                try (Programs.Running client = Programs.start(OPENSSL, "s_client", "-connect", "127.0.0.1:" + listening.getLocalPort(), "-status",
                        version)) {
                    client.awaitOutput(has ? "OCSP Response Status: successful" : "OCSP response: no response sent");
                    client.write("later\n");
                    client.awaitOutput("heard");
                    assertEquals("later\n", heard.get(30, TimeUnit.SECONDS));
                }
            }
        }
    }
}
