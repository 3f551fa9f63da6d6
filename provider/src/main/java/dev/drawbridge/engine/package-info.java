/**
 * One connection without I/O: bytes in, bytes out, tasks to run, orderly and disorderly ends.
 * Imports {@code start}, {@code handshake}, {@code config}, {@code record} and what lies below; the faces import it.
 * Start reading at {@link dev.drawbridge.engine.Connection}.
 */
package dev.drawbridge.engine;
