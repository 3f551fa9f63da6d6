package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program sees of an engine of ours and of SunJSSE's: results, states, and every order of closing. */
class EngineDifferentialTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String DONE = "NOT_HANDSHAKING inbound done outbound done";

    /** The subject's role and the version. */
    record Play(boolean client, String version) {
    }

    static Stream<Play> plays() {
        return Stream.of(new Play(true, "TLSv1.3"), new Play(false, "TLSv1.3"), new Play(true, "TLSv1.2"), new Play(false, "TLSv1.2"));
    }

    private static EnginePair.Side subject(EnginePair p, Play play) {
        return play.client ? p.client : p.server;
    }

    private static EnginePair.Side peer(EnginePair p, Play play) {
        return play.client ? p.server : p.client;
    }

    private static String text(SSLEngineResult r) {
        return r.getStatus() + " " + r.getHandshakeStatus() + (r.bytesConsumed() > 0 ? " consumed" : "") + (r.bytesProduced() > 0 ? " produced" : "");
    }

    private static String state(SSLEngine e) {
        return e.getHandshakeStatus() + (e.isInboundDone() ? " inbound done" : "") + (e.isOutboundDone() ? " outbound done" : "");
    }

    private static String wrap(SSLEngine e) throws SSLException {
        return text(e.wrap(ByteBuffer.wrap(new byte[10]), ByteBuffer.allocate(40_000)));
    }

    private static String unwrap(SSLEngine e, ByteBuffer in) throws SSLException {
        return text(e.unwrap(in, ByteBuffer.allocate(40_000)));
    }

    /** The loop of the JDK's own example: everything is tried in turn until both engines are closed. */
    @ParameterizedTest
    @MethodSource("plays")
    void theLoopOfTheJdksExampleEnds(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            SSLEngine client = p.client.engine;
            SSLEngine server = p.server.engine;
            int size = client.getSession().getPacketBufferSize();
            int room = client.getSession().getApplicationBufferSize() + 50;
            ByteBuffer clientIn = ByteBuffer.allocate(room);
            ByteBuffer serverIn = ByteBuffer.allocate(room);
            ByteBuffer cTOs = ByteBuffer.allocateDirect(size);
            ByteBuffer sTOc = ByteBuffer.allocateDirect(size);
            ByteBuffer clientOut = ByteBuffer.wrap("Hello Server, I'm Client".getBytes());
            ByteBuffer serverOut = ByteBuffer.wrap("Hello Client, I'm Server".getBytes());
            boolean dataDone = false;
            int turns = 0;
            while (!closed(client) || !closed(server)) {
                assertTrue(turns++ < 100, "no end: " + state(client) + ", " + state(server));
                client.wrap(clientOut, cTOs);
                runTasks(client);
                server.wrap(serverOut, sTOc);
                runTasks(server);
                cTOs.flip();
                sTOc.flip();
                client.unwrap(sTOc, clientIn);
                runTasks(client);
                server.unwrap(cTOs, serverIn);
                runTasks(server);
                cTOs.compact();
                sTOc.compact();
                if (!dataDone && clientOut.limit() == serverIn.position() && serverOut.limit() == clientIn.position()) {
                    dataDone = true;
                    lab.see("received", () -> clientIn.position() + " " + serverIn.position());
                    client.closeOutbound();
                    server.closeOutbound();
                }
            }
            lab.see("end", () -> state(client) + ", " + state(server));
        });
    }

    private static boolean closed(SSLEngine e) {
        return e.isOutboundDone() && e.isInboundDone();
    }

    private static void runTasks(SSLEngine e) {
        if (e.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            for (Runnable task = e.getDelegatedTask(); task != null; task = e.getDelegatedTask()) {
                task.run();
            }
            assertTrue(e.getHandshakeStatus() != HandshakeStatus.NEED_TASK);
        }
    }

    /** Only what the status asks for is done. The phases of a handshake, repeated ones once. */
    @ParameterizedTest
    @MethodSource("plays")
    void theStatesOfAHandshake(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            SSLEngine e = subject(p, play).engine;
            lab.see("before", () -> state(e));
            lab.act("begin", e::beginHandshake);
            lab.see("begun", () -> state(e));
            p.handshake();
            lab.see("after", () -> state(e));
            lab.see("finished was returned", () -> subject(p, play).finished >= 1);
            lab.see("no task", e::getDelegatedTask);
            p.exchange();
            lab.see("at the end", () -> state(e));
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void buffersBeforeTheHandshake(Play play) throws Exception {
        Differential.same(lab -> {
            SSLEngine e = subject(lab.pair(play.client, play.version), play).engine;
            lab.see("unwrap of nothing", () -> text(e.unwrap(NOTHING, ByteBuffer.allocate(40_000))));
            SSLEngine f = subject(lab.pair(play.client, play.version), play).engine;
            lab.see("unwrap of nothing into nothing", () -> text(f.unwrap(NOTHING, NOTHING)));
            SSLEngine g = subject(lab.pair(play.client, play.version), play).engine;
            lab.see("first wrap into nothing", () -> text(g.wrap(NOTHING, NOTHING)));
            lab.see("then", () -> state(g));
            lab.see("wrap into nothing", () -> text(g.wrap(NOTHING, NOTHING)));
            lab.see("wrap into little", () -> text(g.wrap(NOTHING, ByteBuffer.allocate(10))));
            lab.see("at last", () -> state(g));
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void buffersAfterTheHandshake(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            SSLEngine e = subject(p, play).engine;
            lab.see("wrap into nothing", () -> text(e.wrap(ByteBuffer.wrap(new byte[9]), NOTHING)));
            lab.see("wrap into little", () -> text(e.wrap(ByteBuffer.wrap(new byte[9]), ByteBuffer.allocate(20))));
            lab.see("unwrap of nothing", () -> text(e.unwrap(NOTHING, ByteBuffer.allocate(40_000))));
            lab.see("unwrap of nothing into nothing", () -> text(e.unwrap(NOTHING, NOTHING)));
            ByteBuffer record = ByteBuffer.allocate(40_000);
            peer(p, play).engine.wrap(ByteBuffer.wrap(new byte[1000]), record);
            record.flip();
            lab.see("unwrap of a header's part", () -> text(e.unwrap(record.duplicate().limit(3), ByteBuffer.allocate(40_000))));
            lab.see("unwrap of a record's part", () -> text(e.unwrap(record.duplicate().limit(500), ByteBuffer.allocate(40_000))));
            lab.see("unwrap into little", () -> text(e.unwrap(record, ByteBuffer.allocate(100))));
            lab.see("unwrap into nothing", () -> text(e.unwrap(record, NOTHING)));
            lab.see("unwrap into no buffers", () -> text(e.unwrap(record, new ByteBuffer[0])));
            lab.see("unwrap", () -> text(e.unwrap(record, ByteBuffer.allocate(40_000))));
            ByteBuffer full = ByteBuffer.allocate(40_000);
            peer(p, play).engine.wrap(ByteBuffer.wrap(new byte[20_000]), full);
            full.flip();
            lab.see("a full record fits the session's sizes", () -> full.remaining() <= e.getSession().getPacketBufferSize()
                    && e.unwrap(full, ByteBuffer.allocate(e.getSession().getApplicationBufferSize())).getStatus() == Status.OK);
        });
    }

    /** What is wrapped with no data at all once connected. */
    @ParameterizedTest
    @MethodSource("plays")
    void wrapsOfNothing(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            SSLEngine e = subject(p, play).engine;
            lab.see("wrap of nothing", () -> text(e.wrap(NOTHING, ByteBuffer.allocate(40_000))));
            lab.see("wrap of no buffers", () -> text(e.wrap(new ByteBuffer[0], ByteBuffer.allocate(40_000))));
        });
    }

    /** A connection that never began has nothing to wait for: either close ends both directions of ours. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeOutboundBeforeTheHandshake(Play play) throws Exception {
        Differential.compare(lab -> {
            SSLEngine e = subject(lab.pair(play.client, play.version), play).engine;
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> wrap(e));
            lab.see("unwrap", () -> unwrap(e, NOTHING));
            lab.act("begin", e::beginHandshake);
            lab.act("closeInbound", e::closeInbound);
            lab.see("both closed", () -> state(e));
        }, Map.of("closed", DONE, "unwrap", "CLOSED NOT_HANDSHAKING"));
    }

    /** SunJSSE goes on to send what the program wraps, in the clear. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeInboundBeforeTheHandshake(Play play) throws Exception {
        Differential.compare(lab -> {
            SSLEngine e = subject(lab.pair(play.client, play.version), play).engine;
            lab.act("closeInbound", e::closeInbound);
            lab.see("closed", () -> state(e));
            lab.see("unwrap", () -> unwrap(e, NOTHING));
            lab.see("wrap", () -> wrap(e));
            lab.act("begin", e::beginHandshake);
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("both closed", () -> state(e).replace("NEED_WRAP", "NOT_HANDSHAKING"));
        }, Map.of("closed", DONE, "wrap", "CLOSED NOT_HANDSHAKING"));
    }

    /** Both say user_canceled and close_notify; ours waits for no answer, and sends no ClientHello before them. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeOutboundAsSoonAsBegun(Play play) throws Exception {
        Differential.compare(lab -> {
            SSLEngine e = subject(lab.pair(play.client, play.version), play).engine;
            e.beginHandshake();
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> wrap(e));
            while (!e.isOutboundDone()) {
                wrap(e);
            }
            lab.see("wrapped", () -> state(e));
            lab.see("unwrap", () -> unwrap(e, NOTHING));
            lab.act("closeInbound", e::closeInbound);
            lab.see("end", () -> state(e));
        }, Map.of("closed", "NEED_WRAP inbound done", "wrapped", DONE, "unwrap", "CLOSED NOT_HANDSHAKING", "closeInbound", "done"));
    }

    /**
     * The end of what is read ends a handshake, but a client's first flight, which is ready, still leaves; SunJSSE goes on to send what the
     * program wraps, in the clear where there are no keys yet.
     */
    @ParameterizedTest
    @MethodSource("plays")
    void closeInboundAsSoonAsBegun(Play play) throws Exception {
        Differential.compare(lab -> {
            SSLEngine e = subject(lab.pair(play.client, play.version), play).engine;
            e.beginHandshake();
            lab.act("closeInbound", e::closeInbound);
            lab.see("closed", () -> state(e));
            e.wrap(NOTHING, ByteBuffer.allocate(40_000));
            lab.see("wrap", () -> wrap(e));
            lab.see("unwrap", () -> unwrap(e, NOTHING).replace("NEED_WRAP", "NOT_HANDSHAKING"));
            lab.act("closeInbound again", e::closeInbound);
            lab.act("closeOutbound", e::closeOutbound);
        }, Map.of("wrap", play.client ? "CLOSED NOT_HANDSHAKING produced" : "CLOSED NOT_HANDSHAKING"));
    }

    /** After the first flight of each side. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeOutboundDuringTheHandshake(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            SSLEngine e = halfway(p, play);
            lab.see("before", () -> state(e));
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("closed", () -> e.getHandshakeStatus() + " " + e.isOutboundDone());
            p.run();
            lab.see("end", () -> state(e));
            lab.see("the peer's failure", () -> peer(p, play).failure == null ? null : Differential.kind(peer(p, play).failure));
            lab.see("the peer's end", () -> state(peer(p, play).engine));
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void closeInboundDuringTheHandshake(Play play) throws Exception {
        Differential.compare(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            SSLEngine e = halfway(p, play);
            lab.act("closeInbound", e::closeInbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> wrap(e));
        }, Map.of("wrap", "CLOSED NOT_HANDSHAKING produced"));
    }

    /** Runs the handshake until the subject has sent its first flight and wants to hear more. */
    private static SSLEngine halfway(EnginePair p, Play play) throws Exception {
        EnginePair.Side s = subject(p, play);
        p.client.engine.beginHandshake();
        p.server.engine.beginHandshake();
        boolean sent = false;
        while (!sent || s.engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            p.turn(p.client);
            sent |= play.client && peer(p, play).in.hasRemaining();
            if (sent && s.engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                return s.engine;
            }
            p.turn(p.server);
            sent |= !play.client && peer(p, play).in.hasRemaining();
        }
        return s.engine;
    }

    @ParameterizedTest
    @MethodSource("plays")
    void closeOutboundAfterTheHandshake(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            EnginePair.Side s = subject(p, play);
            SSLEngine e = s.engine;
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> text(EnginePair.wrap(s, peer(p, play), NOTHING)));
            lab.see("wrapped", () -> state(e));
            lab.see("wrap again", () -> wrap(e));
            lab.see("wrapped again", () -> state(e));
            lab.see("nothing came", () -> unwrap(e, NOTHING));
            p.run();
            lab.see("end", () -> state(e));
            lab.see("the peer's end", () -> state(peer(p, play).engine));
            peer(p, play).engine.closeOutbound();
            p.run();
            lab.see("end of both", () -> state(e));
            lab.act("closeInbound", e::closeInbound);
            lab.see("wrap at the end", () -> wrap(e));
            lab.see("unwrap at the end", () -> unwrap(e, NOTHING));
            lab.act("closeOutbound again", e::closeOutbound);
            lab.see("very end", () -> state(e));
            lab.act("beginHandshake", e::beginHandshake);
        });
    }

    @ParameterizedTest
    @MethodSource("plays")
    void thePeerClosesFirst(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            EnginePair.Side s = subject(p, play);
            SSLEngine e = s.engine;
            peer(p, play).engine.closeOutbound();
            EnginePair.wrap(peer(p, play), s, NOTHING);
            lab.see("unwrap", () -> unwrap(e, s.in));
            lab.see("unwrapped", () -> state(e));
            lab.see("unwrap again", () -> unwrap(e, s.in));
            lab.see("wrap of data", () -> text(EnginePair.wrap(s, peer(p, play), ByteBuffer.wrap(new byte[10]))));
            lab.see("wrapped", () -> state(e));
            lab.act("closeInbound", e::closeInbound);
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> text(EnginePair.wrap(s, peer(p, play), NOTHING)));
            lab.see("end", () -> state(e));
            p.run();
            lab.see("the peer's end", () -> state(peer(p, play).engine));
        });
    }

    /** The transport ended without close_notify. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeInboundWithoutCloseNotify(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            SSLEngine e = subject(p, play).engine;
            lab.act("closeInbound", e::closeInbound);
            lab.see("closed", () -> state(e));
            lab.see("wrap", () -> wrap(e));
            lab.see("wrapped", () -> state(e));
            lab.see("wrap again", () -> wrap(e));
            lab.see("unwrap", () -> unwrap(e, NOTHING));
            lab.act("closeInbound again", e::closeInbound);
            lab.act("closeOutbound", e::closeOutbound);
            lab.see("end", () -> state(e));
        });
    }

    @Test
    void closeOutboundThenCloseInboundWithoutCloseNotify() throws Exception {
        for (Play play : plays().toList()) {
            Differential.same(lab -> {
                EnginePair p = lab.pair(play.client, play.version);
                p.handshake();
                SSLEngine e = subject(p, play).engine;
                e.closeOutbound();
                lab.see("wrap", () -> wrap(e));
                lab.act("closeInbound", e::closeInbound);
                lab.see("end", () -> state(e));
                lab.see("wrap at the end", () -> wrap(e));
                lab.see("unwrap at the end", () -> unwrap(e, NOTHING));
            });
        }
    }

    /** A record that fails authentication: the exception, what is sent, and what the peer makes of it. */
    @ParameterizedTest
    @MethodSource("plays")
    void aBrokenRecord(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(play.client, play.version);
            p.handshake();
            EnginePair.Side s = subject(p, play);
            ByteBuffer record = ByteBuffer.allocate(40_000);
            peer(p, play).engine.wrap(ByteBuffer.wrap(new byte[100]), record);
            record.flip();
            record.put(60, (byte) (record.get(60) ^ 1));
            lab.see("unwrap", () -> unwrap(s.engine, record));
            lab.see("unwrapped", () -> state(s.engine));
            lab.see("wrap", () -> text(EnginePair.wrap(s, peer(p, play), NOTHING)));
            lab.see("wrapped", () -> state(s.engine));
            lab.see("wrap again", () -> wrap(s.engine));
            lab.see("unwrap again", () -> unwrap(s.engine, NOTHING));
            lab.act("closeInbound", s.engine::closeInbound);
            p.run();
            lab.see("the peer's failure", () -> peer(p, play).failure.getMessage());
        });
    }

    static List<Play> clients() {
        return plays().filter(Play::client).toList();
    }

    /** The server refuses; what a program that follows the status sees of it. */
    @ParameterizedTest
    @MethodSource("clients")
    void aFatalAlertOfThePeer(Play play) throws Exception {
        Differential.same(lab -> {
            EnginePair p = lab.pair(true, play.version);
            p.server.engine.setEnabledProtocols(new String[] {play.version.equals("TLSv1.3") ? "TLSv1.2" : "TLSv1.3"});
            p.client.engine.beginHandshake();
            p.run();
            lab.see("class", () -> Differential.kind(p.client.failure));
            lab.see("message", () -> p.client.failure.getMessage().replaceAll("^\\(.*?\\) ", ""));
            lab.see("end", () -> state(p.client.engine));
            lab.see("wrap", () -> wrap(p.client.engine));
            lab.see("unwrap", () -> unwrap(p.client.engine, NOTHING));
            lab.act("closeInbound", p.client.engine::closeInbound);
            lab.see("session", () -> p.client.engine.getSession().getCipherSuite());
            lab.see("handshake session", () -> p.client.engine.getHandshakeSession());
        });
    }
}
