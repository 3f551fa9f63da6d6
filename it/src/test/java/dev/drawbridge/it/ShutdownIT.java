package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How connections with openssl's s_server and s_client end, said by either side. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class ShutdownIT {
    private static final String REQUIRE = "com.sun.net.ssl.requireCloseNotify";
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);

    /** s_server ends with its one connection. */
    private static Programs.Running server(int port, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port,
                "-naccept", "1", "-msg", "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString()));
        command.addAll(List.of(flags));
        return Programs.start(command);
    }

    private static SSLSocket connect(int port) throws Exception {
        SSLSocket socket = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, null).getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    private static void say(SSLSocket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void sServerHearsOurClose(String flag) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, flag)) {
            server.awaitOutput("ACCEPT");
            SSLSocket socket = connect(port);
            say(socket, "the last word");
            socket.close();
            assertEquals(0, server.await());
            assertTrue(server.output().contains("the last word\n"), server.output());
            assertTrue(server.output().contains("warning close_notify"), server.output());
            assertFalse(server.output().contains("user_canceled"), server.output());
            assertFalse(server.output().contains("unexpected eof"), server.output());
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void sServersAnswerToOurHalfCloseIsHeard(String flag) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, flag)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = connect(port)) {
                say(socket, "the last word");
                socket.shutdownOutput();
                assertEquals(-1, socket.getInputStream().read());
                assertFalse(socket.isClosed());
                socket.shutdownInput(); // no truncation
            }
            assertEquals(0, server.await());
            assertTrue(server.output().contains("the last word\n"), server.output());
        }
    }

    /** With -www it answers a request and says goodbye. */
    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void sServersCloseIsTheEnd(String flag) throws Exception {
        System.setProperty(REQUIRE, "true");
        int port = Programs.freePort();
        try (Programs.Running server = server(port, flag, "-www"); SSLSocket socket = connected(server, port)) {
            say(socket, "GET / HTTP/1.0\n");
            String page = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(page.startsWith("HTTP/1.0 200 ok"), page);
        }
    }

    /** The key Q has it close its socket without a word: an end like any other to sockets, unless close_notify is required. */
    @ParameterizedTest
    @CsvSource({"-tls1_2, true", "-tls1_3, true", "-tls1_2, false", "-tls1_3, false"})
    void sServersSilentEndIsATruncation(String flag, boolean required) throws Exception {
        System.setProperty(REQUIRE, Boolean.toString(required));
        int port = Programs.freePort();
        try (Programs.Running server = server(port, flag); SSLSocket socket = connected(server, port)) {
            server.awaitOutput("CIPHER is");
            server.write("Q\n");
            if (required) {
                SSLException e = assertThrows(SSLException.class, () -> socket.getInputStream().read());
                assertEquals("unexpected eof while reading", assertInstanceOf(SslFailure.class, e).reason());
            } else {
                assertEquals(-1, socket.getInputStream().read());
            }
        }
    }

    private static SSLSocket connected(Programs.Running server, int port) throws Exception {
        server.awaitOutput("ACCEPT");
        return connect(port);
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void sClientAndOurServerHearEachOther(String flag) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_client", flag, "-msg", "-CAfile",
                Keys.caFile().toString(), "-connect"));
        System.setProperty(REQUIRE, "true");
        try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, KEYS).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            command.add("127.0.0.1:" + listener.getLocalPort());
            try (Programs.Running client = Programs.start(command); SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(60_000);
                socket.startHandshake();
                client.awaitOutput("Verify return code: 0");
                client.write("Q\n");
                assertEquals(-1, socket.getInputStream().read());
                assertEquals(0, client.await());
            }
            try (Programs.Running client = Programs.start(command)) {
                SSLSocket socket = (SSLSocket) listener.accept();
                socket.startHandshake();
                say(socket, "the last word");
                socket.close();
                assertEquals(0, client.await());
                assertTrue(client.output().contains("the last word\n"), client.output());
                assertFalse(client.output().contains("unexpected eof"), client.output());
            }
        }
    }
}
