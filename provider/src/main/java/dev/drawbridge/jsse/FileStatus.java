package dev.drawbridge.jsse;

import dev.drawbridge.config.Chosen;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Notices;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.store.FileBytes;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.Watched;
import dev.drawbridge.verify.OcspQuery;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An OCSP response in a file, as {@code openssl s_server -status_file} and nginx's {@code ssl_stapling_file} have it, which is read again when it
 * changes. It is stapled to the certificate that it is about, as long as it is good.
 */
final class FileStatus implements StatusSource {
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final Watched<byte[]> watched;
    private final InstantSource clock;
    /** A server has one certificate, or a few, and whether the response is good for it takes a signature to tell. */
    private final AtomicReference<Judged> last = new AtomicReference<>();

    /** What became of a response. */
    private record Judged(byte[] response, X509Certificate leaf, OcspQuery.Answer answer) {
    }

    private FileStatus(Path file, Watched<byte[]> watched, InstantSource clock) {
        this.file = file;
        this.watched = watched;
        this.clock = clock;
    }

    /** That of a file, or null without one. */
    static FileStatus of(Chosen<Path> file) throws StoreException {
        try {
            return file.value() == null ? null : of(file.value(), Watched.INTERVAL, InstantSource.system());
        } catch (StoreException e) {
            throw new StoreException(file.source() + "=" + file.value() + ": " + e.getMessage(), e);
        }
    }

    static FileStatus of(Path file, Duration interval, InstantSource clock) throws StoreException {
        return new FileStatus(file, Watched.of(() -> read(file), List.of(file), e -> Notices.tell(e.getMessage()), interval), clock);
    }

    private static byte[] read(Path file) throws StoreException {
        byte[] response = FileBytes.read(file, MOST_BYTES, "an OCSP response in DER");
        String wrong = OcspQuery.unreadable(response);
        if (wrong != null) {
            throw new StoreException(file + ": " + wrong + "; expected an OCSP response in DER");
        }
        return response;
    }

    /** Of what a client wants its responder told, nothing can be told to a file. */
    @Override
    public byte[] response(Credentials ours, StatusRequest asked) {
        byte[] response = watched.get();
        Judged judged = last.get();
        Instant now = clock.instant();
        if (judged == null || judged.response != response || !judged.leaf.equals(ours.leaf()) || !good(judged.answer, now)) {
            judged = new Judged(response, ours.leaf(), judge(ours, response, now));
            last.set(judged);
        }
        if (judged.answer.wrong() != null) {
            StatusSource.tellNone(ours.leaf(), "that in " + file + " is not satisfactory: " + judged.answer.wrong());
            return null;
        }
        return response;
    }

    private static boolean good(OcspQuery.Answer answer, Instant now) {
        return answer.wrong() == null && !answer.end().isBefore(now);
    }

    private static OcspQuery.Answer judge(Credentials ours, byte[] response, Instant now) {
        try {
            return ours.chain().size() < 2 ? OcspQuery.Answer.unusable("who issued the certificate is not in the chain of its key")
                    : new OcspQuery(ours.leaf(), ours.chain().get(1)).judge(response, now);
        } catch (CertificateException e) {
            return OcspQuery.Answer.unusable(e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "FileStatus[" + file + "]";
    }
}
