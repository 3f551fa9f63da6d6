package dev.drawbridge.config;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * With whom a server shares its sessions; each setting is said as {@code drawbridge.NAME} or, for servers alone, as
 * {@code drawbridge.server.NAME}.
 *
 * @param keyFiles {@code ticketKeyFile}: files and directories of ticket keys; empty for random keys of the context's own
 * @param context {@code sessionIdContext}, or null for one that stands for the names in the server's certificates
 * @param store {@code sessionStore}, or null
 * @param storeTimeout {@code sessionStoreTimeout}: how long a handshake waits for the store
 */
public record SharingSettings(Chosen<List<Path>> keyFiles, byte[] context, Store store, Duration storeTimeout) {
    /** Our settings that are no commands of OpenSSL and concern servers. */
    static final List<String> NAMES = List.of("ticketKeyFile", "sessionIdContext", "sessionStore", "sessionStore.config", "sessionStoreTimeout");

    private static final Pattern SEPARATOR = Pattern.compile("[," + Pattern.quote(File.pathSeparator) + "]");
    /** Of OpenSSL too: SSL_MAX_SID_CTX_LENGTH. */
    public static final int LONGEST_CONTEXT = 32;
    private static final String JCACHE = "jcache:";
    private static final int TIMEOUT = 500;

    /**
     * A cache of JCache.
     *
     * @param property what named it
     * @param cache its name
     * @param config of the cache manager, or null for the caching provider's default
     */
    public record Store(String property, String cache, URI config) {
    }

    /** What the properties say. */
    public static SharingSettings of(Properties properties) {
        String files = properties.ofRole("ticketKeyFile", false);
        Chosen<List<Path>> keyFiles = files == null ? new Chosen<>(List.of(), Chosen.DEFAULT)
                : new Chosen<>(files(files, properties.text(files)), files);
        String timeout = properties.ofRole("sessionStoreTimeout", false);
        Store store = store(properties);
        if (store != null && keyFiles.value().isEmpty()) {
            throw new PropertyException(store.property, properties.text(store.property), "drawbridge.ticketKeyFile too: sessions are sealed by a key"
                    + " that the servers share, so that nobody else who has the store can read or make them");
        }
        return new SharingSettings(keyFiles, context(properties), store,
                Duration.ofMillis(timeout == null ? TIMEOUT : properties.number(timeout, 1, 60_000)));
    }

    private static List<Path> files(String property, String value) {
        List<Path> files = new ArrayList<>();
        for (String each : SEPARATOR.split(value, -1)) {
            if (each.isBlank()) {
                throw new PropertyException(property, value, "files or directories of ticket keys, with a comma or '" + File.pathSeparator
                        + "' between two");
            }
            files.add(Properties.path(property, each.strip()));
        }
        return files;
    }

    /** Text, or with 0x in front bytes in hexadecimal. */
    private static byte[] context(Properties properties) {
        String property = properties.ofRole("sessionIdContext", false);
        if (property == null) {
            return null;
        }
        String value = properties.text(property);
        try {
            byte[] bytes = value.startsWith("0x") ? HexFormat.of().parseHex(value, 2, value.length()) : value.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && bytes.length <= LONGEST_CONTEXT) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw wrongContext(property, value);
        }
        throw wrongContext(property, value);
    }

    private static PropertyException wrongContext(String property, String value) {
        return new PropertyException(property, value, "1 to " + LONGEST_CONTEXT + " bytes, as text or as 0x and hexadecimal digits");
    }

    private static Store store(Properties properties) {
        String property = properties.ofRole("sessionStore", false);
        String config = properties.ofRole("sessionStore.config", false);
        if (property == null) {
            if (config != null) {
                throw new PropertyException(config, properties.text(config), "drawbridge.sessionStore too");
            }
            return null;
        }
        String value = properties.text(property);
        if (!value.startsWith(JCACHE) || value.length() == JCACHE.length()) {
            throw new PropertyException(property, value, JCACHE + " and the name of a cache");
        }
        return new Store(property, value.substring(JCACHE.length()), config == null ? null : uri(config, properties.text(config)));
    }

    /** As caching providers want it; a path is one of a file. */
    private static URI uri(String property, String value) {
        try {
            URI uri = new URI(value);
            return uri.getScheme() != null ? uri : Path.of(value).toUri();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new PropertyException(property, value, "the URI, or the path, of a cache manager's configuration");
        }
    }
}
