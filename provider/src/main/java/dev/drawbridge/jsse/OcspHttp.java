package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/** Asks an OCSP responder over HTTP (RFC 6960 appendix A), as the JDK does: its proxies count, and redirections to HTTP are followed. */
final class OcspHttp {
    /** As much as OpenSSL reads (OSSL_HTTP_DEFAULT_MAX_RESP_LEN); some kilobytes are usual. */
    static final int MOST_BYTES = 100 * 1024;
    /** The JDK's, for the connection and for each read. */
    private static final Duration SILENCE = Duration.ofSeconds(15);
    /** For all that is read. */
    private static final Duration WHOLE = Duration.ofSeconds(30);
    /** RFC 5019 section 5: up to this length GET, which caches on the way understand, otherwise POST. */
    private static final int LONGEST_GET = 255;

    private OcspHttp() {
    }

    /**
     * What the responder answers, whatever it is.
     *
     * @param request DER
     * @throws IOException when it answers nothing within 15 seconds, not by HTTP's 200, or too much
     */
    static byte[] ask(URI responder, byte[] request) throws IOException {
        String base = responder.toString();
        String get = base + (base.endsWith("/") ? "" : "/") + URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.UTF_8);
        boolean post = get.length() > LONGEST_GET;
        HttpURLConnection connection = (HttpURLConnection) (post ? responder.toURL() : new URL(get)).openConnection();
        connection.setConnectTimeout((int) SILENCE.toMillis());
        connection.setReadTimeout((int) SILENCE.toMillis());
        connection.setUseCaches(false);
        try {
            if (post) {
                connection.setRequestMethod("POST");
                connection.setRequestProperty("Content-Type", "application/ocsp-request");
                connection.setDoOutput(true);
                connection.getOutputStream().write(request);
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("HTTP's status " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                return read(in);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        long begin = System.nanoTime();
        byte[] bytes = new byte[MOST_BYTES + 1];
        int length = 0;
        for (int n = 0; n >= 0; n = in.read(bytes, length, bytes.length - length)) {
            length += n;
            if (length > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            if (System.nanoTime() - begin > WHOLE.toNanos()) {
                throw new IOException("not all of it within " + WHOLE.toSeconds() + " s");
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
