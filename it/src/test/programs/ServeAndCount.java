import dev.drawbridge.SslSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Answers over https with the JVM's default context, by sockets, and tells what became of its sessions for each line of its input. */
public class ServeAndCount {
    public static void main(String[] args) throws Exception {
        SSLContext context = SSLContext.getDefault();
        SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            while (true) {
                try {
                    SSLSocket socket = (SSLSocket) server.accept();
                    new Thread(() -> serve(socket)).start();
                } catch (IOException e) {
                    System.out.println("cannot accept: " + e);
                    return;
                }
            }
        });
        accepting.setDaemon(true);
        accepting.start();
        System.out.println("port " + server.getLocalPort());
        System.out.println("provider " + context.getProvider().getName());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(line + " " + SslSessions.of(context.getServerSessionContext()).counts());
        }
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                continue;
            }
            socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nserved plainly".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.out.println("connection lost: " + e);
        }
    }
}
