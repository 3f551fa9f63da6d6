package dev.drawbridge.jsse;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.StaplingSettings;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.store.StoreException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;

/** Where a server has the OCSP responses from that it staples. Asked in a task, by many at once. */
@FunctionalInterface
interface StatusSource {
    /** Of a server that staples nothing. */
    StatusSource NONE = (ours, asked) -> null;

    /** DER of a response for the leaf, or null. */
    byte[] response(Credentials ours, StatusRequest asked);

    /**
     * The file that properties name, else the responders where they want them asked.
     *
     * @throws StoreException when the file cannot be used
     */
    static StatusSource of(Properties properties) throws StoreException {
        StaplingSettings settings = StaplingSettings.of(properties);
        StatusSource file = FileStatus.of(StaplingSettings.file(properties));
        return file != null ? file : settings == null ? NONE : new FetchedStatus(settings, OcspHttp::ask, InstantSource.system());
    }

    /** Tells why nothing is stapled. */
    static void tellNone(X509Certificate leaf, String why) {
        Notices.tell("no OCSP response is stapled to " + name(leaf) + ": " + why);
    }

    /** A certificate in words. */
    static String name(X509Certificate leaf) {
        return leaf.getSubjectX500Principal().getName();
    }
}
