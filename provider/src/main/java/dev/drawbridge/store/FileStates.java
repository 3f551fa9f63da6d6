package dev.drawbridge.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What files look like at some moment, for telling whether they changed. Links are followed, so that a link that leads elsewhere is a change.
 * When times and sizes cannot tell, the content is asked: a file that was written within the last seconds may be written again without a
 * later time or another size.
 *
 * @param states one for each file
 */
record FileStates(List<State> states) {
    /** No file system has a coarser clock. */
    private static final long COARSEST_CLOCK = 2_000;

    /**
     * One file.
     *
     * @param exists whether it can be seen at all
     * @param modified milliseconds
     * @param size bytes
     * @param key the inode; null where there is none
     * @param seen when it was looked at, in milliseconds
     * @param hash of the content; null of a directory and of what cannot be read
     */
    private record State(boolean exists, long modified, long size, Object key, long seen, byte[] hash) {
        boolean looksLike(State other) {
            return exists == other.exists && modified == other.modified && size == other.size && Objects.equals(key, other.key);
        }

        /** Whether it was so long unchanged when it was looked at that any change since then has another time. */
        boolean settled() {
            return seen - modified > COARSEST_CLOCK;
        }

        boolean sameContent(State other) {
            return exists == other.exists && hash != null && Arrays.equals(hash, other.hash);
        }
    }

    /**
     * The states of now.
     *
     * @param known what was seen before; the content of a file that surely did not change since is not read again. May be null
     */
    static FileStates of(List<Path> files, FileStates known) {
        List<State> now = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            now.add(state(files.get(i), known == null ? null : known.states.get(i)));
        }
        return new FileStates(List.copyOf(now));
    }

    private static State state(Path file, State known) {
        long seen = System.currentTimeMillis();
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            State now = new State(true, a.lastModifiedTime().toMillis(), a.size(), a.fileKey(), seen, null);
            if (a.isOther()) { // a pipe can be read only once, and not here
                return new State(true, 0, 0, a.fileKey(), seen, null);
            }
            if (known != null && now.looksLike(known) && (known.settled() || a.isDirectory())) {
                return known;
            }
            return new State(true, now.modified, now.size, now.key, seen, a.isDirectory() ? null : hash(file));
        } catch (IOException e) {
            return new State(false, 0, 0, null, seen, null); // the maker says what is wrong with it
        }
    }

    private static byte[] hash(Path file) {
        try {
            byte[] bytes = FileBytes.read(file);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            Arrays.fill(bytes, (byte) 0);
            return hash;
        } catch (StoreException e) {
            return null; // the maker says what is wrong with it
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    /** Whether the content is the same. */
    boolean same(FileStates other) {
        for (int i = 0; i < states.size(); i++) {
            State a = states.get(i);
            State b = other.states.get(i);
            if (!a.sameContent(b) && !(a.hash == null && b.hash == null && a.looksLike(b))) {
                return false;
            }
        }
        return true;
    }

    /** Without times, which say nothing to a reader. */
    @Override
    public String toString() {
        return states.size() + " files";
    }
}
