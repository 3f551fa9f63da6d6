package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** What words of OpenSSL's {@code Options}, and {@code RecordPadding}, change. */
class SslOptionsTest extends ConfiguredCase {

    private EnginePair pair(Object[] ofClient, Object[] ofServer) throws Exception {
        return new EnginePair(new EngineAdapter(core(with(ofClient, "drawbridge.VerifyCAFile", rootFile)), "ec.test", 443),
                new EngineAdapter(core(with(ofServer, "drawbridge.Certificate", server, "drawbridge.PrivateKey", serverKey)), null, -1));
    }

    private static Object[] with(Object[] some, Object... more) {
        Object[] all = java.util.Arrays.copyOf(more, more.length + some.length);
        System.arraycopy(some, 0, all, more.length, some.length);
        return all;
    }

    private static Object[] options(Object... nameAndValue) {
        return nameAndValue;
    }

    @Test
    void recordsArePadded() throws Exception {
        EnginePair pair = pair(options("drawbridge.RecordPadding", "512"), options());
        pair.handshake();
        for (int length : new int[] {1, 500, 511, 512}) {
            ByteBuffer out = ByteBuffer.allocate(pair.client.engine.getSession().getPacketBufferSize());
            pair.client.engine.wrap(ByteBuffer.allocate(length), out);
            assertEquals(5 + 16 + (length < 512 ? 512 : 1024), out.position(), "of " + length);
            pair.server.receive(out.flip());
            pair.run();
            assertEquals(length, pair.server.app.position());
            pair.server.app.clear();
        }
    }

    /** A phone without AES in hardware says so by its order. */
    @Test
    void aClientsFirstChaChaDecides() throws Exception {
        Object[] phone = options("drawbridge.Ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384");
        Object[] desk = options("drawbridge.Ciphersuites", "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
        assertEquals("TLS_CHACHA20_POLY1305_SHA256", suite(phone, options("drawbridge.Options", "PrioritizeChaCha")));
        assertEquals("TLS_AES_256_GCM_SHA384", suite(desk, options("drawbridge.Options", "PrioritizeChaCha")));
        assertEquals("TLS_AES_256_GCM_SHA384", suite(phone, options()));
    }

    private String suite(Object[] ofClient, Object[] ofServer) throws Exception {
        EnginePair pair = pair(ofClient, ofServer);
        pair.handshake();
        return pair.client.engine.getSession().getCipherSuite();
    }

    @Test
    void middleboxesMaySeeTls13() throws Exception {
        assertEquals(32, sessionIdLength(options()));
        assertEquals(0, sessionIdLength(options("drawbridge.Options", "-MiddleboxCompat")));
        assertEquals(0, sessionIdLength(options("jdk.tls.client.useCompatibilityMode", "false")));
        pair(options("drawbridge.Options", "-MiddleboxCompat"), options()).handshake();
    }

    private int sessionIdLength(Object[] ofClient) throws Exception {
        SSLEngine client = pair(ofClient, options()).client.engine;
        client.beginHandshake();
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        while (hello.position() == 0) {
            Runnable task = client.getDelegatedTask();
            if (task != null) {
                task.run();
            }
            client.wrap(ByteBuffer.allocate(0), hello);
        }
        return hello.get(5 + 4 + 2 + 32);
    }

    @Test
    void whetherAnEndWithoutCloseNotifyIsAnError() throws Exception {
        assertFalse(core().requireCloseNotify(true));
        assertTrue(core("drawbridge.Options", "-IgnoreUnexpectedEOF").requireCloseNotify(true));
        assertFalse(core("drawbridge.server.Options", "-IgnoreUnexpectedEOF").requireCloseNotify(true));
        assertFalse(core("drawbridge.Options", "-IgnoreUnexpectedEOF", "com.sun.net.ssl.requireCloseNotify", "false").requireCloseNotify(true));
    }
}
