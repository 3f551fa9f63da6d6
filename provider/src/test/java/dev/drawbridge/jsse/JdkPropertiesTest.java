package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.Properties;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.DistrustedAuthoritiesTest;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.TestCa;
import dev.drawbridge.verify.VerifyWishes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDK's own switches come to in engines and sockets, where a peer can see it, beside SunJSSE. */
class JdkPropertiesTest {

    private static ContextCore core(KeyManager[] keys, String... properties) throws Exception {
        Map<String, String> m = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            m.put(properties[i], properties[i + 1]);
        }
        return new ContextCore(ContextProtocol.TLS, Properties.of(m::get, m::get), keys, Contexts.trustManagers(Contexts.OURS, Differential.CA),
                null);
    }

    private static SSLEngine client(String... properties) throws Exception {
        return new EngineAdapter(core(null, properties), "ec.test", 443);
    }

    private static SSLEngine server(String... properties) throws Exception {
        return new EngineAdapter(core(Contexts.keyManagers(Contexts.OURS, Differential.EC), properties), null, -1);
    }

    private static SSLContext sun(KeyManager... keys) throws Exception {
        return Contexts.context("TLS", Contexts.SUN, keys, Contexts.trustManagers(Contexts.SUN, Differential.CA));
    }

    private static SSLContext sun() throws Exception {
        return sun(Contexts.keyManagers(Contexts.SUN, Differential.EC));
    }

    private static SSLEngine offering(SSLEngine engine, String... protocols) {
        SSLParameters p = engine.getSSLParameters();
        p.setApplicationProtocols(protocols);
        engine.setSSLParameters(p);
        return engine;
    }

    // ---- jdk.tls.alpnCharset

    /** SunJSSE's names are bytes by its own default, so that what we write in UTF-8 it reads as ISO 8859-1. */
    @Test
    void namesOfProtocolsAreBytesByTheCharset() throws Exception {
        String bytes = new String("pro\u00f1".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        EnginePair p = new EnginePair(offering(client("jdk.tls.alpnCharset", "UTF-8"), "pro\u00f1"), offering(sun().createSSLEngine(), bytes));
        p.handshake();
        assertEquals("pro\u00f1", p.client.engine.getApplicationProtocol());
        assertEquals(bytes, p.server.engine.getApplicationProtocol());
        p = new EnginePair(offering(client(), "pro\u00f1"), offering(sun().createSSLEngine(), "pro\u00f1"));
        p.handshake();
        assertEquals("pro\u00f1", p.client.engine.getApplicationProtocol());
    }

    @Test
    void aProgramChoosesAmongNamesInTheCharset() throws Exception {
        List<String> heard = new ArrayList<>();
        SSLEngine server = server("jdk.tls.alpnCharset", "UTF-8");
        server.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            heard.addAll(offered);
            return offered.get(1);
        });
        EnginePair p = new EnginePair(offering(client("jdk.tls.alpnCharset", "UTF-8"), "h2", "\u65e5\u672c"), server);
        p.handshake();
        assertEquals(List.of("h2", "\u65e5\u672c"), heard);
        assertEquals("\u65e5\u672c", p.client.engine.getApplicationProtocol());
        assertEquals("\u65e5\u672c", p.server.engine.getApplicationProtocol());
    }

    // ---- jdk.tls.client.disableExtensions

    @Test
    void aDisabledServerNameIsNotSent() throws Exception {
        for (boolean disabled : new boolean[] {false, true}) {
            SSLContext server = sun();
            EnginePair p = new EnginePair(new EngineAdapter(disabled ? core(null, "jdk.tls.client.disableExtensions", "server_name") : core(null),
                    "www.ec.test", 443), server.createSSLEngine());
            p.handshake();
            assertEquals(disabled, ((ExtendedSSLSession) p.server.engine.getSession()).getRequestedServerNames().isEmpty());
        }
    }

    // ---- jdk.tls.client.enableCAExtension

    /** A key manager that notes for which issuers it is asked. */
    private static final class Asked extends X509ExtendedKeyManager {
        final List<String> issuers = new ArrayList<>();

        private void note(Principal[] names) {
            Arrays.stream(names == null ? new Principal[0] : names).map(Principal::getName).filter(n -> !issuers.contains(n)).forEach(issuers::add);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] names, SSLEngine engine) {
            note(names);
            return keyType.equals("EC") ? "ec" : null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] names) {
            note(names);
            return keyType.equals("EC") ? new String[] {"ec"} : null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] names, Socket socket) {
            throw new AssertionError("no socket is here");
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] names) {
            throw new AssertionError("no client is here");
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] names, Socket socket) {
            throw new AssertionError("no client is here");
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return Differential.EC.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return Differential.EC.keys().getPrivate();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunJSSE", "Drawbridge"})
    void aServerHearsWhomItsClientTrusts(String server) throws Exception {
        for (String enabled : List.of("false", "true")) {
            Asked keys = new Asked();
            SSLEngine s = server.equals("SunJSSE") ? sun(keys).createSSLEngine() : new EngineAdapter(core(new KeyManager[] {keys}), null, -1);
            new EnginePair(client("jdk.tls.client.enableCAExtension", enabled), s).handshake();
            assertEquals(enabled.equals("true") ? List.of("CN=Root") : List.of(), keys.issuers);
        }
    }

    /** As in OpenSSL, whose clients send them too, and whatever the JDK's property says. */
    @Test
    void aClientNamesWhatItsConfigurationRequests(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("root.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(Differential.CA.certificate().getEncoded()) + "\n-----END CERTIFICATE-----\n");
        Properties p = Properties.of(Map.of("drawbridge.client.RequestCAFile", file.toString()), n -> null, n -> null, directory);
        ContextCore core = new ContextCore(ContextProtocol.TLS, p, null, Contexts.trustManagers(Contexts.OURS, Differential.CA), null);
        Asked keys = new Asked();
        new EnginePair(new EngineAdapter(core, "ec.test", 443), sun(keys).createSSLEngine()).handshake();
        assertEquals(List.of("CN=Root"), keys.issuers);
    }

    /** Everybody, in the name of these. */
    private static PkixTrustManager trusting(List<X509Certificate> issuers) {
        return manager("", issuers, null);
    }

    /** All extensions of a message together have 2^16-1 bytes: a list that leaves no room for others is left out. */
    @Test
    void tooManyAuthoritiesAreNotNamed() throws Exception {
        X509Certificate[] many = new X509Certificate[64];
        Arrays.fill(many, TestCa.selfSigned(TestCa.Leaf.of("x").subject("CN=" + "x".repeat(64) + ",OU=" + "y".repeat(900))).leaf());
        assertEquals(0, new Managers(null, trusting(List.of(many))).acceptableAuthorities().size());
        many[0] = Differential.CA.certificate();
        PkixTrustManager fewer = trusting(List.of(many).subList(0, 60));
        int length = new Managers(null, fewer).acceptableAuthorities().stream().mapToInt(n -> n.length + 2).sum();
        assertTrue(length > 50_000, length + " bytes");
        ContextCore core = new ContextCore(ContextProtocol.TLS, Properties.of(Map.of("jdk.tls.client.enableCAExtension", "true")::get, n -> null),
                null, new PkixTrustManager[] {fewer}, null);
        SSLEngine client = new EngineAdapter(core, "www.ec.test", 443);
        // SunJSSE takes no message of this size.
        new EnginePair(client, server("jdk.tls.maxHandshakeMessageSize", "100000")).handshake();
    }

    // ---- jdk.tls.client.useCompatibilityMode, jdk.tls.keyLimits

    @Test
    void withoutCompatibilityMode() throws Exception {
        EnginePair p = new EnginePair(client("jdk.tls.client.useCompatibilityMode", "false"), sun().createSSLEngine());
        p.handshake();
        assertEquals("TLSv1.3", p.client.engine.getSession().getProtocol());
    }

    /** SunJSSE reads what comes under many keys. */
    @Test
    void keysChangeByTheLimit() throws Exception {
        EnginePair p = new EnginePair(client("jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^15"), sun().createSSLEngine());
        p.handshake();
        int records = 0;
        for (int i = 0; i < 10; i++) {
            byte[] data = new byte[16_384];
            Arrays.fill(data, (byte) i);
            ByteBuffer from = ByteBuffer.wrap(data);
            while (from.hasRemaining()) {
                EnginePair.wrap(p.client, p.server, from);
                records++;
                p.server.app.clear();
                while (p.server.in.hasRemaining()) {
                    p.server.engine.unwrap(p.server.in, p.server.app);
                }
            }
            assertArrayEquals(data, Arrays.copyOf(p.server.app.array(), p.server.app.position()));
        }
        assertTrue(records > 10, records + " records");
    }

    // ---- lengths of chains

    @Test
    void eachRoleHasItsLengthOfChains() throws Exception {
        TestCa.Identity deep = Differential.CA.intermediate("Middle").issue("EC", TestCa.Leaf.of("deep", "ec.test"));
        String name = "jdk.tls.server.maxInboundCertificateChainLength";
        for (String length : List.of("2", "1")) {
            ContextCore core = core(Contexts.keyManagers(Contexts.OURS, deep), name, length);
            SSLEngine server = new EngineAdapter(core, null, -1);
            server.setNeedClientAuth(true);
            // The client has the same property, which does not concern its server's chain.
            EnginePair p = new EnginePair(new EngineAdapter(core, "ec.test", 443), server);
            if (length.equals("2")) {
                p.handshake();
            } else {
                assertThrows(SSLException.class, p::handshake);
                assertTrue(p.server.failure.getMessage().contains("2 certificates"), p.server.failure.getMessage());
            }
        }
    }

    // ---- jdk.tls.trustNameService

    @Test
    void anAddressHasANameWhereTheNameServiceIsTrusted() throws Exception {
        byte[] loopback = {127, 0, 0, 1};
        String looked = InetAddress.getByAddress(loopback).getHostName();
        assertEquals("127.0.0.1", peerHost("false", InetAddress.getByAddress(loopback)));
        assertEquals(looked, peerHost("true", InetAddress.getByAddress(loopback)));
        assertEquals("given.test", peerHost("true", InetAddress.getByAddress("given.test", loopback)));
    }

    private static String peerHost(String trusted, InetAddress address) throws Exception {
        ContextCore core = core(null, "jdk.tls.trustNameService", trusted);
        try (SSLServerSocket l = (SSLServerSocket) sun().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByAddress(
                new byte[] {127, 0, 0, 1}))) {
            CompletableFuture<Integer> served = SocketPeers.async(() -> {
                try (SSLSocket s = (SSLSocket) l.accept()) {
                    return s.getInputStream().read();
                }
            });
            try (SSLSocket s = (SSLSocket) Factories.sockets(core).createSocket(address, l.getLocalPort())) {
                s.startHandshake();
                s.getOutputStream().write(7);
                assertEquals(7, SocketPeers.await(served));
                return s.getSession().getPeerHost();
            }
        }
    }

    // ---- javax.net.debug

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "ssl:handshake:verbose", "all"})
    void debugPrintsALineForEachHandshake(String words) throws Exception {
        List<String> lines = printed(words);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("{\"event\":\"handshake\",\"role\":\"client\",\"peer\":\"ec.test:443\",\"protocol\":\"TLSv1.3\""),
                lines.get(0));
    }

    @Test
    void debugCanHelp() throws Exception {
        assertTrue(printed("help").toString().contains("one line of JSON for each handshake"));
        assertEquals(List.of(), printed("help"), "once is enough");
    }

    @Test
    void debugIsOff() throws Exception {
        assertEquals(List.of(), printed(null));
        assertEquals(List.of(), printed(""));
    }

    private static List<String> printed(String words) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            SSLEngine client = words == null ? client() : client("javax.net.debug", words);
            new EnginePair(client, sun().createSSLEngine()).handshake();
        } finally {
            System.setErr(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    }

    // ---- jdk.security.caDistrustPolicies

    /** The path is a made-up one: nobody can sign in the name of that root. Clients' certificates are not concerned. */
    @Test
    void newCertificatesOfAuthoritiesThatTheJdkGivesUp() throws Exception {
        TestCa.Identity leaf = TestCa.root("Middle").issue("EC", TestCa.Leaf.of("leaf")
                .valid(Instant.parse("2024-11-12T00:00:00Z"), Instant.now().plusSeconds(1000)));
        X509Certificate anchor = DistrustedAuthoritiesTest.entrust();
        X509Certificate[] chain = {leaf.leaf()};
        PkixTrustManager manager = keeping("SYMANTEC_TLS,ENTRUST_TLS", anchor);
        CertificateException e = assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        assertTrue(e.getMessage().contains("ENTRUST_TLS"), e.getMessage());
        manager.checkClientTrusted(chain, "EC");
        keeping("SYMANTEC_TLS", anchor).checkServerTrusted(chain, "ECDHE_ECDSA");
        keeping("", anchor).checkServerTrusted(chain, "ECDHE_ECDSA");
    }

    private static PkixTrustManager keeping(String policies, X509Certificate anchor) {
        return manager(policies, List.of(), anchor);
    }

    /** Takes every chain for one that leads to {@code anchor}. */
    private static PkixTrustManager manager(String policies, List<X509Certificate> issuers, X509Certificate anchor) {
        Properties p = Properties.of(n -> null, Map.of("jdk.security.caDistrustPolicies", policies)::get);
        PathJudge everybody = new PathJudge() {
            @Override
            public Judgement judge(Presented peer, VerifyWishes wishes) {
                return new Judgement(VerifyResult.OK, peer.chain(), anchor);
            }

            @Override
            public boolean takesWishes() {
                return false;
            }

            @Override
            public Object trusted() {
                return anchor;
            }
        };
        return new PkixTrustManager(everybody, () -> issuers, new DisabledAlgorithms(null), p.jdk().distrustedAuthorities(),
                PkixTrustManager.HostFlags.NONE);
    }

    /** A context is made of any mixture; what is wrong in one is said by {@code init}. */
    @Test
    void nonsenseIsAnErrorOfInit() {
        for (String[] s : List.of(new String[] {"jdk.tls.keyLimits", "AES"}, new String[] {"jdk.tls.alpnCharset", "?"},
                new String[] {"jdk.tls.server.disableExtensions", "key_share"})) {
            assertThrows(IllegalArgumentException.class, () -> core(null, s), s[0]);
        }
    }
}
