package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.conf.CipherString;
import dev.drawbridge.config.conf.Ciphersuites;
import dev.drawbridge.config.conf.ConfCommands;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.ConfFile;
import dev.drawbridge.config.conf.ConfReading;
import dev.drawbridge.config.conf.ConfRole;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.config.conf.SuiteUse;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configuration files against the {@code openssl} of this machine: {@code openssl asn1parse -genconf} reads a file with OpenSSL's own reader
 * and writes values of it as DER, many to a process. The files are the same in every run.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConfIT {
    private static final int FILES = 12;
    private static final int VALUES = 250;
    private static final int REFUSABLE = 60;
    private static final int OCTET_STRING = 4;
    private static final List<String> PIECES = List.of("a", "b c", " ", "\t", "'", "\"", "`", "\\ ", "\\\\", "\\n", "\\t", "\\r", "\\b", "\\q",
            "\\#", "\\$", "\\'", "#", "'x # y'", "\"x'y\"", "'it\\'s'", "$one-", "${one}", "$(one)", "$all::before-", "${other::two}",
            "$(other::two)", "$other::two.x", "$ENV::CONF_IT-", "${ENV::CONF_IT}", " \\\n", " \\\n  ", "=", "[", "]", "{", ")", ":", "::", ".", ";",
            "~", "\u00fc", "$one$one-", "\r");

    @TempDir
    Path directory;

    @Test
    void valuesAreExpandedAlike() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Random random = new Random(3);
        for (int i = 0; i < FILES; i++) {
            StringBuilder text = new StringBuilder(head(random));
            for (int v = 0; v < VALUES; v++) {
                text.append("v").append(v).append(random.nextBoolean() ? " = " : "=").append("OCT:x").append(value(random)).append('\n');
            }
            assertTrue(compare(openssl, file("values" + i + ".cnf", text.toString())), "the file was refused");
        }
    }

    @Test
    void filesAreRefusedAlike() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Random random = new Random(4);
        List<String> wrong = List.of("$nosuch", "${one", "$(one}", "$", "${other::nosuch}", "$nosuch::one", "[ open", "[s] x", "no equal sign",
                "[a b]", "[ $one ]", "na me = x", "s2::n = y", "= OCT:z", ".pragma dollarid:on", ".pragma dollarid:maybe", ".pragma abspath",
                ".pragma unknown:x", ".include nosuch", ".includenosuch = x", ".pragma = dollarid:true", "x$y = 1", "a.b,c;d = OCT:1",
                "\u00fc = OCT:1");
        int refused = 0;
        for (int i = 0; i < REFUSABLE; i++) {
            String line = i < wrong.size() ? wrong.get(i) : wrong.get(random.nextInt(wrong.size())) + value(random);
            String text = head(random) + "v0 = OCT:x" + (line.startsWith("$") ? line : "") + "\n" + (line.startsWith("$") ? "" : line + "\n")
                    + (line.startsWith("[") ? "[all]\n" : "") + "v1 = OCT:y$one\n";
            refused += compare(openssl, file("wrong" + i + ".cnf", text)) ? 0 : 1;
        }
        assertTrue(refused > REFUSABLE / 5 && refused < REFUSABLE, refused + " of " + REFUSABLE + " files were refused");
    }

    @Test
    void filesAreIncludedAlike() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Path sub = Files.createDirectory(directory.resolve("sub"));
        Files.writeString(sub.resolve("only.cnf"), "[more]\nm = 'of sub'\n[all]\nv1 = OCT:x$more::m\n");
        Files.writeString(sub.resolve("only.txt"), "not read\n");
        Files.writeString(directory.resolve("one.cnf"), "v2 = OCT:x$one\ndefault::w = last line\\\n");
        for (String how : List.of(".include sub", ".include = sub", ".include " + sub, ".include " + sub.resolve("only.cnf"),
                ".pragma includedir:" + sub + "\n.include only.cnf", ".pragma includedir:sub\n.include only.cnf",
                ".include nosuch", ".pragma abspath:on\n.include sub", ".pragma abspath:on\n.include " + sub,
                "default::x = sub\n.include $x/only.cnf",
                ".include one.cnf", ".include one.cnf\n.include sub\n.include one.cnf")) {
            compare(openssl, file("includes.cnf", head(new Random(5)) + "v0 = OCT:x\n" + how + "\nv3 = OCT:x$one\n"));
        }
    }

    /** What {@code openssl ciphers} shows of the commands of a file: lists, levels and versions. */
    @Test
    void commandsAreObeyedAlike() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        for (String commands : List.of("CipherString = HIGH:!aNULL:bogus", "cipherstring = ALL:@SECLEVEL=0\nCiphersuites = TLS_AES_128_GCM_SHA256",
                "CipherString = ALL:@SECLEVEL=4", "Protocol = -TLSv1.3", "protocol = -tlsv1.3,-TLSv1.2", "Protocol = -TLSv1.3,Bogus,-TLSv1.2",
                "Protocol = Bogus,-TLSv1.3", "Protocol = -ALL, +TLSv1.3", "Nonesuch = 1\nProtocol = - TLSv1.3\nCipherString = AES128",
                "1.Ciphersuites = TLS_AES_128_CCM_SHA256\n2.Ciphersuites = bogus:TLS_AES_256_GCM_SHA384:",
                "Protocol = -TLSv1.3,\nx.y.Protocol = -TLSv1.2", "a.Protocol = -TLSv1.3\nb.Protocol = +TLSv1.3",
                "NumTickets = many\nOptions = Bogus\nCipherString = kRSA", "CipherString = SUITEB192", "Protocol =\nCipherString = PSK")) {
            Path file = file("commands.cnf", "openssl_conf = lib\n[lib]\nssl_conf = ssl\n[ssl]\nsystem_default = sys\n[sys]\n" + commands + '\n');
            for (List<String> options : List.of(List.<String>of(), List.of("-s"))) {
                List<String> command = new ArrayList<>(List.of(openssl, "ciphers"));
                command.addAll(options);
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().put("OPENSSL_CONF", file.toString());
                Process process = builder.start();
                String theirs = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                assertEquals(0, process.waitFor());
                assertEquals(theirs, suites(file, !options.isEmpty()), commands + ' ' + options);
            }
        }
    }

    private String suites(Path file, boolean usable) throws Exception {
        ConfReading reading = new ConfReading(name -> null, directory, false, warning -> { });
        ConfSettings settings = ConfCommands.named("system_default", ConfFile.read(file, reading), EnumSet.of(ConfRole.CLIENT, ConfRole.SERVER),
                reading).orElseThrow();
        CipherString older = settings.cipherString().isPresent() ? settings.cipherString().get().value() : CipherString.parse("DEFAULT");
        List<OpensslSuite> all = new ArrayList<>(settings.ciphersuites().isPresent() ? settings.ciphersuites().get().value().suites()
                : Ciphersuites.DEFAULT.suites());
        all.addAll(older.suites());
        List<ProtocolVersion> on = new ArrayList<>(List.of(ProtocolVersion.TLS10, ProtocolVersion.TLS11, ProtocolVersion.TLS12,
                ProtocolVersion.TLS13));
        settings.protocols().forEach((version, said) -> {
            if (!said.value()) {
                on.remove(version);
            }
        });
        SuiteUse use = new SuiteUse(settings.securityLevel().map(Said::value).orElse(SecurityLevel.DEFAULT), on.get(0), on.get(on.size() - 1),
                older.suiteB().isPresent(), false, false);
        return String.join(":", (usable ? use.of(all) : all).stream().map(OpensslSuite::name).toList());
    }

    /** The section {@code all} is what OpenSSL writes; it comes last in the head. */
    private static String head(Random random) {
        return "asn1 = SEQUENCE:all\none = 1st\nmine = default\n[other]\ntwo = ${one}'2nd'\none = of other\n[all]\nbefore = OCT:"
                + (random.nextBoolean() ? "b" : "B'\"'") + "\n";
    }

    private static String value(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        // A line that ends in an odd backslash would make the next value a part of this one.
        return text.toString().endsWith("\\") || text.toString().endsWith("\n") ? text + "." : text.toString();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** Both give the same values of the section {@code all}, or both refuse; whether they took the file. */
    private boolean compare(String openssl, Path file) throws Exception {
        List<String> theirs = theirs(openssl, file);
        List<String> ours = ours(file);
        assertEquals(theirs, ours, () -> {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                return e.toString();
            }
        });
        return theirs != null;
    }

    private List<String> ours(Path file) {
        try {
            ConfFile conf = ConfFile.read(file, new ConfReading(name -> name.equals("CONF_IT") ? "of 'environment'" : null, directory, false,
                    warning -> { }));
            return conf.section("all").stream().map(ConfFile.Value::text).filter(v -> v.startsWith("OCT:")).map(v -> v.substring(4)).toList();
        } catch (ConfException e) {
            return null;
        }
    }

    private List<String> theirs(String openssl, Path file) throws Exception {
        Path der = directory.resolve("out.der");
        Files.deleteIfExists(der);
        ProcessBuilder builder = new ProcessBuilder(openssl, "asn1parse", "-genconf", file.toString(), "-noout", "-out", der.toString())
                .directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("OPENSSL_CONF", "/dev/null");
        builder.environment().put("CONF_IT", "of 'environment'");
        Process process = builder.start();
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0 ? octetStrings(Files.readAllBytes(der)) : null;
    }

    private static List<String> octetStrings(byte[] der) {
        ByteBuffer in = ByteBuffer.wrap(der);
        in.get();
        length(in);
        List<String> found = new ArrayList<>();
        while (in.hasRemaining()) {
            assertEquals(OCTET_STRING, in.get());
            byte[] content = new byte[length(in)];
            in.get(content);
            found.add(new String(content, StandardCharsets.UTF_8));
        }
        return found;
    }

    private static int length(ByteBuffer in) {
        int first = in.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7f; i > 0; i--) {
            length = length << 8 | in.get() & 0xff;
        }
        return length;
    }
}
