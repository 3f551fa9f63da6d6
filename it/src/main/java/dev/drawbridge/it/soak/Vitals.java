package dev.drawbridge.it.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a JVM holds: heap after full collections, file descriptors, threads of the soak. */
record Vitals(long heap, long direct, int descriptors, int workers) {
    /** Each thread that the soak starts for a connection is named so. */
    static final String WORKER = "soak-";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Collects until two collections in a row leave the same (to one part in two thousand), so that cleaners and queues have had their turn. */
    static Vitals sample() throws InterruptedException {
        long last = Long.MAX_VALUE;
        long used = collect();
        int descriptors = descriptorCount(); // the least of them: the JVM itself opens files for a moment
        for (int i = 0; i < 10 && last - used > used / 2000; i++) {
            Thread.sleep(200);
            last = used;
            used = Math.min(used, collect());
            descriptors = Math.min(descriptors, descriptorCount());
        }
        return new Vitals(used, directBuffers(), descriptors, (int) liveWorkers().count());
    }

    private static long collect() {
        System.gc();
        // As the collection left it: what is used now counts whole buffers that threads have taken since to allocate from.
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getType() == MemoryType.HEAP)
                .mapToLong(p -> p.getCollectionUsage().getUsed()).sum();
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(p -> p.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static int descriptorCount() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return (int) all.count() - 1; // one of them lists the others
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Thread> liveWorkers() {
        Thread[] all = new Thread[2 * Thread.activeCount() + 100];
        int n = Thread.enumerate(all);
        return Stream.of(all).limit(n).filter(t -> t.getName().startsWith(WORKER));
    }

    /** As one line, for the other JVM. */
    String line() {
        return heap + " " + direct + " " + descriptors + " " + workers;
    }

    static Vitals parse(String line) {
        String[] f = line.split(" ");
        return new Vitals(Long.parseLong(f[0]), Long.parseLong(f[1]), Integer.parseInt(f[2]), Integer.parseInt(f[3]));
    }
}
