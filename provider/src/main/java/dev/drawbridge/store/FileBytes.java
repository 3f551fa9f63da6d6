package dev.drawbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;

/** Reads whole files, of a size that is bounded. */
public final class FileBytes {
    /** The largest file that is read; the largest CRLs in use are about half of it. */
    static final int LIMIT = 64 << 20;
    private static final int CHUNK = 1 << 16;
    private static final String STORE = "certificates or keys";
    /**
     * No regular files, but opening them never waits: what a shell opened for us, as in {@code <(command)}, where reading ends with the writer,
     * and {@code /dev/null}, by which people say that there is nothing.
     */
    private static final List<Path> OPEN_AT_ONCE = List.of(Path.of("/dev/fd"), Path.of("/dev/stdin"), Path.of("/proc/self/fd"), Path.of("/dev/null"));

    private FileBytes() {
    }

    /** All of a file with certificates or keys. */
    static byte[] read(Path file) throws StoreException {
        return read(file, LIMIT, "a file with " + STORE);
    }

    /**
     * All of a file.
     *
     * @param limit the most bytes that it may have
     * @param expected what it should be, for messages: {@code a key store}
     */
    public static byte[] read(Path file, int limit, String expected) throws StoreException {
        Place place = Place.whole(file.toString());
        if (Files.isDirectory(file)) {
            throw place.error("is a directory; expected " + expected);
        }
        if (waits(file)) {
            throw place.error("is a pipe or a device; expected " + expected);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), limit, expected);
        } catch (NoSuchFileException e) {
            throw place.error("there is no such file; expected " + expected, "no such file", e);
        } catch (AccessDeniedException e) {
            throw place.error("this process may not read it; expected " + expected, "Permission denied", e);
        } catch (IOException e) {
            throw new StoreException(place + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether opening or reading it may never come to an end. */
    private static boolean waits(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && OPEN_AT_ONCE.stream().noneMatch(file.normalize()::startsWith);
    }

    /** Whether everybody on this machine may read a file; no where the file system does not tell. */
    static boolean open(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** All of a stream. */
    static byte[] read(InputStream in, String origin) throws IOException, StoreException {
        return read(in, origin, LIMIT, STORE);
    }

    /** What is not returned is wiped, since a key may be in it. */
    private static byte[] read(InputStream in, String origin, int limit, String expected) throws IOException, StoreException {
        byte[] bytes = new byte[Math.min(CHUNK, limit + 1)];
        int length = 0;
        while (true) {
            int n = in.readNBytes(bytes, length, bytes.length - length);
            length += n;
            if (length < bytes.length) {
                return resized(bytes, length);
            }
            if (length > limit) {
                Arrays.fill(bytes, (byte) 0);
                throw Place.whole(origin).error("is larger than " + (limit >> 20) + " MiB; expected " + expected + " up to that size");
            }
            bytes = resized(bytes, Math.min(limit + 1, bytes.length * 2));
        }
    }

    private static byte[] resized(byte[] bytes, int length) {
        byte[] other = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return other;
    }
}
