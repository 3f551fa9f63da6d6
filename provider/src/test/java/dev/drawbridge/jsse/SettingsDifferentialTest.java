package dev.drawbridge.jsse;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program may set and ask, of ours and of SunJSSE's: settings, sessions before, during and after a handshake, contexts. */
class SettingsDifferentialTest {

    static Stream<EngineDifferentialTest.Play> plays() {
        return EngineDifferentialTest.plays();
    }

    private static SSLEngine client(Differential.Lab lab) throws Exception {
        SSLEngine e = lab.context().createSSLEngine("ec.test", 443);
        e.setUseClientMode(true);
        return e;
    }

    // ---- sessions

    private static void session(Differential.Lab lab, String when, SSLSession s) {
        lab.see(when + ": cipher suite", s::getCipherSuite);
        lab.see(when + ": protocol", s::getProtocol);
        lab.see(when + ": id", () -> s.getId().length);
        lab.see(when + ": valid", s::isValid);
        lab.see(when + ": has a context", () -> s.getSessionContext() != null);
        lab.see(when + ": created", () -> Math.abs(s.getCreationTime() - System.currentTimeMillis()) < 60_000);
        lab.see(when + ": accessed", () -> s.getLastAccessedTime() >= s.getCreationTime());
        lab.see(when + ": host", () -> s.getPeerHost() + " " + s.getPeerPort());
        lab.see(when + ": peer's certificates", () -> s.getPeerCertificates().getClass() + " " + s.getPeerCertificates().length);
        lab.see(when + ": peer", s::getPeerPrincipal);
        lab.see(when + ": own certificates", () -> s.getLocalCertificates() == null ? null : s.getLocalCertificates().length);
        lab.see(when + ": own name", s::getLocalPrincipal);
        lab.see(when + ": values", () -> s.getValueNames().length);
        lab.see(when + ": sizes", () -> s.getPacketBufferSize() >= 16_709 && s.getApplicationBufferSize() >= 16_384);
        if (s instanceof ExtendedSSLSession x) {
            lab.see(when + ": names", x::getRequestedServerNames);
            lab.see(when + ": stapled", () -> x.getStatusResponses().size());
            lab.see(when + ": own algorithms", () -> x.getLocalSupportedSignatureAlgorithms().length > 0);
            lab.see(when + ": peer's algorithms", () -> x.getPeerSupportedSignatureAlgorithms().length > 0);
        }
    }

    @Test
    void theSessionBeforeAHandshake() throws Exception {
        Differential.same(lab -> {
            SSLEngine e = client(lab);
            session(lab, "before", e.getSession());
            lab.see("handshake session", e::getHandshakeSession);
            lab.see("protocol", e::getApplicationProtocol);
            lab.see("handshake protocol", e::getHandshakeApplicationProtocol);
            SSLEngine nameless = lab.context().createSSLEngine();
            lab.see("nameless", () -> nameless.getPeerHost() + " " + nameless.getPeerPort() + " " + nameless.getSession().getPeerHost() + " "
                    + nameless.getSession().getPeerPort());
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void theSessionAfterAHandshake(EngineDifferentialTest.Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client(), play.version());
            p.server.engine.setNeedClientAuth(true);
            p.handshake();
            p.exchange();
            SSLEngine e = (play.client() ? p.client : p.server).engine;
            SSLSession s = e.getSession();
            session(lab, "after", s);
            lab.see("handshake session", e::getHandshakeSession);
            lab.see("protocol", e::getApplicationProtocol);
            lab.see("handshake protocol", e::getHandshakeApplicationProtocol);
            lab.see("same session", () -> e.getSession() == s);
            e.closeOutbound();
            lab.see("same session, closed", () -> e.getSession().getCipherSuite().equals(s.getCipherSuite()));
            s.invalidate();
            lab.see("invalid", s::isValid);
            lab.see("invalid, context", () -> s.getSessionContext() != null);
            lab.see("invalid, id", () -> s.getId().length);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void applicationProtocols(String version) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(true, version);
            for (SSLEngine e : List.of(p.client.engine, p.server.engine)) {
                SSLParameters q = e.getSSLParameters();
                q.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                e.setSSLParameters(q);
            }
            lab.see("before", p.client.engine::getApplicationProtocol);
            p.client.engine.beginHandshake();
            lab.see("begun", p.client.engine::getApplicationProtocol);
            lab.see("begun, handshake", p.client.engine::getHandshakeApplicationProtocol);
            p.handshake();
            lab.see("after", p.client.engine::getApplicationProtocol);
            lab.see("after, handshake", p.client.engine::getHandshakeApplicationProtocol);
        });
    }

    /** What a trust manager sees while it judges. */
    @ParameterizedTest
    @MethodSource("plays")
    void theSessionDuringAHandshake(EngineDifferentialTest.Play play) throws Exception {
        Differential.compare(lab -> {
            X509ExtendedTrustManager jdk = (X509ExtendedTrustManager) Contexts.trustManagers(Contexts.SUN, Differential.CA)[0];
            Watching watching = new Watching(lab, jdk);
            SSLContext subject = Contexts.context("TLS", lab.subject, Contexts.keyManagers(lab.subject, Differential.EC),
                    new TrustManager[] {watching});
            SSLContext other = Contexts.context(Contexts.SUN, Differential.CA, Differential.EC);
            EnginePair p = play.client() ? EnginePair.of(subject, other) : EnginePair.of(other, subject);
            p.server.engine.setNeedClientAuth(true);
            p.client.engine.setEnabledProtocols(new String[] {play.version()});
            p.handshake();
            SSLSession after = (play.client() ? p.client : p.server).engine.getSession();
            lab.see("value survives", () -> after.getValue("judged"));
            lab.see("same id", () -> Arrays.equals(after.getId(), watching.session.getId()));
        }, play.client() || !play.version().equals("TLSv1.3") ? Map.of() : Map.of("during: plain session", "SSL_NULL_WITH_NULL_NULL"));
    }

    private static final class Watching extends X509ExtendedTrustManager {
        private final Differential.Lab lab;
        private final X509ExtendedTrustManager jdk;
        private SSLSession session;

        Watching(Differential.Lab lab, X509ExtendedTrustManager jdk) {
            this.lab = lab;
            this.jdk = jdk;
        }

        private void see(String type, SSLEngine e) {
            lab.see("during: auth type", () -> type);
            lab.see("during: plain session", () -> e.getSession().getCipherSuite());
            session = e.getHandshakeSession();
            SSLSession s = session;
            lab.see("during: cipher suite", s::getCipherSuite);
            lab.see("during: protocol", s::getProtocol);
            lab.see("during: host", () -> s.getPeerHost() + " " + s.getPeerPort());
            lab.see("during: own certificates", () -> s.getLocalCertificates() != null);
            lab.see("during: names", ((ExtendedSSLSession) s)::getRequestedServerNames);
            lab.see("during: own algorithms", () -> ((ExtendedSSLSession) s).getLocalSupportedSignatureAlgorithms().length > 0);
            lab.see("during: valid", s::isValid);
            lab.see("during: protocol chosen", e::getHandshakeApplicationProtocol);
            s.putValue("judged", "yes");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine e) throws java.security.cert.CertificateException {
            see(type, e);
            jdk.checkClientTrusted(chain, type, e);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine e) throws java.security.cert.CertificateException {
            see(type, e);
            jdk.checkServerTrusted(chain, type, e);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new AssertionError();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new AssertionError();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return jdk.getAcceptedIssuers();
        }
    }

    @Test
    void valuesOfSessions() throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(true, "TLSv1.3");
            p.handshake();
            SSLSession s = p.client.engine.getSession();
            StringBuilder told = new StringBuilder();
            SSLSessionBindingListener listener = new SSLSessionBindingListener() {
                @Override
                public void valueBound(SSLSessionBindingEvent event) {
                    told.append("bound ").append(event.getName()).append(' ').append(event.getSession() != null).append(';');
                }

                @Override
                public void valueUnbound(SSLSessionBindingEvent event) {
                    told.append("unbound ").append(event.getName()).append(';');
                }
            };
            s.putValue("a", listener);
            s.putValue("a", "other");
            s.putValue("b", listener);
            s.removeValue("b");
            lab.see("told", told::toString);
            lab.see("names", () -> String.join(",", s.getValueNames()));
            lab.act("null name", () -> s.putValue(null, "x"));
            lab.act("null value", () -> s.putValue("x", null));
            lab.act("get null", () -> s.getValue(null));
            lab.act("remove null", () -> s.removeValue(null));
            lab.act("remove unknown", () -> s.removeValue("unknown"));
        });
    }

    // ---- settings

    @Test
    void namesThatCannotBeEnabled() throws Exception {
        Differential.same(lab -> {
            SSLEngine e = client(lab);
            lab.act("no protocols", () -> e.setEnabledProtocols(null));
            lab.act("empty protocols", () -> e.setEnabledProtocols(new String[0]));
            lab.act("unknown protocol", () -> e.setEnabledProtocols(new String[] {"TLSv7"}));
            lab.act("null protocol", () -> e.setEnabledProtocols(new String[] {null}));
            lab.act("no suites", () -> e.setEnabledCipherSuites(null));
            lab.act("empty suites", () -> e.setEnabledCipherSuites(new String[0]));
            lab.act("unknown suite", () -> e.setEnabledCipherSuites(new String[] {"TLS_NO"}));
            lab.act("null suite", () -> e.setEnabledCipherSuites(new String[] {null}));
            lab.act("empty suite", () -> e.setEnabledCipherSuites(new String[] {""}));
            lab.act("no parameters", () -> e.setSSLParameters(null));
            lab.act("old protocols", () -> e.setEnabledProtocols(new String[] {"SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"}));
            SSLEngine old = client(lab);
            lab.act("begin with old protocols", () -> {
                old.setEnabledProtocols(new String[] {"TLSv1", "TLSv1.1"});
                old.beginHandshake();
            });
            lab.act("begin with nothing", () -> {
                e.setEnabledProtocols(new String[0]);
                e.beginHandshake();
            });
        });
    }

    @Test
    void whatIsEnabledComesBack() throws Exception {
        Differential.same(lab -> {
            SSLEngine e = client(lab);
            e.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
            lab.see("protocols", () -> Arrays.stream(e.getEnabledProtocols()).sorted().toList());
            e.setEnabledProtocols(new String[] {"TLSv1.2"});
            lab.see("one protocol", () -> List.of(e.getEnabledProtocols()));
            e.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"});
            lab.see("suites", () -> List.of(e.getEnabledCipherSuites()));
            lab.see("supported protocols", () -> List.of(e.getSupportedProtocols()).containsAll(List.of("TLSv1.3", "TLSv1.2")));
            SSLEngine f = client(lab);
            lab.see("enabled are supported", () -> List.of(f.getSupportedCipherSuites()).containsAll(List.of(f.getEnabledCipherSuites()))
                    && List.of(f.getSupportedProtocols()).containsAll(List.of(f.getEnabledProtocols())));
            lab.see("something is enabled", () -> f.getEnabledCipherSuites().length > 5 && f.getEnabledProtocols().length > 1);
            lab.see("enabled by default", () -> List.of(f.getEnabledProtocols()));
        });
    }

    @Test
    void rolesAndClientAuthentication() throws Exception {
        Differential.compare(lab -> {
            SSLEngine e = lab.context().createSSLEngine();
            lab.see("role unset", e::getUseClientMode);
            lab.act("begin without a role", e::beginHandshake);
            e.setUseClientMode(false);
            lab.see("need, want", () -> e.getNeedClientAuth() + " " + e.getWantClientAuth());
            e.setNeedClientAuth(true);
            lab.see("need", () -> e.getNeedClientAuth() + " " + e.getWantClientAuth());
            e.setWantClientAuth(true);
            lab.see("then want", () -> e.getNeedClientAuth() + " " + e.getWantClientAuth());
            e.setWantClientAuth(false);
            lab.see("then none", () -> e.getNeedClientAuth() + " " + e.getWantClientAuth());
            e.setNeedClientAuth(true);
            e.setNeedClientAuth(false);
            lab.see("need no more", () -> e.getNeedClientAuth() + " " + e.getWantClientAuth());
            lab.see("session creation", e::getEnableSessionCreation);
            e.beginHandshake();
            lab.act("same role once begun", () -> e.setUseClientMode(false));
            lab.act("other role once begun", () -> e.setUseClientMode(true));
        }, Map.of("same role once begun", "done"));
    }

    private static String text(SSLParameters p) {
        return p.getNeedClientAuth() + " " + p.getWantClientAuth() + " " + p.getEndpointIdentificationAlgorithm() + " "
                + p.getServerNames() + " " + (p.getSNIMatchers() == null ? null : p.getSNIMatchers().size()) + " "
                + p.getUseCipherSuitesOrder() + " " + List.of(p.getApplicationProtocols()) + " "
                + p.getEnableRetransmissions();
    }

    /** JSSE lets {@code getAlgorithmConstraints} be null where none were set; SunJSSE shows an object of its own there. */
    @Test
    void constraintsThatWereNotSet() throws Exception {
        Differential.compare(lab -> lab.see("constraints", () -> client(lab).getSSLParameters().getAlgorithmConstraints() == null),
                Map.of("constraints", "true"));
    }

    @Test
    void parametersOfEngines() throws Exception {
        Differential.same(lab -> {
            SSLEngine e = client(lab);
            lab.see("of a client", () -> text(e.getSSLParameters()));
            SSLEngine server = lab.context().createSSLEngine();
            server.setUseClientMode(false);
            lab.see("of a server", () -> text(server.getSSLParameters()));
            SSLParameters p = e.getSSLParameters();
            p.setNeedClientAuth(true);
            p.setEndpointIdentificationAlgorithm("HTTPS");
            p.setServerNames(List.of(new SNIHostName("a.test")));
            p.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(".*")));
            p.setUseCipherSuitesOrder(false);
            p.setApplicationProtocols(new String[] {"h2"});
            p.setEnableRetransmissions(false);
            e.setSSLParameters(p);
            lab.see("set", () -> text(e.getSSLParameters()));
            SSLParameters none = new SSLParameters();
            e.setSSLParameters(none);
            lab.see("an empty one changes", () -> text(e.getSSLParameters()));
            SSLParameters emptied = e.getSSLParameters();
            emptied.setServerNames(List.of());
            emptied.setEndpointIdentificationAlgorithm("");
            e.setSSLParameters(emptied);
            lab.see("emptied", () -> text(e.getSSLParameters()));
            SSLParameters q = e.getSSLParameters();
            lab.see("a copy", () -> q != e.getSSLParameters());
            SSLParameters wrong = new SSLParameters();
            wrong.setProtocols(new String[] {"TLSv7"});
            lab.act("unknown protocol", () -> e.setSSLParameters(wrong));
        });
    }

    @Test
    void parametersAfterAHandshake() throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(true, "TLSv1.3");
            p.handshake();
            lab.see("client", () -> text(p.client.engine.getSSLParameters()));
            EnginePair q = lab.pair(false, "TLSv1.3");
            q.handshake();
            lab.see("server", () -> text(q.server.engine.getSSLParameters()));
        });
    }

    // ---- contexts

    @Test
    void contexts() throws Exception {
        Differential.compare(lab -> {
            SSLContext fresh = SSLContext.getInstance("TLS", lab.subject);
            lab.act("engine before init", fresh::createSSLEngine);
            lab.act("factory before init", fresh::getSocketFactory);
            lab.act("server factory before init", fresh::getServerSocketFactory);
            lab.act("sessions before init", fresh::getClientSessionContext);
            lab.act("parameters before init", fresh::getDefaultSSLParameters);
            lab.act("init with nothing", () -> fresh.init(null, null, null));
            lab.act("init with nothing in it", () -> fresh.init(new javax.net.ssl.KeyManager[0], new TrustManager[0], null));
            lab.act("init with nulls in it", () -> fresh.init(new javax.net.ssl.KeyManager[] {null}, new TrustManager[] {null}, null));
            SSLContext c = lab.context();
            lab.see("protocol", c::getProtocol);
            lab.see("default parameters", () -> text(c.getDefaultSSLParameters()) + List.of(c.getDefaultSSLParameters().getProtocols()));
            lab.see("supported parameters", () -> text(c.getSupportedSSLParameters()));
            lab.see("supported", () -> List.of(c.getSupportedSSLParameters().getCipherSuites())
                    .containsAll(List.of(c.getDefaultSSLParameters().getCipherSuites())));
            lab.see("factory's suites", () -> List.of(c.getSocketFactory().getDefaultCipherSuites())
                    .equals(List.of(c.getDefaultSSLParameters().getCipherSuites())));
            lab.act("a null host", () -> c.createSSLEngine(null, -1));
        }, Map.of("sessions before init", "IllegalStateException"));
    }

    @Test
    void sessionContexts() throws Exception {
        Differential.same(lab -> {
            SSLContext c = lab.context();
            for (SSLSessionContext s : List.of(c.getClientSessionContext(), c.getServerSessionContext())) {
                String which = s == c.getClientSessionContext() ? "client " : "server ";
                lab.see(which + "timeout", s::getSessionTimeout);
                lab.see(which + "size", s::getSessionCacheSize);
                lab.see(which + "ids", () -> s.getIds().hasMoreElements());
                lab.see(which + "unknown id", () -> s.getSession(new byte[32]));
                lab.act(which + "null id", () -> s.getSession(null));
                lab.act(which + "negative timeout", () -> s.setSessionTimeout(-1));
                lab.act(which + "negative size", () -> s.setSessionCacheSize(-1));
                s.setSessionTimeout(7);
                s.setSessionCacheSize(8);
                lab.see(which + "set", () -> s.getSessionTimeout() + " " + s.getSessionCacheSize());
            }
        });
    }

    // ---- sockets

    @Test
    void socketsThatAreNotConnected() throws Exception {
        Differential.same(lab -> {
            SSLSocket s = (SSLSocket) lab.context().getSocketFactory().createSocket();
            lab.see("role", s::getUseClientMode);
            lab.see("state", () -> s.isConnected() + " " + s.isClosed() + " " + s.isBound() + " " + s.isInputShutdown() + " " + s.isOutputShutdown());
            lab.act("input", s::getInputStream);
            lab.act("output", s::getOutputStream);
            lab.act("handshake", s::startHandshake);
            lab.see("session", () -> s.getSession().getCipherSuite());
            lab.see("handshake session", s::getHandshakeSession);
            lab.see("protocol", s::getApplicationProtocol);
            lab.see("handshake protocol", s::getHandshakeApplicationProtocol);
            lab.act("shutdownInput", s::shutdownInput);
            lab.act("shutdownOutput", s::shutdownOutput);
            lab.act("null listener", () -> s.addHandshakeCompletedListener(null));
            lab.act("unknown listener", () -> s.removeHandshakeCompletedListener(e -> { }));
            lab.see("parameters", () -> text(s.getSSLParameters()));
            lab.act("close", s::close);
            lab.see("closed", s::isClosed);
            lab.act("close again", s::close);
            lab.act("input when closed", s::getInputStream);
            lab.act("handshake when closed", s::startHandshake);
            lab.act("layered over nothing", () -> lab.context().getSocketFactory().createSocket((Socket) null, "x", 1, true));
            lab.act("layered over an unconnected one", () -> lab.context().getSocketFactory().createSocket(new Socket(), "x", 1, true));
            lab.act("urgent data", () -> s.sendUrgentData(1));
            lab.act("urgent data inline", () -> s.setOOBInline(true));
            SSLServerSocket l = (SSLServerSocket) lab.context().getServerSocketFactory().createServerSocket();
            lab.see("listener's role", l::getUseClientMode);
            lab.see("listener's needs", () -> l.getNeedClientAuth() + " " + l.getWantClientAuth() + " " + l.getEnableSessionCreation());
            lab.see("listener's protocols", () -> List.of(l.getEnabledProtocols()));
            lab.see("listener's parameters", () -> text(l.getSSLParameters()));
            lab.act("accept unbound", l::accept);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void handshakesAreTold(String version) throws Exception {
        Differential.same(lab -> {
            try (SSLServerSocket l = SocketPeers.SUN.listen(version);
                    SocketPeers.Pair p = new SocketPeers.Pair((SSLSocket) Contexts.context("TLS", lab.subject, null, SocketPeers.trust())
                            .getSocketFactory().createSocket("localhost", l.getLocalPort()), (SSLSocket) l.accept())) {
                SSLSocket c = p.client;
                SSLSocket server = p.server;
                CompletableFuture<HandshakeCompletedEvent> told = new CompletableFuture<>();
                AtomicReference<Thread> thread = new AtomicReference<>();
                c.addHandshakeCompletedListener(e -> {
                    thread.set(Thread.currentThread());
                    told.complete(e);
                });
                CompletableFuture<Void> other = SocketPeers.async(() -> {
                    server.startHandshake();
                    return null;
                });
                lab.see("parameters before", () -> text(c.getSSLParameters()));
                c.startHandshake();
                SocketPeers.await(other);
                HandshakeCompletedEvent e = told.get(10, TimeUnit.SECONDS);
                lab.see("own thread", () -> thread.get() != Thread.currentThread());
                lab.see("suite", e::getCipherSuite);
                lab.see("peer", e::getPeerPrincipal);
                lab.see("peer's certificates", () -> e.getPeerCertificates().length);
                lab.see("own", () -> e.getLocalCertificates() + " " + e.getLocalPrincipal());
                lab.see("socket", () -> e.getSocket() == c);
                lab.see("session", () -> e.getSession().getProtocol() + " " + Arrays.equals(e.getSession().getId(), c.getSession().getId()));
                lab.see("parameters after", () -> text(c.getSSLParameters()));
                lab.act("other role", () -> c.setUseClientMode(false));
                lab.see("session's host", () -> c.getSession().getPeerHost());
                c.close();
                lab.see("session of a closed socket", () -> c.getSession().getProtocol());
                lab.see("protocol of a closed socket", c::getApplicationProtocol);
            }
        });
    }
}
