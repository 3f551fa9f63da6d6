package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * max_fragment_length (RFC 6066 section 4) with {@code openssl s_client} and {@code openssl s_server}, also resumed. Somebody between them counts
 * the bytes of each record. SunJSSE in both roles is in FragmentLimitDifferentialTest.
 */
@ExtendWith(PropertiesAsBefore.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FragmentLengthIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final String OPENSSL = "openssl";
    /** Full records, and a rest; letters alone, which s_client and s_server do not take for commands. */
    private static final String LINE = "x".repeat(12_345);

    @TempDir
    Path directory;

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void assertLimited(RecordRelay relay, boolean client, int from, int limit, int expansion) {
        List<Integer> fragments = relay.fragments(client).subList(from, relay.fragments(client).size());
        assertTrue(fragments.stream().allMatch(n -> n <= limit + expansion), () -> "limit " + limit + ": " + fragments);
        assertTrue(fragments.stream().filter(n -> n >= limit).count() >= LINE.length() / limit, () -> "full records: " + fragments);
    }

    /** Sends the line back, so often. */
    private static String serve(SSLServerSocket listener, int times) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < times; i++) {
            try (SSLSocket s = (SSLSocket) listener.accept()) {
                String line = readLine(s.getInputStream());
                s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                seen.append(SslControl.of(s).resumed() ? "resumed " : "full ").append(line.length()).append(' ');
                s.shutdownOutput();
                s.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen.toString();
    }

    private record Case(String version, String suite, int expansion) {
    }

    private static String client(SSLServerSocket listener, Case c, int limit, String... more) throws Exception {
        try (RecordRelay relay = new RecordRelay(listener.getLocalPort())) {
            List<String> command = new ArrayList<>(List.of(Programs.require(OPENSSL, OPENSSL), "s_client", "-connect", "127.0.0.1:" + relay.port(),
                    "-tls" + c.version, "-maxfraglen", String.valueOf(limit), "-CAfile", Keys.caFile().toString(), "-verify_return_error", "-ign_eof",
                    "-cipher", c.suite));
            command.addAll(List.of(more));
            String said = ResumptionIT.run(LINE + "\n", command);
            assertTrue(said.contains(LINE), said);
            assertLimited(relay, true, 1, limit, c.expansion);
            assertLimited(relay, false, 0, limit, c.expansion);
            return said;
        }
    }

    @ParameterizedTest
    @CsvSource({"1024, 1_3, ECDHE-ECDSA-AES128-GCM-SHA256, 17", "4096, 1_3, ECDHE-ECDSA-AES128-GCM-SHA256, 17",
        "1024, 1_2, ECDHE-ECDSA-AES128-GCM-SHA256, 24", "2048, 1_2, ECDHE-ECDSA-CHACHA20-POLY1305, 16",
        "1024, 1_2, ECDHE-ECDSA-AES256-SHA384, 80", "2048, 1_2, ECDHE-ECDSA-AES128-SHA, 52"})
    void theirClientOurServer(int limit, String version, String suite, int expansion) throws Exception {
        Path session = directory.resolve("session.pem");
        Case c = new Case(version, suite, expansion);
        try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, KEYS).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> serve(listener, 3));
            client(listener, c, limit, "-sess_out", session.toString());
            String again = client(listener, c, limit, "-sess_in", session.toString());
            assertTrue(again.contains("Reused, "), again);
            // Until it has read ServerHello s_client keeps the session's limit, whatever it asks for, so that only less can work.
            String other = client(listener, c, 512, "-sess_in", session.toString());
            assertTrue(other.contains("New, "), other);
            assertEquals("full 12345 resumed 12345 full 12345 ", served.get(30, TimeUnit.SECONDS));
        }
    }

    private static Programs.Running server(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require(OPENSSL, OPENSSL), "s_server", "-accept", "127.0.0.1:" + port, "-rev", "-cert",
                KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString(), "-CAfile", Keys.caFile().toString()));
        command.addAll(List.of(more));
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    @ParameterizedTest
    @CsvSource({"512, TLSv1.3, TLS_AES_128_GCM_SHA256, 17", "4096, TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, 17",
        "512, TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 24", "2048, TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, 16",
        "1024, TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, 80", "512, TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, 52"})
    void ourClientTheirServer(int limit, String version, String suite, int expansion) throws Exception {
        System.setProperty("jsse.enableMFLNExtension", "true");
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        int port = Programs.freePort();
        try (Programs.Running server = server(port); RecordRelay relay = new RecordRelay(port)) {
            for (boolean resumed : new boolean[] {false, true}) {
                relay.forget();
                try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", relay.port())) {
                    SSLParameters p = s.getSSLParameters();
                    p.setProtocols(new String[] {version});
                    p.setCipherSuites(new String[] {suite});
                    p.setMaximumPacketSize(limit + 325);
                    s.setSSLParameters(p);
                    s.startHandshake();
                    s.getOutputStream().write((LINE + "\n").getBytes(StandardCharsets.US_ASCII));
                    assertEquals(LINE, readLine(s.getInputStream()));
                    assertEquals(resumed, SslControl.of(s).resumed());
                    assertEquals(limit + 325, s.getSession().getPacketBufferSize());
                    assertLimited(relay, true, 1, limit, expansion);
                    assertLimited(relay, false, 0, limit, expansion);
                }
            }
        }
    }
}
