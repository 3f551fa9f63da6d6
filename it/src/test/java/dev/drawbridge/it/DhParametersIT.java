package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Groups of {@code openssl dhparam} as a server's own, seen by {@code openssl s_client}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class DhParametersIT {
    @TempDir
    Path directory;

    /** Parameters that openssl makes. */
    private Path made(String command, String... options) throws Exception {
        Path file = directory.resolve(command + options.length + ".pem");
        List<String> all = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), command, "-out", file.toString()));
        all.addAll(List.of(options));
        try (Programs.Running made = Programs.start(all)) {
            assertEquals(0, made.await());
        }
        return file;
    }

    private static String served(SSLServerSocket listener) {
        try (SSLSocket s = (SSLSocket) listener.accept()) {
            String line = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
            s.getOutputStream().write(("heard " + line + "\n").getBytes(StandardCharsets.UTF_8));
            return s.getSession().getCipherSuite();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertTaken(Path parameters, String cipherString, int bits) throws Exception {
        System.setProperty("drawbridge.DHParameters", parameters.toString());
        assertTaken(cipherString, bits, prime(parameters));
    }

    /**
     * What s_client says of a server with a group.
     *
     * @param prime how it begins, in hexadecimal
     */
    private static void assertTaken(String cipherString, int bits, String prime) throws Exception {
        System.setProperty("drawbridge.CipherString", cipherString);
        try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.RSA)).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> suite = CompletableFuture.supplyAsync(() -> served(listener));
            try (Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:"
                    + listener.getLocalPort(), "-tls1_2", "-cipher", cipherString, "-CAfile", Keys.caFile().toString(), "-verify_return_error",
                    "-msg")) {
                client.write("hello\n");
                client.awaitOutput("heard hello");
                client.awaitOutput("Server Temp Key: DH, " + bits + " bits");
                assertEquals("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", suite.get(30, TimeUnit.SECONDS));
                // -msg prints ServerKeyExchange in hexadecimal; the prime is in it.
                String sent = client.output().replaceAll("\\s+", "");
                assertTrue(sent.contains(prime), "the prime");
            }
        }
    }

    /** The first 16 bytes of the prime in a file. */
    private static String prime(Path parameters) throws Exception {
        try (Programs.Running text = Programs.start(Programs.require("openssl", "openssl"), "asn1parse", "-in", parameters.toString())) {
            assertEquals(0, text.await());
            var integer = Pattern.compile("INTEGER\\s*:([0-9A-F]{32})").matcher(text.output());
            assertTrue(integer.find(), text.output());
            return integer.group(1).toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void theGroupOfAFile() throws Exception {
        assertTaken(made("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_2048"), "DHE:@SECLEVEL=2", 2048);
        assertTaken(made("dhparam", "-dsaparam", "2048"), "DHE:@SECLEVEL=2", 2048);
        assertTaken(made("dhparam", "-dsaparam", "-outform", "PEM", "1024"), "DHE:@SECLEVEL=0", 1024);
        assertTaken(made("genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", "dh_rfc5114:2"), "DHE:@SECLEVEL=2", 2048);
    }

    /** The key of the server has 2048 bits. */
    @Test
    void theSizeThatThePropertyOfTheJdkSays() throws Exception {
        String rfc7919 = "ffffffffffffffffadf85458a2bb4a9a";
        assertTaken("DHE:@SECLEVEL=2", 2048, rfc7919);
        System.setProperty("jdk.tls.ephemeralDHKeySize", "3072");
        assertTaken("DHE:@SECLEVEL=2", 3072, rfc7919);
        assertTaken(made("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_2048"), "DHE:@SECLEVEL=2", 2048);
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        Path small = made("dhparam", "-dsaparam", "1024");
        System.setProperty("drawbridge.DHParameters", small.toString());
        String said = messageOf(small);
        assertTrue(said.contains("1024 bits") && said.contains("security level 2") && said.contains("2048") && said.contains("dh key too small"), said);
        Path none = directory.resolve("none.pem");
        Files.writeString(none, "nothing");
        System.setProperty("drawbridge.DHParameters", none.toString());
        assertTrue(messageOf(none).contains("openssl dhparam 2048"), messageOf(none));
    }

    private static String messageOf(Path file) {
        Throwable e = assertThrows(Throwable.class, () -> Contexts.context(Contexts.DRAWBRIDGE, null));
        while (e.getMessage() == null || !e.getMessage().contains("DHParameters = " + file)) {
            e = e.getCause();
        }
        return e.getMessage();
    }
}
