/**
 * The numbers and names of TLS, as the IANA registries and the RFCs give them, without behaviour.
 * Imports nothing but the JDK's {@code java.base}; every other package may import it.
 * Start reading at {@link dev.drawbridge.spec.CipherSuite}.
 */
package dev.drawbridge.spec;
