package dev.drawbridge.openssl;

/** {@code BIO_parse_hostserv}: a host and a port, either of which may be missing (null, from nothing or an asterisk). */
record HostPort(String host, String port) {
    private static final int MAX_PORT = 65_535;

    /** @param aloneIsHost what a word without colon is, a host or a port */
    static HostPort parse(String text, boolean aloneIsHost) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            if (bracket < 0 || bracket + 1 < text.length() && bracket + 1 != colon) {
                throw malformed(text);
            }
            return new HostPort(orNull(text.substring(1, bracket)), bracket + 1 == text.length() ? null : port(text.substring(colon + 1)));
        }
        if (colon != text.indexOf(':')) {
            throw malformed(text);
        }
        if (colon < 0) {
            return aloneIsHost ? new HostPort(orNull(text), null) : new HostPort(null, port(text));
        }
        return new HostPort(orNull(text.substring(0, colon)), port(text.substring(colon + 1)));
    }

    /** The port, checked; names of services are not known here. */
    static String port(String text) {
        String port = orNull(text);
        if (port != null && !(port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX_PORT)) {
            throw new IllegalArgumentException("port '" + port + "': expected a number from 0 to " + MAX_PORT);
        }
        return port;
    }

    private static String orNull(String text) {
        return text.isEmpty() || text.equals("*") ? null : text;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "': expected host:port, with the host in brackets if it has colons itself");
    }
}
