package dev.drawbridge.tool;

import dev.drawbridge.store.TrustSources;
import java.io.File;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drawbridge rehash}: the links of a CApath, as openssl-rehash(1) makes them. */
@Command(
        name = "rehash",
        description = "Make the links by which OpenSSL and Drawbridge find certificates and CRLs in a directory (as openssl rehash).")
final class RehashCommand implements Callable<Integer> {
    private static final int STATUS = 0xff;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "-help", "--help"}, usageHelp = true, description = "Show this text.")
    boolean help; // picocli looks at it

    @Option(names = "-n", description = "Do not remove existing links.")
    private boolean keep;

    @Option(names = "-v", description = "Say what is done.")
    private boolean verbose;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Directories; else those of SSL_CERT_DIR, else OpenSSL's own.")
    private List<String> directories;

    private boolean newHash = true;
    private boolean oldHash;

    RehashCommand() {}

    // Of the two that follow, the last on the command line counts, as in OpenSSL.
    @Option(names = "-compat", description = "Make links of the new hash and of that of OpenSSL before 1.0.")
    void compat(boolean given) {
        newHash = true;
        oldHash = given;
    }

    @Option(names = "-old", description = "Make links of the hash of OpenSSL before 1.0 only.")
    void old(boolean given) {
        newHash = !given;
        oldHash = given;
    }

    @Override
    public Integer call() {
        Rehash.Options options = new Rehash.Options(newHash, oldHash, keep, verbose);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int errors = 0;
        for (String directory : directories == null ? defaults() : directories) {
            errors += Rehash.directory(directory, options, out, err);
            out.flush();
            err.flush();
        }
        return errors & STATUS;
    }

    private static List<String> defaults() {
        String environment = System.getenv("SSL_CERT_DIR");
        if (environment == null) {
            return List.of(TrustSources.opensslDirectory().resolve("certs").toString());
        }
        return Arrays.stream(environment.split(File.pathSeparator)).filter(d -> !d.isEmpty()).toList();
    }
}
