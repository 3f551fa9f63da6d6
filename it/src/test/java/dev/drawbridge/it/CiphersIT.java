package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.tool.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code drawbridge ciphers} against the {@code openssl ciphers} of this machine, on random strings of the language and beside it. The
 * strings are the same in every run; {@code -Dit.cipherStrings=N} says how many, since each costs a process.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CiphersIT {
    private static final int STRINGS = Integer.getInteger("it.cipherStrings", 500);
    private static final int THREADS = 2;
    private static final List<String> ALIASES = List.of("ALL", "COMPLEMENTOFALL", "COMPLEMENTOFDEFAULT", "kRSA", "kEDH", "kDHE", "DH", "kEECDH",
            "kECDHE", "ECDH", "kPSK", "kRSAPSK", "kECDHEPSK", "kDHEPSK", "kSRP", "aRSA", "aDSS", "DSS", "aNULL", "aECDSA", "ECDSA", "aPSK",
            "aSRP", "EDH", "DHE", "EECDH", "ECDHE", "NULL", "RSA", "ADH", "AECDH", "PSK", "SRP", "eNULL", "AES128", "AES256", "AES",
            "AESGCM", "AESCCM", "AESCCM8", "CAMELLIA128", "CAMELLIA256", "CAMELLIA", "CHACHA20", "ARIA", "ARIAGCM", "ARIA128", "ARIA256",
            "CBC", "MD5", "SHA1", "SHA", "SHA256", "SHA384", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.2", "LOW", "MEDIUM", "HIGH", "FIPS");
    private static final List<String> NO_WORDS = List.of("RC2", "IDEA", "SEED", "GOST94", "kGOST", "aGOST", "DES", "bogus", "high",
            "DEFAULT", "SUITEB128", "A_B", "SEED-SHA", "TLS_AES_128_GCM_SHA256", "PROFILE=SYSTEM", "-", "");
    private static final List<String> COMMANDS = List.of("@STRENGTH", "@STRENGTH", "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=2",
            "@SECLEVEL=3", "@SECLEVEL=4", "@SECLEVEL=5", "@SECLEVEL=6", "@STRENGTHx", "@STRENGTH+AES", "@");
    private static final List<String> OPTIONS = List.of("-s", "-s", "-v", "-V", "-stdname", "-psk", "-srp", "-tls1", "-tls1_1", "-tls1_2",
            "-tls1_3");

    private record Ran(int exit, String out, String reason) {
    }

    @TempDir
    static Path directory;

    @Test
    void randomStringsMeanTheSame() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Random random = new Random(20261125);
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < STRINGS; i++) {
            all.add(arguments(random));
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Ran>> theirs = new ArrayList<>();
            for (int i = 0; i < STRINGS; i++) {
                Path errors = directory.resolve(i + ".err");
                List<String> arguments = all.get(i);
                theirs.add(pool.submit(() -> theirs(openssl, arguments, errors)));
            }
            int refused = 0;
            for (int i = 0; i < STRINGS; i++) {
                Ran ran = theirs.get(i).get();
                refused += ran.exit();
                assertEquals(ran, ours(all.get(i)), "ciphers " + all.get(i));
            }
            assertTrue(refused > STRINGS / 100 && refused < STRINGS / 2, refused + " of " + STRINGS + " strings were refused");
        } finally {
            pool.shutdownNow();
        }
    }

    private static Ran theirs(String openssl, List<String> arguments, Path errors) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "ciphers"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("OPENSSL_CONF", "/dev/null");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        int exit = process.waitFor();
        Ran ran = new Ran(exit, out, reason(Files.readString(errors)));
        Files.delete(errors);
        return ran;
    }

    private static Ran ours(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> command = new ArrayList<>(List.of("ciphers"));
        command.addAll(arguments);
        int exit = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(command.toArray(new String[0]));
        return new Ran(exit, out.toString(), reason(err.toString()));
    }

    private static String reason(String errors) {
        return errors.contains("invalid command") ? "invalid command" : errors.contains("no cipher match") ? "no cipher match"
                : errors.contains("Use -help") ? "usage" : "";
    }

    private static List<String> arguments(Random random) {
        List<String> arguments = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            arguments.add(one(random, OPTIONS));
        }
        if (random.nextInt(10) == 0) {
            arguments.add("-ciphersuites");
            arguments.add(List.of("", "TLS_AES_128_CCM_8_SHA256:bogus", " TLS_AES_128_GCM_SHA256 : TLS_AES_256_GCM_SHA384", "bogus", ":",
                    "TLS_RSA_WITH_AES_128_CBC_SHA").get(random.nextInt(6)));
        }
        arguments.add(string(random));
        return arguments;
    }

    private static String string(Random random) {
        StringBuilder text = new StringBuilder(switch (random.nextInt(10)) {
            case 0, 1 -> "DEFAULT";
            case 2, 3, 4 -> "ALL";
            case 5 -> "ALL:eNULL";
            case 6 -> random.nextInt(4) == 0 ? "SUITEB128" : "HIGH";
            default -> word(random);
        });
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(random.nextInt(12) == 0 ? "" : one(random, List.of(":", ":", ":", ",", ";", " ", "::")));
            if (random.nextInt(8) == 0) {
                text.append(one(random, COMMANDS));
            } else {
                text.append(one(random, List.of("", "", "", "!", "-", "-", "+", "+")));
                text.append(word(random));
                for (int more = random.nextInt(6) - 3; more > 0; more--) {
                    text.append('+').append(word(random));
                }
            }
            if (random.nextInt(150) == 0) {
                text.append(one(random, List.of("#", "_", "+", "!", "\u00fc", "=", "@")));
            }
        }
        // What begins with a dash is an option to both, but not the same unknown one.
        return text.toString().startsWith("-") ? ':' + text.toString() : text.toString();
    }

    private static String word(Random random) {
        int kind = random.nextInt(40);
        if (kind < 8) {
            return one(random, OpensslSuite.all()).name();
        }
        return kind == 8 ? one(random, NO_WORDS) : one(random, ALIASES);
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
