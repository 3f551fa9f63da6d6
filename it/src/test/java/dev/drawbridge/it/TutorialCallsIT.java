package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.openssl.ErrorQueue;
import dev.drawbridge.openssl.Ssl;
import dev.drawbridge.openssl.SslConfigurable;
import dev.drawbridge.openssl.SslContext;
import dev.drawbridge.openssl.SslException;
import dev.drawbridge.openssl.SslMethod;
import dev.drawbridge.openssl.SslOption;
import dev.drawbridge.openssl.VerifyMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of the SSL programming tutorial that its programs leave out, with {@code openssl s_client} and {@code s_server}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class TutorialCallsIT {
    private static final String OPENSSL = Programs.require("openssl", "openssl");
    private static final Keys KEYS = Keys.of(Keys.Kind.RSA);

    /** How a certificate and its key are loaded, into a context or a connection. */
    enum Loading {
        FILES {
            @Override
            void into(SslConfigurable c) throws SslException {
                c.useCertificateFile(KEYS.certificateFile());
                c.usePrivateKeyFile(KEYS.keyFile());
            }
        },
        OBJECTS {
            @Override
            void into(SslConfigurable c) throws SslException {
                c.useCertificate(KEYS.certificate);
                c.usePrivateKey(KEYS.key);
            }
        },
        ASN1 {
            @Override
            void into(SslConfigurable c) throws SslException, CertificateEncodingException {
                c.useCertificateAsn1(KEYS.certificate.getEncoded());
                c.usePrivateKeyAsn1(KEYS.key.getEncoded());
            }
        },
        /** What the calls with RSA in their names take. */
        RSA_ASN1 {
            @Override
            void into(SslConfigurable c) throws SslException, IOException {
                c.useCertificate(KEYS.certificate);
                c.usePrivateKeyAsn1(PrivateKeyInfo.getInstance(KEYS.key.getEncoded()).parsePrivateKey().toASN1Primitive().getEncoded());
            }
        };

        abstract void into(SslConfigurable c) throws SslException, CertificateEncodingException, IOException;
    }

    /** Prepares a connection. */
    private interface Preparation {
        void of(Ssl ssl) throws Exception;
    }

    private static Programs.Running sClient(int port, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(OPENSSL, "s_client", "-connect", "127.0.0.1:" + port, "-CAfile", Keys.caFile().toString(),
                "-verify_return_error", "-msg"));
        command.addAll(List.of(more));
        return Programs.start(command);
    }

    private static Programs.Running sServer(int port, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(OPENSSL, "s_server", "-accept", "127.0.0.1:" + port, "-rev", "-cert",
                KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString(), "-CAfile", Keys.caFile().toString()));
        command.addAll(List.of(more));
        return Programs.start(command);
    }

    /** Serves one connection: says hello, and gives back what the other says until it ends, or that there was no handshake. */
    private static String serve(ServerSocket listening, SslContext context, Preparation preparation) {
        StringBuilder heard = new StringBuilder();
        try (Socket socket = listening.accept(); Ssl ssl = new Ssl(context)) {
            preparation.of(ssl);
            ssl.setFd(socket);
            ssl.setAcceptState();
            if (ssl.doHandshake() != 1) {
                ErrorQueue.print(heard);
                return heard.toString();
            }
            ssl.write("hello from Java\n".getBytes(StandardCharsets.US_ASCII));
            byte[] buf = new byte[1000];
            for (int n = ssl.read(buf); n > 0; n = ssl.read(buf)) {
                String said = new String(buf, 0, n, StandardCharsets.US_ASCII);
                heard.append(said);
                ssl.write(("heard " + said).getBytes(StandardCharsets.US_ASCII));
            }
            return heard.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void certificatesOfServers(Loading loading) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (boolean ofContext : new boolean[] {true, false}) {
                SslContext context = new SslContext(SslMethod.TLS_SERVER);
                if (ofContext) {
                    loading.into(context);
                }
                CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(listening, context, ssl -> {
                    if (!ofContext) {
                        loading.into(ssl);
                    }
                }));
                try (Programs.Running client = sClient(listening.getLocalPort(), "-verify_hostname", "localhost")) {
                    client.awaitOutput("hello from Java");
                    assertTrue(client.output().contains("Verification: OK"), client.output());
                    client.write("goodbye\n");
                    client.awaitOutput("heard goodbye");
                    client.write("Q\n");
                    assertEquals("goodbye\n", heard.get(30, TimeUnit.SECONDS));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void certificatesOfClients(Loading loading) throws Exception {
        int port = Programs.freePort();
        try (Programs.Running server = sServer(port, "-Verify", "1", "-verify_return_error")) {
            server.awaitOutput("ACCEPT");
            for (boolean ofContext : new boolean[] {true, false}) {
                SslContext context = new SslContext(SslMethod.TLS_CLIENT);
                context.loadVerifyLocations(Keys.caFile(), null);
                context.setVerify(Set.of(VerifyMode.PEER), null);
                context.set1Host(ofContext ? "127.0.0.1" : "localhost");
                try (Socket socket = new Socket("127.0.0.1", port); Ssl ssl = new Ssl(context)) {
                    loading.into(ofContext ? context : ssl);
                    try (Ssl ours = ofContext ? new Ssl(context) : ssl) {
                        assertEquals("olleh", ask(ours, socket));
                        assertEquals(VerifyResult.OK, ours.getVerifyResult());
                    }
                }
            }
            server.awaitOutput("CN = rsa.test", 2);
        }
    }

    /** What s_server says backwards. */
    private static String ask(Ssl ssl, Socket socket) throws IOException {
        ssl.setFd(socket);
        ssl.setConnectState();
        int r = ssl.doHandshake();
        if (r != 1) {
            StringBuilder why = new StringBuilder();
            ErrorQueue.print(why);
            assertEquals(1, r, why.toString());
        }
        ssl.write("hello\n".getBytes(StandardCharsets.US_ASCII));
        byte[] buf = new byte[100];
        int n = ssl.read(buf);
        ssl.shutdown();
        return new String(buf, 0, n, StandardCharsets.US_ASCII).strip();
    }

    @ParameterizedTest
    @CsvSource({"'', 0, true", "PEER, 1, true", "PEER FAIL_IF_NO_PEER_CERT, 1, false"})
    void whoMustShowACertificate(String mode, int requests, boolean connects) throws Exception {
        SslContext context = serverThatVerifies(mode);
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(listening, context, ssl -> { }));
            try (Programs.Running client = sClient(listening.getLocalPort(), "-tls1_2")) {
                if (connects) {
                    client.awaitOutput("hello from Java");
                    client.write("Q\n");
                    assertEquals("", heard.get(30, TimeUnit.SECONDS));
                } else {
                    client.awaitOutput("alert number 40");
                    assertTrue(heard.get(30, TimeUnit.SECONDS).contains("peer did not return a certificate"));
                }
                assertEquals(requests, occurrences(client.output(), ", CertificateRequest"));
            }
        }
    }

    /** With SSL_VERIFY_CLIENT_ONCE a client that was asked is not asked again in a renegotiation. */
    @ParameterizedTest
    @CsvSource({"PEER, 2", "PEER CLIENT_ONCE, 1"})
    void howOftenAClientIsAsked(String mode, int requests) throws Exception {
        SslContext context = serverThatVerifies(mode);
        context.setOptions(SslOption.ALLOW_CLIENT_RENEGOTIATION);
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(listening, context, ssl -> { }));
            try (Programs.Running client = sClient(listening.getLocalPort(), "-tls1_2", "-cert", KEYS.certificateFile().toString(), "-key",
                    KEYS.keyFile().toString())) {
                client.awaitOutput("hello from Java");
                client.write("R\n");
                client.awaitOutput(", ServerHelloDone", 2);
                client.awaitOutput(", Finished", 4);
                client.write("goodbye\n");
                client.awaitOutput("heard goodbye");
                client.write("Q\n");
                assertEquals("goodbye\n", heard.get(30, TimeUnit.SECONDS));
                assertEquals(requests, occurrences(client.output(), ", CertificateRequest"));
            }
        }
    }

    private static SslContext serverThatVerifies(String mode) throws Exception {
        SslContext context = new SslContext(SslMethod.TLS_SERVER);
        Loading.OBJECTS.into(context);
        context.loadVerifyLocations(Keys.caFile(), null);
        Set<VerifyMode> modes = new HashSet<>();
        for (String word : mode.split(" ")) {
            if (!word.isEmpty()) {
                modes.add(VerifyMode.valueOf(word));
            }
        }
        context.setVerify(modes, null);
        return context;
    }

    private static int occurrences(String text, String what) {
        return text.split(what, -1).length - 1;
    }

    /** TLSv1_method and its kin, where the JDK's policy and the security level are set aside. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void versionsThatAMethodFixes(boolean client) throws Exception {
        Security.setProperty(PropertiesAsBefore.DISABLED, "");
        SslContext context = new SslContext(client ? SslMethod.TLSv1_CLIENT : SslMethod.TLSv1_SERVER);
        context.setCipherList("ALL:@SECLEVEL=0");
        int port = Programs.freePort();
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            if (client) {
                try (Programs.Running server = sServer(port, "-cipher", "ALL:@SECLEVEL=0"); Ssl ssl = new Ssl(context)) {
                    server.awaitOutput("ACCEPT");
                    try (Socket socket = new Socket("127.0.0.1", port)) {
                        assertEquals("olleh", ask(ssl, socket));
                        assertEquals("TLSv1", ssl.getVersion());
                    }
                }
            } else {
                Loading.OBJECTS.into(context);
                CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(listening, context, ssl -> { }));
                try (Programs.Running theirs = sClient(listening.getLocalPort(), "-cipher", "ALL:@SECLEVEL=0")) {
                    theirs.awaitOutput("ello from Java"); // the first byte has a record of its own
                    theirs.awaitOutput("Protocol  : TLSv1\n");
                    theirs.write("Q\n");
                    assertEquals("", heard.get(30, TimeUnit.SECONDS));
                }
            }
        }
    }

    /** Lines of errors have the code and the words of {@code openssl errstr} without anything being loaded. */
    @Test
    void errorsSayWhatOpensslSays() throws Exception {
        ErrorQueue.clear(); // of what this thread did before
        int port = Programs.freePort();
        SslContext context = new SslContext(SslMethod.TLS_CLIENT);
        context.setVerify(Set.of(VerifyMode.PEER), null); // and trusts nobody
        try (Programs.Running server = sServer(port); Ssl ssl = new Ssl(context)) {
            server.awaitOutput("ACCEPT");
            try (Socket socket = new Socket("127.0.0.1", port)) {
                ssl.setFd(socket);
                assertEquals(-1, ssl.connect());
            }
            server.awaitOutput("alert unknown ca");
        }
        StringBuilder printed = new StringBuilder();
        ErrorQueue.print(printed);
        String[] ours = printed.toString().lines().findFirst().orElseThrow().split(":");
        try (Programs.Running errstr = Programs.start(List.of(OPENSSL, "errstr", ours[2]))) {
            assertEquals(0, errstr.await());
            String[] theirs = errstr.output().strip().split(":");
            assertEquals(String.join(":", theirs[1], theirs[2], theirs[4]), String.join(":", ours[2], ours[3], ours[5]));
            assertEquals("certificate verify failed", ours[5]);
        }
    }
}
