/**
 * Benchmarks, and what they share with the integration tests: keys, contexts, a pair of engines in memory.
 * Imports the provider as a user does, by {@code javax.net.ssl}.
 * Start reading at {@link dev.drawbridge.it.HandshakeBenchmark}.
 */
package dev.drawbridge.it;
