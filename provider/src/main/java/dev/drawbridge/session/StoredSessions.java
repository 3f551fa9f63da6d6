package dev.drawbridge.session;

import dev.drawbridge.SessionStore;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sessions in a store that servers share. A value is sealed like a ticket, but is none: what it begins with is no session to whoever opens
 * tickets, and a ticket does not begin so. It holds the id that it is kept under, so that it cannot be put under another.
 *
 * <pre>
 * struct {
 *     opaque marker[28];
 *     opaque id&lt;32..32&gt;;
 *     opaque session[];                       // DER
 * } state;
 * </pre>
 */
public final class StoredSessions {
    /** Ids of other lengths are not kept: they are none of ours. */
    static final int ID_LENGTH = 32;

    private static final byte[] MARKER = "drawbridge stored session 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME_LABEL = "drawbridge session id 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_VALUE = 1 << 16;

    private final Seal seal;
    private final byte[] context;
    private final StoreHealth asked;
    private final StoreCalls calls;
    /** What is on its way to the store, so that nothing overtakes it that removes it. */
    private final Map<ByteBuffer, CompletionStage<Void>> puts = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * What became of the calls.
     *
     * @param hits sessions found (SSL_CTX_sess_cb_hits)
     * @param misses the store had none, or one of another context, or sealed by a key that we do not have
     * @param refused values that nobody with our keys put under their id
     * @param failures calls that failed or were not answered in time
     * @param dropped calls that were not made, because the store did not answer
     */
    public record Counts(long hits, long misses, long refused, long failures, long dropped) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    }

    /**
     * How the store is reached.
     *
     * @param timeout how long a handshake waits for an answer
     * @param tell gets what a user should know of the store
     */
    public record Access(SessionStore store, Duration timeout, BiConsumer<System.Logger.Level, String> tell) {
    }

    /** Sessions in a store, sealed, of the contexts with this session_id_context. */
    StoredSessions(Seal seal, byte[] context, Access access) {
        this(seal, context, access, System::nanoTime);
    }

    StoredSessions(Seal seal, byte[] context, Access access, LongSupplier nanoTime) {
        this.seal = seal;
        this.context = context.clone();
        this.asked = new StoreHealth(nanoTime, access.tell, StoreHealth.Words.ASKED);
        StoreHealth sent = new StoreHealth(nanoTime, access.tell, StoreHealth.Words.SENT);
        this.calls = new StoreCalls(access.store, access.timeout, asked, sent);
    }

    /** Sends a session to the store. One whose peer has too long a chain does not go there. */
    void put(Session session, Duration left) {
        byte[] sealed = session.id().length == ID_LENGTH ? sealed(session) : null;
        if (sealed == null) {
            return;
        }
        byte[] name = name(session.id(), session.version() == ProtocolVersion.TLS13);
        ByteBuffer key = ByteBuffer.wrap(name);
        CompletionStage<Void> over = calls.send(s -> s.put(name.clone(), sealed, left), false);
        puts.put(key, over);
        over.whenComplete((nothing, failure) -> puts.remove(key, over));
    }

    private byte[] sealed(Session session) {
        byte[] der;
        try {
            der = SessionCodec.encode(session, context);
        } catch (SessionException e) {
            return null; // of its certificates, as for tickets
        }
        byte[] state = new byte[MARKER.length + 1 + ID_LENGTH + der.length];
        ByteBuffer.wrap(state).put(MARKER).put((byte) ID_LENGTH).put(session.id()).put(der);
        try {
            return seal.seal(state);
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(state, (byte) 0);
        }
    }

    /** The session with an id, fresh or not; null when there is none, or the store does not tell in time. */
    Session get(byte[] id, boolean tls13) {
        return id.length == ID_LENGTH ? asked(id, tls13, name -> store -> store.get(name)) : null;
    }

    /** The same, and the store has it no more: one of all who ask, on all servers, gets it. */
    Session take(byte[] id, boolean tls13) {
        return id.length == ID_LENGTH ? asked(id, tls13, name -> store -> store.take(name)) : null;
    }

    private Session asked(byte[] id, boolean tls13, Function<byte[], Function<SessionStore, CompletionStage<byte[]>>> call) {
        byte[] value = calls.answer(call.apply(name(id, tls13)));
        Session session = value == null ? null : opened(value, id, tls13);
        (session == null ? misses : hits).increment();
        return session;
    }

    /** Removes a session, whatever its version, also from a store that did not answer lately. */
    void remove(byte[] id) {
        if (id.length != ID_LENGTH) {
            return;
        }
        for (boolean tls13 : new boolean[] {false, true}) {
            byte[] name = name(id, tls13);
            CompletionStage<Void> before = puts.getOrDefault(ByteBuffer.wrap(name), CompletableFuture.completedStage(null));
            before.whenComplete((nothing, failure) -> calls.send(s -> s.remove(name), true));
        }
    }

    private Session opened(byte[] value, byte[] id, boolean tls13) {
        Seal.Opened opened = value.length > LONGEST_VALUE ? new Seal.Opened(null, true) : seal.open(value);
        if (opened.state() == null) {
            return opened.forged() ? refused() : null;
        }
        try {
            SessionCodec.Decoded decoded = decoded(opened.state(), id);
            Session session = decoded.session();
            // Both are in the name under which we asked, so that whoever put it there meant another.
            if (!MessageDigest.isEqual(decoded.context(), context) || session.version() == ProtocolVersion.TLS13 != tls13) {
                session.secret().wipe();
                return refused();
            }
            asked.honest(true);
            return session;
        } catch (TlsFault | SessionException e) {
            return refused();
        } finally {
            Arrays.fill(opened.state(), (byte) 0);
        }
    }

    private Session refused() {
        refused.increment();
        asked.honest(false);
        return null;
    }

    private static SessionCodec.Decoded decoded(byte[] state, byte[] id) throws TlsFault, SessionException {
        WireReader in = new WireReader("stored session", state, 0, state.length);
        byte[] marker = in.bytes(MARKER.length);
        if (!MessageDigest.isEqual(marker, MARKER) || !MessageDigest.isEqual(in.opaque8(ID_LENGTH, ID_LENGTH), id)) {
            throw new SessionException("sealed for something else");
        }
        byte[] der = in.rest();
        try {
            return SessionCodec.decode(der);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Under what the store keeps a session: nobody can look up there what was on the wire without knowing the context. */
    private byte[] name(byte[] id, boolean tls13) {
        Hash hash = seal.crypto().hash(HashAlgorithm.SHA256);
        byte[] all = new WireWriter().bytes(NAME_LABEL).u8(tls13 ? 1 : 0).opaque8(context).opaque8(id).toByteArray();
        hash.update(all, 0, all.length);
        return hash.peek();
    }

    Counts counts() {
        return new Counts(hits.sum(), misses.sum(), refused.sum(), calls.failures(), calls.dropped());
    }
}
