package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.SslControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are asked for their certificate after the handshake, with openssl's s_server and s_client; the tickets that follow know them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostHandshakeAuthIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final Keys CLIENT = Keys.of(Keys.Kind.RSA);

    @TempDir
    Path directory;
    private String openssl;

    @BeforeEach
    void find() {
        openssl = Programs.require("openssl", "openssl");
    }

    /** The key {@code c} has s_server ask. */
    @Test
    void sServerAsksUs() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-tls1_3", "-CAfile", Keys.caFile().toString(), "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString())) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, CLIENT).getSocketFactory().createSocket("localhost", port)) {
                SslControl.of(socket).postHandshakeAuth(true);
                socket.startHandshake();
                assertNull(socket.getSession().getLocalCertificates());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                socket.setSoTimeout(30_000);
                server.write("c\n");
                CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> in.lines().findFirst().orElse("nothing"));
                while (!heard.isDone()) {
                    Thread.sleep(100);
                    server.write("after\n"); // what comes with the command is lost
                }
                assertEquals("after", heard.get());
                socket.getOutputStream().write("said\n".getBytes(StandardCharsets.US_ASCII));
                server.awaitOutput("said\n");
                assertEquals(CLIENT.certificate, socket.getSession().getLocalCertificates()[0]);
            }
        }
    }

    @Test
    void weAskSClient() throws Exception {
        Path session = directory.resolve("session.pem");
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, KEYS);
        try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (boolean resumed : new boolean[] {false, true}) {
                CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> asked(listener, resumed));
                try (Programs.Running client = Programs.start(openssl, "s_client", "-connect", "127.0.0.1:" + listener.getLocalPort(),
                        "-servername", "localhost", "-tls1_3", "-enable_pha", "-CAfile", Keys.caFile().toString(),
                        "-cert", CLIENT.certificateFile().toString(), "-key", CLIENT.keyFile().toString(), resumed ? "-sess_in" : "-sess_out",
                        session.toString())) {
                    client.awaitOutput("asked\n");
                    client.write("answered\n");
                    assertEquals(CLIENT.certificate.getSubjectX500Principal().toString() + (resumed ? ", resumed" : ""), asked.get());
                    client.await();
                }
            }
        }
    }

    private static String asked(SSLServerSocket listener, boolean resumed) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            SslControl control = SslControl.of(socket);
            control.postHandshakeAuth(true);
            socket.startHandshake();
            if (!resumed) {
                assertThrows(SSLPeerUnverifiedException.class, () -> socket.getSession().getPeerPrincipal());
                control.verifyClientPostHandshake(true);
            }
            socket.getOutputStream().write("asked\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("answered", new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine());
            return socket.getSession().getPeerPrincipal() + (control.resumed() ? ", resumed" : "");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
