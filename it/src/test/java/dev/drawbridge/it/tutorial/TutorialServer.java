package dev.drawbridge.it.tutorial;

import dev.drawbridge.VerifyContext;
import dev.drawbridge.openssl.Bio;
import dev.drawbridge.openssl.BufferBio;
import dev.drawbridge.openssl.CloseFlag;
import dev.drawbridge.openssl.ErrorQueue;
import dev.drawbridge.openssl.Ssl;
import dev.drawbridge.openssl.SslBio;
import dev.drawbridge.openssl.SslContext;
import dev.drawbridge.openssl.SslError;
import dev.drawbridge.openssl.SslException;
import dev.drawbridge.openssl.SslMethod;
import dev.drawbridge.openssl.SslOption;
import dev.drawbridge.openssl.VerifyMode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Set;

/** The server of the SSL programming tutorial, step by step; tutorial-server.c in Java. */
public final class TutorialServer {
    private static PrintStream out = System.out;

    private TutorialServer() {
    }

    private static IllegalStateException fail() {
        ErrorQueue.print(out);
        return new IllegalStateException("failed");
    }

    private static boolean verifyCallback(boolean ok, VerifyContext x) {
        out.printf("verify depth %d: %d, error %d%n", x.depth(), ok ? 1 : 0, x.error().number());
        return ok;
    }

    static void run(int port, Path directory, String version, int connections, PrintStream printed) throws IOException {
        out = printed;
        // Creating and setting up the SSL context structure
        SslContext ctx = new SslContext(SslMethod.TLS_SERVER);
        ctx.setMaxProtoVersion(version);
        // Setting up the certificate and key
        try {
            ctx.useCertificateFile(directory.resolve("server.pem"));
            ctx.usePrivateKeyFile(directory.resolve("server.key"));
            ctx.loadVerifyLocations(directory.resolve("ca.pem"), null);
        } catch (SslException e) {
            throw fail();
        }
        ctx.setVerify(Set.of(VerifyMode.PEER), TutorialServer::verifyCallback);
        ctx.setVerifyDepth(1);
        ctx.setOptions(SslOption.ALLOW_CLIENT_RENEGOTIATION);
        ctx.setSessionIdContext("tutorial".getBytes(StandardCharsets.US_ASCII));
        // Setting up the TCP/IP connection
        try (ServerSocket listener = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
            out.println("listening");
            for (int i = 0; i < connections; i++) {
                Socket sock = listener.accept();
                serve(new Ssl(ctx), sock);
                sock.close();
            }
        }
        ctx.close();
    }

    private static void serve(Ssl ssl, Socket sock) {
        // Setting up the socket BIO in the SSL structure
        Bio sbio = Bio.socket(sock, CloseFlag.NOCLOSE);
        ssl.setBio(sbio, sbio);
        // SSL handshake on the SSL server
        if (ssl.accept() <= 0) {
            throw fail();
        }
        out.printf("%s, resumed %d%n", ssl.getVersion(), ssl.sessionReused() ? 1 : 0);
        X509Certificate peer = ssl.getPeerCertificate();
        if (peer != null) {
            String name = peer.getSubjectX500Principal().getName().replaceAll(".*CN=([^,]*).*", "$1");
            out.printf("client %s, verify result %d%n", name, ssl.getVerifyResult().number());
        } else {
            out.printf("no client certificate, verify result %d%n", ssl.getVerifyResult().number());
        }
        // Using BIOs for SSL data transmission
        byte[] line = new byte[256];
        BufferBio bufIo = Bio.buffer();
        SslBio sslBio = Bio.ssl();
        sslBio.setSsl(ssl, CloseFlag.CLOSE);
        bufIo.push(sslBio);
        int n = bufIo.gets(line);
        if (n <= 0) {
            throw fail();
        }
        out.printf("heard %d bytes: %s", n, new String(line, 0, n, StandardCharsets.US_ASCII));
        bufIo.puts("you said: ");
        bufIo.write(line, 0, n);
        bufIo.flush();
        if (ssl.getVersion().equals("TLSv1.2")) {
            // SSL renegotiation initiated by the SSL server: ssl->state = SSL_ST_ACCEPT is no more, read takes the rest in
            out.printf("renegotiate %d", ssl.renegotiate());
            out.printf(", do_handshake %d", ssl.doHandshake());
            out.printf(", do_handshake %d%n", ssl.doHandshake());
            bufIo.puts("again\n");
            bufIo.flush();
            n = ssl.read(line);
            out.printf("heard %d bytes, pending %d, resumed %d%n", n, ssl.renegotiatePending() ? 1 : 0, ssl.sessionReused() ? 1 : 0);
            // SSL renegotiation initiated by the SSL client
            n = ssl.read(line);
            out.printf("heard %d bytes, resumed %d%n", n, ssl.sessionReused() ? 1 : 0);
        }
        // Closing an SSL connection: the client says it first
        n = ssl.read(line);
        out.printf("then %d, error %d%n", n, ssl.getError(n).code());
        n = ssl.getError(n) == SslError.ZERO_RETURN ? ssl.shutdown() : -1;
        out.printf("shutdown %d%n", n);
        ErrorQueue.clear();
        bufIo.freeAll();
    }
}
