package dev.drawbridge.jsse;

import java.util.Collections;
import java.util.Enumeration;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** The bounds a program sets on remembered sessions. Listed are those that can be resumed; as none can be, the list is empty. */
final class SessionContextView implements SSLSessionContext {
    /** A day, as SunJSSE has it. */
    private static final int DEFAULT_TIMEOUT_SECONDS = 86400;

    private volatile int cacheSize;
    private volatile int timeout = DEFAULT_TIMEOUT_SECONDS;

    SessionContextView(int cacheSize) {
        this.cacheSize = cacheSize;
    }

    @Override
    public SSLSession getSession(byte[] sessionId) {
        if (sessionId == null) {
            throw new NullPointerException("session id cannot be null");
        }
        return null;
    }

    @Override
    public Enumeration<byte[]> getIds() {
        return Collections.emptyEnumeration();
    }

    @Override
    public void setSessionTimeout(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("session timeout " + seconds + " is negative");
        }
        timeout = seconds;
    }

    @Override
    public int getSessionTimeout() {
        return timeout;
    }

    @Override
    public void setSessionCacheSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("session cache size " + size + " is negative");
        }
        cacheSize = size;
    }

    @Override
    public int getSessionCacheSize() {
        return cacheSize;
    }
}
