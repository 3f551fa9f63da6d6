package dev.drawbridge;

import dev.drawbridge.jsse.Resumable;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCodec;
import dev.drawbridge.session.SessionException;
import dev.drawbridge.session.SessionFile;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLSession;

/**
 * Clients' sessions outside of a context, in OpenSSL's form: what {@code openssl s_client -sess_out} writes is read here, what is written here
 * {@code openssl s_client -sess_in} resumes, and {@code openssl sess_id} shows.
 *
 * <pre>{@code
 * SavedSessions.write(socket.getSession(), Path.of("session.pem"));
 * ...
 * SslControl.of(next).setSession(SavedSessions.read(Path.of("session.pem")));
 * }</pre>
 *
 * <p>Whoever has such bytes can read the connections that are resumed from them, and whoever can write them can make a client take somebody
 * for its server; so they belong where private keys do. All methods may be called by many threads.
 */
public final class SavedSessions {
    private static final byte[] NO_CONTEXT = {};

    private SavedSessions() {
    }

    /**
     * The DER of what can be resumed from a client's session ({@code i2d_SSL_SESSION}). In TLS 1.3 that is a ticket, which is for one
     * connection: it is taken out of the context, and another call gives the next one.
     *
     * @param session of a connection of this provider, of {@link SslControl#sessionListener}, or saved
     * @return the caller wipes it
     * @throws IllegalArgumentException when it is not a client's session of this provider
     * @throws IOException when there is nothing to resume, or not yet: in TLS 1.3 tickets come with the first data
     */
    public static byte[] toDer(SSLSession session) throws IOException {
        Session taken = take(session);
        try {
            return SessionCodec.encode(taken, NO_CONTEXT);
        } catch (SessionException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            taken.secret().wipe();
        }
    }

    /**
     * The session of DER ({@code d2i_SSL_SESSION}).
     *
     * @param der stays the caller's
     * @throws IOException when it is none, or one that cannot be resumed here
     */
    public static SSLSession ofDer(byte[] der) throws IOException {
        try {
            return Resumable.view(SessionCodec.decode(der).session());
        } catch (SessionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Writes a PEM file ({@code PEM_write_bio_SSL_SESSION}) that its owner alone can read; otherwise as {@link #toDer}.
     *
     * @throws IOException also when the file cannot be written
     */
    public static void write(SSLSession session, Path file) throws IOException {
        Session taken = take(session);
        try {
            SessionFile.write(file, taken);
        } catch (SessionException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            taken.secret().wipe();
        }
    }

    /**
     * Reads a PEM or DER file ({@code PEM_read_bio_SSL_SESSION}).
     *
     * @throws IOException when there is no session in it, or one that cannot be resumed here; says which file
     */
    public static SSLSession read(Path file) throws IOException {
        try {
            return Resumable.view(SessionFile.read(file));
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Session take(SSLSession session) throws IOException {
        Resumable.Taken taken = Resumable.in(session).take();
        if (taken == null) {
            throw new IOException("nothing can be resumed from " + session + ": no ticket came, or they are used up");
        }
        return taken.session();
    }
}
