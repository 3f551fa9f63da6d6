import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Prints the provider of each JSSE look-up, and of two look-ups that are none of JSSE's. */
public class WhoServes {
    public static void main(String[] args) throws Exception {
        System.out.println("Default " + SSLContext.getDefault().getProvider().getName());
        System.out.println("TLS " + SSLContext.getInstance("TLS").getProvider().getName());
        System.out.println("TLSv1.3 " + SSLContext.getInstance("TLSv1.3").getProvider().getName());
        System.out.println("keys " + KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm()).getProvider().getName());
        System.out.println("trust " + TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).getProvider().getName());
        System.out.println("digest " + MessageDigest.getInstance("SHA-256").getProvider().getName());
        System.out.println("random " + new SecureRandom().getProvider().getName());
        System.out.println("suites " + (SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites().length > 0));
    }
}
