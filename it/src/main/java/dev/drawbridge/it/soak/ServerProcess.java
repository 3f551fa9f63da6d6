package dev.drawbridge.it.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server's JVM as the client's sees it: a word to its standard input, lines back. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Map<String, Integer> ports = new HashMap<>();

    /** Starts it with this JVM's class path and options. */
    ServerProcess(List<String> jvmOptions, Path keyStore, int deadlineSeconds, int boundSeconds) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Server.class.getName(), keyStore.toString(),
                Integer.toString(deadlineSeconds), Integer.toString(boundSeconds)));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line : answer()) {
            String[] f = line.split(" ");
            ports.put(f[0] + " " + f[1], Integer.parseInt(f[2]));
        }
    }

    int port(Face face, Scenario scenario) {
        return ports.get(face.name() + " " + scenario.name());
    }

    Vitals vitals() {
        return Vitals.parse(ask("vitals").get(0));
    }

    /** Connections that the server has not let go of. */
    int open() {
        return Integer.parseInt(ask("open").get(0));
    }

    void hangUpOnPending() {
        ask("hangup");
    }

    /** Closes the listeners, waits for the threads, and tells how connections ended. */
    List<String> end() {
        return ask("end");
    }

    List<String> problems() {
        return ask("problems");
    }

    long verified() {
        return Long.parseLong(ask("verified").get(0));
    }

    /** One question at a time. */
    private synchronized List<String> ask(String question) {
        try {
            process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException("the server does not answer to \"" + question + "\"", e);
        }
    }

    private List<String> answer() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = answers.readLine(); !".".equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new IOException("the server's JVM ended");
            }
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close(); // which ends it
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server's JVM did not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
    }
}
