package dev.drawbridge.jsse;

import java.net.URL;
import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** A program without any import of ours, run in a JVM of its own: what it gets when it asks for TLS without saying more. */
public final class DefaultContextProgram {
    private DefaultContextProgram() {
    }

    /** Prints one line for each way of asking. */
    public static void main(String[] args) {
        say("context", () -> SSLContext.getDefault().getProvider().getName());
        say("engine", () -> SSLContext.getDefault().createSSLEngine("localhost", 1).getSupportedProtocols().length);
        say("parameters", () -> SSLContext.getDefault().getDefaultSSLParameters().getProtocols().length);
        say("socket", () -> SSLSocketFactory.getDefault().createSocket().getClass().getPackageName());
        say("connected", () -> SSLSocketFactory.getDefault().createSocket("localhost", Integer.parseInt(args[0])).getClass().getPackageName());
        say("serverSocket", () -> SSLServerSocketFactory.getDefault().createServerSocket(0).getClass().getPackageName());
        say("url", () -> new URL("https://localhost:" + args[0] + "/").openStream());
        say("http", () -> HttpClient.newHttpClient().sslContext().getProvider().getName());
    }

    private static void say(String what, Callable<?> how) {
        try {
            System.out.println(what + ": " + how.call());
        } catch (Exception e) {
            StringBuilder all = new StringBuilder();
            for (Throwable t = e; t != null; t = t.getCause()) {
                all.append(t).append(" <- ");
            }
            System.out.println(what + ": failed: " + all);
        }
    }
}
