package dev.drawbridge.store;

import dev.drawbridge.crypto.Secret;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A key that protects session tickets, in a file as nginx's {@code ssl_session_ticket_key} has it: 80 random bytes (16 of name, 32 of HMAC
 * key, 32 of AES key) or 48 (16 of name, 16 of AES key, 16 of HMAC key). {@code openssl rand 80 > ticket.key} makes one.
 *
 * @param file where it was read; null for one that a program gave
 * @param name what tickets call it; no secret
 * @param aes encrypts
 * @param hmac authenticates
 */
public record TicketKeyFile(Path file, byte[] name, Secret aes, Secret hmac) {
    private static final int NAME_LENGTH = 16;
    private static final int SHORT = 48;
    private static final int LONG = 80;
    private static final int LARGEST = 1 << 20;
    private static final int MOST_FILES = 1000;
    private static final String EXPECTED = "a ticket key of " + SHORT + " or " + LONG + " random bytes, as from: openssl rand " + LONG;

    /** Reads one; whoever asks wipes its secrets. */
    public static TicketKeyFile read(Path file) throws StoreException {
        byte[] bytes = FileBytes.read(file, LARGEST, EXPECTED);
        try {
            return parse(file, bytes, Place.whole(file.toString()));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * The same from the bytes, which stay the caller's.
     *
     * @param number what errors call it
     */
    public static TicketKeyFile given(int number, byte[] bytes) throws StoreException {
        return parse(null, bytes, Place.whole("ticket key " + number));
    }

    private static TicketKeyFile parse(Path file, byte[] bytes, Place place) throws StoreException {
        if (bytes.length != SHORT && bytes.length != LONG) {
            throw place.error("has " + bytes.length + " bytes; expected " + EXPECTED);
        }
        int middle = bytes.length == SHORT ? 32 : 48;
        // Nobody's random bytes are so; zeros are what a disk or a failed program leaves.
        if (oneValue(bytes, NAME_LENGTH, middle) || oneValue(bytes, middle, bytes.length)) {
            throw place.error("has one byte over and over where a key should be; expected " + EXPECTED);
        }
        byte[] name = Arrays.copyOf(bytes, NAME_LENGTH);
        Secret first = new Secret(Arrays.copyOfRange(bytes, NAME_LENGTH, middle));
        Secret second = new Secret(Arrays.copyOfRange(bytes, middle, bytes.length));
        return bytes.length == SHORT ? new TicketKeyFile(file, name, first, second) : new TicketKeyFile(file, name, second, first);
    }

    private static boolean oneValue(byte[] bytes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (bytes[i] != bytes[from]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The files that a list of files and directories stands for. Those of a directory come by name, the last name first, so that names made
     * of dates put the newest key first, on all machines alike whatever copying does to times; names with a dot in front are passed over.
     */
    public static List<Path> files(List<Path> places) throws StoreException {
        List<Path> files = new ArrayList<>();
        for (Path p : places) {
            if (Files.isDirectory(p)) {
                files.addAll(entries(p));
            } else {
                files.add(p);
            }
        }
        if (files.isEmpty()) {
            throw new StoreException(places + ": there is no file; expected " + EXPECTED + " in each");
        }
        if (files.size() > MOST_FILES) {
            throw new StoreException(places + ": there are " + files.size() + " files; expected at most " + MOST_FILES + " ticket keys");
        }
        return files;
    }

    private static List<Path> entries(Path directory) throws StoreException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path p : all) {
                if (!String.valueOf(p.getFileName()).startsWith(".") && !Files.isDirectory(p)) {
                    entries.add(p);
                }
            }
        } catch (IOException e) {
            throw new StoreException(directory + ": cannot be read: " + e.getMessage(), e);
        }
        entries.sort(Comparator.comparing((Path p) -> String.valueOf(p.getFileName())).reversed());
        return entries;
    }

    /** Whether everybody on this machine may read the file; no where the file system does not tell. */
    public boolean open() {
        return FileBytes.open(file);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "TicketKeyFile[" + file + "]";
    }
}
