/**
 * BoringSSL's protocol tests (BoGo) against Drawbridge: the shim that their runner starts, as one resident JVM, and the command that runs
 * them and counts.
 * Imports the provider and its engine, and the JSON parser for the configuration.
 * Start reading at {@link dev.drawbridge.it.bogo.Shim}, then {@link dev.drawbridge.it.bogo.Bogo}.
 */
package dev.drawbridge.it.bogo;
