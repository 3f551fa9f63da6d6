package dev.drawbridge.it;

import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A way to resume sessions.
 *
 * @param tickets as usual; false is {@code Options = -SessionTicket}, with which our client of TLS 1.2 takes none, and our server keeps sessions
 *     in its cache, by their ids in TLS 1.2 and by tickets that are ids in TLS 1.3
 */
record Way(String version, boolean tickets) {
    private static final String OPTIONS = "drawbridge.Options";

    static Stream<Way> all() {
        return Stream.of(new Way("TLSv1.2", true), new Way("TLSv1.2", false), new Way("TLSv1.3", true), new Way("TLSv1.3", false));
    }

    boolean tls13() {
        return version.equals("TLSv1.3");
    }

    /** 1.2 or 1.3. */
    String number() {
        return version.substring("TLSv".length());
    }

    /** A context of ours. */
    SSLContext context(Keys keys) {
        if (tickets) {
            return Contexts.context(Contexts.DRAWBRIDGE, keys);
        }
        System.setProperty(OPTIONS, "-SessionTicket");
        try {
            return Contexts.context(Contexts.DRAWBRIDGE, keys);
        } finally {
            System.clearProperty(OPTIONS);
        }
    }

    @Override
    public String toString() {
        return version + (tickets ? "" : ", -SessionTicket");
    }
}
