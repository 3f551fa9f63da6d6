package dev.drawbridge.config;

import dev.drawbridge.PskKey;
import dev.drawbridge.store.PskFile;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.Watched;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pre-shared keys from a file ({@link PskFile} has its form), which is read again when it changes; when it is bad then, that is told and the
 * keys stay as they were. Keys that are gone are left to the garbage collector: a handshake may still hold one.
 */
public final class PskFileSource implements PskSource {
    private final Watched<Keys> watched;

    /**
     * What a file says.
     *
     * @param ofClient the client's
     */
    private record Keys(PskKey ofClient, Map<ByteBuffer, PskKey> byIdentity) {
    }

    private PskFileSource(Watched<Keys> watched) {
        this.watched = watched;
    }

    /** The source of a role as properties have it, or null when they name no file. */
    public static PskFileSource of(Properties properties, boolean client) throws StoreException {
        Chosen<Path> file = properties.pskFile(client);
        Chosen<String> identity = client ? properties.pskIdentity() : new Chosen<>(null, Chosen.DEFAULT);
        if (file.value() == null && identity.value() != null) {
            throw new PropertyException(identity.source(), identity.value(), "a file of pre-shared keys too, by drawbridge.client.pskFile");
        }
        try {
            return file.value() == null ? null : of(file.value(), identity, Notices::tell, Watched.INTERVAL);
        } catch (StoreException e) {
            throw new StoreException(file.source() + "=" + file.value() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the file.
     *
     * @param identity which line is a client's, or null for the first
     * @param tell gets what a user should know: a bad file, and one that everybody can read
     * @throws StoreException when it cannot be used now
     */
    static PskFileSource of(Path file, Chosen<String> identity, Consumer<String> tell, Duration interval) throws StoreException {
        return new PskFileSource(Watched.of(() -> read(file, identity, tell), List.of(file), e -> tell.accept(e.getMessage()), interval));
    }

    private static Keys read(Path file, Chosen<String> identity, Consumer<String> tell) throws StoreException {
        PskFile read = PskFile.read(file);
        if (read.open()) {
            tell.accept("the pre-shared keys in " + file + " can be read by everybody on this machine, who can then be any of the peers: chmod 600 "
                    + file);
        }
        PskKey ofClient = identity.value() == null ? read.keys().get(0) : find(read, identity);
        Map<ByteBuffer, PskKey> byIdentity = new HashMap<>();
        read.keys().forEach(k -> byIdentity.put(ByteBuffer.wrap(k.identity()), k));
        return new Keys(ofClient, byIdentity);
    }

    private static PskKey find(PskFile file, Chosen<String> identity) throws StoreException {
        byte[] bytes = identity.value().getBytes(StandardCharsets.UTF_8);
        for (PskKey k : file.keys()) {
            if (MessageDigest.isEqual(k.identity(), bytes)) {
                return k;
            }
        }
        throw new StoreException(identity.source() + "=" + identity.value() + ": expected an identity that is in " + file.file());
    }

    /** Which keys there are now: an object that is another when they have changed. */
    public Object held() {
        return watched.get().byIdentity;
    }

    @Override
    public PskKey ofClient(byte[] hint) {
        return watched.get().ofClient;
    }

    @Override
    public PskKey ofServer(byte[] identity) {
        return watched.get().byIdentity.get(ByteBuffer.wrap(identity));
    }

    @Override
    public byte[] hint() {
        return null;
    }

    @Override
    public String toString() {
        return "PskFileSource[" + watched.get().byIdentity.size() + " keys]";
    }
}
