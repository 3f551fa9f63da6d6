package dev.drawbridge.it.bogo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.NamedGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The shim of BoringSSL's tests without their runner: its configuration, its launcher, and a handshake with the JDK's provider. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BogoShimTest {
    private static final Path HOME = Path.of(System.getProperty("it.bogo"));

    private static Config config(Shim.Api api) throws IOException {
        return Config.read(HOME.resolve("config.json"), api);
    }

    // ---- configuration

    @ParameterizedTest
    @EnumSource(Shim.Api.class)
    void whatIsNotTestedHasAReason(Shim.Api api) throws IOException {
        Config config = config(api);
        assertFalse(config.disabled().isEmpty());
        config.disabled().forEach((pattern, reason) -> assertTrue(Config.isReason(reason), pattern + ": " + reason));
        config.unimplementedReasons().forEach((flag, reason) -> assertTrue(Config.isReason(reason), flag + ": " + reason));
        config.unimplementedFlags().keySet().stream().filter(f -> !f.contains(" ") && !f.equals("-cipher"))
                .forEach(f -> assertFalse(Flags.known(f), f + " is implemented"));
    }

    @Test
    void faultsOfTheErrorMapExist() throws IOException {
        Set<String> names = Stream.of(Fault.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        for (Alert a : Alert.values()) {
            names.add(Failure.received(a));
        }
        config(Shim.Api.ENGINE).errors().forEach((error, faults) -> {
            assertFalse(faults.isEmpty(), error);
            faults.forEach(f -> assertTrue(names.contains(f), error + ": " + f));
        });
    }

    @Test
    void reasonsSayWhatClassTheyAreOf() {
        assertTrue(Config.isReason("later: resumption is to be built"));
        assertFalse(Config.isReason("later: "));
        assertFalse(Config.isReason("resumption is to be built"));
        assertFalse(Config.isReason("because: resumption is to be built"));
    }

    @Test
    void patternsMatchAsTheRunnersDo() {
        assertTrue(Config.matches("*-TLS1", "ALPN-Client-TLS1"));
        assertFalse(Config.matches("*-TLS1", "ALPN-Client-TLS12"));
        assertTrue(Config.matches("A*C*", "ABCD"));
        assertFalse(Config.matches("A.C", "ABC"));
    }

    @Test
    void aConfigurationThatIsNoneIsNamed(@TempDir Path directory) throws IOException {
        String text = Files.readString(HOME.resolve("config.json"));
        for (String bad : List.of("{", "{}", text.replace("\"ErrorMap\"", "\"DisabledTests\""), text + "x")) {
            Path file = Files.writeString(directory.resolve("config.json"), bad);
            assertThrows(IOException.class, () -> Config.read(file, Shim.Api.ENGINE), bad.substring(0, 1));
        }
    }

    @Test
    void aDisabledTestThatPassesIsReported() throws IOException {
        Config config = config(Shim.Api.ENGINE);
        String json = "{\"tests\": {\"A-DTLS\": {\"actual\": \"%s\"}, \"B\": {\"actual\": \"PASS\"}, \"C\": {\"actual\": \"SKIP\"}}}";
        Report good = Report.of(json.formatted("FAIL"), config, Map.of(List.of("-renegotiate-ignore", "-dtls"), 1));
        assertEquals(List.of(), good.complaints());
        assertTrue(good.good());
        Report bad = Report.of(json.formatted("PASS"), config, Map.of());
        assertEquals(List.of("disabled, but passes: A-DTLS"), bad.complaints());
        assertFalse(bad.good());
        assertFalse(Report.of(json, config, Map.of(List.of("-new-flag (unknown)"), 3)).good());
        assertFalse(Report.of(json.replace("SKIP", "FAIL"), config, Map.of()).good());
    }

    // ---- flags

    @Test
    void flagsWithPrefixesAndValues() throws Exception {
        Map<String, Boolean> unimplemented = config(Shim.Api.ENGINE).unimplementedFlags();
        Plan plan = Flags.parse(List.of("-port", "7", "-server", "-on-initial-expect-curve-id", "29", "-on-resume-curves", "23",
                "-on-shim-advertise-alpn", "\3foo\2h2", "-resume-count", "2", "-on-retry-shim-writes-first"), unimplemented);
        Settings s = plan.of(0);
        assertEquals(7, s.port);
        assertTrue(s.server);
        assertEquals(29, s.expectGroup);
        assertTrue(s.groups.isEmpty());
        assertEquals(List.of("foo", "h2"), s.advertisedProtocols);
        assertEquals(2, plan.resumeCount());
        assertEquals(7, plan.of(2).port);
        assertEquals(0, plan.of(2).expectGroup);
        assertEquals(List.of(NamedGroup.SECP256R1), plan.of(2).groups);
        assertFalse(plan.of(2).shimWritesFirst);
        assertTrue(plan.retry().shimWritesFirst);
        Unimplemented u = assertThrows(Unimplemented.class,
                () -> Flags.parse(List.of("-psk", "-server", "-dtls", "-curves", "21", "-what"), unimplemented));
        assertEquals(List.of("-psk", "-dtls", "-curves 21", "-what (unknown)"), u.features());
    }

    // ---- launcher

    private record Ended(int status, String out, String err) {
    }

    private static Ended launch(String address, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("shim").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DRAWBRIDGE_BOGO", address);
        Process p = builder.start();
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(p.waitFor(), out, err);
    }

    @Test
    void theLauncherHandsOverArgumentsAndStatus() throws Exception {
        try (Resident resident = new Resident(Shim.Api.ENGINE, config(Shim.Api.ENGINE))) {
            assertEquals(new Ended(0, "No\n", ""), launch(resident.address(), List.of("-is-handshaker-supported")));
            assertEquals(new Ended(89, "", "-dtls, * $HOME \"a b\" (unknown)\n"),
                    launch(resident.address(), List.of("-dtls", "* $HOME \"a b\"", "")));
            assertEquals(Map.of(List.of("-dtls", "* $HOME \"a b\" (unknown)"), 1), resident.missing());
            Ended refused = launch(resident.address() + "0", List.of("-is-handshaker-supported"));
            assertEquals(new Ended(1, "", "no answer from the JVM\n"), refused);
        }
    }

    // ---- handshakes

    /** The launcher, the resident and a peer that does what the runner does, with the TLS of the JDK. */
    @ParameterizedTest
    @CsvSource({"ENGINE, true, true", "ENGINE, false, false", "SSLENGINE, true, false", "SSLENGINE, false, true"})
    void aHandshakeWithTheJdk(Shim.Api api, boolean shimIsServer, boolean async, @TempDir Path directory) throws Exception {
        try (RunnerPeer runner = new RunnerPeer(directory); Resident resident = new Resident(api, config(api))) {
            List<String> arguments = new ArrayList<>(List.of("-port", Integer.toString(runner.port()), "-shim-id", "258",
                    "-expect-version", "772", "-shim-writes-first", "-check-close-notify"));
            if (shimIsServer) {
                arguments.addAll(List.of("-server", "-cert-file", runner.certificateFile(), "-key-file", runner.keyFile()));
            }
            if (async) {
                arguments.add("-async");
            }
            var ended = runner.call(() -> launch(resident.address(), arguments));
            ByteBuffer id = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(258);
            assertArrayEquals(id.array(), runner.accept());
            SSLSocket tls = runner.handshake(shimIsServer);
            assertEquals("hello", new String(tls.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
            tls.getOutputStream().write(new byte[] {0, 1, (byte) 0xff});
            assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, tls.getInputStream().readNBytes(3));
            tls.close();
            assertEquals(new Ended(0, "", ""), ended.get());
        }
    }

    /** The second connection resumes the session of the first, or the shim would fail. */
    @ParameterizedTest
    @CsvSource({"ENGINE, 771", "ENGINE, 772", "SSLENGINE, 771", "SSLENGINE, 772"})
    void aSessionOfTheJdkIsResumed(Shim.Api api, String version, @TempDir Path directory) throws Exception {
        try (RunnerPeer runner = new RunnerPeer(directory); Resident resident = new Resident(api, config(api))) {
            // The JDK renews tickets of TLS 1.2 each time.
            List<String> arguments = List.of("-port", Integer.toString(runner.port()), "-max-version", version, "-resume-count", "1",
                    "-host-name", "peer.test", "-expect-ticket-renewal", "-check-close-notify");
            var ended = runner.call(() -> launch(resident.address(), arguments));
            for (int i = 0; i < 2; i++) {
                runner.accept();
                SSLSocket tls = runner.handshake(false);
                tls.getOutputStream().write(1);
                assertEquals(0xfe, tls.getInputStream().read());
                tls.close();
            }
            assertEquals(new Ended(0, "", ""), ended.get());
        }
    }

    @Test
    void aFailureIsNamedInBothLanguages(@TempDir Path directory) throws Exception {
        try (RunnerPeer runner = new RunnerPeer(directory); Resident resident = new Resident(Shim.Api.ENGINE, config(Shim.Api.ENGINE))) {
            var ended = runner.call(() -> launch(resident.address(), List.of("-port", Integer.toString(runner.port()), "-server",
                    "-cert-file", runner.certificateFile(), "-key-file", runner.keyFile())));
            runner.accept();
            runner.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(1, ended.get().status);
            assertTrue(ended.get().err.startsWith(":NOT_TLS: "), ended.get().err);
            assertTrue(ended.get().err.contains(":HTTP_REQUEST:"), ended.get().err);
        }
    }

    @Test
    void whatTheRunnerReadsIsItsOwnForm() throws IOException {
        String forRunner = config(Shim.Api.ENGINE).forRunner();
        assertDoesNotThrow(() -> com.google.gson.JsonParser.parseString(forRunner));
        assertFalse(forRunner.contains("ErrorMap"));
    }
}
