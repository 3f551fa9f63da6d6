package dev.drawbridge.it.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The server's JVM: both servers with a port for each scenario, questions on standard input, answers on standard output. */
final class Server {
    private static final int PATIENCE_SECONDS = 60;

    private final Tally tally = new Tally();
    private final EngineServer engines;
    private final SocketServer sockets;

    private Server(Path keyStore, int deadlineSeconds, int boundSeconds) throws IOException, GeneralSecurityException {
        Watchdog watchdog = new Watchdog(tally, boundSeconds);
        long deadline = TimeUnit.SECONDS.toNanos(deadlineSeconds);
        engines = new EngineServer(SoakContexts.server(keyStore), tally, watchdog, deadline);
        sockets = new SocketServer(SoakContexts.server(keyStore), tally, watchdog, deadline);
    }

    /** Arguments: key store file, seconds of the handshake's deadline, seconds after which something is stuck. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        Server server = new Server(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        answer(server.listen());
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            answer(server.answerTo(question));
        }
        System.exit(0);
    }

    private static void answer(List<String> lines) {
        lines.forEach(System.out::println);
        System.out.println(".");
        System.out.flush();
    }

    private List<String> listen() throws IOException {
        List<String> ports = new ArrayList<>();
        for (Scenario s : Scenario.values()) {
            ports.add(Face.ENGINE.name() + " " + s.name() + " " + engines.listen(s));
            ports.add(Face.SOCKET.name() + " " + s.name() + " " + sockets.listen(s));
        }
        return ports;
    }

    private List<String> answerTo(String question) throws IOException, InterruptedException {
        return switch (question) {
            case "vitals" -> List.of(Vitals.sample().line());
            case "open" -> List.of(Integer.toString(engines.open() + sockets.open()));
            case "verified" -> List.of(Long.toString(tally.verified()));
            case "hangup" -> {
                engines.hangUpOnPending();
                sockets.hangUpOnPending();
                yield List.of();
            }
            case "end" -> {
                end();
                yield tally.lines();
            }
            case "problems" -> {
                List<String> all = new ArrayList<>(tally.problems());
                all.add(0, Integer.toString(tally.problemCount()));
                yield all.stream().flatMap(String::lines).toList();
            }
            default -> throw new IllegalArgumentException("no such question: " + question);
        };
    }

    private void end() throws IOException, InterruptedException {
        engines.close();
        sockets.close();
        awaitWorkers(tally);
    }

    /** Every thread of the soak ends once there is nothing to do. */
    static void awaitWorkers(Tally tally) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Vitals.liveWorkers().findAny().isPresent() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        String left = Vitals.liveWorkers().map(Thread::getName).collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            tally.problem("threads that did not end: " + left, null);
        }
    }
}
