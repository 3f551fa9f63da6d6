package dev.drawbridge.config;

import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.DistrustedAuthorities;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.charset.IllegalCharsetNameException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code jdk.tls.*} and other properties of the JDK say beyond versions and algorithms, as SunJSSE reads them but for nonsense. */
public final class JdkSwitches {
    /** Extensions that only add something: without one of them a connection is as safe as with a peer that does not know it. */
    private static final Set<ExtensionType> DISPENSABLE = EnumSet.of(ExtensionType.SERVER_NAME, ExtensionType.STATUS_REQUEST,
            ExtensionType.MAX_FRAGMENT_LENGTH, ExtensionType.EC_POINT_FORMATS, ExtensionType.ALPN, ExtensionType.CERTIFICATE_AUTHORITIES,
            ExtensionType.SIGNATURE_ALGORITHMS_CERT, ExtensionType.SESSION_TICKET, ExtensionType.PRE_SHARED_KEY,
            ExtensionType.PSK_KEY_EXCHANGE_MODES);
    /** Neither is of use without the other. */
    private static final Set<ExtensionType> PSK = EnumSet.of(ExtensionType.PRE_SHARED_KEY, ExtensionType.PSK_KEY_EXCHANGE_MODES);
    /** What keeps a handshake safe, or what TLS 1.3 cannot do without. */
    private static final Set<ExtensionType> INDISPENSABLE = EnumSet.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE,
            ExtensionType.SUPPORTED_GROUPS, ExtensionType.SIGNATURE_ALGORITHMS, ExtensionType.COOKIE, ExtensionType.EXTENDED_MASTER_SECRET,
            ExtensionType.RENEGOTIATION_INFO, ExtensionType.ENCRYPT_THEN_MAC);
    /** SunJSSE's names of extensions that we have no row for and that nobody here sends or understands. */
    private static final Set<String> NEVER_SPOKEN = Set.of("status_request_v2", "client_certificate_url", "trusted_ca_keys", "truncated_hmac",
            "user_mapping", "client_authz", "server_authz", "cert_type", "use_srtp", "heartbeat", "srp", "client_certificate_type",
            "server_certificate_type", "token_binding", "cached_info", "compress_certificate", "record_size_limit", "supported_certificates");

    /** {@code AES/GCM/NoPadding KeyUpdate 2^37}. */
    private static final Pattern KEY_LIMIT = Pattern.compile("(\\S+)\\s+KeyUpdate\\s+(?:2\\^(\\d{1,2})|(\\d{1,19}))",
            Pattern.CASE_INSENSITIVE);
    private static final String KEY_LIMITS = "jdk.tls.keyLimits";
    private static final String EPHEMERAL_DH = "jdk.tls.ephemeralDHKeySize";
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,6}");
    /** SunJSSE's bound. */
    private static final long MOST_KEY_BYTES = 1L << 62;

    private final Properties properties;

    JdkSwitches(Properties properties) {
        this.properties = properties;
    }

    /** All that a {@link TlsConfig} of a role takes over. */
    public Tuning tuning(boolean client) {
        return new Tuning(disabledExtensions(client), compatibilityMode(), legacySuites(), keyBytes());
    }

    /**
     * {@code jdk.tls.client.maxInboundCertificateChainLength} or its twin for servers, which count before
     * {@code jdk.tls.maxCertificateChainLength}; as in SunJSSE a negative one is as good as none. Null when none is set.
     */
    Integer chainLength(boolean client) {
        Integer own = chainLength(client ? "jdk.tls.client.maxInboundCertificateChainLength"
                : "jdk.tls.server.maxInboundCertificateChainLength");
        return own != null ? own : chainLength("jdk.tls.maxCertificateChainLength");
    }

    private Integer chainLength(String name) {
        String value = properties.text(name);
        if (value == null || value.startsWith("-") && properties.number(name, Integer.MIN_VALUE, -1) < 0) {
            return null;
        }
        return properties.number(name, 1, 1000);
    }

    /** {@code jdk.tls.client.enableSessionTicketExtension} or its twin for servers, or null when it is not set. */
    Boolean sessionTickets(boolean client) {
        String name = client ? "jdk.tls.client.enableSessionTicketExtension" : "jdk.tls.server.enableSessionTicketExtension";
        return properties.text(name) == null ? null : properties.flag(name, true);
    }

    /** {@code jdk.tls.server.newSessionTicketCount}, 0 to 10 as in the JDK, or null when it is not set. */
    Integer ticketCount() {
        String name = "jdk.tls.server.newSessionTicketCount";
        return properties.text(name) == null ? null : properties.number(name, 0, 10);
    }

    /** {@code jdk.tls.server.sessionTicketTimeout} in seconds, seven days at most; a day when it is not set. */
    int sessionTimeout(boolean client) {
        String name = "jdk.tls.server.sessionTicketTimeout";
        return client || properties.text(name) == null ? 86400 : properties.number(name, 1, 604800);
    }

    /**
     * {@code jdk.tls.ephemeralDHKeySize}: the group of RFC 7919 that has so many bits, for servers. Null when it is {@code matched}, which is what
     * servers do anyway, and for what SunJSSE has beyond these groups, which {@link JdkNoEffect} tells.
     */
    public NamedGroup ephemeralDhGroup() {
        String value = properties.text(EPHEMERAL_DH);
        if (value == null || value.isEmpty() || value.equals("matched") || value.equals("legacy")) {
            return null;
        }
        int bits = DIGITS.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (bits < 1024 || bits > 8192 || bits % 64 != 0) {
            throw new PropertyException(EPHEMERAL_DH, value, "matched, legacy or a number of bits from 1024 to 8192 that 64 divides");
        }
        return NamedGroup.named("ffdhe" + bits);
    }

    /** {@code jdk.tls.rejectClientInitiatedRenegotiation}, or null when it is not set. */
    Boolean rejectsClientRenegotiation() {
        String name = "jdk.tls.rejectClientInitiatedRenegotiation";
        return properties.text(name) == null ? null : properties.flag(name, false);
    }

    /** {@code sun.security.ssl.allowUnsafeRenegotiation}: whether a peer without RFC 5746 is renegotiated with. */
    boolean allowUnsafeRenegotiation() {
        return properties.flag("sun.security.ssl.allowUnsafeRenegotiation", false);
    }

    /** {@code jdk.tls.client.enableCAExtension}: whether a client tells servers in TLS 1.3 which authorities it trusts. */
    public boolean sendAuthorities() {
        return properties.flag("jdk.tls.client.enableCAExtension", false);
    }

    /** {@code jsse.enableMFLNExtension}: whether a client asks for records that fit into the program's maximum packet size. */
    public boolean limitsFragments() {
        return properties.flag("jsse.enableMFLNExtension", false);
    }

    /** {@code jdk.tls.trustNameService}: whether a client takes the name that a reverse look-up gives for an address without one. */
    public boolean trustNameService() {
        return properties.flag("jdk.tls.trustNameService", false);
    }

    /** {@code jdk.tls.alpnCharset}: how the program's names of application protocols are written in bytes. */
    public Charset alpnCharset() {
        String name = "jdk.tls.alpnCharset";
        String value = properties.security(name);
        try {
            return value == null ? StandardCharsets.ISO_8859_1 : Charset.forName(value);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new PropertyException(name, value, "the name of a charset, such as ISO_8859_1 or UTF-8");
        }
    }

    /** {@code javax.net.debug}: its words; empty stands for the log, null for none. */
    public String debug() {
        return properties.raw("javax.net.debug");
    }

    /**
     * {@code jdk.security.caDistrustPolicies}. A policy of a JDK that is newer than our list cannot be kept, which is told: to refuse all
     * connections for it would help nobody.
     */
    public DistrustedAuthorities distrustedAuthorities() {
        String name = "jdk.security.caDistrustPolicies";
        String value = properties.security(name);
        EnumSet<DistrustedAuthorities.Policy> policies = EnumSet.noneOf(DistrustedAuthorities.Policy.class);
        for (String item : value == null ? new String[0] : value.split(",", -1)) {
            DistrustedAuthorities.Policy policy = DistrustedAuthorities.Policy.named(item.strip());
            if (policy != null) {
                policies.add(policy);
            } else if (!item.isBlank()) {
                Notices.tell(name + ": " + item.strip() + " is not known to Drawbridge and has no effect");
            }
        }
        return new DistrustedAuthorities(policies);
    }

    /** {@code jsse.enableCBCProtection}: whether records of TLS 1.0 are split against BEAST. */
    boolean cbcProtection() {
        return properties.flag("jsse.enableCBCProtection", true);
    }

    private boolean compatibilityMode() {
        return properties.flag("jdk.tls.client.useCompatibilityMode", true);
    }

    /** {@code jdk.tls.legacyAlgorithms}: the suites that it names. */
    private Set<CipherSuite> legacySuites() {
        DisabledAlgorithms legacy = new DisabledAlgorithms(properties.security("jdk.tls.legacyAlgorithms"));
        Set<CipherSuite> suites = EnumSet.noneOf(CipherSuite.class);
        for (CipherSuite s : CipherSuite.values()) {
            if (!legacy.permits(s)) {
                suites.add(s);
            }
        }
        return suites;
    }

    /** {@code jdk.tls.client.disableExtensions} or {@code jdk.tls.server.disableExtensions}. */
    private Set<ExtensionType> disabledExtensions(boolean client) {
        String name = client ? "jdk.tls.client.disableExtensions" : "jdk.tls.server.disableExtensions";
        String value = properties.text(name);
        Set<ExtensionType> disabled = EnumSet.noneOf(ExtensionType.class);
        for (String raw : value == null ? new String[0] : value.replace("\"", "").split(",", -1)) {
            String item = raw.strip();
            ExtensionType type = ExtensionType.named(item);
            if (INDISPENSABLE.contains(type)) {
                throw new PropertyException(name, value, "a list without " + item + ", which a handshake needs to be safe or to succeed");
            }
            if (type == null && !item.isEmpty() && !NEVER_SPOKEN.contains(item)) {
                throw new PropertyException(name, value, "names of extensions such as server_name; \"" + item + "\" is none");
            }
            if (DISPENSABLE.contains(type)) {
                disabled.addAll(PSK.contains(type) ? PSK : Set.of(type));
            }
        }
        return disabled;
    }

    /** {@link #KEY_LIMITS}; limits of ciphers that we do not have are passed over. */
    private Map<AeadAlgorithm, Long> keyBytes() {
        Map<AeadAlgorithm, Long> limits = new EnumMap<>(AeadAlgorithm.class);
        String value = properties.security(KEY_LIMITS);
        for (String entry : value == null ? new String[0] : value.replace("\"", "").split(",", -1)) {
            Matcher m = KEY_LIMIT.matcher(entry.strip());
            if (!m.matches()) {
                throw wrongKeyLimit(value);
            }
            long bytes = keyBytes(m, value);
            switch (m.group(1).toUpperCase(Locale.ROOT)) {
                case "AES/GCM/NOPADDING" -> {
                    limits.put(AeadAlgorithm.AES_128_GCM, bytes);
                    limits.put(AeadAlgorithm.AES_256_GCM, bytes);
                }
                case "CHACHA20-POLY1305" -> limits.put(AeadAlgorithm.CHACHA20_POLY1305, bytes);
                default -> { }
            }
        }
        return limits;
    }

    private static long keyBytes(Matcher m, String value) {
        try {
            int power = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
            long bytes = m.group(2) == null ? Long.parseLong(m.group(3)) : power > 62 ? 0 : 1L << power;
            if (bytes > 0 && bytes <= MOST_KEY_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            throw wrongKeyLimit(value);
        }
        throw wrongKeyLimit(value);
    }

    private static PropertyException wrongKeyLimit(String value) {
        return new PropertyException(KEY_LIMITS, value, "entries such as AES/GCM/NoPadding KeyUpdate 2^37, with 1 to 2^62 bytes");
    }
}
