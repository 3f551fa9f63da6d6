package dev.drawbridge.openssl;

import dev.drawbridge.spec.ProtocolVersion;

/**
 * Which versions and roles a context is for: OpenSSL's {@code SSL_METHOD} (SSL_CTX_new(3)). Those of one version are deprecated in OpenSSL too;
 * {@link SslConfigurable#setMinProtoVersion} and {@link SslConfigurable#setMaxProtoVersion} say the same. There is none of SSL 2.0, which
 * RFC 6176 section 3 forbids: "TLS clients MUST NOT send the SSL version 2.0 compatible CLIENT-HELLO message format", "TLS servers MUST NOT
 * reply with an SSL 2.0 SERVER-HELLO". All are safe for many threads.
 */
public enum SslMethod {
    /** {@code TLS_method()}: whatever version both sides have, in either role. */
    TLS(null, null),
    /** {@code TLS_server_method()}. */
    TLS_SERVER(null, Boolean.FALSE),
    /** {@code TLS_client_method()}. */
    TLS_CLIENT(null, Boolean.TRUE),
    /** {@code TLSv1_2_method()}. */
    TLSv1_2(ProtocolVersion.TLS12, null),
    /** {@code TLSv1_2_server_method()}. */
    TLSv1_2_SERVER(ProtocolVersion.TLS12, Boolean.FALSE),
    /** {@code TLSv1_2_client_method()}. */
    TLSv1_2_CLIENT(ProtocolVersion.TLS12, Boolean.TRUE),
    /** {@code TLSv1_1_method()}. */
    TLSv1_1(ProtocolVersion.TLS11, null),
    /** {@code TLSv1_1_server_method()}. */
    TLSv1_1_SERVER(ProtocolVersion.TLS11, Boolean.FALSE),
    /** {@code TLSv1_1_client_method()}. */
    TLSv1_1_CLIENT(ProtocolVersion.TLS11, Boolean.TRUE),
    /** {@code TLSv1_method()}. */
    TLSv1(ProtocolVersion.TLS10, null),
    /** {@code TLSv1_server_method()}. */
    TLSv1_SERVER(ProtocolVersion.TLS10, Boolean.FALSE),
    /** {@code TLSv1_client_method()}. */
    TLSv1_CLIENT(ProtocolVersion.TLS10, Boolean.TRUE),
    /** {@code SSLv3_method()}. */
    SSLv3(ProtocolVersion.SSL30, null),
    /** {@code SSLv3_server_method()}. */
    SSLv3_SERVER(ProtocolVersion.SSL30, Boolean.FALSE),
    /** {@code SSLv3_client_method()}. */
    SSLv3_CLIENT(ProtocolVersion.SSL30, Boolean.TRUE);

    /** {@code SSLv23_method()}: since OpenSSL 1.1.0 another name of {@link #TLS}. */
    public static final SslMethod SSLv23 = TLS;
    /** {@code SSLv23_server_method()}: another name of {@link #TLS_SERVER}. */
    public static final SslMethod SSLv23_SERVER = TLS_SERVER;
    /** {@code SSLv23_client_method()}: another name of {@link #TLS_CLIENT}. */
    public static final SslMethod SSLv23_CLIENT = TLS_CLIENT;

    /** The only version, or null. */
    private final ProtocolVersion version;
    /** Whether the only role is that of the client, or null. */
    private final Boolean client;

    SslMethod(ProtocolVersion version, Boolean client) {
        this.version = version;
        this.client = client;
    }

    ProtocolVersion version() {
        return version;
    }

    /** Whether a connection may be in a role. */
    boolean allows(boolean asClient) {
        return client == null || client == asClient;
    }

    /** The role that a connection has as long as nobody says; null for none. */
    Boolean client() {
        return client;
    }
}
