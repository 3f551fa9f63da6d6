package dev.drawbridge.session;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerVerified;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sessions as OpenSSL writes them: what ours mean in the fields of SSL_SESSION_ASN1.
 *
 * <p>OpenSSL's time is that of the full handshake, or, once there is a ticket, when the ticket came: from there it counts the age of a
 * ticket, in whole seconds. What it has no field for is in ticket_appdata, behind {@link #MARKER}; what others put there is passed over.
 *
 * <pre>
 * struct {
 *     uint64 created;                          // of the full handshake, seconds since 1970
 *     opaque issuers&lt;0..2^24-1&gt;;               // the peer's chain without its leaf: Certificate&lt;1..2^24-1&gt; each
 *     opaque responses&lt;0..2^24-1&gt;;             // OCSPResponse&lt;0..2^24-1&gt; each, by position in the chain
 * } Addition;
 * </pre>
 */
public final class SessionCodec {
    private static final byte[] MARKER = "drawbridge session 1\n".getBytes(StandardCharsets.US_ASCII);
    /** SSL_SESS_FLAG_EXTMS. */
    private static final long EXTENDED_MASTER_SECRET = 1;
    /** TLSEXT_max_fragment_length_UNSPECIFIED, of a session that came from no handshake. */
    private static final long UNSPECIFIED_LIMIT = 255;
    private static final int MASTER_SECRET_LENGTH = 48;
    /** The year 9999; an Instant of more could not be printed. */
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int MOST_CERTIFICATES = 32;
    private static final byte[] NO_TICKET = {};

    private SessionCodec() {
    }

    /**
     * The DER of a session; the caller wipes it.
     *
     * @param context session_id_context: what a session must have in common with the connection that resumes it; perhaps empty
     * @throws SessionException when the certificates of the peer cannot be carried
     */
    public static byte[] encode(Session session, byte[] context) throws SessionException {
        SessionDer der = new SessionDer(session.version().code(), session.suite().code(), session.id(), session.secret().copy());
        try {
            fill(der, session).with(SessionField.CONTEXT, context);
            return der.encoded();
        } finally {
            der.wipe();
        }
    }

    private static SessionDer fill(SessionDer der, Session session) throws SessionException {
        Session.Ticket ticket = session.ticket();
        Instant time = ticket == null ? session.created() : ticket.received();
        Instant end = session.created().plus(session.lifetime());
        long seconds = Math.max(0, end.getEpochSecond() - time.getEpochSecond());
        der.with(SessionField.TIME, time.getEpochSecond()).with(SessionField.TIMEOUT, seconds);
        List<byte[]> chain = encoded(session.peer().chain());
        if (!chain.isEmpty()) {
            der.with(SessionField.PEER, chain.get(0));
            der.with(SessionField.VERIFY_RESULT, session.peer().judgement().result().number());
        }
        der.with(SessionField.HOST_NAME, bytes(session.serverName()));
        der.with(SessionField.PSK_IDENTITY, session.peer().pskIdentity());
        if (ticket != null) {
            if (ticket.bytes().length > 0) {
                der.with(SessionField.TICKET, ticket.bytes()).with(SessionField.LIFETIME_HINT, seconds);
            }
            der.with(SessionField.AGE_ADD, ticket.ageAdd()).with(SessionField.MAX_EARLY_DATA, ticket.maxEarlyData());
        }
        // In TLS 1.3 OpenSSL has no use for the flag and leaves it as it is.
        boolean flag = session.extendedMasterSecret() && session.version() != ProtocolVersion.TLS13;
        der.with(SessionField.FLAGS, flag ? EXTENDED_MASTER_SECRET : 0);
        der.with(SessionField.MAX_FRAGMENT_LENGTH, session.limit().code());
        der.with(SessionField.ALPN, session.applicationProtocol().isEmpty() ? null : bytes(session.applicationProtocol()));
        List<byte[]> staples = session.peer().staples();
        if (chain.size() > 1 || !staples.isEmpty() || time.getEpochSecond() != session.created().getEpochSecond()) {
            der.with(SessionField.APPLICATION_DATA, addition(session.created(), chain, staples));
        }
        return der.with(SessionField.GROUP, ticket == null || ticket.group() == null ? 0 : ticket.group().code());
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> encoded(List<X509Certificate> chain) throws SessionException {
        List<byte[]> all = new ArrayList<>();
        try {
            for (X509Certificate c : chain) {
                all.add(c.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new SessionException("a certificate of the peer has no encoding", e);
        }
        return all;
    }

    private static byte[] addition(Instant created, List<byte[]> chain, List<byte[]> staples) {
        long seconds = created.getEpochSecond();
        return new WireWriter().bytes(MARKER).u32(seconds >>> 32).u32(seconds & 0xffff_ffffL)
                .vector24(out -> chain.stream().skip(1).forEach(out::opaque24)).vector24(out -> staples.forEach(out::opaque24)).toByteArray();
    }

    /**
     * What was read.
     *
     * @param session with a secret of its own
     * @param context session_id_context
     */
    public record Decoded(Session session, byte[] context) {
    }

    /**
     * Reads the DER of a session, which stays the caller's to wipe. What was found about the peer is taken as it stands there, so the bytes
     * must come from where nobody else writes.
     *
     * @throws SessionException when it is none, or one that we could not have made
     */
    public static Decoded decode(byte[] bytes) throws SessionException {
        SessionDer der = SessionDer.parse(bytes);
        boolean good = false;
        try {
            byte[] context = der.octets(SessionField.CONTEXT);
            Decoded decoded = new Decoded(session(der), context == null ? new byte[0] : context);
            good = true;
            return decoded;
        } finally {
            if (!good) {
                der.wipe();
            }
        }
    }

    private static Session session(SessionDer der) throws SessionException {
        ProtocolVersion version = version(der.version());
        CipherSuite suite = suite(der.suite(), version);
        requireLength(der.secret(), version, suite);
        Addition addition = addition(der);
        Instant time = instant(der.number(SessionField.TIME));
        Instant created = addition == null ? time : addition.created;
        if (created.isAfter(time)) {
            throw new SessionException("the session was made after its ticket came");
        }
        // RFC 8446 section 4.6.1: "Clients MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime"
        long longest = Session.LONGEST_LIFETIME.toSeconds();
        long earlier = time.getEpochSecond() - created.getEpochSecond();
        Duration lifetime = Duration.ofSeconds(Math.min(earlier + Math.min(left(der, version), longest), longest));
        boolean bound = version == ProtocolVersion.TLS13 || (der.number(SessionField.FLAGS) & EXTENDED_MASTER_SECRET) != 0;
        String protocol = text(der.octets(SessionField.ALPN));
        return new Session(version, suite, der.id(), der.secret(), bound, text(der.octets(SessionField.HOST_NAME)),
                protocol == null ? "" : protocol, peer(der, addition), created, lifetime, ticket(der, time), limit(der));
    }

    private static ProtocolVersion version(int code) throws SessionException {
        ProtocolVersion version = ProtocolVersion.of(code);
        if (version == null) {
            throw new SessionException(String.format("the session is of the version 0x%04x; expected SSLv3, TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3", code));
        }
        return version;
    }

    private static CipherSuite suite(int code, ProtocolVersion version) throws SessionException {
        CipherSuite suite = CipherSuite.of(code);
        if (suite == null || !suite.fits(version)) {
            throw new SessionException(String.format("the session is of the cipher suite 0x%04x, which is none of ours in ", code) + version);
        }
        return suite;
    }

    private static void requireLength(Secret secret, ProtocolVersion version, CipherSuite suite) throws SessionException {
        // RFC 5246 section 8.1: "The master secret is always exactly 48 bytes in length."
        int expected = version != ProtocolVersion.TLS13 ? MASTER_SECRET_LENGTH : suite.hash().length();
        if (secret.length() != expected) {
            throw new SessionException("the secret has " + secret.length() + " bytes; expected " + expected);
        }
    }

    private static Instant instant(long seconds) throws SessionException {
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw new SessionException("the time " + seconds + " is not a number from 0 to " + LAST_SECOND);
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** From the time on. In TLS 1.2 a hint of 0 leaves it to the client (RFC 5077 section 3.3); in TLS 1.3 it ends the ticket. */
    private static long left(SessionDer der, ProtocolVersion version) {
        long timeout = der.number(SessionField.TIMEOUT);
        long hint = der.number(SessionField.LIFETIME_HINT);
        boolean unsaid = hint == 0 && version != ProtocolVersion.TLS13;
        return der.octets(SessionField.TICKET) == null || unsaid ? timeout : Math.min(timeout, hint);
    }

    private static FragmentLimit limit(SessionDer der) throws SessionException {
        long code = der.number(SessionField.MAX_FRAGMENT_LENGTH);
        FragmentLimit limit = code == UNSPECIFIED_LIMIT ? FragmentLimit.NONE : FragmentLimit.of(code);
        if (limit == null) {
            throw new SessionException("the maximum fragment length " + code + " is not a number from 0 to 4");
        }
        return limit;
    }

    private static Session.Ticket ticket(SessionDer der, Instant time) {
        byte[] ticket = der.octets(SessionField.TICKET);
        long ageAdd = der.number(SessionField.AGE_ADD);
        long earlyData = der.number(SessionField.MAX_EARLY_DATA);
        NamedGroup group = der.version() == ProtocolVersion.TLS13.code() ? NamedGroup.of((int) der.number(SessionField.GROUP)) : null;
        boolean none = ticket == null || ticket.length == 0;
        if (none && ageAdd == 0 && earlyData == 0) {
            return null;
        }
        return new Session.Ticket(none ? NO_TICKET : ticket, ageAdd, time, earlyData, group);
    }

    private static PeerVerified peer(SessionDer der, Addition addition) throws SessionException {
        byte[] leaf = der.octets(SessionField.PEER);
        if (leaf == null) {
            byte[] identity = der.octets(SessionField.PSK_IDENTITY);
            return identity == null || identity.length == 0 ? PeerVerified.unauthenticated() : PeerVerified.ofPsk(identity);
        }
        List<byte[]> chain = new ArrayList<>(List.of(leaf));
        if (addition != null) {
            chain.addAll(addition.issuers);
        }
        try {
            VerifyResult result = VerifyResult.of((int) der.number(SessionField.VERIFY_RESULT));
            return PeerVerified.remembered(PeerCheck.parse(chain), new Judgement(result, List.of(), null))
                    .withStaples(addition == null ? List.of() : addition.responses);
        } catch (TlsFault e) {
            throw new SessionException("the peer's certificates: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new SessionException(e.getMessage(), e);
        }
    }

    /** What of ours was in ticket_appdata. */
    private record Addition(Instant created, List<byte[]> issuers, List<byte[]> responses) {
    }

    private static Addition addition(SessionDer der) throws SessionException {
        byte[] data = der.octets(SessionField.APPLICATION_DATA);
        if (data == null || data.length < MARKER.length || Arrays.mismatch(data, 0, MARKER.length, MARKER, 0, MARKER.length) >= 0) {
            return null;
        }
        try {
            WireReader in = new WireReader("ticket_appdata", data, MARKER.length, data.length - MARKER.length);
            Instant created = instant(in.u32() << 32 | in.u32());
            Addition addition = new Addition(created, list(in, 1, "issuers"), list(in, 0, "OCSP responses"));
            in.finish();
            return addition;
        } catch (TlsFault e) {
            throw new SessionException("ticket_appdata: " + e.getMessage(), e);
        }
    }

    private static List<byte[]> list(WireReader in, int shortest, String what) throws TlsFault, SessionException {
        WireReader list = in.vector24(0, SessionDer.LONGEST);
        List<byte[]> all = new ArrayList<>();
        while (!list.isEmpty()) {
            if (all.size() == MOST_CERTIFICATES) {
                throw new SessionException("the peer's chain has more than " + MOST_CERTIFICATES + " " + what);
            }
            all.add(list.opaque24(shortest, SessionDer.LONGEST));
        }
        return all;
    }
}
