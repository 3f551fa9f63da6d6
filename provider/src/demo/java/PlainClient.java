import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** Fetches an https URL as anybody does with the JDK. */
public final class PlainClient {

    private PlainClient() {}

    public static void main(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getDefault();
        System.out.println("my SSLContext " + context.getProtocol() + " is from the provider " + context.getProvider().getName());
        HttpsURLConnection connection = (HttpsURLConnection) URI.create(arguments[0]).toURL().openConnection();
        connection.setConnectTimeout(30_000);
        connection.setReadTimeout(30_000);
        int status = connection.getResponseCode();
        X509Certificate peer = (X509Certificate) connection.getServerCertificates()[0];
        System.out.println("connected with " + connection.getCipherSuite() + " to " + peer.getSubjectX500Principal().getName());
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] body = in == null ? new byte[0] : in.readAllBytes();
            String text = new String(body, StandardCharsets.UTF_8).strip();
            String firstLine = text.lines().findFirst().orElse("");
            System.out.println("status " + status + ", " + body.length + " bytes: "
                    + (firstLine.length() > 80 ? firstLine.substring(0, 80) + "..." : firstLine));
        }
    }
}
