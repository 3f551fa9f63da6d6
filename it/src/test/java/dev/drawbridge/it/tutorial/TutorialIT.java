package dev.drawbridge.it.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.it.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tutorial's programs in C, on the machine's libssl, and in Java, each with each: they print the same whoever the other is. */
@Timeout(120)
class TutorialIT {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void prepare() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        String gcc = Programs.require("gcc", "gcc, with libssl-dev");
        for (String program : List.of("server", "client")) {
            Path source = Path.of(System.getProperty("it.programs"), "tutorial-" + program + ".c");
            run(gcc, "-Wall", "-Werror", "-o", directory.resolve(program).toString(), source.toString(), "-lssl", "-lcrypto");
        }
        String[] ec = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"};
        run(openssl, "req", "-x509", ec[0], ec[1], ec[2], ec[3], ec[4], "-keyout", file("ca.key"), "-out", file("ca.pem"), "-subj", "/CN=ca");
        for (String name : List.of("server", "client")) {
            run(openssl, "req", ec[0], ec[1], ec[2], ec[3], ec[4], "-keyout", file(name + ".key"), "-out", file(name + ".csr"), "-subj", "/CN=" + name);
            run(openssl, "x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-out",
                    file(name + ".pem"));
        }
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), List.of(command) + "\n" + output);
        return output;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, yes", "TLSv1.3, yes", "TLSv1.2, no", "TLSv1.3, no"})
    void everyPairSaysTheSame(String version, String certificate) throws Exception {
        List<String> clients = new ArrayList<>();
        List<String> servers = new ArrayList<>();
        for (boolean javaServer : new boolean[] {false, true}) {
            for (boolean javaClient : new boolean[] {false, true}) {
                int port = freePort();
                CompletableFuture<String> server = server(javaServer, port, version);
                clients.add(javaClient ? printed(out -> TutorialClient.run(port, directory, version, certificate.equals("yes"), out))
                        : run(file("client"), Integer.toString(port), directory.toString(), version, certificate));
                servers.add(server.get(30, TimeUnit.SECONDS));
            }
        }
        assertTrue(clients.get(0).contains("resumed 1") && clients.get(0).contains("resumable 0"), clients.get(0));
        for (int i = 1; i < 4; i++) {
            assertEquals(clients.get(0), clients.get(i));
            assertEquals(servers.get(0), servers.get(i));
        }
    }

    /** Every line of the page that shows them is one of theirs, and no step is left out. */
    @Test
    void thePageShowsThem() throws IOException {
        Path programs = Path.of(System.getProperty("it.programs"));
        Path root = programs.resolve("../../../..").normalize();
        List<String> c = new ArrayList<>();
        List<String> java = new ArrayList<>();
        for (String program : List.of("server", "client")) {
            c.addAll(Files.readAllLines(programs.resolve("tutorial-" + program + ".c")));
            String name = "Tutorial" + program.substring(0, 1).toUpperCase(Locale.ROOT) + program.substring(1) + ".java";
            java.addAll(Files.readAllLines(programs.resolve("../java/dev/drawbridge/it/tutorial/" + name)));
        }
        List<String> shown = Files.readAllLines(root.resolve("src/site/markdown/tutorial.md"));
        Set<String> known = null;
        int lines = 0;
        for (String line : shown) {
            if (line.startsWith("```")) {
                known = line.equals("```") ? null : stripped(line.equals("```c") ? c : java);
            } else if (known != null) {
                assertTrue(known.contains(line.strip()), line);
                lines++;
            }
        }
        assertTrue(lines > 150, lines + " lines are shown");
        for (String step : c.stream().map(String::strip).filter(l -> l.startsWith("/* ") && l.endsWith(" */")).toList()) {
            String title = step.replaceAll("/\\* ([^:]*).*", "$1").replace(" */", "");
            assertTrue(shown.contains("### " + title) || c.indexOf(step) == 0, title);
        }
    }

    private static Set<String> stripped(List<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.toSet());
    }

    private static CompletableFuture<String> server(boolean java, int port, String version) throws Exception {
        if (!java) {
            Process p = new ProcessBuilder(file("server"), Integer.toString(port), directory.toString(), version, "3").redirectErrorStream(true).start();
            InputStream in = p.getInputStream();
            String first = new String(in.readNBytes("listening\n".length()), StandardCharsets.US_ASCII);
            assertEquals("listening\n", first);
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return first + new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        CompletableFuture<Void> listening = new CompletableFuture<>();
        CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> {
            try {
                return printed(out -> TutorialServer.run(port, directory, version, 3, new PrintStream(out, true) {
                    @Override
                    public void println(String x) {
                        super.println(x);
                        listening.complete(null);
                    }
                }));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture.anyOf(listening, all).get(30, TimeUnit.SECONDS);
        return all;
    }

    private interface Program {
        void run(PrintStream out) throws IOException;
    }

    private static String printed(Program program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.US_ASCII)) {
            program.run(out);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    private static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
    }
}
