/**
 * OpenSSL's TLS in pure Java, as a {@link java.security.Provider}.
 *
 * <p>Programs meet it through {@code javax.net.ssl}; {@code dev.drawbridge} holds the provider itself and the little that JSSE has no
 * word for. Everything else is internal.
 */
@SuppressWarnings("requires-automatic") // the API of JCache is none
module dev.drawbridge {
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;

    // The command line and the agent only.
    requires static info.picocli;
    requires static java.instrument;
    // Only whoever keeps sessions in a cache of JCache has it.
    requires static cache.api;

    exports dev.drawbridge;
    exports dev.drawbridge.jcache;
    exports dev.drawbridge.openssl;

    // picocli fills the fields of the commands.
    opens dev.drawbridge.tool to info.picocli;

    provides java.security.Provider with dev.drawbridge.DrawbridgeProvider;
}
