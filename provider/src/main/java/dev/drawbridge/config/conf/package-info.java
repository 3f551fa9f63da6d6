/**
 * The configuration language of OpenSSL: cipher strings, lists of groups and signature algorithms, openssl.cnf, SSL_CONF commands.
 * Imports {@code spec}, and of {@code store} how files are read; reads no property and no environment, and opens no file but those that a
 * configuration file includes.
 * Start reading at {@link dev.drawbridge.config.conf.CipherString}, for files at {@link dev.drawbridge.config.conf.ConfFile}.
 */
package dev.drawbridge.config.conf;
