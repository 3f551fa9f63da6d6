package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.SslControl;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who says goodbye while a connection of TLS 1.2 is negotiated again ends its own direction alone, as with SunJSSE: what is on its way is
 * still read. OpenSSL's SSL_shutdown refuses then, which closeOutbound cannot.
 */
class RenegotiationCloseTest {
    /**
     * When it happens.
     *
     * @param client the subject's role
     * @param turns how many turns each side has had since the server asked
     */
    record Play(boolean client, int turns) {
    }

    static Stream<Play> plays() {
        return Stream.of(true, false).flatMap(client -> IntStream.range(0, 7).mapToObj(turns -> new Play(client, turns)));
    }

    private static String state(SSLEngine e) {
        return e.getHandshakeStatus() + (e.isInboundDone() ? " inbound done" : "") + (e.isOutboundDone() ? " outbound done" : "");
    }

    @ParameterizedTest
    @MethodSource("plays")
    void closeOutbound(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, "TLSv1.2");
            p.handshake();
            EnginePair.Side subject = play.client ? p.client : p.server;
            EnginePair.Side peer = play.client ? p.server : p.client;
            EnginePair.wrap(peer, subject, ByteBuffer.wrap(new byte[100]));
            p.server.engine.beginHandshake();
            for (int i = 0; i < play.turns; i++) {
                p.turn(p.server);
                p.turn(p.client);
            }
            subject.engine.closeOutbound();
            lab.see("closed", () -> state(subject.engine));
            p.run();
            lab.see("read", subject.app::position);
            lab.see("end", () -> state(subject.engine));
            lab.see("peer's end", () -> state(peer.engine));
            if (lab.subject == Contexts.OURS) {
                assertNull(subject.failure, "SunJSSE throws SSLProtocolException: Received close_notify during handshake");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void closeOutboundTowardsOurselves(Play play) throws Exception {
        EnginePair p = ours("TLSv1.2");
        EnginePair.Side subject = play.client ? p.client : p.server;
        EnginePair.Side peer = play.client ? p.server : p.client;
        EnginePair.wrap(peer, subject, ByteBuffer.wrap(new byte[100]));
        p.server.engine.beginHandshake();
        for (int i = 0; i < play.turns; i++) {
            p.turn(p.server);
            p.turn(p.client);
        }
        subject.engine.closeOutbound();
        p.run();
        assertNull(subject.failure);
        assertEquals(100, subject.app.position());
        assertEquals("NOT_HANDSHAKING inbound done outbound done", state(subject.engine));
        assertEquals("NOT_HANDSHAKING inbound done outbound done", state(peer.engine));
    }

    /** In TLS 1.3 it is the certificate that is asked for after the handshake which a goodbye may overtake. */
    @Test
    void closeOutboundWhileACertificateIsAskedFor() throws Exception {
        EnginePair p = ours("TLSv1.3");
        SslControl.of(p.server.engine).verifyClientPostHandshake(true);
        assertEquals("NEED_TASK", state(p.server.engine));
        p.server.engine.closeOutbound();
        assertEquals("NEED_WRAP", state(p.server.engine));
        EnginePair.wrap(p.client, p.server, ByteBuffer.wrap(new byte[100]));
        p.run();
        assertEquals(100, p.server.app.position());
        p.client.engine.closeOutbound();
        p.run();
        assertNull(p.client.failure);
        assertNull(p.server.failure);
        assertEquals("NOT_HANDSHAKING inbound done outbound done", state(p.server.engine));
    }

    private static EnginePair ours(String version) throws Exception {
        SSLContext context = Contexts.context(Contexts.OURS, Differential.CA, Differential.EC, Differential.RSA);
        EnginePair p = EnginePair.of(context, context);
        p.client.engine.setEnabledProtocols(new String[] {version});
        SslControl.of(p.client.engine).postHandshakeAuth(true);
        p.handshake();
        return p;
    }
}
