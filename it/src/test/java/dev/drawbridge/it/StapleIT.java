package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.VerifyException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP responses made by openssl and stapled by {@code openssl s_server} and nginx. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StapleIT {
    @TempDir
    static Path directory;
    private static StaplePki pki;

    /**
     * A server and what becomes of it.
     *
     * @param response the file that is stapled, or null
     * @param alert that the server gets, 0 for none
     */
    record Case(String server, Path response, VerifyResult result, int alert) {
    }

    @BeforeAll
    static void make() throws Exception {
        pki = new StaplePki(directory.resolve("pki"));
    }

    static Stream<Case> cases() throws Exception {
        StaplePki foreign = new StaplePki(directory.resolve("foreign"));
        return Stream.of(
                new Case("plain", null, VerifyResult.OK, 0),
                new Case("plain", pki.response("plain", 'V', "responder"), VerifyResult.OK, 0),
                new Case("plain", pki.response("plain", 'V', "ca"), VerifyResult.OK, 0),
                new Case("plain", pki.response("plain", 'R', "responder"), VerifyResult.CERT_REVOKED, 44),
                new Case("plain", pki.response("plain", 'V', "plain"), VerifyResult.OCSP_VERIFY_FAILED, 113),
                new Case("plain", foreign.response("plain", 'V', "responder"), VerifyResult.OCSP_VERIFY_FAILED, 113),
                new Case("plain", pki.response("demanding", 'V', "responder"), VerifyResult.OCSP_VERIFY_FAILED, 113),
                new Case("plain", expired(), VerifyResult.OCSP_VERIFY_FAILED, 113),
                new Case("demanding", pki.response("demanding", 'V', "responder"), VerifyResult.OK, 0),
                new Case("demanding", null, VerifyResult.OCSP_VERIFY_NEEDED, 113),
                new Case("demanding", pki.response("demanding", 'R', "ca"), VerifyResult.CERT_REVOKED, 44));
    }

    static Stream<Object[]> casesOfBothVersions() throws Exception {
        return cases().flatMap(c -> Stream.of(new Object[] {"TLSv1.3", c}, new Object[] {"TLSv1.2", c}));
    }

    /** Good until an hour ago; openssl makes no old ones. */
    private static Path expired() throws Exception {
        String pem = Files.readString(pki.file("ca.key")).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        JcaX509CertificateHolder ca = new JcaX509CertificateHolder(pki.certificate("ca"));
        CertificateID id = new CertificateID(new JcaDigestCalculatorProviderBuilder().build().get(
                new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)), ca, pki.certificate("plain").getSerialNumber());
        Instant now = Instant.now();
        BasicOCSPRespBuilder b = new BasicOCSPRespBuilder(new RespID(ca.getSubject())).addResponse(id, CertificateStatus.GOOD,
                Date.from(now.minusSeconds(7200)), Date.from(now.minusSeconds(3600)));
        return Files.write(directory.resolve("expired.der"), new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL,
                b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key), null, Date.from(now.minusSeconds(7200)))).getEncoded());
    }

    @ParameterizedTest
    @MethodSource("casesOfBothVersions")
    void opensslStaples(String version, Case c) throws Exception {
        int port = Programs.freePort();
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port, "-rev",
                "-cert", pki.file(c.server + ".pem").toString(), "-key", pki.file(c.server + ".key").toString(),
                version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2"));
        if (c.response != null) {
            command.addAll(List.of("-status_file", c.response.toString()));
        }
        try (Programs.Running server = Programs.start(command)) {
            server.awaitOutput("ACCEPT");
            check(port, version, c);
            if (c.alert != 0) {
                server.awaitOutput("alert number " + c.alert);
            }
        }
    }

    private static void check(int port, String version, Case c) throws Exception {
        if (c.result == VerifyResult.OK) {
            checkStaple(port, version, c);
            return;
        }
        try (SSLSocket s = (SSLSocket) pki.client().getSocketFactory().createSocket("127.0.0.1", port)) {
            s.setEnabledProtocols(new String[] {version});
            SSLHandshakeException e = assertThrows(SSLHandshakeException.class, s::startHandshake);
            VerifyException why = (VerifyException) e.getCause();
            assertEquals(c.result, why.result(), e.getMessage());
            assertEquals(0, why.depth());
        }
    }

    /** What was stapled, also to the session that is resumed. */
    private static void checkStaple(int port, String version, Case c) throws Exception {
        SSLContext client = pki.client();
        for (boolean resumed : new boolean[] {false, true}) {
            try (SSLSocket s = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port)) {
                s.setEnabledProtocols(new String[] {version});
                s.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertTrue(s.getInputStream().read() >= 0, "what comes behind the tickets");
                assertEquals(resumed, SslControl.of(s).resumed());
                List<byte[]> staples = ((ExtendedSSLSession) s.getSession()).getStatusResponses();
                assertEquals(c.response == null ? 0 : 1, staples.size());
                if (c.response != null) {
                    assertArrayEquals(Files.readAllBytes(c.response), staples.get(0));
                }
            }
        }
    }

    /** nginx staples what is in a file. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void nginxStaples(String version) throws Exception {
        Path good = pki.response("demanding", 'V', "responder");
        Path revoked = pki.response("demanding", 'R', "responder");
        for (Case c : List.of(new Case("demanding", good, VerifyResult.OK, 0), new Case("demanding", revoked, VerifyResult.CERT_REVOKED, 44),
                new Case("demanding", null, VerifyResult.OCSP_VERIFY_NEEDED, 113))) {
            int port = Programs.freePort();
            Path home = Files.createDirectories(directory.resolve("nginx-" + version + "-" + c.result));
            Path conf = Files.writeString(home.resolve("nginx.conf"), http(home, port, c));
            try (Programs.Running nginx = Programs.start(Programs.require("nginx", "nginx"), "-c", conf.toString(), "-p", home.toString(), "-e",
                    "stderr")) {
                nginx.awaitPort(port);
                check(port, version, c);
            }
        }
    }

    private static String http(Path home, int port, Case c) {
        StringBuilder s = new StringBuilder("daemon off; master_process off; pid " + home.resolve("pid")
                + "; error_log stderr; events { worker_connections 64; }\nhttp { access_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            s.append(kind).append("_temp_path ").append(home.resolve(kind)).append(";\n");
        }
        s.append("server { listen 127.0.0.1:").append(port).append(" ssl; ssl_protocols TLSv1.2 TLSv1.3;\nssl_certificate ")
                .append(pki.file(c.server + ".pem")).append("; ssl_certificate_key ").append(pki.file(c.server + ".key")).append(";\n");
        if (c.response != null) {
            s.append("ssl_stapling on; ssl_stapling_file ").append(c.response).append(";\n");
        }
        return s.append("} }\n").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void ourServerIsAskedAndStaplesNothing(String version) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket) pki.server("plain").getServerSocketFactory().createServerSocket(0, 5,
                InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket s = (SSLSocket) listener.accept()) {
                    return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8)).readLine();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect",
                    "127.0.0.1:" + listener.getLocalPort(), "-CAfile", pki.file("ca.pem").toString(), "-status", version)) {
                client.write("hello\n");
                assertEquals("hello", heard.get(30, TimeUnit.SECONDS));
                client.awaitOutput("Verification: OK");
                assertTrue(client.output().contains("OCSP response: no response sent"), client.output());
            }
        }
    }
}
