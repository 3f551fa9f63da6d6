package dev.drawbridge.store;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A directory with links that are named by a hash, as {@code openssl rehash} makes them: {@code HHHHHHHH.0}, {@code .1} and so on for
 * certificates, {@code HHHHHHHH.r0} for CRLs. Nothing is read before a name is asked for, and then only the files of its hash, up to the
 * first number that is missing; the directory itself is never listed.
 *
 * <p>What was read is kept, as OpenSSL keeps it: a file that is changed or removed is not looked at again. A number that is added is seen at
 * the next look-up, for which the first missing number is looked for each time. What is kept is bounded; the names that were not asked for
 * longest are read again when they are.
 */
final class CaPath implements TrustSource {
    private static final int NAMES_KEPT = 1000;
    /** Where to stop even when no number is missing. {@code openssl rehash} makes no more than 256. */
    private static final int MOST_NUMBERS = 10_000;

    private final Path directory;
    private final boolean oldHashes;
    private final Consumer<StoreException> report;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Found> cache = new Recent();

    /** Forgets what was not asked for longest. */
    private static final class Recent extends LinkedHashMap<String, Found> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
            return size() > NAMES_KEPT;
        }
    }

    /** What the files up to a number held. */
    private record Found(int next, List<StoreItem> items) {
        static final Found NOTHING = new Found(0, List.of());
    }

    /**
     * A directory, which need not exist yet.
     *
     * @param oldHashes whether links of the hash of OpenSSL before 1.0 count too
     * @param report gets each file that cannot be read; it then counts as a number without content
     */
    CaPath(Path directory, boolean oldHashes, Consumer<StoreException> report) {
        this.directory = directory;
        this.oldHashes = oldHashes;
        this.report = report;
    }

    @Override
    public List<Cert> named(CanonicalName subject) {
        List<Cert> found = new ArrayList<>();
        for (StoreItem item : items(subject, ".")) {
            if (item instanceof StoreItem.OfCertificate c && c.cert().subject().equals(subject) && !found.contains(c.cert())) {
                found.add(c.cert());
            }
        }
        return found;
    }

    @Override
    public List<Crl> crls(CanonicalName issuer) {
        List<Crl> found = new ArrayList<>();
        for (StoreItem item : items(issuer, ".r")) {
            if (item instanceof StoreItem.OfCrl c && c.crl().issuer().equals(issuer) && !found.contains(c.crl())) {
                found.add(c.crl());
            }
        }
        return found;
    }

    private List<StoreItem> items(CanonicalName name, String infix) {
        List<StoreItem> items = items(name.linkName() + infix);
        if (!oldHashes) {
            return items;
        }
        List<StoreItem> both = new ArrayList<>(items);
        both.addAll(items(name.oldLinkName() + infix));
        return both;
    }

    /** Files are read without the lock; two threads may read the same one, and the longer list is kept. */
    private List<StoreItem> items(String prefix) {
        Found known = known(prefix, null);
        int number = known.next;
        List<StoreItem> items = null;
        while (number < MOST_NUMBERS) {
            Path file = directory.resolve(prefix + number);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                break;
            }
            items = items == null ? new ArrayList<>(known.items) : items;
            if (Files.exists(file)) { // a link that leads nowhere is a number without content
                read(file, items);
            }
            number++;
        }
        return items == null ? known.items : known(prefix, new Found(number, List.copyOf(items))).items;
    }

    private void read(Path file, List<StoreItem> items) {
        try {
            List<StoreItem> found = StoreReader.pem(FileBytes.read(file), file.toString());
            if (found.isEmpty()) {
                throw Place.whole(file.toString()).error("has neither a certificate nor a CRL in PEM", "no start line");
            }
            items.addAll(found);
        } catch (StoreException e) {
            report.accept(e);
        }
    }

    private Found known(String prefix, Found newer) {
        lock.lock();
        try {
            Found known = cache.getOrDefault(prefix, Found.NOTHING);
            if (newer == null || newer.next <= known.next) {
                return known;
            }
            cache.put(prefix, newer);
            return newer;
        } finally {
            lock.unlock();
        }
    }

    int namesKept() {
        lock.lock();
        try {
            return cache.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "CApath " + directory;
    }
}
