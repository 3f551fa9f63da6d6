package dev.drawbridge.it;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * What a session costs a server: the heap that a million of them take in its cache, without the peer's chain, and the time to seal a ticket
 * and to open it, on one thread.
 */
public final class SessionCost {
    static final ProtocolVersion TLS12 = ProtocolVersion.TLS12;
    static final CipherSuite OF_TLS12 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final int SESSIONS = 1_000_000;
    private static final int TICKETS = 200_000;
    private static final int ROUNDS = 5;

    private SessionCost() {
    }

    /** Prints both. */
    public static void main(String[] arguments) throws InterruptedException {
        Crypto crypto = new BcCrypto(null);
        InstantSource clock = InstantSource.system();
        TicketSessions sessions = new TicketSessions(crypto, new RandomTicketKeys(crypto, clock, Duration.ofDays(1)), 2, new byte[0], clock);
        sessions.bounds(sessions.bounds().withSize(0));
        long before = usedHeap();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.keep(session(crypto, TLS12, OF_TLS12));
        }
        long each = (usedHeap() - before) / SESSIONS;
        System.out.println(sessions.counts().number() + " sessions of " + each + " bytes each in the cache");
        for (int round = 0; round < ROUNDS; round++) {
            System.out.println(tickets(sessions, session(crypto, TLS12, OF_TLS12)));
        }
    }

    private static String tickets(TicketSessions sessions, Session session) {
        byte[] ticket = sessions.seal(session);
        long start = System.nanoTime();
        for (int i = 0; i < TICKETS; i++) {
            ticket = sessions.seal(session);
        }
        long sealed = System.nanoTime();
        for (int i = 0; i < TICKETS; i++) {
            sessions.open(ticket).secret().wipe();
        }
        long opened = System.nanoTime();
        return "a ticket of " + ticket.length + " bytes: " + (sealed - start) / TICKETS + " ns to seal, " + (opened - sealed) / TICKETS
                + " ns to open";
    }

    /** Nothing in it is shared with another session, but for the names that the protocol has. */
    static Session session(Crypto crypto, ProtocolVersion version, CipherSuite suite) {
        byte[] id = new byte[32];
        crypto.random(id);
        byte[] master = new byte[48];
        crypto.random(master);
        String name = new String("www.example.com".getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return new Session(version, suite, id, new Secret(master), true, name, "h2",
                PeerVerified.unauthenticated(), Instant.now(), Duration.ofDays(1), null, FragmentLimit.NONE);
    }

    static long usedHeap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
