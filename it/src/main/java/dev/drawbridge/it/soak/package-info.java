/**
 * The soak: thousands of idle and hundreds of misbehaving connections between two JVMs, and what must hold meanwhile.
 * Imports {@code dev.drawbridge.it} for keys, and the provider as a user does.
 * Start reading at {@link dev.drawbridge.it.soak.Soak}, then {@link dev.drawbridge.it.soak.Scenario}.
 */
package dev.drawbridge.it.soak;
