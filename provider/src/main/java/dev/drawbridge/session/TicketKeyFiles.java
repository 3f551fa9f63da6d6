package dev.drawbridge.session;

import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TicketKeyFile;
import dev.drawbridge.store.Watched;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keys from files, which several servers may share ({@link TicketKeyFile} has their form). The first file's key seals, all open. The files
 * are read again when they change; when one is bad then, that is told and the keys stay as they were. A new key in a directory is noticed
 * because the directory changes, so keys there are replaced by renaming, not by writing over them.
 */
public final class TicketKeyFiles implements TicketKeys {
    private final Watched<List<TicketKey>> watched;
    private final ReentrantLock lock = new ReentrantLock();
    /** What was given out last. */
    private volatile List<TicketKey> last;

    /**
     * Reads the files.
     *
     * @param places files, and directories of which each file is read, the last name first
     * @param tell gets what a user should know: bad files, and files that everybody can read
     * @throws StoreException when one cannot be used now
     */
    public TicketKeyFiles(List<Path> places, Consumer<String> tell) throws StoreException {
        this(places, tell, Watched.INTERVAL);
    }

    TicketKeyFiles(List<Path> places, Consumer<String> tell, Duration interval) throws StoreException {
        this.watched = Watched.of(() -> read(places, tell), places, e -> tell.accept(e.getMessage()), interval);
        this.last = watched.get();
    }

    private static List<TicketKey> read(List<Path> places, Consumer<String> tell) throws StoreException {
        List<TicketKeyFile> files = new ArrayList<>();
        boolean good = false;
        try {
            for (Path p : TicketKeyFile.files(places)) {
                add(files, TicketKeyFile.read(p));
            }
            good = true;
        } finally {
            if (!good) {
                files.forEach(TicketKeyFiles::wipe);
            }
        }
        files.stream().filter(TicketKeyFile::open).forEach(f -> tell.accept("the ticket key " + f.file()
                + " can be read by everybody on this machine, who can then read what they record of TLS 1.2: chmod 600 " + f.file()));
        return files.stream().map(f -> new TicketKey(f.name(), f.aes(), f.hmac())).toList();
    }

    private static void add(List<TicketKeyFile> files, TicketKeyFile next) throws StoreException {
        for (TicketKeyFile f : files) {
            if (MessageDigest.isEqual(f.name(), next.name())) {
                wipe(next);
                throw new StoreException(next.file() + ": its key has the same name (the first 16 bytes) as that of " + f.file()
                        + ", so it would open nothing; expected a key of its own");
            }
        }
        files.add(next);
    }

    private static void wipe(TicketKeyFile file) {
        file.aes().wipe();
        file.hmac().wipe();
    }

    @Override
    public List<TicketKey> keys() {
        List<TicketKey> now = watched.get();
        return now == last ? now : changed();
    }

    /** The keys that were replaced go when their successors are first used: until then somebody may still hold them. */
    private List<TicketKey> changed() {
        lock.lock();
        try {
            List<TicketKey> now = watched.get();
            if (now != last) {
                last.forEach(TicketKey::wipe);
                last = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the files now. */
    void check() {
        watched.check();
    }

    @Override
    public String toString() {
        return "TicketKeyFiles[" + watched.get() + "]";
    }
}
