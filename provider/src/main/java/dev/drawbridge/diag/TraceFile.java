package dev.drawbridge.diag;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file that gets one line of JSON for each handshake; several JVMs may append to the same one. */
public final class TraceFile implements Trace {
    private static final System.Logger LOG = System.getLogger("dev.drawbridge.trace");

    private final Path path;
    private final AtomicBoolean complained = new AtomicBoolean();

    /**
     * Opens the file once, so that a wrong path is known at once.
     *
     * @throws IOException when it cannot be appended to
     */
    public TraceFile(Path path) throws IOException {
        this.path = path;
        append(new byte[0]);
    }

    /** Appends a line. A disk that fills up must not end connections: the first failure is logged, once. */
    @Override
    public void write(HandshakeReport report) {
        try {
            append((report.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (complained.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.WARNING, "handshakes are no longer written to " + path, e);
            }
        }
    }

    /** One write in append mode, so that lines of several writers do not mix. */
    private void append(byte[] line) throws IOException {
        Files.write(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
