package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Programs that we did not write, found on this machine and run as peers. */
public final class Programs {
    private static final List<String> PATHS = List.of("/usr/bin", "/usr/local/bin", "/usr/sbin", "/bin");

    private static final int PORTS = 2000;
    /** IANA's registered ports end at 49151, Linux gives away those from 32768. */
    private static final int FIRST_PORT = 20_000 + PORTS * (Integer.getInteger("it.fork", 1) - 1);
    /** Begins anywhere, so that what an earlier JVM used is not at once used again. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    private Programs() {
    }

    /**
     * The path of a program. When it is missing the test fails and names the Debian package, unless {@code -Dpeers=none}, which
     * prints what was left out and aborts the test.
     */
    public static String require(String program, String debianPackage) {
        if ("none".equals(System.getProperty("peers"))) {
            System.out.println("left out, by -Dpeers=none: " + program);
            Assumptions.abort("peers=none leaves out " + program);
        }
        for (String p : PATHS) {
            Path path = Path.of(p, program);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        return fail(program + " is missing: install the Debian package " + debianPackage + ", or pass -Dpeers=none to leave it out");
    }

    /**
     * A port that is free: below those that systems give to whoever asks for any, from a range that is this JVM's among those that share the tests,
     * and not one of the last ones.
     */
    static int freePort() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket s = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return s.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        return fail("no port from " + FIRST_PORT + " on is free");
    }

    /**
     * What starts the JVM of this one for a program that runs for seconds: the second compiler and a parallel collector would cost more than they
     * gain. More arguments can be added.
     */
    static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** ReverseLine by SunJSSE, in a JVM of its own because it looks once for what is disabled. */
    static Running reverseLine(String... arguments) throws IOException {
        Keys keys = Keys.of(Keys.Kind.RSA);
        List<String> command = java("-Djavax.net.ssl.keyStore=" + keys.keyStoreFile(),
                "-Djavax.net.ssl.keyStorePassword=" + new String(Keys.PASSWORD), "-Djavax.net.ssl.trustStore=" + Keys.trustStoreFile(),
                "-Djavax.net.ssl.trustStorePassword=" + new String(Keys.PASSWORD), Path.of(System.getProperty("it.programs"), "ReverseLine.java").toString());
        command.addAll(List.of(arguments));
        return start(command);
    }

    /** A running program whose output (both streams) is kept. */
    static final class Running implements AutoCloseable {
        final Process process;
        private final StringBuffer output = new StringBuffer();
        private final Thread pump;

        Running(List<String> command) throws IOException {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            pump = new Thread(this::copy, "output of " + command.get(0));
            pump.setDaemon(true);
            pump.start();
        }

        private void copy() {
            try (BufferedReader r = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = r.readLine(); line != null; line = r.readLine()) {
                    output.append(line).append('\n');
                }
            } catch (IOException e) {
                output.append("(output ended: ").append(e.getMessage()).append(")\n");
            }
        }

        String output() {
            return output.toString();
        }

        /** Waits until the program has written {@code text}. */
        void awaitOutput(String text) throws InterruptedException {
            awaitOutput(text, 1);
        }

        /** Waits until the program has written {@code text} so many times. */
        void awaitOutput(String text, int times) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (true) {
                // Before the output is looked at: what a program wrote last may be what is waited for.
                boolean ended = !process.isAlive() && !pump.isAlive();
                if (output().split(Pattern.quote(text), -1).length > times) {
                    return;
                }
                if (ended || System.nanoTime() > end) {
                    fail("not " + times + " times '" + text + "' in the output:\n" + output);
                }
                Thread.sleep(10);
            }
        }

        /** Waits until somebody listens on the port. */
        void awaitPort(int port) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (true) {
                try (Socket s = new Socket()) {
                    s.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                    return;
                } catch (IOException e) {
                    if (System.nanoTime() > end || !process.isAlive()) {
                        fail("nobody listens on " + port + ":\n" + output);
                    }
                    Thread.sleep(20);
                }
            }
        }

        void write(String text) throws IOException {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Waits for the end and returns the exit code. */
        int await() throws InterruptedException {
            return await(60);
        }

        /** The same for programs that have more to do. */
        int await(int seconds) throws InterruptedException {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail("did not end within " + seconds + " s:\n" + output);
            }
            pump.join(5000);
            return process.exitValue();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    static Running start(String... command) throws IOException {
        return new Running(List.of(command));
    }

    static Running start(List<String> command) throws IOException {
        return new Running(command);
    }
}
