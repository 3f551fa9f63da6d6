package dev.drawbridge.tls13;

import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.PskKeyExchangeModes;
import dev.drawbridge.spec.ExtensionType;

/**
 * Whether a PSK goes with a key exchange (RFC 8446 section 4.2.9), as it does unless {@code Options = AllowNoDHEKEX} allows it alone: whoever
 * learns the PSK later can then read what was recorded.
 */
public final class KeyExchange13 {
    private KeyExchange13() {
    }

    /** What a client offers. */
    public static PskKeyExchangeModes modes(TlsConfig config) {
        return new PskKeyExchangeModes(allowsPskAlone(config) ? new byte[] {PskKeyExchangeModes.WITH_KEY_EXCHANGE, PskKeyExchangeModes.ALONE}
                : new byte[] {PskKeyExchangeModes.WITH_KEY_EXCHANGE});
    }

    static boolean allowsPskAlone(TlsConfig config) {
        return config.tuning().options().allowNoDheKex();
    }

    /**
     * Whether a server can use a PSK of this client at all. RFC 8446 section 4.2.9: "Servers MUST NOT select a key exchange mode that is not
     * listed by the client." Section 4.1.1: "If the server selects a PSK, then it MUST also select a key establishment mode from the set
     * indicated by the client's "psk_key_exchange_modes" extension".
     */
    static boolean possible(TlsConfig config, Extensions offered) {
        PskKeyExchangeModes modes = offered.get(PskKeyExchangeModes.class);
        return modes != null && (modes.has(PskKeyExchangeModes.WITH_KEY_EXCHANGE)
                || allowsPskAlone(config) && modes.has(PskKeyExchangeModes.ALONE));
    }

    /** Whether a server uses a PSK of this client alone: when the client wants no other mode, or {@code PreferNoDHEKEX} says so. */
    static boolean pskAlone(TlsConfig config, Extensions offered) {
        SslOptions options = config.tuning().options();
        PskKeyExchangeModes modes = offered.get(PskKeyExchangeModes.class);
        return options.allowNoDheKex() && offered.has(ExtensionType.PRE_SHARED_KEY) && modes != null && modes.has(PskKeyExchangeModes.ALONE)
                && (options.preferNoDheKex() || !modes.has(PskKeyExchangeModes.WITH_KEY_EXCHANGE));
    }
}
