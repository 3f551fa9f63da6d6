package dev.drawbridge.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The demo's words. Every fact printed here was read from a trace the program's own JVM wrote, or said by the program. */
record DemoReport(PrintWriter out) {

    private static final Map<String, String> LABELS = Map.of(
            "protocol", "protocol",
            "cipherSuite", "cipher suite",
            "group", "group",
            "signatureScheme", "signature scheme",
            "alpn", "application protocol",
            "localChain", "own chain",
            "peerChain", "peer chain",
            "verifiedBy", "verified by");
    private static final List<String> ORDER =
            List.of("protocol", "cipherSuite", "group", "signatureScheme", "alpn", "localChain", "peerChain", "verifiedBy");

    void heading(Path directory, boolean kept) {
        out.println("Plain JDK programs on Drawbridge, JDK " + Runtime.version() + ".");
        out.println("They were compiled without Drawbridge and are run with -javaagent:drawbridge-all.jar; nothing else is changed.");
        out.println();
        out.println("Files in " + directory + (kept ? " (kept)" : " (removed at the end; --keep leaves them)"));
        out.flush();
    }

    void files(DemoFiles files) {
        file(files.ca(), "the CA's certificate");
        file(files.server(), "the server's certificate for localhost, EC P-256");
        file(files.serverKey(), "its private key");
        file(files.keyStore(), "certificate and key again, for javax.net.ssl.keyStore");
        file(files.trustStore(), "the CA's certificate again, for javax.net.ssl.trustStore");
        out.println("  The programs are given the two .p12 files. PEM files do too, with javax.net.ssl.keyStoreType=PEM and trustStoreType=PEM.");
        out.flush();
    }

    private void file(Path file, String what) {
        out.printf("  %-16s%s%n", file.getFileName(), what);
    }

    /**
     * What the program said and what its JVM traced.
     *
     * @return whether Drawbridge served its SSLContext and did a handshake: the demo has failed otherwise, however well the program ended
     */
    boolean program(DemoPrograms.Running program, String what) throws IOException {
        out.println();
        out.println(program.name() + ", " + what);
        out.println("  said by the program");
        program.said().forEach(line -> out.println("    " + line));
        List<TraceLine> trace = program.trace();
        out.println("  JSSE look-ups of its JVM");
        boolean served = true;
        for (TraceLine line : trace) {
            if (line.is("lookup")) {
                out.printf("    %-32s%s%n", line.text("type") + " " + line.text("algorithm"), line.text("provider"));
                served &= !"SSLContext".equals(line.text("type")) || "Drawbridge".equals(line.text("provider"));
            }
        }
        boolean connected = false;
        for (TraceLine line : trace) {
            if (line.is("handshake")) {
                handshake(line);
                connected = true;
            } else if (line.is("failure")) {
                failure(line);
            }
        }
        if (!served) {
            out.println("  FAILED: this program did not run on Drawbridge");
        } else if (!connected) {
            out.println("  FAILED: no handshake came to a good end");
        }
        out.flush();
        return served && connected;
    }

    private void handshake(TraceLine line) {
        String millis = line.text("millis");
        out.println("  handshake as " + line.text("role") + " with " + line.text("peer") + (millis == null ? "" : ", " + millis + " ms"));
        for (String key : ORDER) {
            List<String> values = line.list(key);
            for (int i = 0; i < values.size(); i++) {
                out.printf("    %-22s%s%s%n", i == 0 ? LABELS.get(key) : "",
                        values.get(i).isEmpty() ? "(none)" : values.get(i), openSslName(key, line));
            }
        }
    }

    private static String openSslName(String key, TraceLine line) {
        String name = line.text("opensslCipher");
        return key.equals("cipherSuite") && name != null ? " (OpenSSL: " + name + ")" : "";
    }

    private void failure(TraceLine line) {
        String alert = line.text("alert");
        out.println("  failed as " + line.text("role") + " with " + line.text("peer"));
        out.printf("    %-22s%s%n", "alert", alert == null ? "none" : alert);
        out.printf("    %-22s%s%n", "reason", line.text("reason"));
    }
}
