/**
 * OpenSSL's TLS in pure Java, as a {@link java.security.Provider}.
 *
 * <p>Programs meet it through {@code javax.net.ssl}; {@code dev.drawbridge} holds the provider itself and the little that JSSE has no
 * word for. Everything else is internal.
 */
module dev.drawbridge {
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;

    // The command line and the agent only.
    requires static info.picocli;
    requires static java.instrument;

    exports dev.drawbridge;

    // picocli fills the fields of the commands.
    opens dev.drawbridge.tool to info.picocli;

    provides java.security.Provider with dev.drawbridge.DrawbridgeProvider;
}
