package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCodec;
import dev.drawbridge.session.SessionDer;
import dev.drawbridge.session.SessionFile;
import dev.drawbridge.session.TicketKey;
import dev.drawbridge.session.TicketKeyFiles;
import dev.drawbridge.session.TicketKeys;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.store.SessionPem;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that {@code openssl s_client} wrote are read and resumed, ours are read by {@code openssl}, and nginx's tickets are ours. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SessionFilesIT {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @TempDir
    Path directory;
    private String openssl;

    @BeforeEach
    void find() {
        openssl = Programs.require("openssl", "openssl");
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl));
        command.addAll(List.of(arguments));
        try (Programs.Running program = Programs.start(command)) {
            assertEquals(0, program.await(), program.output());
            return program.output();
        }
    }

    /** Asks a web server for a page and returns what s_client said. */
    private String ask(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "s_client", "-connect", "127.0.0.1:" + port, "-servername", "localhost",
                "-CAfile", Keys.caFile().toString()));
        command.addAll(List.of(more));
        try (Programs.Running client = Programs.start(command)) {
            client.write("GET / HTTP/1.0\r\n\r\n");
            client.await();
            return client.output();
        }
    }

    private Programs.Running server(int port) throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-www", "-alpn", "http/1.1",
                "-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString());
        server.awaitOutput("ACCEPT");
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3", "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
            "-tls1_2 -alpn http/1.1", "-tls1_3 -alpn http/1.1", "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305"})
    void whatOpensslWroteIsReadAndComesOutAsItWas(String options) throws Exception {
        int port = Programs.freePort();
        Path file = directory.resolve("theirs.pem");
        try (Programs.Running server = server(port)) {
            assertTrue(ask(port, (options + " -sess_out " + file).split(" ")).contains("HTTP/1.0 200"), server.output());
            byte[] der = SessionPem.read(file);
            assertArrayEquals(Files.readAllBytes(file), SessionPem.pem(der));
            assertArrayEquals(der, SessionDer.parse(der).encoded());
            SessionCodec.Decoded decoded = SessionCodec.decode(der);
            byte[] ours = SessionCodec.encode(decoded.session(), decoded.context());
            // The group, whose number comes last, says nothing to a resumed connection; ours has 0 there.
            assertArrayEquals(Arrays.copyOf(der, der.length - 1), Arrays.copyOf(ours, ours.length - 1));
            Session session = decoded.session();
            assertEquals(List.of(Keys.of(Keys.Kind.EC).certificate), session.peer().chain());
            assertEquals(VerifyResult.OK, session.peer().judgement().result());
            assertEquals(options.contains("-alpn") ? "http/1.1" : "", session.applicationProtocol());
            assertTrue(session.fresh(Instant.now()) && session.lifetime().equals(Duration.ofHours(2)), session.toString());
            assertPrinted(session, run("sess_id", "-noout", "-text", "-in", file.toString()));

            Path again = directory.resolve("ours.pem");
            SessionFile.write(again, session);
            String resumed = ask(port, (options + " -sess_in " + again).split(" "));
            assertTrue(resumed.contains("Reused, " + session.version()), resumed);
        }
    }

    /** What {@code openssl sess_id -text} says of it. */
    private static void assertPrinted(Session session, String text) {
        boolean tls13 = session.version() == ProtocolVersion.TLS13;
        Session.Ticket ticket = session.ticket();
        Instant time = ticket == null ? session.created() : ticket.received();
        List<String> lines = new ArrayList<>(List.of("Protocol  : " + session.version(), "Cipher    : " + session.suite().opensslName(),
                "Session-ID: " + HEX.formatHex(session.id()),
                (tls13 ? "Resumption PSK: " : "Master-Key: ") + HEX.formatHex(session.secret().bytes()),
                "Start Time: " + time.getEpochSecond(),
                "Timeout   : " + Duration.between(time, session.created().plus(session.lifetime())).toSeconds() + " (sec)",
                "Verify return code: " + session.peer().judgement().result().number() + " (",
                "Extended master secret: " + (tls13 ? "no" : "yes")));
        if (tls13) {
            lines.add("Max Early Data: " + ticket.maxEarlyData());
        }
        if (ticket != null) {
            lines.add("TLS session ticket lifetime hint: ");
            String first = HexFormat.ofDelimiter(" ").formatHex(ticket.bytes(), 0, Math.min(8, ticket.bytes().length));
            lines.add("0000 - " + first);
        }
        for (String line : lines) {
            assertTrue(text.contains(line), line + " is not in:\n" + text);
        }
    }

    @Test
    void oursAreReadByOpenssl() throws Exception {
        Keys keys = Keys.of(Keys.Kind.RSA);
        PeerVerified peer = PeerVerified.remembered(List.of(keys.certificate, Keys.CA),
                new Judgement(VerifyResult.CERT_HAS_EXPIRED, List.of(), null));
        Instant created = Instant.ofEpochSecond(1_790_000_000L);
        byte[] id = new byte[32];
        CRYPTO.random(id);
        byte[] ticket = new byte[600];
        CRYPTO.random(ticket);
        for (CipherSuite suite : Stream.of(CipherSuite.values()).filter(s -> OpensslSuite.nameOf(s.name()) != null).toList()) {
            byte[] secret = new byte[suite.tls13() ? suite.hash().length() : 48];
            CRYPTO.random(secret);
            ProtocolVersion version = suite.tls13() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
            Session session = new Session(version, suite, id, new Secret(secret), true, "localhost", "h2", peer, created, Duration.ofDays(1),
                    new Session.Ticket(ticket, suite.tls13() ? 0xffff_ffffL : 0, created.plusSeconds(99), suite.tls13() ? 0xffff_ffffL : 0),
                    FragmentLimit.BYTES_1024);
            Path file = directory.resolve(suite + ".pem");
            SessionFile.write(file, session);
            assertPrinted(session, run("sess_id", "-noout", "-text", "-in", file.toString()));
            Path der = directory.resolve(suite + ".der");
            run("sess_id", "-in", file.toString(), "-outform", "DER", "-out", der.toString());
            assertArrayEquals(SessionPem.read(file), Files.readAllBytes(der), "openssl does not write it as it read it");
            assertEquals(session.peer().chain(), SessionFile.read(file).peer().chain());
        }
    }

    /** The ticket that nginx gives out is opened with its key file, and one that we seal with it is taken by nginx. */
    @ParameterizedTest
    @CsvSource({"48,-tls1_2", "80,-tls1_2", "48,-tls1_3", "80,-tls1_3"})
    void ticketsAreNginxs(int length, String version) throws Exception {
        byte[] bytes = new byte[length];
        CRYPTO.random(bytes);
        Path keyFile = Files.write(directory.resolve("ticket.key"), bytes);
        TicketKeys keys = new TicketKeyFiles(List.of(keyFile), told -> { });
        Path file = directory.resolve("session.pem");
        try (Nginx nginx = new Nginx(directory, "ssl_session_tickets on; ssl_session_ticket_key " + keyFile + ";")) {
            assertTrue(ask(nginx.port, version, "-sess_out", file.toString()).contains("hello nginx"));
            Session client = SessionFile.read(file);
            TicketKey key = keys.keys().get(0);
            SessionCodec.Decoded theirs = SessionCodec.decode(key.open(CRYPTO, client.ticket().bytes()));
            assertArrayEquals(client.secret().bytes(), theirs.session().secret().bytes());
            assertEquals(client.suite(), theirs.session().suite());
            assertEquals("localhost", theirs.session().serverName());

            TicketSessions sessions = new TicketSessions(CRYPTO, keys, 2, theirs.context(), InstantSource.system());
            assertNotNull(sessions.open(client.ticket().bytes()));
            assertNull(new TicketSessions(CRYPTO, keys, 2, new byte[0], InstantSource.system()).open(client.ticket().bytes()));
            byte[] ours = sessions.seal(theirs.session());
            SessionFile.write(file, client.with(new Session.Ticket(ours, client.ticket().ageAdd(), client.ticket().received(), 0)));
            String resumed = ask(nginx.port, version, "-sess_in", file.toString());
            assertTrue(resumed.contains("Reused, " + client.version()) && resumed.contains("hello nginx"), resumed);
            ours[ours.length - 1] ^= 1;
            SessionFile.write(file, client.with(new Session.Ticket(ours, client.ticket().ageAdd(), client.ticket().received(), 0)));
            String refused = ask(nginx.port, version, "-sess_in", file.toString());
            assertTrue(refused.contains("New, ") && refused.contains("hello nginx"), refused);
        }
    }
}
