/**
 * Why we hang up: every reason, each tied to its alert in one place.
 * Imports only {@code spec}.
 * Start reading at {@link dev.drawbridge.fault.Fault}.
 */
package dev.drawbridge.fault;
