package dev.drawbridge.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/**
 * A Spring Boot application that names Drawbridge nowhere, run in a JVM of its own: a web server with the bundle {@code server}, and for each
 * line of its input a call of it with the bundle {@code client}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringBootProgram {
    /** Says whom the server sees. */
    @Bean
    ServletRegistrationBean<HttpServlet> seen() {
        return new ServletRegistrationBean<>(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                X509Certificate[] chain = (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
                response.getWriter().print(chain[0].getSubjectX500Principal().getName());
            }
        }, "/");
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext application = SpringApplication.run(SpringBootProgram.class, arguments);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            URI server = URI.create("https://localhost:" + ((WebServerApplicationContext) application).getWebServer().getPort() + "/");
            SslBundles bundles = application.getBean(SslBundles.class);
            System.out.println("ready");
            for (String bundle = in.readLine(); bundle != null; bundle = in.readLine()) {
                System.out.println("called: " + call(server, bundles.getBundle(bundle)));
            }
        }
    }

    private static String call(URI server, SslBundle bundle) {
        try {
            RestClient rest = RestClient.builder()
                    .requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(HttpClientSettings.ofSslBundle(bundle))).build();
            String seen = rest.get().uri(server).retrieve().body(String.class);
            SSLContext context = bundle.createSslContext();
            HttpResponse<Void> response = HttpClient.newBuilder().sslContext(context).build()
                    .send(HttpRequest.newBuilder(server).build(), HttpResponse.BodyHandlers.discarding());
            X509Certificate peer = (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
            return "by " + seen + ", served by " + peer.getSubjectX500Principal().getName() + " with " + response.sslSession().get().getProtocol()
                    + ", " + context.getProvider().getName();
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return "failed: " + cause;
        }
    }
}
