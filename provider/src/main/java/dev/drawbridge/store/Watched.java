package dev.drawbridge.store;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A value that is made of files and made again when they change: {@link #get} is a field's read and never touches a file.
 *
 * <p>One daemon thread, started with the first value and ended some seconds after the last, looks at all of them. It compares times, sizes
 * and file keys at each interval and reads no file that did not change. A WatchService would be told sooner, but its events get lost on
 * network file systems, in bind mounts and when a symbolic link on the way is swapped, which is how Kubernetes updates secrets; and a check
 * by the caller would make some handshake wait for a disk.
 *
 * <p>The new value is made completely before it takes the place of the old. When it cannot be made, the old stays and the error is reported:
 * once for each content, and only when it cannot be made at the check after either, so that the moment between the renaming of a
 * certificate and of its key is passed over.
 *
 * <p>A value that nobody holds any more is no longer looked after.
 *
 * @param <T> what is made
 */
public final class Watched<T> implements Supplier<T>, AutoCloseable {
    /** How often files are looked at. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Map<Object, WeakReference<Watched<?>>> SHARED = new ConcurrentHashMap<>();

    private final Maker<T> maker;
    private final List<Path> files;
    private final Consumer<StoreException> report;
    /** Held by a check, so that two do not make the same value. */
    private final ReentrantLock checking = new ReentrantLock();
    private volatile T value;
    // Under the lock: what the value was made of, the state that could not be used, and whether that was reported.
    private FileStates made;
    private FileStates bad;
    private boolean reported;
    private volatile ScheduledFuture<?> schedule;

    /**
     * Makes the value from its files.
     *
     * @param <T> what is made
     */
    @FunctionalInterface
    public interface Maker<T> {
        /** Reads the files anew; called by one thread at a time. */
        T make() throws StoreException;
    }

    private Watched(Maker<T> maker, List<Path> files, Consumer<StoreException> report) throws StoreException {
        this.maker = maker;
        this.files = List.copyOf(files);
        this.report = report;
        // The states first: a file that is changed in between is then seen as changed.
        this.made = FileStates.of(this.files, null);
        this.value = Objects.requireNonNull(maker.make(), "made");
    }

    /**
     * Makes the value and looks after it.
     *
     * @param files those that the maker reads; of a directory, its entries are watched but not what is in them
     * @param report gets the error when a changed file cannot be used; called by the watching thread
     * @throws StoreException when it cannot be made now
     */
    public static <T> Watched<T> of(Maker<T> maker, List<Path> files, Consumer<StoreException> report, Duration interval)
            throws StoreException {
        Watched<T> watched = unattended(maker, files, report);
        watched.schedule = Watcher.watch(new WeakReference<>(watched), interval);
        return watched;
    }

    /**
     * The same, made once for all who ask with an equal key as long as one of them holds it. Whoever asks gets what the files say now; when
     * that cannot be made, the error is theirs, and the others keep what they have.
     *
     * @param key stands for the kind of value and for its files
     * @param type of the value
     */
    static <T> Watched<T> shared(Object key, Class<T> type, Maker<T> maker, List<Path> files, Consumer<StoreException> report)
            throws StoreException {
        SHARED.values().removeIf(reference -> reference.get() == null);
        WeakReference<Watched<?>> reference = SHARED.get(key);
        Watched<?> last = reference == null ? null : reference.get();
        if (last != null && last.current() && type.isInstance(last.get())) {
            @SuppressWarnings("unchecked") // its value was just seen to be of the type
            Watched<T> same = (Watched<T>) last;
            return same;
        }
        Watched<T> made = of(maker, files, report, INTERVAL);
        SHARED.put(key, new WeakReference<>(made));
        return made;
    }

    /** Whether the value is what the files say now. */
    private boolean current() {
        checking.lock();
        try {
            return FileStates.of(files, made).same(made);
        } finally {
            checking.unlock();
        }
    }

    /** The same, checked by {@link #check} alone. */
    static <T> Watched<T> unattended(Maker<T> maker, List<Path> files, Consumer<StoreException> report) throws StoreException {
        return new Watched<>(maker, files, report);
    }

    /** The value of now. */
    @Override
    public T get() {
        return value;
    }

    /** Looks at the files now, and makes the value again when they have changed. */
    public void check() {
        StoreException toReport;
        checking.lock();
        try {
            toReport = checkLocked();
        } finally {
            checking.unlock();
        }
        if (toReport != null) {
            report.accept(toReport);
        }
    }

    /** Whatever is to be reported. */
    private StoreException checkLocked() {
        FileStates now = FileStates.of(files, made);
        if (now.same(made)) {
            made = now;
            bad = null;
            return null;
        }
        boolean again = bad != null && now.same(bad);
        if (again && reported) {
            return null;
        }
        StoreException failure;
        try {
            T fresh = Objects.requireNonNull(maker.make(), "made");
            value = fresh;
            made = now;
            bad = null;
            return null;
        } catch (StoreException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = new StoreException("the files " + files + " cannot be used: " + e, e);
        }
        bad = now;
        reported = again;
        return again ? failure : null;
    }

    /** Looks after it no longer; the value stays as it is. */
    @Override
    public void close() {
        ScheduledFuture<?> s = schedule;
        if (s != null) {
            s.cancel(false);
        }
    }

    /** The value and its files. */
    @Override
    public String toString() {
        return value + ", read again when " + files + " change";
    }

    /** The thread; loaded with the first value that is looked after. */
    private static final class Watcher {
        private static final ScheduledThreadPoolExecutor THREAD = thread();

        private static ScheduledThreadPoolExecutor thread() {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, run -> {
                Thread t = new Thread(run, "drawbridge-files");
                t.setDaemon(true);
                t.setContextClassLoader(null); // or the application that happened to be first could never be unloaded
                return t;
            });
            executor.setRemoveOnCancelPolicy(true);
            executor.setKeepAliveTime(5, TimeUnit.SECONDS);
            executor.allowCoreThreadTimeOut(true);
            return executor;
        }

        static ScheduledFuture<?> watch(WeakReference<? extends Watched<?>> reference, Duration interval) {
            return THREAD.scheduleWithFixedDelay(() -> {
                Watched<?> watched = reference.get();
                if (watched == null) {
                    throw new GoneException(); // ends this schedule
                }
                try {
                    watched.check();
                } catch (RuntimeException e) {
                    // From the report of the program: it must not end the watch.
                    Thread current = Thread.currentThread();
                    current.getUncaughtExceptionHandler().uncaughtException(current, e);
                }
            }, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the schedule of a value that nobody holds. */
    private static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException() {
            super("nobody holds the value any more", null, false, false);
        }
    }
}
