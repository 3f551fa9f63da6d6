package dev.drawbridge.it.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What one connection goes through, and how either end may end. An end that is not listed fails the run. Each scenario has a port of its
 * own, so that the server knows what to expect of a peer that never gets to say a word.
 *
 * <p>Where one side aborts, the other may learn less than was said: a close over bytes that arrived too late to be read is a reset, which
 * takes along what was not yet sent, alerts too; and a reset is told only once, to the thread that looks first, after which the other
 * direction sees the transport's end. So reset and truncated stand together.
 */
enum Scenario {
    /** Stays up from beginning to end and says a word at both. */
    IDLE(ends(Ends.COMPLETE), ends(Ends.COMPLETE)),
    /** Data both ways at once, then close_notify both ways. */
    EXCHANGE(ends(Ends.COMPLETE), ends(Ends.COMPLETE)),
    /** The client sends one byte in a segment, from the first of its ClientHello on. */
    BYTE_DRIP(ends(Ends.COMPLETE), ends(Ends.COMPLETE)),
    /** The client reads a little at a time from a small receive buffer, so that the server's writes wait. */
    SLOW_READER(ends(Ends.COMPLETE), ends(Ends.COMPLETE)),
    /** Both ends change keys in the middle of data, and ask the other to; TLS 1.3 only. */
    KEY_UPDATE(ends(Ends.COMPLETE), ends(Ends.COMPLETE)),
    /**
     * close_notify in one direction while the other goes on. TLS 1.2 forbids to go on: "The other party MUST respond with a close_notify
     * alert of its own and close down the connection immediately, discarding any pending writes" (RFC 5246 section 7.2.1).
     */
    HALF_CLOSE(ends(Ends.COMPLETE, Ends.CUT_SHORT), ends(Ends.COMPLETE, Ends.CUT_SHORT)),
    /** The same, and the client's TCP output ends with it. */
    TCP_HALF_CLOSE(ends(Ends.COMPLETE, Ends.CUT_SHORT), ends(Ends.COMPLETE, Ends.CUT_SHORT)),
    /** The client's TCP output ends between two records, without close_notify. */
    TCP_HALF_CLOSE_WITHOUT_NOTIFY(ends(Ends.TRUNCATED), ends(Ends.TRUNCATED, Ends.CUT_SHORT, Ends.RESET, Ends.received("decode_error"))),
    /** The client's process dies: its socket closes at any byte of its data. */
    DEATH(ends(Ends.TRUNCATED, Ends.RESET), ends(Ends.AS_PLANNED)),
    /** The client resets at any byte of its data. */
    RESET(ends(Ends.RESET, Ends.TRUNCATED), ends(Ends.AS_PLANNED)),
    /** The client's socket closes at any byte of its side of the handshake. */
    DEATH_IN_HANDSHAKE(ends(Ends.TRUNCATED, Ends.RESET, Ends.NEVER_BEGAN), ends(Ends.AS_PLANNED)),
    /** The client resets at any byte of its side of the handshake. */
    RESET_IN_HANDSHAKE(ends(Ends.RESET), ends(Ends.AS_PLANNED)),
    /** The client sends part of its handshake and waits for ever; on a busy machine the server hangs up before it came that far. */
    STALL_IN_HANDSHAKE(ends(Ends.DEADLINE), ends(Ends.AS_PLANNED, Ends.TRUNCATED, Ends.RESET, Ends.received("user_canceled"))),
    /** Random bytes, or a plain HTTP request, in place of a ClientHello. */
    GARBAGE_FIRST(anyAlertAnd(Ends.NOT_TLS, Ends.DEADLINE), ends(Ends.AS_PLANNED)),
    /**
     * A byte of the client's side of the handshake is changed. It does no harm in the version of the first record, of which RFC 8446
     * section 5.1 says: "This field is deprecated and MUST be ignored for all purposes".
     */
    GARBAGE_IN_HANDSHAKE(anyAlertAnd(Ends.COMPLETE, Ends.NOT_TLS, Ends.DEADLINE, Ends.RESET, Ends.TRUNCATED),
            anyAlertAnd(Ends.COMPLETE, Ends.RESET, Ends.TRUNCATED, Ends.CUT_SHORT)),
    /** A byte of a record header of the client is changed. */
    GARBAGE_IN_HEADER(ends(Ends.sent("bad_record_mac"), Ends.sent("unexpected_message"), Ends.sent("record_overflow"), Ends.sent("decode_error"),
            Ends.sent("protocol_version")),
            ends(Ends.received("bad_record_mac"), Ends.received("unexpected_message"), Ends.received("record_overflow"),
                    Ends.received("decode_error"), Ends.received("protocol_version"), Ends.RESET, Ends.TRUNCATED)),
    /** A byte of a record of the client is changed behind its header. */
    GARBAGE_IN_CIPHERTEXT(ends(Ends.sent("bad_record_mac")), ends(Ends.received("bad_record_mac"), Ends.RESET, Ends.TRUNCATED)),
    /** Random bytes between two records of the client. */
    GARBAGE_BETWEEN(anyAlertAnd(), anyAlertAnd(Ends.RESET, Ends.TRUNCATED)),
    /** Random bytes after the client's close_notify: they are nobody's. */
    GARBAGE_AFTER_END(ends(Ends.COMPLETE), ends(Ends.COMPLETE, Ends.RESET)),
    /** The server's process dies: its socket closes between two records. */
    SERVER_DEATH(ends(Ends.AS_PLANNED), ends(Ends.TRUNCATED, Ends.RESET)),
    /** The server resets between two records. */
    SERVER_RESET(ends(Ends.AS_PLANNED), ends(Ends.RESET, Ends.TRUNCATED)),
    /** A record of the server that nobody sealed. */
    SERVER_GARBAGE(ends(Ends.received("bad_record_mac"), Ends.RESET, Ends.TRUNCATED), ends(Ends.sent("bad_record_mac"))),
    /** A handshake that the client gives up: before its first byte, within or after its ClientHello, or in the middle of its second flight. */
    ABANDONED(ends(Ends.TRUNCATED, Ends.RESET, Ends.NEVER_BEGAN), ends(Ends.AS_PLANNED)),
    /** The same, but the client stays, until the server hangs up. */
    PENDING(ends(Ends.TRUNCATED, Ends.RESET, Ends.NEVER_BEGAN, Ends.DEADLINE), ends(Ends.AS_PLANNED));

    private final Set<String> server;
    private final Set<String> client;

    Scenario(Set<String> server, Set<String> client) {
        this.server = server;
        this.client = client;
    }

    boolean allows(Side side, String protocol, String end) {
        boolean listed = (side == Side.SERVER ? server : client).contains(end);
        return in(HALF_CLOSE, TCP_HALF_CLOSE) ? listed && (end.equals(Ends.COMPLETE) || protocol.equals("TLSv1.2")) : listed;
    }

    /** Those of which active connections are made. */
    static List<Scenario> active() {
        return Stream.of(values()).filter(s -> s != IDLE && s != ABANDONED && s != PENDING).toList();
    }

    boolean in(Scenario... many) {
        return Arrays.asList(many).contains(this);
    }

    /** Whether the server hangs up when the handshake takes longer than it likes: where that is what one waits for. */
    boolean hasDeadline() {
        return this != PENDING && server.contains(Ends.DEADLINE);
    }

    /** Whether it must move all the time. */
    boolean restless() {
        return !in(IDLE, ABANDONED, PENDING);
    }

    /** Whether it is the server that breaks the connection, before it has sent all that was promised. */
    boolean serverMisbehaves() {
        return in(SERVER_DEATH, SERVER_RESET, SERVER_GARBAGE);
    }

    /** Whether TLS 1.2 knows it too. */
    boolean runsWith(String protocol) {
        return this != KEY_UPDATE || protocol.equals("TLSv1.3");
    }

    /** Whether a client with this face can play it: an SSLSocket ends its TCP output with close_notify, so nothing can follow. */
    boolean runsWith(Face client) {
        return this != GARBAGE_AFTER_END || client == Face.ENGINE;
    }

    private static Set<String> ends(String... ends) {
        return Set.of(ends);
    }

    /** Alerts that bad input calls for; internal_error is never among them. */
    private static Set<String> anyAlertAnd(String... ends) {
        Set<String> all = new TreeSet<>(Arrays.asList(ends));
        for (String alert : List.of("unexpected_message", "bad_record_mac", "record_overflow", "handshake_failure", "bad_certificate",
                "illegal_parameter", "decode_error", "decrypt_error", "protocol_version", "missing_extension", "unsupported_extension",
                "user_canceled", "unrecognized_name", "no_application_protocol", "unsupported_certificate")) {
            all.add(Ends.sent(alert));
            all.add(Ends.received(alert));
        }
        return all;
    }
}
