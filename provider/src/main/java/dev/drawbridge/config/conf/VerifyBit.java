package dev.drawbridge.config.conf;

/** OpenSSL's {@code SSL_VERIFY_*}; none of them is {@code SSL_VERIFY_NONE}. */
public enum VerifyBit { PEER, FAIL_IF_NO_PEER_CERT, CLIENT_ONCE, POST_HANDSHAKE }
