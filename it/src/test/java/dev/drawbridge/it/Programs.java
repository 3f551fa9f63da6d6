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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Programs that we did not write, found on this machine and run as peers. */
public final class Programs {
    private static final List<String> PATHS = List.of("/usr/bin", "/usr/local/bin", "/usr/sbin", "/bin");

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

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
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
            while (output().split(Pattern.quote(text), -1).length <= times) {
                if (System.nanoTime() > end || !process.isAlive() && !pump.isAlive()) {
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
