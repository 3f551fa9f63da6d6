package dev.drawbridge.tool;

import dev.drawbridge.DrawbridgeProvider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drawbridge version}: what is running here, in the words a bug report needs. */
@Command(name = "version", description = "Print the versions of Drawbridge, the JDK and Bouncy Castle.")
final class VersionCommand implements Runnable, IVersionProvider {

    @Spec
    private CommandSpec spec;

    VersionCommand() {}

    @Override
    public void run() {
        for (String line : getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        spec.commandLine().getOut().flush();
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Drawbridge     " + new DrawbridgeProvider().getVersionStr(),
            "JDK            " + Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("java.home"),
            "Bouncy Castle  " + new BouncyCastleProvider().getVersionStr() + ", as " + bouncyCastleRoot()
        };
    }

    /** {@code org.bouncycastle}, or the name the self-contained jar gives its own copy. */
    private static String bouncyCastleRoot() {
        String name = BouncyCastleProvider.class.getPackageName();
        return name.substring(0, name.length() - ".jce.provider".length());
    }
}
