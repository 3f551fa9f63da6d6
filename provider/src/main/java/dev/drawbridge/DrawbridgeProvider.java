package dev.drawbridge;

import dev.drawbridge.jsse.ContextSpi;
import dev.drawbridge.jsse.DefaultContextSpi;
import dev.drawbridge.jsse.ManagerFactories;
import dev.drawbridge.store.PemKeyStoreSpi;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.List;
import java.util.function.Supplier;

/**
 * The security provider {@code Drawbridge}: TLS 1.3 and 1.2, and older versions for who allows them, behind the standard {@code javax.net.ssl} API.
 *
 * <p>It serves
 * <ul>
 * <li>{@code SSLContext}: {@code TLS} (also {@code SSL}), {@code TLSv1.3}, {@code TLSv1.2}, {@code TLSv1.1}, {@code TLSv1} (also
 *     {@code SSLv3}), {@code Default},
 * <li>{@code KeyManagerFactory}: {@code PKIX} (also {@code SunX509}, {@code NewSunX509}, {@code X.509}),
 * <li>{@code TrustManagerFactory}: {@code PKIX} (also {@code SunX509}, {@code X.509}),
 * <li>{@code KeyStore}: {@code PEM}.
 * </ul>
 *
 * <p>Put it before the JDK's providers, by {@code Security.insertProviderAt(new DrawbridgeProvider(), 1)}, by the agent or in the
 * security properties, and programs that ask for TLS without naming a provider run on it unchanged. Making one is cheap: nothing is
 * loaded before the first look-up.
 */
public final class DrawbridgeProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The provider's name, {@code Drawbridge}. */
    public static final String NAME = "Drawbridge";

    private static final String VERSION = "0.1.0";

    /** A provider, ready to be registered. */
    public DrawbridgeProvider() {
        super(NAME, VERSION, "Drawbridge: OpenSSL's TLS in pure Java (TLS 1.3 and 1.2)");
        serve("SSLContext", "TLS", List.of("SSL"), ContextSpi.class, ContextSpi::tls);
        serve("SSLContext", "TLSv1.3", List.of(), ContextSpi.class, ContextSpi::tls13);
        serve("SSLContext", "TLSv1.2", List.of(), ContextSpi.class, ContextSpi::tls12);
        serve("SSLContext", "TLSv1.1", List.of(), ContextSpi.class, ContextSpi::tls11);
        serve("SSLContext", "TLSv1", List.of("SSLv3"), ContextSpi.class, ContextSpi::tls10);
        serve("SSLContext", "Default", List.of(), DefaultContextSpi.class, DefaultContextSpi::new);
        serve("KeyManagerFactory", "PKIX", List.of("SunX509", "NewSunX509", "X.509", "X509"), ManagerFactories.Keys.class,
                ManagerFactories.Keys::new);
        serve("TrustManagerFactory", "PKIX", List.of("SunX509", "X.509", "X509"), ManagerFactories.Trust.class,
                ManagerFactories.Trust::new);
        serve("KeyStore", "PEM", List.of(), PemKeyStoreSpi.class, PemKeyStoreSpi::new);
    }

    private void serve(String type, String algorithm, List<String> aliases, Class<?> spi, Supplier<?> maker) {
        putService(new Entry(this, type, algorithm, aliases, spi.getName(), maker));
    }

    /** A service made by a constructor reference, so that it needs neither reflection nor an exported class. */
    private static final class Entry extends Service {
        private final Supplier<?> maker;

        Entry(Provider provider, String type, String algorithm, List<String> aliases, String className, Supplier<?> maker) {
            super(provider, type, algorithm, className, aliases, null);
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException(getType() + " " + getAlgorithm() + " takes no constructor parameter");
            }
            return maker.get();
        }
    }
}
