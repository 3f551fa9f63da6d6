package dev.drawbridge.it.chains;

import dev.drawbridge.it.Programs;
import dev.drawbridge.tool.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks {@code openssl verify} and {@code drawbridge verify} about a case. */
final class VerifyAgreement {
    private final String openssl = Programs.require("openssl", "openssl");
    private final Path directory;

    VerifyAgreement(Path directory) {
        this.directory = directory;
    }

    /**
     * What one of them says.
     *
     * @param status the exit status
     * @param errors each line about an error, for example {@code error 20 at 0 depth lookup: unable to get local issuer certificate}
     * @param output all of it
     */
    record Answer(int status, List<String> errors, String output) {
        static Answer of(int status, String output) {
            return new Answer(status, output.lines().filter(l -> l.contains(" depth lookup: ")).toList(), output);
        }

        boolean agrees(Answer other) {
            return status == other.status && errors.equals(other.errors);
        }
    }

    /** The two answers, openssl's first. */
    List<Answer> ask(ChainCase c) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("verify", "-no-CApath", "-no-CAstore"));
        StringBuilder anchors = new StringBuilder();
        c.trusted.forEach(p -> anchors.append(pem("CERTIFICATE", p.der())));
        StringBuilder crls = new StringBuilder();
        c.crls.forEach(p -> crls.append(pem("X509 CRL", p.der())));
        if (c.crlsAreTrusted) {
            anchors.append(crls);
        } else if (!crls.isEmpty()) {
            words.addAll(List.of("-CRLfile", write("crls.pem", crls)));
        }
        if (anchors.isEmpty()) {
            words.add("-no-CAfile");
        } else {
            words.addAll(List.of("-CAfile", write("ca.pem", anchors)));
        }
        StringBuilder sent = new StringBuilder();
        c.untrusted.forEach(p -> sent.append(pem("CERTIFICATE", p.der())));
        if (!sent.isEmpty()) {
            words.addAll(List.of("-untrusted", write("untrusted.pem", sent)));
        }
        words.addAll(c.options);
        words.add(write("leaf.pem", pem("CERTIFICATE", c.leaf.der())));
        return List.of(openssl(words), drawbridge(words));
    }

    private Answer openssl(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(openssl));
        command.addAll(words);
        Path output = directory.resolve("output");
        Process p = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!p.waitFor(60, TimeUnit.SECONDS)) {
            p.destroyForcibly();
            throw new IOException("openssl does not end: " + command);
        }
        return Answer.of(p.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    private static Answer drawbridge(List<String> words) {
        StringWriter output = new StringWriter();
        PrintWriter w = new PrintWriter(output);
        int status = Main.commandLine().setOut(w).setErr(w).execute(words.toArray(new String[0]));
        w.flush();
        return Answer.of(status, output.toString());
    }

    private String write(String name, CharSequence text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
