package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertificateFile;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of authorities that are sent to a peer to choose its certificate by: the subjects of the certificates in the files that
 * {@code RequestCAFile}, {@code ClientCAFile} and their like name. They are read when a context is made, as OpenSSL does.
 */
public final class AuthorityNames {
    /**
     * The most bytes of a list of names, each with two bytes for its length. All extensions of a TLS 1.3 message together have 2^16-1; this
     * leaves room for the others.
     */
    public static final int MOST = 0xf000;
    private static final List<ConfCommand> BOTH = List.of(ConfCommand.REQUEST_CA_FILE, ConfCommand.REQUEST_CA_PATH,
            ConfCommand.REQUEST_CA_STORE);
    private static final List<ConfCommand> OF_SERVERS = List.of(ConfCommand.CLIENT_CA_FILE, ConfCommand.CLIENT_CA_PATH,
            ConfCommand.CLIENT_CA_STORE);

    private AuthorityNames() {
    }

    /** The files of a role; empty when nobody says. */
    static List<Said<Path>> files(List<ConfSettings> layers, boolean client) {
        List<ConfCommand> commands = new ArrayList<>(BOTH);
        if (!client) {
            commands.addAll(OF_SERVERS);
        }
        return TrustDefaults.first(layers, commands);
    }

    /** The names in them, DER, each once. */
    public static List<byte[]> read(List<Said<Path>> files) throws StoreException {
        Map<CanonicalName, byte[]> names = new LinkedHashMap<>();
        int length = 0;
        for (Said<Path> said : files) {
            try {
                for (Cert c : certificates(said.value())) {
                    byte[] der = c.encodedSubject();
                    if (names.putIfAbsent(c.subject(), der) == null) {
                        length += 2 + der.length;
                    }
                }
            } catch (StoreException e) {
                throw new StoreException(place(said) + e.getMessage(), e);
            }
            if (length > MOST) {
                throw new StoreException(place(said) + "the names of these authorities are longer than a message has room for (" + MOST + " bytes)");
            }
        }
        return List.copyOf(names.values());
    }

    private static String place(Said<Path> said) {
        return said.origin() + ": " + said.command() + " = " + said.value() + ": ";
    }

    private static List<Cert> certificates(Path path) throws StoreException {
        if (!Files.isDirectory(path)) {
            List<Cert> found = CertificateFile.read(path).certificates();
            if (found.isEmpty()) {
                throw new StoreException(path + ": has no certificate; expected those of the authorities");
            }
            return found;
        }
        List<Cert> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isRegularFile)) {
            for (Path file : entries) {
                all.addAll(CertificateFile.read(file).certificates());
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new StoreException(path + ": cannot be listed (" + e + "); expected a directory that this process may read", e);
        }
        return all;
    }
}
