package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority, its responder and its servers, and what the responder says, all made by openssl itself. */
final class StaplePki {
    private static final String CONF = """
            [req]
            distinguished_name = dn
            [dn]
            [ca]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = hash
            [plain]
            subjectAltName = DNS:localhost, IP:127.0.0.1
            [demanding]
            subjectAltName = DNS:localhost, IP:127.0.0.1
            tlsfeature = status_request
            [responder]
            extendedKeyUsage = OCSPSigning
            """;

    private final Path directory;
    private final String openssl;
    private int serial = 4096;

    StaplePki(Path directory) throws Exception {
        this(directory, null);
    }

    /**
     * The same with a responder.
     *
     * @param responder what the servers' certificates name, or null
     */
    StaplePki(Path directory, String responder) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.openssl = Programs.require("openssl", "openssl");
        Files.writeString(file("conf"), responder == null ? CONF
                : CONF.replace("IP:127.0.0.1\n", "IP:127.0.0.1\nauthorityInfoAccess = OCSP;URI:" + responder + "\n"));
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("ca.key"), "-out", file("ca.pem"),
                "-subj", "/CN=Staple CA", "-days", "30", "-config", file("conf"), "-extensions", "ca");
        issue("responder", "/CN=Responder");
        issue("plain", "/CN=localhost");
        issue("demanding", "/CN=localhost");
    }

    /** The file of a certificate ({@code plain.pem}), a key ({@code plain.key}) or a response ({@code good.der}). */
    Path file(String name) {
        return directory.resolve(name);
    }

    private void issue(String name, String subject) throws Exception {
        run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file(name + ".key"), "-out",
                file(name + ".csr"), "-subj", subject, "-config", file("conf"));
        run("x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-set_serial", ++serial, "-days", "20",
                "-extfile", file("conf"), "-extensions", name, "-out", file(name + ".pem"));
    }

    /**
     * What {@code openssl ocsp} answers about a server.
     *
     * @param status V for valid, R for revoked
     * @param signer whose key signs
     */
    Path response(String server, char status, String signer) throws Exception {
        Path index = index(server, status);
        Path answer = file(server + "-" + status + "-" + signer + ".der");
        run("ocsp", "-issuer", file("ca.pem"), "-cert", file(server + ".pem"), "-no_nonce", "-reqout", file("request.der"));
        run("ocsp", "-index", index, "-CA", file("ca.pem"), "-rsigner", file(signer + ".pem"), "-rkey", file(signer + ".key"), "-reqin",
                file("request.der"), "-respout", answer, "-ndays", "1");
        return answer;
    }

    private Path index(String server, char status) throws Exception {
        String hex = certificate(server).getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
        return Files.writeString(file("index"), status + "\t491231235959Z\t" + (status == 'R' ? "240101000000Z,keyCompromise" : "") + "\t"
                + hex + "\tunknown\t/CN=localhost\n");
    }

    /** {@code openssl ocsp} as a responder that knows one server, and tells of each request. */
    Programs.Running responder(int port, String server, char status) throws Exception {
        Programs.Running responder = Programs.start(openssl, "ocsp", "-port", Integer.toString(port), "-index", index(server, status).toString(), "-CA",
                file("ca.pem").toString(), "-rsigner", file("responder.pem").toString(), "-rkey", file("responder.key").toString(), "-ndays", "1");
        responder.awaitOutput("waiting for OCSP client connections");
        return responder;
    }

    X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(file(name + ".pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** This authority alone. */
    KeyStore anchors() throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", certificate("ca"));
        return anchors;
    }

    /** A context of Drawbridge that trusts this authority alone. */
    SSLContext client() throws Exception {
        KeyStore anchors = anchors();
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", Contexts.DRAWBRIDGE);
        trust.init(anchors);
        SSLContext c = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        c.init(null, trust.getTrustManagers(), null);
        return c;
    }

    /** A context of Drawbridge that is one of these servers. */
    SSLContext server(String name) throws Exception {
        return server(name, Contexts.DRAWBRIDGE);
    }

    /** A context that is one of these servers, which sends the authority's certificate too. */
    SSLContext server(String name, Provider provider) throws Exception {
        run("pkcs12", "-export", "-in", file(name + ".pem"), "-certfile", file("ca.pem"), "-inkey", file(name + ".key"), "-passout", "pass:changeit", "-out", file(name + ".p12"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(name + ".p12"))) {
            store.load(in, Keys.PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", provider);
        keys.init(store, Keys.PASSWORD);
        SSLContext c = SSLContext.getInstance("TLS", provider);
        c.init(keys.getKeyManagers(), null, null);
        return c;
    }

    private void run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(openssl));
        for (Object a : arguments) {
            command.add(a.toString());
        }
        try (Programs.Running program = Programs.start(command)) {
            assertEquals(0, program.await(), () -> command + "\n" + program.output());
        }
    }
}
