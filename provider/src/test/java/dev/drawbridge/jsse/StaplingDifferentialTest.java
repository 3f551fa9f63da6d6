package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.TestCa;
import dev.drawbridge.verify.TestResponder;
import dev.drawbridge.verify.VerifyException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, which staple what a responder on this machine says, and what clients of both providers see and make of it. */
class StaplingDifferentialTest {
    private static TestCa root;
    private static TestCa middle;
    private static TestCa.Identity leaf;
    private static TestCa.Identity demanding;
    private static HttpServer http;
    /** What the responder says, by serial number; nothing of others. */
    private static final Map<BigInteger, byte[]> ANSWERS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        root = TestCa.root("Root");
        middle = root.intermediate("Middle");
        TestCa.Identity issued = middle.issue("EC", TestCa.Leaf.of("leaf", "ec.test"));
        leaf = new TestCa.Identity(issued.keys(), List.of(issued.leaf(), middle.certificate(), root.certificate()));
        demanding = middle.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("demanding", "ec.test"), TestCa.features(5));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        http.createContext("/", StaplingDifferentialTest::answer);
        http.start();
        // SunJSSE reads these when it first asks.
        System.setProperty("jdk.tls.stapling.responderURI", "http://127.0.0.1:" + http.getAddress().getPort() + "/");
        System.setProperty("jdk.tls.stapling.responderOverride", "true");
    }

    @AfterAll
    static void stop() {
        http.stop(0);
        System.clearProperty("jdk.tls.stapling.responderURI");
        System.clearProperty("jdk.tls.stapling.responderOverride");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = URLDecoder.decode(exchange.getRequestURI().getRawPath().substring(1), StandardCharsets.US_ASCII);
        byte[] request = path.isEmpty() ? exchange.getRequestBody().readAllBytes() : Base64.getMimeDecoder().decode(path);
        byte[] answer = ANSWERS.get(new OCSPReq(request).getRequestList()[0].getCertID().getSerialNumber());
        exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
        exchange.sendResponseHeaders(answer == null ? 404 : 200, answer == null ? -1 : answer.length);
        if (answer != null) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    /** A server of SunJSSE that asks the responder. */
    private static SSLContext stapling(TestCa.Identity identity) throws Exception {
        return stapling(Contexts.SUN, identity);
    }

    private static SSLContext stapling(Provider provider, TestCa.Identity identity) throws Exception {
        return with(Map.of("jdk.tls.server.enableStatusRequestExtension", "true"), () -> Contexts.context(provider, root, identity));
    }

    private static <T> T with(Map<String, String> properties, Callable<T> work) throws Exception {
        properties.forEach(System::setProperty);
        try {
            return work.call();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private static EnginePair pair(String version, SSLContext client, SSLContext server) {
        EnginePair p = EnginePair.of(client, server);
        p.client.engine.setEnabledProtocols(new String[] {version});
        return p;
    }

    /** What a client of a provider sees in the handshake session; the session has the same afterwards. */
    private static List<byte[]> seen(Provider provider, String version, SSLContext server) throws Exception {
        Watching watching = new Watching();
        EnginePair p = pair(version, Contexts.context("TLS", provider, null, new TrustManager[] {watching}), server);
        p.handshake();
        assertSame(watching.seen, staples(p.client.engine.getSession()));
        return watching.seen;
    }

    private static List<byte[]> staples(SSLSession session) {
        return ((ExtendedSSLSession) session).getStatusResponses();
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> found) {
        assertArrayEquals(expected.toArray(), found.toArray());
    }

    private static byte[] ofLeaf() throws Exception {
        return TestResponder.of(middle).good(leaf.leaf(), middle.certificate()).answer();
    }

    private static byte[] ofMiddle() throws Exception {
        return TestResponder.of(root).good(middle.certificate(), root.certificate()).answer();
    }

    private static void answers(byte[] ofLeaf, byte[] ofMiddle) {
        ANSWERS.clear();
        if (ofLeaf != null) {
            ANSWERS.put(leaf.leaf().getSerialNumber(), ofLeaf);
            ANSWERS.put(demanding.leaf().getSerialNumber(), ofLeaf);
        }
        if (ofMiddle != null) {
            ANSWERS.put(middle.certificate().getSerialNumber(), ofMiddle);
        }
    }

    /** In TLS 1.2 there is room for the leaf's alone, unless a client asks by status_request_v2 (RFC 6961), as SunJSSE's does and ours does not. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true, true, 2, 2", "TLSv1.3, true, false, 1, 1", "TLSv1.3, false, true, 0, 0", "TLSv1.3, false, false, 0, 0",
        "TLSv1.2, true, true, 1, 3", "TLSv1.2, true, false, 1, 3", "TLSv1.2, false, true, 0, 3", "TLSv1.2, false, false, 0, 0"})
    void theHandshakeSessionAndTheSessionShowThem(String version, boolean leafStapled, boolean middleStapled, int count, int sunCount)
            throws Exception {
        byte[] ofMiddle = middleStapled ? ofMiddle() : new byte[0];
        answers(leafStapled ? ofLeaf() : null, middleStapled ? ofMiddle : null);
        SSLContext server = stapling(leaf);
        List<byte[]> sun = seen(Contexts.SUN, version, server);
        List<byte[]> ours = seen(Contexts.OURS, version, server);
        assertEquals(count, ours.size());
        assertEquals(sunCount, sun.size());
        assertSame(ours, sun.subList(0, count));
        if (sunCount > count) {
            assertArrayEquals(ofMiddle, sun.get(1), "an empty array is none");
        }
    }

    /** Of the leaf; SunJSSE's staples to the rest of the chain too, where the client's words leave room for it, which OpenSSL's does not. */
    @ParameterizedTest
    @MethodSource("clients")
    void serversOfBothStapleTheSame(String version, String client) throws Exception {
        byte[] good = ofLeaf();
        byte[] revoked = TestResponder.of(middle).revoked(leaf.leaf(), middle.certificate()).answer();
        for (byte[] response : Arrays.asList(good, revoked, null)) {
            answers(response, null);
            List<byte[]> sun = seen(Contexts.provider(client), version, stapling(leaf));
            List<byte[]> ours = seen(Contexts.provider(client), version, stapling(Contexts.OURS, leaf));
            assertSame(response == null ? List.of() : List.of(response), ours);
            assertSame(ours, sun.subList(0, ours.size()));
        }
    }

    /** SunJSSE's staples what its clients refuse. */
    @ParameterizedTest
    @MethodSource("clients")
    void oursStaplesNothingThatIsWrong(String version, String client) throws Exception {
        for (byte[] response : List.of(TestResponder.of(root).good(leaf.leaf(), middle.certificate()).answer(),
                TestResponder.of(middle).says(leaf.leaf(), middle.certificate(), new UnknownStatus(), -60, 60).answer(),
                TestResponder.of(middle).says(leaf.leaf(), middle.certificate(), CertificateStatus.GOOD, -7200, -3600).answer())) {
            answers(response, null);
            assertArrayEquals(response, seen(Contexts.provider(client), version, stapling(leaf)).get(0));
            assertEquals(List.of(), seen(Contexts.provider(client), version, stapling(Contexts.OURS, leaf)));
        }
    }

    /** By the property that takes the extension away. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void serversWithoutTheExtensionStapleNothing(String version) throws Exception {
        answers(ofLeaf(), null);
        SSLContext server = with(Map.of("jdk.tls.server.disableExtensions", "status_request"), () -> stapling(Contexts.OURS, leaf));
        assertEquals(List.of(), seen(Contexts.OURS, version, server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void nobodyAsksWhereItIsTurnedOff(String version) throws Exception {
        answers(ofLeaf(), ofMiddle());
        SSLContext server = stapling(leaf);
        for (Provider provider : List.of(Contexts.SUN, Contexts.OURS)) {
            Map<String, String> off = Map.of("jdk.tls.client.enableStatusRequestExtension", "false");
            assertEquals(0, with(off, () -> seen(provider, version, server)).size());
            assertEquals(0, seen(provider, version, Contexts.context(Contexts.OURS, root, leaf)).size(), "our server staples nothing");
        }
    }

    static Stream<String[]> clients() {
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(v -> Stream.of(new String[] {v, "Drawbridge"}, new String[] {v, "SunJSSE"}));
    }

    /** Our trust manager judges for engines of every provider. */
    private static VerifyResult judged(String version, String provider, SSLContext server) throws Exception {
        EnginePair p = pair(version, Contexts.context("TLS", Contexts.provider(provider), null, Contexts.trustManagers(Contexts.OURS, root)), server);
        try {
            p.handshake();
            return VerifyResult.OK;
        } catch (SSLHandshakeException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof VerifyException v) {
                    return v.result();
                }
            }
            throw e;
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void ourTrustManagerJudgesThem(String version, String provider) throws Exception {
        answers(ofLeaf(), null);
        assertEquals(VerifyResult.OK, judged(version, provider, stapling(leaf)));
        answers(TestResponder.of(middle).revoked(leaf.leaf(), middle.certificate()).answer(), null);
        assertEquals(VerifyResult.CERT_REVOKED, judged(version, provider, stapling(leaf)));
        answers(TestResponder.of(root).good(leaf.leaf(), middle.certificate()).answer(), null);
        assertEquals(VerifyResult.OCSP_VERIFY_FAILED, judged(version, provider, stapling(leaf)));
    }

    /** Of other providers' engines nothing tells whether they asked. */
    @ParameterizedTest
    @MethodSource("clients")
    void certificatesThatDemandOne(String version, String provider) throws Exception {
        answers(TestResponder.of(middle).good(demanding.leaf(), middle.certificate()).answer(), null);
        assertEquals(VerifyResult.OK, judged(version, provider, stapling(demanding)));
        answers(null, null);
        VerifyResult known = provider.equals("Drawbridge") ? VerifyResult.OCSP_VERIFY_NEEDED : VerifyResult.OK;
        assertEquals(known, judged(version, provider, stapling(demanding)));
        assertEquals(VerifyResult.OK, with(Map.of("jdk.tls.client.enableStatusRequestExtension", "false"),
                () -> judged(version, provider, stapling(demanding))));
    }

    /** What is shown is a copy. */
    @ParameterizedTest
    @ValueSource(strings = {"Drawbridge", "SunJSSE"})
    void whatIsShownCannotBeChanged(String provider) throws Exception {
        byte[] ofLeaf = ofLeaf();
        answers(ofLeaf, null);
        EnginePair p = pair("TLSv1.3", Contexts.context("TLS", Contexts.provider(provider), null, new TrustManager[] {new Watching()}),
                stapling(leaf));
        p.handshake();
        List<byte[]> first = staples(p.client.engine.getSession());
        assertThrows(UnsupportedOperationException.class, () -> first.add(ofLeaf));
        if (provider.equals("Drawbridge")) {
            Arrays.fill(first.get(0), (byte) 0);
            assertArrayEquals(ofLeaf, staples(p.client.engine.getSession()).get(0));
        }
    }

    /** A program's trust manager that looks and trusts everybody. */
    private static final class Watching extends X509ExtendedTrustManager {
        private List<byte[]> seen = new ArrayList<>();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen = staples(engine.getHandshakeSession());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("engines only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("engines only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new AssertionError("clients only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("clients only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("clients only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
