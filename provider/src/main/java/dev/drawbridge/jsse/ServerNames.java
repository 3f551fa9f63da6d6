package dev.drawbridge.jsse;

import dev.drawbridge.verify.HostNames;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;

/** Host names for server_name (RFC 6066 section 3). */
final class ServerNames {
    private ServerNames() {
    }

    /**
     * The name a client asks for when it only knows the host it connects to, or null. RFC 6066 section 3: "Literal IPv4 and IPv6
     * addresses are not permitted in 'HostName'", and it is to be "the fully qualified DNS hostname", so a name without a dot is not sent.
     */
    static String fromHost(String host) {
        if (host == null || HostNames.isAddress(host)) {
            return null;
        }
        // RFC 6066 section 3: "represented as a byte string using ASCII encoding without a trailing dot".
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.indexOf('.') <= 0) {
            return null;
        }
        try {
            return new SNIHostName(name).getAsciiName();
        } catch (IllegalArgumentException e) {
            // Not a DNS name (an underscore, a zone): connections to such hosts work without server_name, as on SunJSSE.
            return null;
        }
    }

    /** What a client sent as JSSE's value, or null when JSSE has none for it, as for names with an underscore. */
    static SNIHostName received(String name) {
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException e) {
            // Nobody can serve or match it; whether that ends the handshake is for the matchers to say.
            return null;
        }
    }

    /** Whether one of a server's matchers takes the name that a client asks for. */
    static boolean matches(List<SNIMatcher> matchers, String name) {
        SNIHostName host = received(name);
        return host != null && matchers.stream().anyMatch(m -> m.matches(host));
    }
}
