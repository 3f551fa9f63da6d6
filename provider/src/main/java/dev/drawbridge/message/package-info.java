/**
 * One record per handshake message, its reading and its writing side by side, checked for everything that one message
 * alone can break; arrays in the records are shared, and nobody writes into them.
 * Imports only {@code message.extension}, {@code wire}, {@code fault} and {@code spec}.
 * Start reading at {@link dev.drawbridge.message.Messages}.
 */
package dev.drawbridge.message;
