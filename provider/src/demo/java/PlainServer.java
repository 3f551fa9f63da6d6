import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** An https server as anybody writes it with the JDK. It answers until its standard input ends. */
public final class PlainServer {

    private PlainServer() {}

    public static void main(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getDefault();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> answer((HttpsExchange) exchange));
        server.start();
        System.out.println("my SSLContext " + context.getProtocol() + " is from the provider " + context.getProvider().getName());
        System.out.println("listening on " + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // what is typed here does not matter
        }
        server.stop(0);
    }

    private static void answer(HttpsExchange exchange) throws IOException {
        SSLSession session = exchange.getSSLSession();
        byte[] body = ("Hello over " + session.getProtocol() + " and " + session.getCipherSuite() + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        System.out.println("answered " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
    }
}
