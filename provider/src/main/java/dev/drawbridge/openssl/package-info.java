/**
 * OpenSSL's own objects in Java, for programs that were written for OpenSSL: a thin face over the same engine as {@code jsse}.
 * Imports {@code engine} and whatever lies below it, never {@code jsse}.
 * Start reading at {@link dev.drawbridge.openssl.Bio}.
 */
package dev.drawbridge.openssl;
