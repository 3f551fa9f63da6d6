package dev.drawbridge.config;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the log what a user should know and what is no error, once for each text. */
public final class Notices {
    private static final System.Logger LOG = System.getLogger("dev.drawbridge.config");
    /** Files that change without end must not fill the memory; after so many texts, one may be told again. */
    private static final int MOST = 1000;
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Notices() {
    }

    /** Warns, unless the same was told before. */
    public static void tell(String text) {
        if (TOLD.size() >= MOST) {
            TOLD.clear();
        }
        if (TOLD.add(text)) {
            LOG.log(System.Logger.Level.WARNING, text);
        }
    }
}
