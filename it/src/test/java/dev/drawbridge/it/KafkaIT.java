package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.security.ssl.SslFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kafka's network layer, both ends of it, with its PEM settings. Kafka parses PEM itself (type {@code PEM}) and takes the engine from
 * {@code ssl.provider}, or from whichever provider stands first.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KafkaIT {
    private static final String PASSPHRASE = "geheim";
    private static final int BIG = 1_000_000;

    @TempDir
    Path directory;

    private Registration registration = Registration.last();

    @BeforeEach
    void files() throws Exception {
        encrypt(Keys.of(Keys.Kind.EC));
        encrypt(Keys.of(Keys.Kind.RSA));
        Files.writeString(broker(), pem(Keys.of(Keys.Kind.EC)));
    }

    @AfterEach
    void unregister() {
        registration.close();
    }

    // ---- settings

    /** PKCS#8 with triple DES: Kafka's own parser asks the JDK for the algorithm, and JDK 17 does not know the name of what openssl does else. */
    private void encrypt(Keys keys) throws Exception {
        openssl("pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-in", keys.keyFile(), "-passout", "pass:" + PASSPHRASE, "-out", encrypted(keys));
    }

    private static void openssl(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl")));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try (Programs.Running openssl = Programs.start(command)) {
            assertEquals(0, openssl.await(), openssl.output());
        }
    }

    private Path encrypted(Keys keys) {
        return directory.resolve(keys.keyFile().getFileName());
    }

    private String pem(Keys keys) throws IOException {
        return Files.readString(encrypted(keys)) + Files.readString(keys.certificateFile()) + Files.readString(Keys.caFile());
    }

    private Path broker() {
        return directory.resolve("broker.pem");
    }

    /** Files: encrypted key and chain in one, the CA in another. */
    private Map<String, String> brokerSettings() {
        return new HashMap<>(Map.of("ssl.provider", "Drawbridge", "ssl.keystore.type", "PEM", "ssl.keystore.location", broker().toString(),
                "ssl.key.password", PASSPHRASE, "ssl.truststore.type", "PEM", "ssl.truststore.location", Keys.caFile().toString(),
                "ssl.client.auth", "required"));
    }

    /** The same as text in the settings themselves. */
    private Map<String, String> clientSettings() throws IOException {
        Keys keys = Keys.of(Keys.Kind.RSA);
        return new HashMap<>(Map.of("ssl.provider", "Drawbridge", "ssl.keystore.type", "PEM", "ssl.keystore.certificate.chain",
                Files.readString(keys.certificateFile()), "ssl.keystore.key", Files.readString(encrypted(keys)), "ssl.key.password", PASSPHRASE,
                "ssl.truststore.type", "PEM", "ssl.truststore.certificates", Files.readString(Keys.caFile())));
    }

    private static void assertEcho(KafkaPeer client, KafkaPeer broker, String id) throws IOException {
        KafkaPeer.until(client, broker, () -> client.ready(id));
        byte[] message = new byte[BIG];
        new Random(1).nextBytes(message);
        client.send(id, message);
        KafkaPeer.until(client, broker, () -> client.received(id) != null);
        assertArrayEquals(message, client.received(id));
    }

    private static SslAuthenticationException refusal(ChannelState state) {
        assertEquals(ChannelState.State.AUTHENTICATION_FAILED, state.state());
        return assertInstanceOf(SslAuthenticationException.class, state.exception());
    }

    private static void assertOurs(String settings, Map<String, String> configured) throws IOException {
        try (SslFactory factory = new SslFactory(org.apache.kafka.common.network.ConnectionMode.CLIENT)) {
            factory.configure(KafkaPeer.parsed(configured));
            String engine = factory.createSslEngine("localhost", 1).getClass().getName();
            assertTrue(engine.startsWith("dev.drawbridge."), settings + ": " + engine);
        }
    }

    // ---- tests

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void mutualTlsByPemSettings(String version) throws Exception {
        Map<String, String> settings = clientSettings();
        settings.put("ssl.enabled.protocols", version);
        assertOurs("ssl.provider", settings);
        try (KafkaPeer broker = KafkaPeer.broker(brokerSettings()); KafkaPeer client = KafkaPeer.client(settings)) {
            client.connect("1", "localhost", broker);
            assertEcho(client, broker, "1");
            assertEquals("CN=rsa.test", broker.lastPrincipal());
        }
    }

    /** No word of Drawbridge in the settings: it is the JVM's first provider. */
    @Test
    void withoutSslProviderTheFirstProviderCounts() throws Exception {
        registration.close();
        registration = Registration.first();
        Map<String, String> brokers = brokerSettings();
        Map<String, String> clients = clientSettings();
        brokers.remove("ssl.provider");
        clients.remove("ssl.provider");
        assertOurs("no ssl.provider", clients);
        try (KafkaPeer broker = KafkaPeer.broker(brokers); KafkaPeer client = KafkaPeer.client(clients)) {
            client.connect("1", "localhost", broker);
            assertEcho(client, broker, "1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aWrongHostNameIsAnAuthenticationFailure(String version) throws Exception {
        Map<String, String> settings = clientSettings();
        settings.put("ssl.enabled.protocols", version);
        try (KafkaPeer broker = KafkaPeer.broker(brokerSettings()); KafkaPeer client = KafkaPeer.client(settings)) {
            client.connect("1", "elsewhere.test", broker);
            KafkaPeer.until(client, broker, () -> client.ended("1") != null && broker.lastEnded() != null);
            assertTrue(String.valueOf(refusal(client.ended("1")).getCause()).contains("elsewhere.test"));
            assertNotNull(refusal(broker.lastEnded()));
        }
    }

    /** In TLS 1.3 the client has finished its handshake when it hears of it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientWithoutAcceptableCertificateIsAnAuthenticationFailure(String version) throws Exception {
        Map<String, String> brokers = brokerSettings();
        brokers.put("ssl.truststore.location", Keys.of(Keys.Kind.EC384).certificateFile().toString());
        Map<String, String> nobody = clientSettings();
        nobody.keySet().removeIf(k -> k.startsWith("ssl.key"));
        for (Map<String, String> settings : List.of(clientSettings(), nobody)) {
            settings.put("ssl.enabled.protocols", version);
            try (KafkaPeer broker = KafkaPeer.broker(brokers); KafkaPeer client = KafkaPeer.client(settings)) {
                client.connect("1", "localhost", broker);
                KafkaPeer.until(client, broker, () -> client.ended("1") != null && broker.lastEnded() != null);
                assertNotNull(refusal(broker.lastEnded()));
                assertNotNull(refusal(client.ended("1")));
            }
        }
    }

    /** A broker takes a renewed certificate without a restart; connections that are open stay. */
    @Test
    void certificatesAreChangedByReconfiguration() throws Exception {
        Map<String, String> brokers = brokerSettings();
        brokers.put("ssl.allow.dn.changes", "true");
        try (KafkaPeer broker = KafkaPeer.broker(brokers); KafkaPeer client = KafkaPeer.client(clientSettings())) {
            client.connect("before", "localhost", broker);
            assertEcho(client, broker, "before");
            assertEquals("CN=ec.test", client.principal("before"));

            Files.writeString(broker(), pem(Keys.of(Keys.Kind.RSA)));
            broker.reconfigure(brokers);
            client.connect("after", "localhost", broker);
            assertEcho(client, broker, "after");
            assertEquals("CN=rsa.test", client.principal("after"));

            Files.writeString(broker(), pem(Keys.of(Keys.Kind.EC)).substring(0, 500));
            assertThrows(ConfigException.class, () -> broker.reconfigure(brokers));
            client.connect("still", "localhost", broker);
            assertEcho(client, broker, "still");
            assertEquals("CN=rsa.test", client.principal("still"));
            assertTrue(client.ready("before"));
        }
    }

    /**
     * Kafka compares the type with {@code PEM} letter by letter and asks the JVM for all others, where case does not count: {@code pem} is our
     * key store, which reads the forms that Kafka does not. Kafka wants a password for it, even where nothing is encrypted.
     */
    @Test
    void theTypeInSmallLettersIsOurKeyStore() throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        Path pbes2 = directory.resolve("pbes2.pem");
        Path sec1 = directory.resolve("sec1.pem");
        openssl("pkcs8", "-topk8", "-in", keys.keyFile(), "-passout", "pass:" + PASSPHRASE, "-out", pbes2);
        openssl("ec", "-in", keys.keyFile(), "-aes256", "-passout", "pass:" + PASSPHRASE, "-out", sec1);
        for (Path key : List.of(pbes2, sec1)) {
            Files.writeString(broker(), Files.readString(keys.certificateFile()) + Files.readString(key));
            Map<String, String> brokers = brokerSettings();
            if (key.equals(sec1)) {
                assertThrows(KafkaException.class, () -> KafkaPeer.broker(brokers).close(), "Kafka's own parser");
            }
            brokers.putAll(Map.of("ssl.keystore.type", "pem", "ssl.keystore.password", PASSPHRASE, "ssl.truststore.type", "pem"));
            try (KafkaPeer broker = KafkaPeer.broker(brokers); KafkaPeer client = KafkaPeer.client(clientSettings())) {
                client.connect("1", "localhost", broker);
                assertEcho(client, broker, "1");
                assertEquals("CN=rsa.test", broker.lastPrincipal());
            }
        }
    }
}
