package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.SslControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Early data with {@code openssl s_server} and {@code s_client}, and a first flight of theirs that is sent again and again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EarlyDataIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.EC);
    private static final String SAID = "said early\n";
    private static final String PROPERTY = "drawbridge.maxEarlyData";

    @TempDir
    Path directory;
    private String openssl;

    @BeforeEach
    void find() {
        openssl = Programs.require("openssl", "openssl");
    }

    // ---- our client

    @Test
    void sServerHearsUs() throws Exception {
        int port = Programs.freePort();
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        try (Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-tls1_3", "-early_data", "-quiet",
                "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString())) {
            server.awaitPort(port);
            assertEquals(EarlyDataStatus.NOT_SENT, said(context, port, server, "first\n"));
            assertEquals(EarlyDataStatus.ACCEPTED, said(context, port, server, "second\n"));
            assertEquals(EarlyDataStatus.ACCEPTED, said(context, port, server, "third\n"));
            assertTrue(server.output().contains("second\n") && server.output().contains("third\n"), server.output());
            assertFalse(server.output().contains("first\n"));
        }
    }

    /** Without -early_data s_server takes none, although the ticket of another one allowed it. */
    @Test
    void sServerRefusesUs() throws Exception {
        int port = Programs.freePort();
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, null);
        try (Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-tls1_3", "-max_early_data", "100",
                "-quiet", "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString())) {
            server.awaitPort(port);
            assertEquals(EarlyDataStatus.NOT_SENT, said(context, port, server, "first\n"));
            assertEquals(EarlyDataStatus.REJECTED, said(context, port, server, "second\n"));
            assertFalse(server.output().contains("second\n"), server.output());
        }
    }

    private static EarlyDataStatus said(SSLContext context, int port, Programs.Running server, String early) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            SslControl control = SslControl.of(socket);
            control.writeEarlyData(ByteBuffer.wrap(early.getBytes(StandardCharsets.US_ASCII)));
            socket.startHandshake();
            String later = early.toUpperCase(Locale.ROOT);
            socket.getOutputStream().write(later.getBytes(StandardCharsets.US_ASCII));
            server.awaitOutput(later);
            server.write("ok\n"); // behind the tickets
            assertEquals('o', socket.getInputStream().read());
            return control.earlyDataStatus();
        }
    }

    // ---- our server

    /** One connection after the other: what it heard early, and an answer to that before the handshake is done. */
    private static final class Listening implements AutoCloseable {
        final SSLServerSocket listener;
        final AtomicInteger times = new AtomicInteger();

        Listening() throws IOException {
            System.setProperty(PROPERTY, "16384");
            try {
                listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, KEYS).getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
            } finally {
                System.clearProperty(PROPERTY);
            }
        }

        CompletableFuture<String> heard() {
            return CompletableFuture.supplyAsync(() -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    return answer(socket);
                } catch (IOException e) {
                    return e.toString();
                }
            });
        }

        private String answer(SSLSocket socket) throws IOException {
            SslControl control = SslControl.of(socket);
            ByteBuffer early = ByteBuffer.allocate(16384);
            while (control.readEarlyData(early) > 0) {
                times.incrementAndGet();
                control.writeEarlyData(ByteBuffer.wrap("answered early\n".getBytes(StandardCharsets.US_ASCII)));
            }
            socket.startHandshake();
            socket.getOutputStream().write("answered\n".getBytes(StandardCharsets.US_ASCII));
            return new String(early.array(), 0, early.position(), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @Test
    void weHearSClient() throws Exception {
        Path session = directory.resolve("session.pem");
        Path said = Files.writeString(directory.resolve("said"), SAID);
        try (Listening server = new Listening()) {
            int port = server.listener.getLocalPort();
            CompletableFuture<String> first = server.heard();
            String full = ask(port, "-sess_out", session.toString());
            assertEquals("", first.get());
            assertTrue(full.contains("Max Early Data: 16384"), full);
            CompletableFuture<String> second = server.heard();
            String resumed = ask(port, "-sess_in", session.toString(), "-early_data", said.toString());
            assertEquals(SAID, second.get());
            assertTrue(resumed.contains("Early data was accepted") && resumed.contains("Reused, TLSv1.3"), resumed);
            assertTrue(resumed.contains("answered early\nanswered\n"), resumed);
            // The ticket is used up.
            CompletableFuture<String> third = server.heard();
            String again = ask(port, "-sess_in", session.toString(), "-early_data", said.toString());
            assertEquals("", third.get());
            assertTrue(again.contains("Early data was rejected") && again.contains("New, TLSv1.3"), again);
        }
    }

    /** Somebody between the two records the first flight of s_client and sends it a thousand times: it is heard once. */
    @Test
    void aRecordedFirstFlightIsHeardOnce() throws Exception {
        Path session = directory.resolve("session.pem");
        Path said = Files.writeString(directory.resolve("said"), SAID);
        try (Listening server = new Listening(); ServerSocket between = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> first = server.heard();
            ask(server.listener.getLocalPort(), "-sess_out", session.toString());
            assertEquals("", first.get());
            byte[] flight;
            try (Programs.Running client = Programs.start(command(between.getLocalPort(),
                    List.of("-sess_in", session.toString(), "-early_data", said.toString()))); Socket caught = between.accept()) {
                flight = firstFlight(caught.getInputStream());
            }
            for (int i = 0; i < 1000; i++) {
                CompletableFuture<String> replay = server.heard();
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.listener.getLocalPort())) {
                    socket.getOutputStream().write(flight);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
                replay.get();
                assertEquals(1, server.times.get(), "after " + i);
            }
        }
    }

    /** ClientHello, ChangeCipherSpec, and the record of early data. */
    private static byte[] firstFlight(InputStream in) throws IOException {
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        for (int type = 0; type != 23;) {
            byte[] header = in.readNBytes(5);
            type = header[0];
            flight.write(header);
            flight.write(in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff));
        }
        return flight.toByteArray();
    }

    private String ask(int port, String... more) throws Exception {
        try (Programs.Running client = Programs.start(command(port, List.of(more)))) {
            client.awaitOutput("answered\n");
            client.await();
            return client.output();
        }
    }

    private List<String> command(int port, List<String> more) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "s_client", "-connect", "127.0.0.1:" + port, "-servername", "localhost",
                "-tls1_3", "-CAfile", Keys.caFile().toString()));
        command.addAll(more);
        return command;
    }
}
