package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code curl} against the JDK's {@code HttpsServer} on a Drawbridge context. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CurlIT {
    private static final byte[] BIG = new byte[5_000_000];

    private HttpsServer server;
    private ExecutorService threads;

    @BeforeEach
    void start() throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC));
        Arrays.fill(BIG, (byte) 'x');
        threads = Executors.newCachedThreadPool();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setExecutor(threads);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters p) {
                SSLParameters ours = context.getDefaultSSLParameters();
                ours.setWantClientAuth(true);
                p.setSSLParameters(ours);
            }
        });
        server.createContext("/", exchange -> {
            byte[] answer = ("hello over " + exchange.getRequestMethod() + " with "
                    + exchange.getRequestBody().readAllBytes().length + " bytes\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.createContext("/big", exchange -> {
            exchange.sendResponseHeaders(200, BIG.length);
            exchange.getResponseBody().write(BIG);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tlsv1.3", "--tls-max 1.2"})
    void getPostAndBigAnswers(String version) throws Exception {
        assertEquals("hello over GET with 0 bytes\n", curl(version, "/"));
        assertEquals("hello over POST with 300000 bytes\n", curl(version, "/", "--data-binary", "@-", "-H", "Expect:"));
        assertEquals(BIG.length, curl(version, "/big").length());
    }

    @Test
    void withAClientCertificate() throws Exception {
        Keys keys = Keys.of(Keys.Kind.RSA);
        assertEquals("hello over GET with 0 bytes\n", curl("--tlsv1.3", "/", "--cert", keys.certificateFile().toString(),
                "--key", keys.keyFile().toString()));
    }

    @Test
    void withoutOurCaCurlRefusesAndTheServerLivesOn() throws Exception {
        String curl = Programs.require("curl", "curl");
        try (Programs.Running run = Programs.start(curl, "-sS", url("/"))) {
            assertEquals(60, run.await(), run.output()); // CURLE_PEER_FAILED_VERIFICATION
        }
        assertEquals("hello over GET with 0 bytes\n", curl("--tlsv1.3", "/"));
    }

    private String url(String path) {
        return "https://localhost:" + server.getAddress().getPort() + path;
    }

    private String curl(String version, String path, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("curl", "curl"), "-sS", "--noproxy", "*",
                "--resolve", "localhost:" + server.getAddress().getPort() + ":127.0.0.1", "--cacert", Keys.caFile().toString()));
        command.addAll(List.of(version.split(" ")));
        command.addAll(List.of(more));
        command.add(url(path));
        try (Programs.Running run = Programs.start(command)) {
            if (command.contains("@-")) {
                run.write("y".repeat(300_000));
            }
            run.process.getOutputStream().close();
            int code = run.await();
            assertTrue(code == 0, "curl ended with " + code + ": " + run.output());
            String out = run.output();
            return path.equals("/big") ? out.stripTrailing() : out;
        }
    }
}
