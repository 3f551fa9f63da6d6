package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SessionStore;
import dev.drawbridge.SslControl;
import dev.drawbridge.SslSessions;
import dev.drawbridge.session.MapStore;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts that share sessions, and those that must not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SessionSharingTest extends ConfiguredCase {
    private Path ticketKey;
    private ContextCore client;

    @BeforeEach
    void clientAndKey() throws Exception {
        ticketKey = Files.write(directory.resolve("ticket.key"), random(80));
        client = core("drawbridge.VerifyCAFile", rootFile);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private ContextCore serving(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey,
                "drawbridge.VerifyCAFile", rootFile));
        all.addAll(List.of(more));
        return core(all.toArray());
    }

    private ContextCore sharing(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.ticketKeyFile", ticketKey));
        all.addAll(List.of(more));
        return serving(all.toArray());
    }

    private boolean resumes(ContextCore from, ContextCore to) throws Exception {
        EnginePair pair = new EnginePair(new EngineAdapter(from, "ec.test", 443), new EngineAdapter(to, null, -1));
        pair.handshake();
        pair.run(); // tickets that came after it
        return SslControl.of(pair.server.engine).resumed();
    }

    private static SslSessions sessions(ContextCore core) {
        return SslSessions.of(core.sessions(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void oneKeyFileIsOneFleet(String version) throws Exception {
        ContextCore one = sharing("drawbridge.MaxProtocol", version);
        ContextCore other = sharing("drawbridge.MaxProtocol", version);
        assertFalse(resumes(client, one));
        assertTrue(resumes(client, other));
        assertTrue(resumes(client, one));
        assertFalse(resumes(client, serving("drawbridge.MaxProtocol", version)), "one with keys of its own");
    }

    /** A context with another name: its server must not be taken for ours by a client that is led to it. */
    @Test
    void certificatesOfOtherNamesAreAnotherFleet() throws Exception {
        TestCa.Identity shop = middle.issue("EC", TestCa.Leaf.of("leaf", "ec.test", "shop.test"));
        StringBuilder text = new StringBuilder();
        for (var c : shop.chain()) {
            text.append(pem("CERTIFICATE", c.getEncoded()));
        }
        Path shopFile = write("shop.pem", text + pem("PRIVATE KEY", shop.keys().getPrivate().getEncoded()));
        ContextCore one = sharing();
        ContextCore other = core("drawbridge.ticketKeyFile", ticketKey, "drawbridge.server.Certificate", shopFile);
        assertFalse(resumes(client, one));
        assertFalse(resumes(client, other));
        ContextCore told = core("drawbridge.ticketKeyFile", ticketKey, "drawbridge.server.Certificate", shopFile,
                "drawbridge.sessionIdContext", "both");
        assertFalse(resumes(client, told));
        assertTrue(resumes(client, sharing("drawbridge.sessionIdContext", "both")), "whoever says so knows");
    }

    /** A renewed certificate has the same names; so has that of another machine. */
    @Test
    void otherCertificatesOfTheSameNamesAreTheSameFleet() throws Exception {
        TestCa.Identity renewed = middle.issue("RSA", TestCa.Leaf.of("other subject", "ec.test"));
        StringBuilder text = new StringBuilder();
        for (var c : renewed.chain()) {
            text.append(pem("CERTIFICATE", c.getEncoded()));
        }
        Path file = write("renewed.pem", text + pem("PRIVATE KEY", renewed.keys().getPrivate().getEncoded()));
        assertFalse(resumes(client, sharing()));
        assertTrue(resumes(client, core("drawbridge.ticketKeyFile", ticketKey, "drawbridge.server.Certificate", file)));
    }

    /** Each server lets in whom it would let in after a full handshake, whoever verified the client before. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, Require, false", "TLSv1.3, Require, false", "TLSv1.2, Request, false", "TLSv1.3, Request, false"})
    void aClientThatAnotherServerLetInIsJudgedAgain(String version, String mode, boolean resumes) throws Exception {
        Path key = write("client.pem", Files.readString(server) + Files.readString(serverKey));
        ContextCore known = core("drawbridge.VerifyCAFile", rootFile, "drawbridge.MaxProtocol", version, "drawbridge.client.Certificate", key);
        Path otherRoot = write("other.pem", pem("CERTIFICATE", TestCa.root("Other").certificate().getEncoded()));
        ContextCore lax = sharing("drawbridge.server.VerifyMode", mode);
        ContextCore strict = core("drawbridge.ticketKeyFile", ticketKey, "drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey",
                serverKey, "drawbridge.server.VerifyMode", "Require", "drawbridge.VerifyCAFile", otherRoot);
        assertFalse(resumes(known, lax));
        assertTrue(resumes(known, sharing("drawbridge.server.VerifyMode", mode)));
        EnginePair pair = new EnginePair(new EngineAdapter(known, "ec.test", 443), new EngineAdapter(strict, null, -1));
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        pair.run();
        assertEquals(resumes, SslControl.of(pair.server.engine).resumed());
        assertTrue(pair.server.failure.getMessage().startsWith("(unknown_ca)"), String.valueOf(pair.server.failure));
    }

    @Test
    void whoWasNotAskedIsAskedByWhoMustKnow() throws Exception {
        assertFalse(resumes(client, sharing()));
        ContextCore strict = sharing("drawbridge.server.VerifyMode", "Require");
        EnginePair pair = new EnginePair(new EngineAdapter(client, "ec.test", 443), new EngineAdapter(strict, null, -1));
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        pair.run();
        assertFalse(SslControl.of(pair.server.engine).resumed());
        assertTrue(pair.server.failure.getMessage().startsWith("(certificate_required)"), String.valueOf(pair.server.failure));
    }

    @Test
    void errorsNamePropertyAndFile() throws Exception {
        Path bad = Files.write(directory.resolve("bad.key"), new byte[79]);
        StoreException e = assertThrows(StoreException.class, () -> serving("drawbridge.server.ticketKeyFile", ticketKey + "," + bad));
        assertEquals("drawbridge.server.ticketKeyFile: " + bad + ": has 79 bytes; expected a ticket key of 48 or 80 random bytes, as from:"
                + " openssl rand 80", e.getMessage());
        Path missing = directory.resolve("missing.key");
        e = assertThrows(StoreException.class, () -> serving("drawbridge.ticketKeyFile", missing));
        assertTrue(e.getMessage().startsWith("drawbridge.ticketKeyFile: " + missing + ": there is no such file"), e.getMessage());
        core("drawbridge.VerifyCAFile", rootFile, "drawbridge.ticketKeyFile", missing); // a client reads none
    }

    // ---- in code

    @Test
    void keysInCode() throws Exception {
        ContextCore one = serving();
        ContextCore other = serving();
        List<List<byte[]>> keys = new ArrayList<>(List.of(List.of(random(80))));
        sessions(one).ticketKeys(() -> keys.get(0));
        sessions(other).ticketKeys(() -> keys.get(0));
        assertFalse(resumes(client, one));
        assertTrue(resumes(client, other));
        keys.set(0, List.of(random(48), random(80)));
        assertTrue(resumes(client, one));
        assertTrue(resumes(client, other));
        sessions(other).sessionIdContext(new byte[] {1});
        assertFalse(resumes(client, other));
        assertEquals(2, sessions(one).counts().hits() + sessions(other).counts().hits() - 1, sessions(one).counts().toString());
        assertThrows(IllegalArgumentException.class, () -> sessions(one).ticketKeys(List::of));
        assertThrows(IllegalArgumentException.class, () -> sessions(one).sessionIdContext(new byte[33]));
        assertThrows(IllegalArgumentException.class, () -> sessions(one).sessionIdContext(new byte[0]));
    }

    /** Ids instead of tickets: in TLS 1.3 by Options, in TLS 1.2 likewise. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aStoreInCode(String version) throws Exception {
        MapStore store = new MapStore();
        ContextCore one = sharing("drawbridge.MaxProtocol", version, "drawbridge.server.Options", "-SessionTicket");
        ContextCore other = sharing("drawbridge.MaxProtocol", version, "drawbridge.server.Options", "-SessionTicket");
        sessions(one).store(store);
        sessions(other).store(store);
        assertFalse(resumes(client, one));
        boolean tls13 = version.equals("TLSv1.3");
        store.await(tls13 ? 2 : 1);
        assertTrue(resumes(client, other));
        assertEquals(1, sessions(other).counts().storeHits());
        store.await(tls13 ? 3 : 1);
        store.values.clear();
        ContextCore third = sharing("drawbridge.MaxProtocol", version, "drawbridge.server.Options", "-SessionTicket");
        sessions(third).store(store);
        assertFalse(resumes(client, third), "what the store lost is a full handshake");
        assertEquals(1, sessions(third).counts().storeMisses());
        assertEquals(1, sessions(third).counts().misses());
        assertTrue(sessions(one).counts().number() > 0);
    }

    /** Each handshake is a full one then, and nothing else. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, hangs", "TLSv1.2, dies", "TLSv1.2, rubbish", "TLSv1.2, part", "TLSv1.2, another",
        "TLSv1.3, hangs", "TLSv1.3, dies", "TLSv1.3, rubbish", "TLSv1.3, part", "TLSv1.3, another"})
    void aStoreThatHangsDiesOrLies(String version, String how) throws Exception {
        MapStore store = new MapStore();
        Object[] options = {"drawbridge.MaxProtocol", version, "drawbridge.server.Options", "-SessionTicket", "drawbridge.sessionStoreTimeout",
            how.equals("hangs") ? 1 : 60_000};
        ContextCore one = sharing(options);
        ContextCore other = sharing(options);
        sessions(one).store(store);
        assertFalse(resumes(core("drawbridge.VerifyCAFile", rootFile), one));
        int each = version.equals("TLSv1.3") ? 2 : 1;
        store.await(each);
        byte[] anothers = store.values.values().iterator().next();
        store.values.clear();
        assertFalse(resumes(client, one));
        store.await(each);
        boolean lies = false;
        switch (how) {
            case "hangs" -> store.instead = CompletableFuture::new;
            case "dies" -> store.instead = () -> CompletableFuture.failedFuture(new IOException("the store is gone"));
            default -> {
                lies = true;
                store.values.replaceAll((id, value) -> switch (how) {
                    case "rubbish" -> rubbish(value);
                    case "part" -> Arrays.copyOf(value, value.length - 1);
                    default -> anothers;
                });
            }
        }
        sessions(other).store(store);
        assertFalse(resumes(client, other));
        SslSessions.Counts counts = sessions(other).counts();
        assertEquals(0, counts.hits());
        assertEquals(1, counts.misses());
        assertEquals(lies ? 1 : 0, counts.storeRefused(), counts.toString());
        assertTrue(lies ? counts.storeFailures() == 0 : counts.storeFailures() >= 1, counts.toString());
    }

    /** Behind the name of the key that sealed it. */
    private static byte[] rubbish(byte[] value) {
        byte[] all = random(value.length);
        System.arraycopy(value, 0, all, 0, 16);
        return all;
    }

    @Test
    void aStoreNeedsKeys() throws Exception {
        SslSessions sessions = sessions(serving());
        SessionStore store = new MapStore();
        assertThrows(IllegalStateException.class, () -> sessions.store(store));
        sessions.ticketKeys(() -> List.of(random(80)));
        sessions.store(store);
        sessions.store(null);
    }

    @Test
    void onlyServersOfOursShare() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> SslSessions.of(client.sessions(true)));
        SSLContext sun = SSLContext.getInstance("TLS", "SunJSSE");
        sun.init(null, null, null);
        assertThrows(IllegalArgumentException.class, () -> SslSessions.of(sun.getServerSessionContext()));
        SslSessions none = SslSessions.of(client.sessions(false));
        assertThrows(IllegalStateException.class, () -> none.ticketKeys(() -> List.of(random(80))), "it has no certificate");
    }
}
