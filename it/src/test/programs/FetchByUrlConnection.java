import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.HttpsURLConnection;

/** A plain program: fetches each URL it is given and prints suite, peer and body. */
public class FetchByUrlConnection {
    public static void main(String[] urls) throws Exception {
        for (String url : urls) {
            HttpsURLConnection c = (HttpsURLConnection) new URL(url).openConnection();
            try (InputStream in = c.getInputStream()) {
                String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                System.out.println(c.getResponseCode() + " " + c.getPeerPrincipal() + " " + body.strip());
            }
        }
    }
}
