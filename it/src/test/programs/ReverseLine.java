import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A plain program of a version or a cipher suite that the JDK disables: serves one line reversed, or with a port asks for that of a long line. Its
 * arguments are the version, the port or 0, and the suite.
 */
public class ReverseLine {
    public static void main(String[] args) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", ""); // before JSSE looks
        String[] versions = args[0].split(",");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        if (port == 0) {
            SSLServerSocket listener = (SSLServerSocket) SSLContext.getDefault().getServerSocketFactory().createServerSocket(0);
            listener.setEnabledProtocols(versions);
            if (args.length > 2) {
                listener.setEnabledCipherSuites(new String[] {args[2]});
            }
            System.out.println("port " + listener.getLocalPort());
            SSLSocket s = (SSLSocket) listener.accept();
            s.getOutputStream().write((new StringBuilder(line(s)).reverse() + "\n").getBytes(StandardCharsets.US_ASCII));
            System.out.println("served " + s.getSession().getProtocol());
            System.in.read(); // until the other has read
            return;
        }
        SSLSocket s = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket("127.0.0.1", port);
        s.setEnabledProtocols(versions);
        if (args.length > 2) {
            s.setEnabledCipherSuites(new String[] {args[2]});
        }
        String asked = "long".repeat(2000) + "x";
        s.getOutputStream().write((asked + "\n").getBytes(StandardCharsets.US_ASCII));
        boolean right = new StringBuilder(asked).reverse().toString().equals(line(s));
        System.out.println((right ? "reversed " : "wrong ") + s.getSession().getProtocol());
    }

    private static String line(SSLSocket s) throws Exception {
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
