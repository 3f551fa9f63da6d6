package dev.drawbridge.tool;

import dev.drawbridge.config.conf.CipherString;
import dev.drawbridge.config.conf.Ciphersuites;
import dev.drawbridge.config.conf.ListException;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.config.conf.SuiteUse;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code drawbridge ciphers}: what {@code openssl ciphers} of OpenSSL 3.0 prints, with its options, exit codes and words. It speaks of all
 * suites that OpenSSL knows; which of them Drawbridge speaks is in ciphers.md.
 */
@Command(name = "ciphers", description = "List the cipher suites that a cipher string means, as 'openssl ciphers' does.")
final class CiphersCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "-help", usageHelp = true, description = "Show this.")
    boolean help;

    @Option(names = "-v", description = "One suite a line, with its versions and algorithms.")
    private boolean verbose;

    @Option(names = "-V", description = "Also its number.")
    private boolean codes;

    @Option(names = "-stdname", description = "Also its name in the registry.")
    private boolean ianaNames;

    @Option(names = "-convert", paramLabel = "NAME", description = "Only print OpenSSL's name for a name of the registry.")
    private String convert;

    @Option(names = "-s", description = "Only what the security level, the versions and the options -psk and -srp permit.")
    private boolean supported;

    @Option(names = "-psk", description = "With -s: also suites with pre-shared keys.")
    private boolean psk;

    @Option(names = "-srp", description = "With -s: also suites with SRP.")
    private boolean srp;

    @Option(names = "-ciphersuites", paramLabel = "LIST", description = "The suites of TLS 1.3, by their names in the registry.")
    private String ciphersuites;

    @Parameters(paramLabel = "STRING", arity = "0..*", description = "A cipher string of OpenSSL; DEFAULT when there is none.")
    private List<String> strings = new ArrayList<>();

    private ProtocolVersion only;

    private CiphersCommand() {
    }

    /** The command with OpenSSL's ways to read options: long ones with one dash, the last one wins, none after the string. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new CiphersCommand());
        commandLine.setPosixClusteredShortOptionsAllowed(false);
        commandLine.setOverwrittenOptionsAllowed(true);
        commandLine.setStopAtPositional(true);
        return commandLine;
    }

    @Option(names = "-tls1", description = "With -s: what TLS 1.0 has.")
    void tls10(boolean on) {
        limit(on, ProtocolVersion.TLS10);
    }

    @Option(names = "-tls1_1", description = "With -s: what TLS 1.1 has.")
    void tls11(boolean on) {
        limit(on, ProtocolVersion.TLS11);
    }

    @Option(names = "-tls1_2", description = "With -s: what TLS 1.2 has.")
    void tls12(boolean on) {
        limit(on, ProtocolVersion.TLS12);
    }

    @Option(names = "-tls1_3", description = "With -s: what TLS 1.3 has.")
    void tls13(boolean on) {
        limit(on, ProtocolVersion.TLS13);
    }

    private void limit(boolean on, ProtocolVersion version) {
        if (on) {
            only = version;
        }
    }

    @Override
    public Integer call() {
        if (strings.size() > 1) {
            throw new ParameterException(spec.commandLine(), "at most one STRING, and options before it");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (convert != null) {
            String name = OpensslSuite.nameOf(convert);
            out.print("OpenSSL cipher name: " + (name == null ? "(NONE)" : name) + '\n');
            out.flush();
            return 0;
        }
        Ciphersuites tls13;
        try {
            tls13 = ciphersuites == null ? Ciphersuites.DEFAULT : Ciphersuites.parse(ciphersuites);
        } catch (ListException e) {
            return refuse("Error setting TLSv1.3 ciphersuites", e);
        }
        try {
            print(out, listed(tls13));
            return 0;
        } catch (ListException e) {
            return refuse("Error in cipher list", e);
        }
    }

    private List<OpensslSuite> listed(Ciphersuites tls13) throws ListException {
        String text = strings.isEmpty() ? "DEFAULT" : strings.get(0);
        CipherString older = CipherString.read(text);
        List<OpensslSuite> all = new ArrayList<>(tls13.suites());
        if (all.stream().allMatch(OpensslSuite::tls13)) {
            older.requireSuites(text); // OpenSSL asks for a suite below TLS 1.3, from whichever list
        }
        all.addAll(older.suites());
        if (!supported) {
            return all;
        }
        SuiteUse use = new SuiteUse(older.securityLevel().orElse(SecurityLevel.DEFAULT), only == null ? ProtocolVersion.TLS10 : only,
                only == null ? ProtocolVersion.TLS13 : only, older.suiteB().isPresent(), psk, srp);
        return use.of(all);
    }

    private void print(PrintWriter out, List<OpensslSuite> suites) {
        if (verbose || codes || ianaNames) {
            suites.forEach(suite -> out.print(line(suite)));
        } else {
            out.print(String.join(":", suites.stream().map(OpensslSuite::name).toList()) + '\n');
        }
        out.flush();
    }

    private String line(OpensslSuite suite) {
        String code = codes ? String.format(Locale.ROOT, "          0x%02X,0x%02X - ", suite.code() >> 8, suite.code() & 0xff) : "";
        String name = ianaNames ? String.format(Locale.ROOT, "%-45s - ", suite.ianaName()) : "";
        return code + name + suite.description() + '\n';
    }

    private int refuse(String what, ListException e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(what);
        err.println("error:SSL routines:" + e.reason());
        err.println(e.getMessage());
        err.flush();
        return FAILED;
    }
}
