package dev.drawbridge.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a key store trusts: the same certificates as JSSE counts them and as they are looked up. CRLs that lie in a PEM file beside its
 * certificates count too.
 *
 * @param anchors its certificates
 * @param source the same, by name
 */
public record KeyStoreTrust(Anchors anchors, TrustSource source) {
    private static final String CRL_HEADER = "-----BEGIN X509 CRL-----";

    /** The anchors that a program gave. */
    public static KeyStoreTrust of(Anchors anchors) throws StoreException {
        return new KeyStoreTrust(anchors, TrustSources.anchors(anchors));
    }

    /**
     * A file, read again when it changes; {@code report} is told when it cannot be, and what was read before stays. A store that is not
     * in a file is read once.
     */
    public static Supplier<KeyStoreTrust> of(StoreFile file, Consumer<StoreException> report) throws StoreException {
        if (file.path() == null || !Files.isRegularFile(Path.of(file.path())) && !Files.isDirectory(Path.of(file.path()))) {
            KeyStoreTrust trust = read(file);
            return () -> trust;
        }
        return Watched.shared(file, KeyStoreTrust.class, () -> read(file), List.of(Path.of(file.path())), report);
    }

    private static KeyStoreTrust read(StoreFile file) throws StoreException {
        Anchors anchors = Anchors.of(file);
        boolean onePem = file.pem() && file.path() != null && Files.isRegularFile(Path.of(file.path()));
        return new KeyStoreTrust(anchors, TrustSources.anchors(anchors, onePem ? crls(file.path()) : List.of()));
    }

    /** Only text has them: a store in DER or PKCS#12 holds none, and may want a passphrase. */
    private static List<Crl> crls(String file) throws StoreException {
        byte[] bytes = FileBytes.read(Path.of(file));
        List<Crl> crls = new ArrayList<>();
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(CRL_HEADER)) {
            for (StoreItem item : StoreReader.pem(bytes, file)) {
                if (item instanceof StoreItem.OfCrl c) {
                    crls.add(c.crl());
                }
            }
        }
        return crls;
    }

    /** A source that is that of the supplier's present value. */
    public static TrustSource source(Supplier<KeyStoreTrust> trust) {
        return new TrustSources.Reloading(() -> trust.get().source());
    }
}
