package dev.drawbridge.tool;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command that stands for one of openssl's says of wrong options, in openssl's words. */
final class OpensslUsage {
    private static final int FAILED = 1;

    private OpensslUsage() {
    }

    /** Prints the error and returns the exit status. */
    static int wrong(ParameterException e) {
        String command = e.getCommandLine().getCommandName();
        PrintWriter err = e.getCommandLine().getErr();
        if (e instanceof UnmatchedArgumentException unmatched) {
            err.println(command + ": Unknown option: " + unmatched.getUnmatched().get(0));
        } else if (e instanceof MissingParameterException missing && missing.getMissing().get(0) instanceof CommandLine.Model.OptionSpec o) {
            err.println(command + ": Option " + o.longestName() + " needs a value");
        } else {
            err.println(command + ": " + e.getMessage());
        }
        err.println(command + ": Use -help for summary.");
        err.flush();
        return FAILED;
    }
}
