package dev.drawbridge.tool;

import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.HashableFile;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the links of one directory as {@code openssl rehash} does. Links that are there and still right are left alone, also their numbers;
 * what is printed, and in which order, is OpenSSL's too.
 */
final class Rehash {
    private static final Set<String> EXTENSIONS = Set.of("pem", "crt", "cer", "crl");
    /** A name that we make; OpenSSL takes upper case and a missing number for one, too. */
    private static final Pattern LINK = Pattern.compile("([0-9a-fA-F]{8})\\.([rR]?)([0-9]*)");
    private static final int MOST_COLLISIONS = 256;
    /** OpenSSL's table of hashes, which gives the order of what is done and printed. */
    private static final int TABLE = 257;
    private static final int NO_NUMBER = 0xffff;

    private final Path directory;
    private final Options options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<Deque<Bucket>> table = new ArrayList<>();
    private int errors;

    /** What the command line says. */
    record Options(boolean newHash, boolean oldHash, boolean keepLinks, boolean verbose) {
    }

    /** The certificates or CRLs of one hash. */
    private static final class Bucket {
        final int hash;
        final boolean crl;
        final List<Entry> entries = new ArrayList<>();
        int needed;

        Bucket(int hash, boolean crl) {
            this.hash = hash;
            this.crl = crl;
        }

        String link(int number) {
            return String.format("%08x.%s%d", hash, crl ? "r" : "", number);
        }
    }

    /** A file that wants a link, or a link that is there, or both. */
    private static final class Entry {
        final String file;
        int number = NO_NUMBER;
        /** The certificate or CRL; null while only a link is known. */
        byte[] der;

        Entry(String file) {
            this.file = file;
        }
    }

    private Rehash(Path directory, Options options, PrintWriter out, PrintWriter err) {
        this.directory = directory;
        this.options = options;
        this.out = out;
        this.err = err;
        for (int i = 0; i < TABLE; i++) {
            table.add(new ArrayDeque<>());
        }
    }

    /** Does a directory and returns the number of errors. */
    static int directory(String name, Options options, PrintWriter out, PrintWriter err) {
        Path path = Path.of(name);
        if (!Files.isWritable(path)) {
            err.println("Skipping " + name + ", can't write");
            return 1;
        }
        if (options.verbose) {
            out.println("Doing " + name);
        }
        Rehash rehash = new Rehash(path, options, out, err);
        rehash.collect();
        rehash.table.forEach(buckets -> buckets.forEach(rehash::link));
        return rehash.errors;
    }

    private void collect() {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.sorted((a, b) -> Arrays.compareUnsigned(bytes(name(a)), bytes(name(b)))).toList();
        } catch (IOException e) {
            files = List.of();
        }
        for (Path file : files) {
            if (!Files.isSymbolicLink(file) || !knownLink(file)) {
                file(file);
            }
        }
    }

    private String name(Path file) {
        return directory.relativize(file).toString();
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private boolean knownLink(Path file) {
        Matcher m = LINK.matcher(name(file));
        if (!m.matches()) {
            return false;
        }
        try {
            int number = m.group(3).isEmpty() ? 0 : (int) (Long.parseLong(m.group(3)) & NO_NUMBER);
            String target = Files.readSymbolicLink(file).toString();
            add(Integer.parseUnsignedInt(m.group(1), 16), !m.group(2).isEmpty(), target, null, number);
            return true;
        } catch (IOException | NumberFormatException e) {
            return false; // then it is looked at as a file, whose name does not end as one that counts
        }
    }

    private void file(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
            return;
        }
        HashableFile content;
        try {
            content = HashableFile.read(file);
        } catch (StoreException e) {
            error("error: skipping " + name + ", cannot open file");
            return;
        }
        switch (content.content()) {
            case NOT_ONE -> err.println("rehash: warning: skipping " + name + ",it does not contain exactly one certificate or CRL");
            case KEY_ONLY -> errors++;
            case DAMAGED -> { }
            case ONE -> {
                CanonicalName subject = content.name();
                if (options.newHash) {
                    add(Integer.parseUnsignedInt(subject.linkName(), 16), content.crl(), name, content.der(), NO_NUMBER);
                }
                if (options.oldHash) {
                    add(Integer.parseUnsignedInt(subject.oldLinkName(), 16), content.crl(), name, content.der(), NO_NUMBER);
                }
            }
        }
    }

    private void add(int hash, boolean crl, String file, byte[] der, int number) {
        Bucket bucket = bucket(hash, crl);
        Entry found = null;
        for (Entry e : bucket.entries) {
            if (der != null && Arrays.equals(der, e.der)) {
                err.println("rehash: warning: skipping duplicate " + (crl ? "CRL" : "certificate") + " in " + file);
                return;
            }
            if (file.equals(e.file)) {
                found = e;
            }
        }
        if (found == null) {
            if (bucket.needed >= MOST_COLLISIONS) {
                error("error: hash table overflow for " + file);
                return;
            }
            found = new Entry(file);
            bucket.entries.add(found);
        }
        found.number = Math.min(found.number, number);
        if (der != null && found.der == null) {
            found.der = der;
            bucket.needed++;
        }
    }

    private Bucket bucket(int hash, boolean crl) {
        Deque<Bucket> buckets = table.get(Integer.remainderUnsigned(hash + (crl ? 1 : 0), TABLE));
        for (Bucket b : buckets) {
            if (b.hash == hash && b.crl == crl) {
                return b;
            }
        }
        Bucket fresh = new Bucket(hash, crl);
        buckets.addFirst(fresh);
        return fresh;
    }

    /** Keeps the links whose numbers fit, gives the other files the numbers that are free, and removes what nobody needs. */
    private void link(Bucket bucket) {
        BitSet taken = new BitSet();
        bucket.entries.stream().filter(e -> e.number < bucket.needed).forEach(e -> taken.set(e.number));
        for (Entry e : bucket.entries) {
            if (e.number < bucket.needed) {
                say("link " + e.file + " -> " + bucket.link(e.number));
            } else if (e.der != null) {
                int number = taken.nextClearBit(0);
                taken.set(number);
                make(e.file, bucket.link(number));
            } else if (!options.keepLinks) {
                say("unlink " + bucket.link(e.number));
                remove(bucket.link(e.number));
            }
        }
    }

    private void make(String file, String link) {
        say("link " + file + " -> " + link);
        remove(link);
        try {
            Files.createSymbolicLink(directory.resolve(link), Path.of(file));
        } catch (IOException | UnsupportedOperationException e) {
            error("Can't symlink " + file + ", " + e.getMessage());
        }
    }

    private void remove(String link) {
        try {
            Files.delete(directory.resolve(link));
        } catch (NoSuchFileException e) {
            return; // as good as removed
        } catch (IOException e) {
            error("Can't unlink " + directory.resolve(link) + ", " + e.getMessage());
        }
    }

    private void say(String line) {
        if (options.verbose) {
            out.println(line);
        }
    }

    private void error(String line) {
        err.println("rehash: " + line);
        errors++;
    }
}
