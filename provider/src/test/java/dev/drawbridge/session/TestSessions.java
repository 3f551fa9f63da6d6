package dev.drawbridge.session;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import dev.drawbridge.verify.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sessions to remember. */
final class TestSessions {
    static final Instant CREATED = Instant.ofEpochSecond(1_800_000_000L);
    static final Duration LIFETIME = Duration.ofHours(2);

    private static final List<X509Certificate> CHAIN = chain();

    private TestSessions() {
    }

    private static List<X509Certificate> chain() {
        try {
            TestCa root = TestCa.root("Root");
            List<X509Certificate> chain = new ArrayList<>(root.intermediate("Between").issue("EC", TestCa.Leaf.of("peer", "peer.test")).chain());
            chain.add(root.certificate());
            return List.copyOf(chain);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A leaf, what issued it and the root. */
    static PeerVerified peer() {
        return PeerVerified.remembered(CHAIN, new Judgement(VerifyResult.CERT_HAS_EXPIRED, List.of(), null));
    }

    static byte[] id(int number) {
        byte[] id = new byte[32];
        id[0] = (byte) (number >> 24);
        id[1] = (byte) (number >> 16);
        id[2] = (byte) (number >> 8);
        id[3] = (byte) number;
        return id;
    }

    private static Secret secret(int number) {
        byte[] bytes = new byte[48];
        Arrays.fill(bytes, (byte) (number + 1));
        return new Secret(bytes);
    }

    /** As a server of TLS 1.2 has it; the number tells one from another. */
    static Session tls12(int number) {
        return new Session(ProtocolVersion.TLS12, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, id(number), secret(number), true,
                "peer.test", "h2", PeerVerified.unauthenticated(), CREATED, LIFETIME, null, FragmentLimit.NONE);
    }

    /** As a client of TLS 1.3 has it after the second of two tickets. */
    static Session tls13(int number) {
        byte[] ticket = {1, 2, 3, (byte) number};
        return new Session(ProtocolVersion.TLS13, CipherSuite.TLS_AES_256_GCM_SHA384, id(number), secret(number), true, "peer.test", "",
                peer(), CREATED, LIFETIME, new Session.Ticket(ticket, 0xfedcba98L, CREATED.plusSeconds(60), 16384), FragmentLimit.NONE);
    }

    /** The same at another time. */
    static Session at(Instant created, Session s) {
        return new Session(s.version(), s.suite(), s.id(), s.secret().copy(), s.extendedMasterSecret(), s.serverName(),
                s.applicationProtocol(), s.peer(), created, s.lifetime(), s.ticket(), s.limit());
    }

    static Session limitedTo(Session s, FragmentLimit limit) {
        return new Session(s.version(), s.suite(), s.id(), s.secret().copy(), s.extendedMasterSecret(), s.serverName(),
                s.applicationProtocol(), s.peer(), s.created(), s.lifetime(), s.ticket(), limit);
    }
}
