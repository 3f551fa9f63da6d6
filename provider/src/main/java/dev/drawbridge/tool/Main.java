package dev.drawbridge.tool;

import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code drawbridge} command; each subcommand is a class of this package. */
@Command(
        name = "drawbridge",
        description = "OpenSSL's TLS in pure Java, as a java.security.Provider.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        subcommands = {VersionCommand.class, DemoCommand.class, RehashCommand.class, VerifyCommand.class, CommandLine.HelpCommand.class})
public final class Main implements Runnable {
    /** The commands that speak as openssl's do. */
    private static final Set<String> OPENSSLS = Set.of("ciphers", "verify");

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The whole command line. An argument that begins with {@code @} is not a file: it may be a cipher string. As with openssl, an option may
     * be said twice, and the last one counts.
     */
    public static CommandLine commandLine() {
        CommandLine all = new CommandLine(new Main()).addSubcommand(CiphersCommand.commandLine()).setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true);
        IParameterExceptionHandler usual = all.getParameterExceptionHandler();
        return all.setParameterExceptionHandler((e, arguments) -> OPENSSLS.contains(e.getCommandLine().getCommandName())
                ? OpensslUsage.wrong(e) : usual.handleParseException(e, arguments));
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().usage(out);
        out.flush();
    }
}
