/**
 * The hello extensions, one file each, and the table of where each may appear.
 * Imports only {@code wire}, {@code fault} and {@code spec}; arrays in the records are shared, nobody writes into them.
 * Start reading at {@link dev.drawbridge.message.extension.ExtensionTable}.
 */
package dev.drawbridge.message.extension;
