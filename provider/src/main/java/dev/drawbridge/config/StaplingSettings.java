package dev.drawbridge.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a server gets the OCSP responses that it staples, as SunJSSE reads it but for nonsense.
 *
 * @param responder {@code jdk.tls.stapling.responderURI}: who is asked where a certificate names nobody; null for nobody
 * @param override {@code jdk.tls.stapling.responderOverride}: whether that one is asked always
 * @param timeout {@code jdk.tls.stapling.responseTimeout}: how long a handshake waits for an answer
 * @param cacheSize {@code jdk.tls.stapling.cacheSize}: how many answers are kept; 0 is without bound
 * @param lifetime {@code jdk.tls.stapling.cacheLifetime}: how long at most; 0 is as long as they are good, and not at all when they do not say
 * @param ignoreExtensions {@code jdk.tls.stapling.ignoreExtensions}: whether what a client wants its responder told is left out
 */
public record StaplingSettings(URI responder, boolean override, Duration timeout, int cacheSize, Duration lifetime, boolean ignoreExtensions) {
    /** Our setting that is no command of OpenSSL, but an option of {@code openssl s_server} ({@code -status_file}). */
    static final String FILE = "statusFile";
    private static final String PREFIX = "jdk.tls.stapling.";

    /** {@code drawbridge.statusFile}, or {@code drawbridge.server.statusFile}: a file with an OCSP response; the value is null when unset. */
    public static Chosen<Path> file(Properties properties) {
        String name = properties.ofRole(FILE, false);
        return name == null ? new Chosen<>(null, Chosen.DEFAULT) : new Chosen<>(Properties.path(name, properties.text(name)), name);
    }

    /** What the JDK's properties say, or null as long as {@code jdk.tls.server.enableStatusRequestExtension} is not true. */
    public static StaplingSettings of(Properties properties) {
        if (!properties.flag("jdk.tls.server.enableStatusRequestExtension", false)) {
            return null;
        }
        URI responder = responder(properties);
        boolean override = properties.flag(PREFIX + "responderOverride", false);
        if (override && responder == null) {
            throw new PropertyException(PREFIX + "responderOverride", "true", PREFIX + "responderURI too");
        }
        return new StaplingSettings(responder, override, Duration.ofMillis(number(properties, "responseTimeout", 5000)),
                number(properties, "cacheSize", 256), Duration.ofSeconds(number(properties, "cacheLifetime", 3600)),
                properties.flag(PREFIX + "ignoreExtensions", false));
    }

    private static int number(Properties properties, String name, int unset) {
        return properties.text(PREFIX + name) == null ? unset : properties.number(PREFIX + name, 0, Integer.MAX_VALUE);
    }

    private static URI responder(Properties properties) {
        String name = PREFIX + "responderURI";
        String value = properties.text(name);
        if (value == null) {
            return null;
        }
        try {
            URI uri = new URI(value);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw wrong(name, value);
        }
        throw wrong(name, value);
    }

    private static PropertyException wrong(String name, String value) {
        return new PropertyException(name, value, "the URI of an OCSP responder, such as http://ocsp.example.com/");
    }
}
