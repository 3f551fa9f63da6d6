package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OcspHttpTest {
    private HttpServer http;
    private URI base;
    /** Method and the request as it arrived. */
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        base = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        http.createContext("/", x -> answer(x, 200, 3));
        http.createContext("/most/", x -> answer(x, 200, OcspHttp.MOST_BYTES));
        http.createContext("/more/", x -> answer(x, 200, OcspHttp.MOST_BYTES + 1));
        http.createContext("/gone/", x -> answer(x, 404, 3));
        http.createContext("/moved/", x -> {
            x.getResponseHeaders().set("Location", "/");
            answer(x, 302, 0);
        });
        http.createContext("/secure/", x -> {
            x.getResponseHeaders().set("Location", "https://127.0.0.1/");
            answer(x, 302, 0);
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange x, int status, int length) throws IOException {
        String path = x.getRequestURI().getRawPath();
        byte[] body = x.getRequestBody().readAllBytes();
        heard.add(x.getRequestMethod() + " " + (body.length > 0 ? x.getRequestHeaders().getFirst("Content-Type") + " " + body.length
                : path.startsWith("/MAM") ? Base64.getDecoder().decode(URLDecoder.decode(path.substring(1), StandardCharsets.US_ASCII)).length : path));
        x.sendResponseHeaders(status, length == 0 ? -1 : length);
        if (length > 0) {
            x.getResponseBody().write(new byte[length]);
        }
        x.close();
    }

    private static byte[] request(int length) {
        byte[] request = new byte[length];
        request[0] = 0x30;
        request[1] = 3;
        return request;
    }

    @Test
    void smallRequestsAreGotAndLargePosted() throws IOException {
        assertArrayEquals(new byte[3], OcspHttp.ask(base, request(60)));
        assertArrayEquals(new byte[3], OcspHttp.ask(base.resolve("/"), request(60)));
        assertArrayEquals(new byte[3], OcspHttp.ask(base, request(200)));
        assertEquals(List.of("GET 60", "GET 60", "POST application/ocsp-request 200"), heard);
    }

    @Test
    void answersAreBounded() throws IOException {
        assertEquals(OcspHttp.MOST_BYTES, OcspHttp.ask(base.resolve("/most/"), request(60)).length);
        assertThrows(IOException.class, () -> OcspHttp.ask(base.resolve("/more/"), request(60)));
    }

    @Test
    void otherAnswersAreNone() {
        assertEquals("HTTP's status 404", assertThrows(IOException.class, () -> OcspHttp.ask(base.resolve("/gone/"), request(60))).getMessage());
    }

    /** As the JDK does: within HTTP, and not from there to HTTPS. */
    @Test
    void redirectionsAreFollowed() throws IOException {
        assertArrayEquals(new byte[3], OcspHttp.ask(base.resolve("/moved/"), request(60)));
        assertEquals("HTTP's status 302", assertThrows(IOException.class, () -> OcspHttp.ask(base.resolve("/secure/"), request(60))).getMessage());
    }

    @Test
    void nobodyThere() {
        http.stop(0);
        assertThrows(IOException.class, () -> OcspHttp.ask(base, request(60)));
    }
}
