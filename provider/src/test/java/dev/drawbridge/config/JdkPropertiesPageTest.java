package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page says of every property of the JDK that concerns TLS what it does here, or why nothing. */
class JdkPropertiesPageTest {
    /** Every name that the JDK 17 or 25 reads for TLS, and OpenSSL's variables. */
    private static final List<String> NAMES = List.of(
            "javax.net.ssl.keyStore", "javax.net.ssl.keyStorePassword", "javax.net.ssl.keyStoreType", "javax.net.ssl.keyStoreProvider",
            "javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword", "javax.net.ssl.trustStoreType", "javax.net.ssl.trustStoreProvider",
            "javax.net.debug",
            "jdk.tls.client.protocols", "jdk.tls.server.protocols", "jdk.tls.client.cipherSuites", "jdk.tls.server.cipherSuites",
            "https.protocols", "https.cipherSuites", "jdk.tls.namedGroups", "jdk.tls.client.SignatureSchemes", "jdk.tls.server.SignatureSchemes",
            "jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms", "jdk.security.legacyAlgorithms",
            "jdk.security.caDistrustPolicies", "jdk.tls.keyLimits", "jdk.tls.alpnCharset",
            "javax.net.ssl.sessionCacheSize", "jdk.tls.client.enableSessionTicketExtension", "jdk.tls.server.enableSessionTicketExtension",
            "jdk.tls.server.sessionTicketTimeout", "jdk.tls.server.statelessKeyTimeout", "jdk.tls.allowLegacyResumption",
            "jdk.tls.allowLegacyMasterSecret", "jdk.tls.useExtendedMasterSecret", "jdk.tls.server.newSessionTicketCount",
            "sun.security.ssl.allowUnsafeRenegotiation", "sun.security.ssl.allowLegacyHelloMessages",
            "jdk.tls.rejectClientInitiatedRenegotiation", "jdk.tls.allowUnsafeServerCertChange",
            "com.sun.net.ssl.requireCloseNotify", "jdk.tls.acknowledgeCloseNotify",
            "jsse.enableSNIExtension", "jdk.tls.trustNameService", "javax.net.ssl.HttpsURLConnection.DefaultHostnameVerifier",
            "jdk.tls.maxHandshakeMessageSize", "jdk.tls.maxCertificateChainLength", "jdk.tls.client.maxInboundCertificateChainLength",
            "jdk.tls.server.maxInboundCertificateChainLength", "jsse.enableMFLNExtension", "jsse.enableCBCProtection",
            "jdk.tls.ephemeralDHKeySize", "jdk.tls.server.defaultDHEParameters", "jsse.enableFFDHE",
            "com.sun.net.ssl.checkRevocation", "com.sun.security.enableCRLDP", "com.sun.security.enableAIAcaIssuers",
            "com.sun.security.onlyCheckRevocationOfEECert", "ocsp.enable", "ocsp.responderURL", "com.sun.security.allowedAIALocations",
            "jdk.tls.client.enableStatusRequestExtension", "jdk.tls.server.enableStatusRequestExtension", "jdk.tls.stapling.responderURI",
            "jdk.tls.stapling.responderOverride", "jdk.tls.stapling.responseTimeout", "jdk.tls.stapling.cacheSize",
            "jdk.tls.stapling.cacheLifetime", "jdk.tls.stapling.ignoreExtensions",
            "jdk.tls.client.enableCAExtension", "jdk.tls.client.disableExtensions", "jdk.tls.server.disableExtensions",
            "jdk.tls.client.useCompatibilityMode",
            "ssl.KeyManagerFactory.algorithm", "ssl.TrustManagerFactory.algorithm", "ssl.SocketFactory.provider",
            "ssl.ServerSocketFactory.provider", "keystore.type", "keystore.type.compat",
            "OPENSSL_CONF", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE");

    private static final Path PAGE = Path.of("..", "src/site/markdown/configuration.md");
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]*`[^|]*) \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyNameHasARow() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("## The JDK's properties");
        assertTrue(begin > 0, "there is no such chapter");
        int end = page.indexOf("\n## ", begin);
        Set<String> named = new HashSet<>();
        Matcher rows = ROW.matcher(page.substring(begin, end < 0 ? page.length() : end));
        while (rows.find()) {
            Matcher names = NAME.matcher(rows.group(1));
            while (names.find()) {
                assertTrue(named.add(names.group(1)), names.group(1) + " has two rows");
            }
            assertTrue(rows.group(2).strip().length() > 10, rows.group());
        }
        assertEquals(new TreeSet<>(NAMES), new TreeSet<>(named));
    }

    @Test
    void everyNameThatWeReadIsOnThePage() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/drawbridge/config/JdkNoEffect.java"))
                + Files.readString(Path.of("src/main/java/dev/drawbridge/config/JdkSwitches.java"));
        Matcher read = Pattern.compile("\"((?:jdk|sun|com\\.sun|jsse|javax)\\.[A-Za-z.]+)\"").matcher(source);
        Set<String> names = new TreeSet<>();
        while (read.find()) {
            names.add(read.group(1));
        }
        assertTrue(names.size() > 20 && NAMES.containsAll(names), () -> names.toString());
    }
}
