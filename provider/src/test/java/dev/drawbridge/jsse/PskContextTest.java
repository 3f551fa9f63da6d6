package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PskKey;
import dev.drawbridge.PskKeyManager;
import dev.drawbridge.SslControl;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pre-shared keys of contexts: those of their programs, and those of files. */
class PskContextTest extends ResumptionCase {
    private static final byte[] ME = "me".getBytes(StandardCharsets.UTF_8);
    private static final String HEX = "00112233445566778899aabbccddeeff";

    /** Notes who asks. */
    private static final class Asked implements PskKeyManager {
        final List<Peer> peers = new ArrayList<>();
        private final PskKey key = PskKey.of("me", new byte[16]);

        @Override
        public PskKey clientKey(byte[] identityHint, Peer peer) {
            peers.add(peer);
            return key;
        }

        @Override
        public PskKey serverKey(byte[] identity, Peer peer) {
            peers.add(peer);
            return Arrays.equals(ME, identity) ? key : null;
        }
    }

    private ContextCore managed(PskKeyManager keys) throws StoreException {
        return new ContextCore(ContextProtocol.TLS, properties(), new KeyManager[] {keys}, new TrustManager[0], null);
    }

    private EnginePair restricted(String version, ContextCore client, ContextCore serving) throws Exception {
        EnginePair pair = pair(client, serving, "ec.test");
        pair.client.engine.setEnabledProtocols(new String[] {version});
        return pair;
    }

    private static void assertByPsk(EnginePair pair) throws Exception {
        for (SSLEngine engine : List.of(pair.client.engine, pair.server.engine)) {
            assertArrayEquals(ME, SslControl.of(engine).pskIdentity());
            assertThrows(SSLPeerUnverifiedException.class, () -> engine.getSession().getPeerCertificates());
            assertNull(engine.getSession().getLocalCertificates());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theProgramsKeys(String version) throws Exception {
        Asked ofClient = new Asked();
        Asked ofServer = new Asked();
        EnginePair pair = restricted(version, managed(ofClient), managed(ofServer));
        assertNull(SslControl.of(pair.client.engine).pskIdentity());
        pair.handshake();
        assertByPsk(pair);
        assertEquals(1, ofClient.peers.size());
        PskKeyManager.Peer peer = ofClient.peers.get(0);
        assertEquals("ec.test", peer.host());
        assertEquals(443, peer.port());
        assertSame(pair.client.engine, peer.engine());
        assertNull(peer.socket());
        assertSame(pair.server.engine, ofServer.peers.get(0).engine());
    }

    private ContextCore ofFile(String identity, Object... more) throws Exception {
        Path keys = write(identity + ".psk", identity + ":" + HEX + "\n");
        List<Object> all = new ArrayList<>(List.of("drawbridge.pskFile", keys));
        all.addAll(List.of(more));
        return core(all.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keysOfAFile(String version) throws Exception {
        ContextCore client = ofFile("me");
        ContextCore serving = ofFile("me");
        EnginePair first = restricted(version, client, serving);
        assertFalse(resumes(first));
        assertByPsk(first);
        EnginePair second = restricted(version, client, serving);
        assertTrue(resumes(second));
        assertByPsk(second);
        assertThrows(SSLException.class, () -> restricted(version, ofFile("you"), serving).handshake());
    }

    /** Selfie (2019): a program that is client and server, whose messages come back to it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsTurnedBackFindsNoKey(String version) throws Exception {
        ContextCore both = core("drawbridge.client.pskFile", write("ours.psk", "me:" + HEX), "drawbridge.server.pskFile",
                write("theirs.psk", "them:" + HEX));
        EnginePair pair = restricted(version, both, both);
        SSLException e = assertThrows(SSLException.class, pair::handshake);
        assertTrue(e.getMessage().startsWith(version.equals("TLSv1.3") ? "(decrypt_error)" : "(bad_record_mac)"), e.getMessage());
    }

    @Test
    void aServerCanHaveBoth() throws Exception {
        ContextCore serving = serving("drawbridge.server.pskFile", write("keys.psk", "me:" + HEX));
        EnginePair byKey = pair(ofFile("me"), serving, "ec.test");
        byKey.handshake();
        assertByPsk(byKey);
        EnginePair byCertificate = pair(core("drawbridge.VerifyCAFile", rootFile), serving, "ec.test");
        byCertificate.handshake();
        assertNull(SslControl.of(byCertificate.client.engine).pskIdentity());
        assertEquals("CN=leaf", byCertificate.client.engine.getSession().getPeerPrincipal().getName());
    }

    private static List<String> psks(String[] suites) {
        return Arrays.stream(suites).filter(s -> s.contains("PSK")).toList();
    }

    /** As with OpenSSL, whose SSL_get1_supported_ciphers(3) has them where there are keys. */
    @Test
    void suitesCountWhereThereAreKeys() throws Exception {
        ContextCore none = core();
        assertEquals(List.of(), psks(none.defaultCipherSuites(true)));
        assertEquals(Arrays.stream(CipherSuite.values()).filter(s -> s.psk() && (!s.weak() || s.name().contains("3DES")))
                .map(CipherSuite::name).toList(), psks(none.supportedCipherSuites()), "nothing of the JDK forbids 3DES here");
        ContextCore ofServers = core("drawbridge.server.pskFile", write("keys.psk", "me:" + HEX));
        assertEquals(Arrays.stream(CipherSuite.values()).filter(s -> s.psk() && s.byDefault()).map(CipherSuite::name).toList(),
            psks(ofServers.defaultCipherSuites(false)));
        EnginePair pair = restricted("TLSv1.2", ofFile("me"), ofServers);
        pair.server.engine.setSSLParameters(new SslSettings(ofServers, true).parameters()); // those of the context, as HttpsServer does
        pair.handshake();
        assertByPsk(pair);
        assertThrows(SSLException.class, () -> restricted("TLSv1.2", ofServers, ofFile("me")).handshake());
    }

    /** A suite with pre-shared keys alone, and no key. */
    @Test
    void withoutKeysThereIsNothingToOffer() throws Exception {
        EnginePair pair = pair(core(), ofFile("me"), "ec.test");
        pair.client.engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        pair.client.engine.setEnabledCipherSuites(new String[] {"TLS_PSK_WITH_AES_128_GCM_SHA256"});
        SSLException e = assertThrows(SSLException.class, pair::handshake);
        assertTrue(e.getMessage().contains("No appropriate protocol"), e.getMessage());
    }

    /** Of OpenSSL's language; a level from 3 on takes no key alone, and larger primes. */
    @Test
    void cipherStringsAndLevels() throws Exception {
        assertEquals(List.of("TLS_PSK_WITH_AES_256_GCM_SHA384", "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256", "TLS_PSK_WITH_AES_128_GCM_SHA256"),
                psks(ofFile("me", "drawbridge.CipherString", "kPSK+AESGCM:kPSK+CHACHA20:+AES128").defaultCipherSuites(true)));
        assertEquals(List.of("TLS_DHE_PSK_WITH_AES_256_GCM_SHA384", "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"), psks(ofFile("me", "drawbridge.CipherString", "kDHEPSK+AESGCM:kDHEPSK+CHACHA20:+AES128").defaultCipherSuites(true)));
        assertEquals(psks(ofFile("me", "drawbridge.CipherString", "PSK").defaultCipherSuites(true)),
                psks(ofFile("me", "drawbridge.CipherString", "aPSK").defaultCipherSuites(true)));
        assertEquals(List.of("TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"),
                psks(ofFile("me", "drawbridge.CipherString", "ECDHE-PSK-CHACHA20-POLY1305").defaultCipherSuites(true)));
        assertEquals(List.of(), psks(ofFile("me", "drawbridge.CipherString", "DEFAULT:!PSK").defaultCipherSuites(true)));
        EnginePair strict = restricted("TLSv1.2", ofFile("me", "drawbridge.CipherString", "kDHEPSK+AES128:@SECLEVEL=3"), ofFile("me"));
        assertThrows(SSLException.class, strict::handshake, "the server's prime has 2048 bits");
        EnginePair both = restricted("TLSv1.2", ofFile("me", "drawbridge.CipherString", "kDHEPSK+AES128:@SECLEVEL=3"),
                ofFile("me", "drawbridge.CipherString", "PSK:@SECLEVEL=3"));
        both.handshake();
        assertEquals("ffdhe3072", SslControl.of(both.client.engine).group());
    }
}
