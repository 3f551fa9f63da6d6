package dev.drawbridge.agent;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.config.Properties;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;

/**
 * The Java agent. It changes no class: it only registers the provider before {@code main} runs (or, attached later, from then on).
 *
 * <p>Whatever goes wrong here is thrown, and a JVM whose agent throws does not start: a program that was told to run on Drawbridge
 * must not run on anything else.
 */
public final class Agent {

    private Agent() {}

    /** Called by the JVM for {@code -javaagent}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        install(arguments);
    }

    /** Called by the JVM when attached to a running program; contexts the program already made stay as they are. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        install(arguments);
    }

    private static void install(String arguments) {
        if (arguments != null && !arguments.isEmpty()) {
            throw new IllegalArgumentException("-javaagent: the Drawbridge agent takes no arguments, but was given \"" + arguments + "\"");
        }
        putFirst(new DrawbridgeProvider());
        Path trace = Properties.ofJvm().trace();
        if (trace != null) {
            LookupTrace.append(trace);
        }
    }

    /** The security properties may have registered Drawbridge already, at a place of their own; the agent means first. */
    private static void putFirst(Provider provider) {
        Security.removeProvider(provider.getName());
        int position = Security.insertProviderAt(provider, 1);
        if (position != 1) {
            throw new IllegalStateException(
                    "the JVM put the provider " + provider.getName() + " at position " + position + " instead of 1");
        }
    }
}
