package dev.drawbridge.it.soak;

/** The two ends of a connection. */
enum Side {
    CLIENT, SERVER;

    @Override
    public String toString() {
        return this == CLIENT ? "client" : "server";
    }
}
