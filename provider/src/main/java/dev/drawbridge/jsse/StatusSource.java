package dev.drawbridge.jsse;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.message.extension.StatusRequest;

/** Where a server has the OCSP responses from that it staples. Asked in a task, by many at once. */
@FunctionalInterface
interface StatusSource {
    /** Of a server that staples nothing. */
    StatusSource NONE = (ours, asked) -> null;

    /** DER of a response for the leaf, or null. */
    byte[] response(Credentials ours, StatusRequest asked);
}
