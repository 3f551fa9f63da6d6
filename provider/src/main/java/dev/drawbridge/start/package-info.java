/**
 * The first flight, before a version is chosen: the client's offer, the server's choice, and the checks against downgrades.
 * Imports {@code tls13}, {@code tls12} and whatever lies below them.
 * Start reading at {@link dev.drawbridge.start.ClientStart}.
 */
package dev.drawbridge.start;
