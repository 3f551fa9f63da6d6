package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.SslControl;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions that are resumed with peers in this JVM, in both directions: SunJSSE, and BoringSSL by way of Conscrypt and of netty-tcnative.
 * Programs are in {@link ResumptionIT}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ResumptionInJvmIT {
    private static final String[] VERSIONS = {"TLSv1.2", "TLSv1.3"};
    private static final String HOST = "drawbridge.test";
    private static final Keys SERVER = Keys.of(Keys.Kind.EC);
    private static final Keys CLIENT = Keys.of(Keys.Kind.RSA);
    private static final Provider BORING = Conscrypt.newProvider();

    /** Conscrypt's engines want to be told that they may use tickets of TLS 1.2. */
    enum Peer {
        SUNJSSE, CONSCRYPT, CONSCRYPT_WITH_TICKETS, TCNATIVE;

        Supplier<SSLEngine> client(Keys keys) throws Exception {
            return switch (this) {
                case SUNJSSE -> clients(Contexts.context(Contexts.SUN, keys));
                case CONSCRYPT, CONSCRYPT_WITH_TICKETS -> tickets(clients(ConscryptIT.client(BORING, keys)));
                case TCNATIVE -> {
                    SslContextBuilder b = SslContextBuilder.forClient();
                    SslContext c = (keys == null ? b : b.keyManager(keys.keyManagers())).sslProvider(SslProvider.OPENSSL)
                            .trustManager(Keys.trustManagers()).build();
                    yield () -> c.newEngine(UnpooledByteBufAllocator.DEFAULT, HOST, 443);
                }
            };
        }

        Supplier<SSLEngine> server() throws Exception {
            return switch (this) {
                case SUNJSSE -> Contexts.context(Contexts.SUN, SERVER)::createSSLEngine;
                case CONSCRYPT, CONSCRYPT_WITH_TICKETS -> tickets(Contexts.context(BORING, SERVER)::createSSLEngine);
                case TCNATIVE -> {
                    SslContext c = SslContextBuilder.forServer(SERVER.keyManagers()).sslProvider(SslProvider.OPENSSL)
                            .trustManager(Keys.trustManagers()).build();
                    yield () -> c.newEngine(UnpooledByteBufAllocator.DEFAULT);
                }
            };
        }

        private Supplier<SSLEngine> tickets(Supplier<SSLEngine> engines) {
            return () -> {
                SSLEngine e = engines.get();
                Conscrypt.setUseSessionTickets(e, this == CONSCRYPT_WITH_TICKETS);
                return e;
            };
        }
    }

    private static Supplier<SSLEngine> clients(SSLContext context) {
        return () -> context.createSSLEngine(HOST, 443);
    }

    /** @param clientAuth whether the client shows a certificate, which the server knows again */
    record Case(Peer peer, Way way, boolean clientAuth) {
        Keys clientKeys() {
            return clientAuth ? CLIENT : null;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(Peer.values()).flatMap(p -> Way.all().flatMap(w -> Stream.of(new Case(p, w, false), new Case(p, w, true))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theyComeBack(Case c) throws Exception {
        come(c, c.peer.client(c.clientKeys()), c.way.context(SERVER)::createSSLEngine, true);
    }

    /** BoringSSL resumes TLS 1.3 by tickets alone, and Conscrypt's server gives out none unless it is told to. */
    @ParameterizedTest
    @MethodSource("cases")
    void weComeBack(Case c) throws Exception {
        come(c, clients(c.way.context(c.clientKeys())), c.peer.server(), !(c.peer == Peer.CONSCRYPT && c.way.tls13()));
    }

    /** Three connections, of which the later ones are resumed, or not. */
    private static void come(Case c, Supplier<SSLEngine> clients, Supplier<SSLEngine> servers, boolean resumes) throws Exception {
        for (int i = 0; i < 3; i++) {
            SSLEngine client = clients.get();
            SSLEngine server = servers.get();
            client.setEnabledProtocols(new String[] {c.way.version()});
            server.setEnabledProtocols(new String[] {c.way.version()});
            EnginePair pair = new EnginePair(client, server, false);
            server.setNeedClientAuth(c.clientAuth);
            assertEquals(resumes && i > 0, resumed(pair), "connection " + i);
            assertEquals(c.way.version(), client.getSession().getProtocol());
            assertEquals(SERVER.certificate, client.getSession().getPeerCertificates()[0]);
            if (c.clientAuth) {
                assertEquals(CLIENT.certificate, server.getSession().getPeerCertificates()[0]);
            }
        }
    }

    /** A whole connection: whether it was a resumed one. */
    private static boolean resumed(EnginePair pair) throws SSLException {
        pair.handshake();
        byte[] data = new byte[10_000];
        assertArrayEquals(data, pair.transfer(pair.client, pair.server, data));
        assertArrayEquals(data, pair.transfer(pair.server, pair.client, data)); // behind the tickets
        SSLEngine ours = pair.client.getClass().getName().startsWith("dev.drawbridge.") ? pair.client : pair.server;
        boolean resumed = SslControl.of(ours).resumed();
        pair.close();
        return resumed;
    }

    /**
     * Our clients and theirs offer what nobody remembers any more, perhaps to a server of another version. Afterwards Conscrypt and netty-tcnative go on
     * offering what they had, for one connection more or for good, to SunJSSE's server too.
     */
    @ParameterizedTest
    @EnumSource(Peer.class)
    void aServerThatStartsAgainHasForgotten(Peer peer) throws Exception {
        for (String first : VERSIONS) {
            for (String second : VERSIONS) {
                Supplier<SSLEngine> theirs = peer.client(null);
                Supplier<SSLEngine> ours = clients(Contexts.context(Contexts.DRAWBRIDGE, null));
                for (String version : List.of(first, second)) {
                    List<Boolean> resumed = comeTwice(theirs, Contexts.context(Contexts.DRAWBRIDGE, SERVER)::createSSLEngine, version);
                    assertEquals(List.of(false, peer == Peer.SUNJSSE || resumed.get(1)), resumed);
                    boolean resumes = peer != Peer.CONSCRYPT || version.equals("TLSv1.2");
                    assertEquals(List.of(false, resumes), comeTwice(ours, peer.server(), version));
                }
            }
        }
    }

    private static List<Boolean> comeTwice(Supplier<SSLEngine> clients, Supplier<SSLEngine> servers, String version) throws SSLException {
        List<Boolean> resumed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SSLEngine client = clients.get();
            client.setEnabledProtocols(VERSIONS);
            SSLEngine server = servers.get();
            server.setEnabledProtocols(new String[] {version});
            resumed.add(resumed(new EnginePair(client, server, false)));
            assertEquals(version, client.getSession().getProtocol());
        }
        return resumed;
    }
}
