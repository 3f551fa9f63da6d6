package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Renegotiation with openssl's s_server and s_client, which start one by the keys {@code r} and {@code R}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class RenegotiationIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final Keys CLIENT = Keys.of(Keys.Kind.RSA);

    private String openssl;

    String version() {
        return "TLSv1.2";
    }

    /** How openssl is told. */
    List<String> theirs() {
        return List.of("-tls1_2");
    }

    @BeforeEach
    void find() {
        openssl = Programs.require("openssl", "openssl");
    }

    // ---- our client

    private Programs.Running server(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-CAfile",
                Keys.caFile().toString(), "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString()));
        command.addAll(theirs());
        command.addAll(List.of(more));
        return Programs.start(command);
    }

    private SSLSocket connect(int port) throws Exception {
        SSLSocket socket = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, CLIENT).getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        assertEquals(version(), socket.getSession().getProtocol());
        return socket;
    }

    /** What the peer's lines are, read by a thread of its own, which so does what the peer starts. */
    private static BlockingQueue<String> lines(SSLSocket socket) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> {
            try {
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).lines().forEach(lines::add);
            } catch (Exception e) {
                lines.add("end: " + e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private static void say(SSLSocket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Says {@code word} until it arrives: what comes with a command of s_server's or s_client's is lost. */
    private static void awaitEcho(Programs.Running peer, BlockingQueue<String> lines, String word) throws Exception {
        for (int i = 0; i < 600; i++) {
            peer.write(word + "\n");
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (word.equals(line)) {
                return;
            }
        }
        throw new AssertionError(word + " did not come: " + peer.output());
    }

    @Test
    void sServerStartsOneAndWeAnswerWithTheSession() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = connect(port)) {
                assertFalse(SslControl.of(socket).resumed());
                CompletableFuture<Boolean> again = new CompletableFuture<>();
                socket.addHandshakeCompletedListener(e -> again.complete(SslControl.of(socket).resumed()));
                BlockingQueue<String> lines = lines(socket);
                server.write("r\n");
                awaitEcho(server, lines, "after");
                assertTrue(again.get(60, TimeUnit.SECONDS), "the session is proposed, as by OpenSSL's client");
                say(socket, "said");
                server.awaitOutput("said\n");
            }
        }
    }

    /** The key {@code R} asks for a certificate. */
    @Test
    void sServerAsksForOurCertificate() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = connect(port)) {
                BlockingQueue<String> lines = lines(socket);
                server.write("R\n");
                awaitEcho(server, lines, "after");
                say(socket, "said");
                server.awaitOutput("said\n");
            }
        }
    }

    @Test
    void weStartOneWhereSServerAllowsIt() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port, "-client_renegotiation", "-msg")) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = connect(port)) {
                SslControl control = SslControl.of(socket);
                control.renegotiate();
                say(socket, "one"); // which takes the handshake to its end
                server.awaitOutput("one\n");
                assertFalse(control.resumed());
                control.renegotiateAbbreviated();
                say(socket, "two");
                server.awaitOutput("two\n");
                assertTrue(control.resumed());
                assertEquals(3, server.output().split(", ClientHello", -1).length - 1, server.output());
            }
        }
    }

    /** As OpenSSL's client takes it. */
    @Test
    void sServerRefusesOursByDefault() throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = server(port)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket socket = connect(port)) {
                socket.startHandshake();
                SSLException refused = assertThrows(SSLException.class, () -> say(socket, "never"));
                assertTrue(refused.getMessage().contains("does not renegotiate"), refused.getMessage());
            }
        }
    }

    // ---- our server

    private SSLServerSocket listen() throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, KEYS);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {version()});
        return listener;
    }

    private Programs.Running client(SSLServerSocket listener, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "s_client", "-connect", "127.0.0.1:" + listener.getLocalPort(), "-servername",
                "localhost", "-CAfile", Keys.caFile().toString(), "-cert", CLIENT.certificateFile().toString(), "-key",
                CLIENT.keyFile().toString()));
        command.addAll(theirs());
        command.addAll(List.of(more));
        return Programs.start(command);
    }

    private static SSLSocket accepted(SSLServerSocket listener) throws Exception {
        SSLSocket socket = (SSLSocket) listener.accept();
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    /** Without a certificate first, then with, then with new keys alone. */
    @Test
    void weStartOneAndAskSClientForItsCertificate() throws Exception {
        try (SSLServerSocket listener = listen(); Programs.Running client = client(listener); SSLSocket socket = accepted(listener)) {
            BlockingQueue<SSLSocket> done = new LinkedBlockingQueue<>();
            socket.addHandshakeCompletedListener(e -> done.add(socket));
            BlockingQueue<String> lines = lines(socket);
            socket.setNeedClientAuth(true);
            socket.startHandshake();
            done.poll(60, TimeUnit.SECONDS);
            assertEquals(CLIENT.certificate, socket.getSession().getPeerCertificates()[0]);
            say(socket, "asked");
            client.awaitOutput("asked\n");
            client.write("answered\n");
            assertEquals("answered", lines.poll(60, TimeUnit.SECONDS));
            SslControl.of(socket).renegotiate();
            done.poll(60, TimeUnit.SECONDS);
            assertEquals(CLIENT.certificate, socket.getSession().getPeerCertificates()[0]);
            say(socket, "again");
            client.awaitOutput("again\n");
        }
    }

    @Test
    void sClientStartsAsManyAsWeAllow() throws Exception {
        System.setProperty("drawbridge.Options", "ClientRenegotiation");
        System.setProperty("drawbridge.maxRenegotiationsPerMinute", "3");
        try (SSLServerSocket listener = listen(); Programs.Running client = client(listener, "-msg"); SSLSocket socket = accepted(listener)) {
            BlockingQueue<SSLSocket> done = new LinkedBlockingQueue<>();
            socket.addHandshakeCompletedListener(e -> done.add(socket));
            BlockingQueue<String> lines = lines(socket);
            for (int i = 0; i < 3; i++) {
                client.write("R\n");
                assertEquals(socket, done.poll(60, TimeUnit.SECONDS));
                say(socket, "said " + i);
                client.awaitOutput("said " + i + "\n");
                awaitEcho(client, lines, "heard " + i);
                lines.clear();
            }
            client.write("R\n");
            client.awaitOutput("no_renegotiation");
        }
    }

    /** OpenSSL's client ends the connection then; ours only warned it. */
    @Test
    void weRefuseSClientsByDefault() throws Exception {
        try (SSLServerSocket listener = listen(); Programs.Running client = client(listener, "-msg"); SSLSocket socket = accepted(listener)) {
            BlockingQueue<String> lines = lines(socket);
            client.write("R\n");
            client.awaitOutput("no_renegotiation");
            String end = lines.poll(60, TimeUnit.SECONDS);
            assertTrue(end.contains("handshake_failure"), end);
        }
    }

    @Test
    void sClientThatRefusesEndsIt() throws Exception {
        try (SSLServerSocket listener = listen(); Programs.Running client = client(listener, "-no_renegotiation", "-msg");
                SSLSocket socket = accepted(listener)) {
            BlockingQueue<String> lines = lines(socket);
            socket.startHandshake();
            String end = lines.poll(60, TimeUnit.SECONDS);
            assertTrue(end.contains("does not renegotiate"), end);
        }
    }
}
