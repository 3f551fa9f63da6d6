package dev.drawbridge.it.soak;

/** The two ways to use TLS from Java. */
enum Face {
    ENGINE, SOCKET;

    @Override
    public String toString() {
        return this == ENGINE ? "SSLEngine" : "SSLSocket";
    }
}
