import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A program with a Bouncy Castle of its own: it registers the provider, uses it, talks https to itself, and uses it again. */
public class OldBouncyCastle {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        useBouncyCastle("before");
        fetchFromMyself();
        useBouncyCastle("after");
    }

    private static void useBouncyCastle(String when) throws Exception {
        System.out.println(when + " info " + Security.getProvider("BC").getInfo());
        System.out.println(when + " jar " + BouncyCastleProvider.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        SHA3Digest digest = new SHA3Digest(256);
        byte[] hash = new byte[32];
        digest.update("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
        digest.doFinal(hash, 0);
        System.out.println(when + " sha3 " + HexFormat.of().formatHex(hash));
        Cipher cipher = Cipher.getInstance("AES/EAX/NoPadding", "BC");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new IvParameterSpec(new byte[16]));
        System.out.println(when + " eax " + cipher.doFinal(new byte[20]).length);
    }

    private static void fetchFromMyself() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
        server.createContext("/", exchange -> {
            byte[] answer = "to myself".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        URI address = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        HttpsURLConnection connection = (HttpsURLConnection) address.toURL().openConnection();
        String body = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println("https " + body + ", by " + SSLContext.getDefault().getProvider().getName());
        server.stop(0);
    }
}
