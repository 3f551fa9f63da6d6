package dev.drawbridge.config;

import java.nio.file.Path;

/**
 * Which configuration file counts, and what of it.
 *
 * @param file openssl.cnf
 * @param namedBy the property or variable that names the file, or null when it is OpenSSL's own
 * @param section the name in the table {@code ssl_conf} that was asked for, or null for {@code system_default}
 * @param strict whether what OpenSSL passes over is an error
 */
record ConfPlace(Path file, String namedBy, String section, boolean strict) {
}
