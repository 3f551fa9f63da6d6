/**
 * What every version's handshake shares: states and steps, the transcript, the records they write to, negotiation as pure
 * functions. Imports {@code config} and whatever lies below it, never a version of its own.
 * Start reading at {@link dev.drawbridge.handshake.Handshaker}.
 */
package dev.drawbridge.handshake;
