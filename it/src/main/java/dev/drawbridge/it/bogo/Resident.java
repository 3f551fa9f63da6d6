package dev.drawbridge.it.bogo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs the shim for everybody who knows the token: one request is the arguments of one test, one answer its exit status and output. A JVM
 * for each test would take seconds to start; this one is there.
 *
 * <p>A request is the token, the number of arguments and the arguments, each ended by a zero byte; the answer is the status, standard
 * output and standard error, each ended by a zero byte. The launcher, {@code it/src/bogo/shim}, speaks this.
 */
final class Resident implements Closeable {
    /** The runner's word for a test that asks for what is not there. */
    static final int UNIMPLEMENTED = 89;

    private static final int MAX_ARGUMENTS = 10_000;

    private final Shim.Api api;
    private final Config config;
    private final ServerSocket listener;
    private final String token;
    private final Map<List<String>, Integer> missing = new ConcurrentHashMap<>();

    Resident(Shim.Api api, Config config) throws IOException {
        this.api = api;
        this.config = config;
        this.listener = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        this.token = HexFormat.of().formatHex(secret);
        Thread acceptor = new Thread(this::acceptAll, "resident");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** What a launcher has to know, in its environment variable {@code DRAWBRIDGE_BOGO}. */
    String address() {
        return listener.getLocalPort() + ":" + token;
    }

    /** How many tests asked for these features that are not there, for all that were asked for together. */
    Map<List<String>, Integer> missing() {
        return Map.copyOf(missing);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread t = new Thread(() -> serve(socket), "shim");
                t.setDaemon(true);
                t.start();
            } catch (SocketException e) {
                if (!listener.isClosed()) {
                    System.err.println("bogo: " + e);
                }
            } catch (IOException e) {
                System.err.println("bogo: " + e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            // Whoever may not ask learns nothing, and not how much of the token was right.
            if (!MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), word(in).getBytes(StandardCharsets.ISO_8859_1))) {
                return;
            }
            int count = Integer.parseInt(word(in));
            if (count < 0 || count > MAX_ARGUMENTS) {
                throw new IOException(count + " arguments");
            }
            List<String> arguments = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                arguments.add(word(in));
            }
            Answer answer = run(arguments);
            String text = answer.status + "\0" + answer.out + "\0" + answer.err.replace('\0', '?') + "\0";
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException | NumberFormatException e) {
            System.err.println("bogo: request not answered: " + e);
        }
    }

    private static String word(InputStream in) throws IOException {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        for (int b = in.read(); b != 0; b = in.read()) {
            if (b < 0) {
                throw new IOException("request ends inside a word");
            }
            word.write(b);
        }
        return word.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * How a test ended.
     *
     * @param status 0 passed, 89 unimplemented, 1 anything else
     * @param err nothing for a test that passed: the runner takes any word for a failure
     */
    record Answer(int status, String out, String err) {
    }

    /** Runs one test. */
    Answer run(List<String> arguments) {
        if (arguments.contains("-is-handshaker-supported")) {
            return new Answer(0, "No\n", ""); // BoringSSL's handshakes split over two processes
        }
        try {
            new Shim(api, Flags.parse(arguments, config.unimplementedFlags())).run();
            return new Answer(0, "", "");
        } catch (Unimplemented u) {
            missing.merge(u.features(), 1, Integer::sum);
            return new Answer(UNIMPLEMENTED, "", u.getMessage() + "\n");
        } catch (Failure f) {
            List<String> theirs = config.errorsOf(f.faultName());
            return new Answer(1, "", ":" + f.faultName() + ": " + f.getMessage()
                    + "\nfor BoringSSL: " + String.join(" ", theirs) + "\n");
        } catch (Mismatch | IOException | GeneralSecurityException | RuntimeException e) {
            StringBuilder text = new StringBuilder(e.toString()).append('\n');
            if (!(e instanceof Mismatch || e instanceof IOException)) {
                for (StackTraceElement frame : e.getStackTrace()) {
                    text.append("  at ").append(frame).append('\n');
                }
            }
            return new Answer(1, "", text.toString());
        }
    }
}
