/**
 * What the user asked for, frozen: one immutable {@link dev.drawbridge.config.TlsConfig} per connection.
 * Imports {@code verify}, {@code crypto} and what lies below; {@code Properties} is the only reader of properties and environment.
 * Start reading at {@link dev.drawbridge.config.TlsConfig}.
 */
package dev.drawbridge.config;
