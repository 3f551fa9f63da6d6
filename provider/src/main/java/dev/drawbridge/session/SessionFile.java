package dev.drawbridge.session;

import dev.drawbridge.store.SessionPem;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A session in a file, as {@code openssl s_client} has them: {@code -sess_out} writes one, {@code -sess_in} reads it. */
public final class SessionFile {
    private SessionFile() {
    }

    /**
     * Reads one.
     *
     * @throws StoreException when there is none in the file, or one that cannot be used
     */
    public static Session read(Path file) throws StoreException {
        byte[] der = SessionPem.read(file);
        try {
            return SessionCodec.decode(der).session();
        } catch (SessionException e) {
            throw new StoreException(file + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Writes one. Whoever can read the file can read the connections that are resumed from it. */
    public static void write(Path file, Session session) throws IOException, SessionException {
        byte[] der = SessionCodec.encode(session, new byte[0]);
        try {
            SessionPem.write(file, der);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }
}
