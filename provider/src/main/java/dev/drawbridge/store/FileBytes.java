package dev.drawbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads whole files, of a size that is bounded. */
final class FileBytes {
    /** The largest file that is read; the largest CRLs in use are about half of it. */
    static final int LIMIT = 64 << 20;
    private static final int CHUNK = 1 << 16;

    private FileBytes() {
    }

    /** All of a file. */
    static byte[] read(Path file) throws StoreException {
        Place place = Place.whole(file.toString());
        if (Files.isDirectory(file)) {
            throw place.error("is a directory; expected a file with certificates or keys");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw place.error("there is no such file; expected one with certificates or keys", "no such file", e);
        } catch (AccessDeniedException e) {
            throw place.error("this process may not read it", "Permission denied", e);
        } catch (IOException e) {
            throw new StoreException(place + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** All of a stream; what is not returned is wiped, since a key may be in it. */
    static byte[] read(InputStream in, String origin) throws IOException, StoreException {
        byte[] bytes = new byte[CHUNK];
        int length = 0;
        while (true) {
            int n = in.readNBytes(bytes, length, bytes.length - length);
            length += n;
            if (length < bytes.length) {
                return resized(bytes, length);
            }
            if (length > LIMIT) {
                Arrays.fill(bytes, (byte) 0);
                throw Place.whole(origin).error("is larger than " + (LIMIT >> 20)
                        + " MiB; expected certificates, revocation lists and keys up to that size");
            }
            bytes = resized(bytes, Math.min(LIMIT + 1, bytes.length * 2));
        }
    }

    private static byte[] resized(byte[] bytes, int length) {
        byte[] other = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return other;
    }
}
