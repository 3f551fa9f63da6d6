package dev.drawbridge.it.tutorial;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.openssl.ErrorQueue;
import dev.drawbridge.openssl.Ssl;
import dev.drawbridge.openssl.SslContext;
import dev.drawbridge.openssl.SslException;
import dev.drawbridge.openssl.SslMethod;
import dev.drawbridge.openssl.SslSession;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The client of the SSL programming tutorial, with resumption in its six steps and its note about SSL_free; tutorial-client.c in Java. */
public final class TutorialClient {
    private TutorialClient() {
    }

    private static IllegalStateException fail(PrintStream out) {
        ErrorQueue.print(out);
        return new IllegalStateException("failed");
    }

    static void run(int port, Path directory, String version, boolean certificate, PrintStream out) throws IOException {
        // Creating and setting up the SSL context structure
        SslContext ctx = new SslContext(SslMethod.TLS_CLIENT);
        ctx.setMaxProtoVersion(version);
        try {
            if (certificate) {
                ctx.useCertificateFile(directory.resolve("client.pem"));
                ctx.usePrivateKeyFile(directory.resolve("client.key"));
            }
            ctx.loadVerifyLocations(directory.resolve("ca.pem"), null);
        } catch (SslException e) {
            throw fail(out);
        }
        ctx.setVerifyDepth(1);
        SslSession sess = null;
        for (int i = 0; i < 3; i++) {
            // Setting up the TCP/IP connection
            Socket sock = new Socket(InetAddress.getLoopbackAddress(), port);
            Ssl ssl = new Ssl(ctx);
            ssl.setFd(sock);
            // SSL session resumption
            if (sess != null) {
                ssl.setSession(sess);
            }
            // SSL handshake on the SSL client
            int err = ssl.connect();
            if (err <= 0) {
                throw fail(out);
            }
            out.printf("connect %d: %s, resumed %d%n", err, ssl.getVersion(), ssl.sessionReused() ? 1 : 0);
            if (ssl.getPeerCertificate() != null) {
                if (ssl.getVerifyResult() == VerifyResult.OK) {
                    out.println("client verification with SSL_get_verify_result() succeeded.");
                } else {
                    out.printf("client verification with SSL_get_verify_result() failed: %d%n", ssl.getVerifyResult().number());
                }
            } else {
                out.println("the peer certificate was not presented.");
            }
            // Performing SSL data communication
            byte[] buf = new byte[256];
            out.printf("wrote %d%n", ssl.write("hello\n".getBytes(StandardCharsets.US_ASCII)));
            int n = 0;
            while (n == 0 || buf[n - 1] != '\n') {
                err = ssl.read(buf, n, buf.length - n);
                if (err <= 0) {
                    throw fail(out);
                }
                n += err;
            }
            out.print("read: " + new String(buf, 0, n, StandardCharsets.US_ASCII));
            if (ssl.getVersion().equals("TLSv1.2")) {
                // SSL renegotiation initiated by the SSL server
                n = ssl.read(buf);
                out.print("read: " + new String(buf, 0, n, StandardCharsets.US_ASCII));
                out.printf("wrote %d, resumed %d%n", ssl.write("bye\n".getBytes(StandardCharsets.US_ASCII)), ssl.sessionReused() ? 1 : 0);
                // SSL renegotiation initiated by the SSL client
                out.printf("renegotiate %d", ssl.renegotiate());
                out.printf(", do_handshake %d", ssl.doHandshake());
                out.printf(", resumed %d%n", ssl.sessionReused() ? 1 : 0);
                out.printf("wrote %d%n", ssl.write("last\n".getBytes(StandardCharsets.US_ASCII)));
            }
            // Saving the session
            sess = ssl.get1Session();
            // Closing an SSL connection: but for the second, which is freed without that
            if (i != 1) {
                out.printf("shutdown %d%n", ssl.shutdown());
                out.printf("shutdown %d%n", ssl.shutdown());
            }
            ssl.close();
            sock.close();
            out.printf("resumable %d%n", sess.isResumable() ? 1 : 0);
        }
        sess.close();
        ctx.close();
    }
}
