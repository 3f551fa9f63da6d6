package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides for real, in memory: ends and failures. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionEndTest extends ConnectedPeers {
    // ---- ends

    /** RFC 8446 section 6.1: close_notify "does not have any effect on its read side of the connection". */
    @Test
    void closeIsHalfCloseInTls13() throws TlsFault {
        // RFC 8446 section 6.1: "Each party MUST send a "close_notify" alert before closing its write side of the connection".
        connect(ProtocolVersion.TLS13);
        client.connection.closeOutbound();
        assertEquals(Status.NEED_WRAP, client.connection.status());
        assertFalse(client.connection.outboundDone());
        server.deliver(client.wrap());
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertTrue(client.connection.outboundDone());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertTrue(server.t.consumed > 0);
        assertTrue(server.connection.inboundDone());
        assertFalse(server.connection.outboundDone());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        server.send(client, bytes(100));
        assertArrayEquals(bytes(100), client.received.toByteArray());
        server.connection.closeOutbound();
        client.deliver(server.wrap());
        client.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        server.connection.closeInbound();
        client.connection.closeInbound();
        assertTrue(client.failures.isEmpty() && server.failures.isEmpty());
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertEquals(0, client.wrap(bytes(3)).length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertEquals(0, client.t.consumed);
    }

    /** RFC 5246 section 7.2.1: "The other party MUST respond with a close_notify alert of its own and close down the connection". */
    @Test
    void closeIsAnsweredInTls12() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        client.connection.closeOutbound();
        server.deliver(client.wrap());
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(Status.NEED_WRAP, server.t.status);
        client.deliver(server.wrap(bytes(10)));
        assertEquals(0, server.t.consumed, "pending writes are discarded");
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertTrue(server.connection.outboundDone());
        client.unwrap();
        assertTrue(client.connection.inboundDone());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
    }

    @Test
    void dataAfterCloseNotifyIsIgnored() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        byte[] data = client.wrap(bytes(5));
        client.connection.closeOutbound();
        server.deliver(data);
        server.unwrap();
        server.deliver(client.wrap());
        server.deliver(new byte[] {1, 2, 3, 4, 5, 6});
        server.unwrap();
        server.unwrap();
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(0, server.t.consumed);
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anEndWithoutCloseNotifyIsATruncationOfWhatIsRead(ProtocolVersion version) throws TlsFault {
        // RFC 8446 section 6.1: "the TLS implementation MUST receive a "close_notify" alert before indicating end-of-data to the
        // application layer."
        connect(version);
        TlsFault f = assertThrows(TlsFault.class, server.connection::closeInbound);
        assertEquals(Fault.TRUNCATED, f.fault());
        assertTrue(server.connection.inboundDone());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status());
        server.connection.closeInbound();
        server.send(client, bytes(3));
        assertArrayEquals(bytes(3), client.received.toByteArray());
        server.connection.closeOutbound();
        client.deliver(server.wrap());
        client.unwrap();
        assertTrue(client.connection.inboundDone() && server.connection.outboundDone());
        assertTrue(client.failures.isEmpty() && server.failures.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anEndWithoutCloseNotifyEndsAHandshake(ProtocolVersion version) throws TlsFault {
        clientConfig.versions(version);
        open();
        client.connection.beginHandshake();
        while (client.connection.status() != Status.NEED_UNWRAP) {
            client.step(server);
        }
        TlsFault f = assertThrows(TlsFault.class, client.connection::closeInbound);
        assertEquals(List.of(f), client.failures);
        assertEquals(Fault.TRUNCATED, f.fault());
        assertTrue(client.connection.inboundDone());
        server.deliver(client.wrap(bytes(3)));
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertEquals(Alert.DECODE_ERROR, assertThrows(TlsFault.class, () -> Peer.run(server, client)).alert());
    }

    /** What OpenSSL calls "unexpected eof while reading", with the alert that it sends. */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anEndWithoutCloseNotifyThatIsAnErrorIsToldToThePeer(ProtocolVersion version) throws TlsFault {
        connect(version);
        server.connection.truncated();
        assertEquals(List.of(Fault.TRUNCATED), server.failures.stream().map(TlsFault::fault).toList());
        assertEquals(Status.NEED_WRAP, server.connection.status());
        assertSame(server.failures.get(0), server.connection.takeFailure());
        client.deliver(server.wrap(bytes(3)));
        assertEquals(0, server.t.consumed);
        assertTrue(server.connection.inboundDone() && server.connection.outboundDone());
        TlsFault told = assertThrows(TlsFault.class, client::unwrap);
        assertTrue(told.received());
        assertEquals(Alert.DECODE_ERROR, told.alert());
    }

    @Test
    void anEndAfterCloseNotifyIsNoError() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        client.connection.closeOutbound();
        server.deliver(client.wrap());
        server.unwrap();
        server.connection.truncated();
        assertTrue(server.failures.isEmpty());
        server.send(client, bytes(3));
        open();
        client.connection.truncated();
        assertTrue(client.failures.isEmpty() && client.connection.outboundDone());
    }

    @Test
    void closeBeforeTheHandshakeClosesBothSilently() throws TlsFault {
        open();
        client.connection.closeOutbound();
        assertTrue(client.connection.inboundDone() && client.connection.outboundDone());
        assertEquals(0, client.wrap().length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertThrows(TlsFault.class, client.connection::beginHandshake);
        assertTrue(client.failures.isEmpty());
    }

    @Test
    void theAnswerToAPeerThatCancelsTheHandshakeIsProtected() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13);
        open();
        client.connection.beginHandshake();
        server.connection.beginHandshake();
        while (client.connection.facts().group() == null) {
            client.step(server);
            server.step(client);
        }
        while (server.connection.status() != Status.NEED_UNWRAP) {
            server.step(client);
        }
        client.connection.closeOutbound();
        while (client.connection.status() == Status.NEED_WRAP) {
            server.deliver(client.wrap());
        }
        assertThrows(TlsFault.class, () -> {
            while (server.inbox.length > 0) {
                server.unwrap();
            }
        });
        while (server.connection.status() == Status.NEED_WRAP) {
            server.wrap();
        }
        byte[] last = server.records.get(server.records.size() - 1);
        assertEquals(ContentType.APPLICATION_DATA.code(), last[0]);
        assertEquals(5 + 2 + 1 + 16, last.length, "an alert, its content type and a tag");
    }

    @Test
    void closeInTheMiddleOfTheHandshakeCancelsIt() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13);
        open();
        client.connection.beginHandshake();
        while (server.connection.facts().version() == null) {
            client.step(server);
            server.step(client);
        }
        while (server.connection.status() != Status.NEED_UNWRAP) {
            server.step(client);
        }
        server.connection.closeOutbound();
        assertEquals(Fault.USER_CANCELED, server.failures.get(0).fault());
        client.deliver(server.wrap());
        assertEquals(Status.NEED_WRAP, server.t.status);
        client.deliver(server.wrap());
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(Status.NOT_HANDSHAKING, server.t.status);
        assertEquals(Transfer.Outcome.CLOSED, server.unwrap().outcome);
        // The client has the server's flight before the alerts, and so connects; then it hears the close.
        Peer.run(client, server);
        if (client.connection.connected()) {
            client.unwrap();
            client.unwrap();
        }
        assertTrue(client.connection.inboundDone());
    }

    // ---- failures

    private void runUntilFailed(Peer which) throws TlsFault {
        client.connection.beginHandshake();
        while (which.failures.isEmpty()) {
            assertTrue(client.step(server) | server.step(client), "stuck");
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aFailureInATaskSendsTheAlertAndThenThrowsOnce(ProtocolVersion version) throws TlsFault {
        clientConfig.judge((chain, isServer, authType) -> {
            throw new CertificateException("not today");
        });
        clientConfig.versions(version);
        open();
        runUntilFailed(client);
        assertEquals(Status.NEED_WRAP, client.connection.status());
        server.deliver(client.wrap());
        assertEquals(Transfer.Outcome.OK, client.t.outcome);
        assertEquals(Status.NEED_WRAP, client.t.status);
        TlsFault f = assertThrows(TlsFault.class, client::wrap);
        assertEquals(Fault.CERTIFICATE_UNKNOWN, f.fault());
        assertEquals(1, client.failures.size());
        assertEquals(Status.NOT_HANDSHAKING, client.connection.status());
        assertEquals(Transfer.Outcome.CLOSED, client.unwrap().outcome);
        assertEquals(0, client.wrap().length);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
        TlsFault told = assertThrows(TlsFault.class, () -> Peer.run(server, client));
        assertEquals(Alert.CERTIFICATE_UNKNOWN, told.alert());
        assertTrue(told.received());
        assertEquals(Status.NOT_HANDSHAKING, server.connection.status(), "nothing is sent back");
        assertEquals(0, server.wrap().length);
    }

    @Test
    void aFailureInUnwrapIsThrownThereAndTheAlertFollows() throws TlsFault {
        // RFC 8446 section 6.2: "Upon transmission or receipt of a fatal alert message, both parties MUST immediately close the
        // connection."
        connect(ProtocolVersion.TLS13);
        byte[] record = client.wrap(bytes(100));
        record[50] ^= 1;
        server.deliver(record);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
        assertEquals(Status.NEED_WRAP, server.connection.status());
        assertFalse(server.connection.outboundDone());
        client.deliver(server.wrap(bytes(3)));
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
        assertEquals(0, server.t.consumed);
        assertTrue(server.connection.outboundDone());
        TlsFault told = assertThrows(TlsFault.class, client::unwrap);
        assertEquals(Alert.BAD_RECORD_MAC, told.alert());
        assertEquals(1, client.failures.size());
        assertEquals(1, server.failures.size());
    }

    @Test
    void theAlertOfAFailureIsFatalAndTheLast() throws TlsFault {
        // RFC 8446 section 6: "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal". Section 6.2: "Whenever an
        // implementation encounters a fatal error condition, it SHOULD send an appropriate fatal alert and MUST close the connection". RFC
        // 5246 section 7.2.2: "Whenever an implementation encounters a condition which is defined as a fatal alert, it MUST send the
        // appropriate alert prior to closing the connection. [...] it MUST send that alert at the fatal alert level."
        open();
        server.deliver(new byte[] {24, 3, 3, 0, 1, 0});
        assertEquals(Fault.NOT_TLS, assertThrows(TlsFault.class, server::unwrap).fault());
        assertArrayEquals(new byte[] {21, 3, 3, 0, 2, 2, (byte) Alert.UNEXPECTED_MESSAGE.code()}, server.wrap(bytes(3)));
        assertEquals(0, server.wrap(bytes(3)).length);
        assertEquals(Transfer.Outcome.CLOSED, server.t.outcome);
    }

    @Test
    void whoTookTheFailureIsNotToldAgain() throws TlsFault {
        clientConfig.judge((chain, isServer, authType) -> {
            throw new CertificateException("not today");
        });
        open();
        runUntilFailed(client);
        assertEquals(client.failures.get(0), client.connection.takeFailure());
        assertNull(client.connection.takeFailure());
        assertTrue(client.wrap().length > 0);
        assertEquals(Transfer.Outcome.CLOSED, client.t.outcome);
    }

    @Test
    void plainHttpIsNamed() {
        open();
        server.deliver("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        TlsFault f = assertThrows(TlsFault.class, server::unwrap);
        assertEquals(Fault.NOT_TLS, f.fault());
        assertTrue(f.getMessage().contains("plain HTTP request?"), f.getMessage());
    }

    @Test
    void foreignThrowablesInTasksEndTheConnection() throws TlsFault {
        serverConfig.credentials(request -> {
            throw new StackOverflowError("deep");
        });
        open();
        runUntilFailed(server);
        TlsFault f = assertThrows(TlsFault.class, server::unwrap, "an unwrap throws at once");
        assertEquals(Fault.INTERNAL, f.fault());
        assertEquals(Alert.INTERNAL_ERROR, f.alert());
    }

    /** RFC 8446 section 4.2.10: a server that ignores early_data skips the records that it cannot open, up to a bound. */
    @Test
    void earlyDataThatNobodyAskedForIsSkipped() throws TlsFault {
        // RFC 8446 section 4.2.10: "A server which receives an "early_data" extension MUST behave in one of three ways:" And: "the server
        // MUST NOT respond with the extension and must discard all the first-flight data".
        clientConfig.versions(ProtocolVersion.TLS13);
        open();
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        byte[] hello = withEarlyData(client.wrap());
        byte[] early = new byte[5 + 8000];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[3] = (byte) (8000 >> 8);
        early[4] = (byte) 8000;
        server.deliver(hello);
        while (server.connection.status() != Status.NEED_UNWRAP || server.inbox.length > 0) {
            assertTrue(server.step(client), "stuck");
        }
        for (int i = 0; i < 4; i++) {
            server.deliver(early);
            server.unwrap();
            assertEquals(early.length, server.t.consumed);
            assertEquals(Status.NEED_UNWRAP, server.t.status);
        }
        server.deliver(early);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    /** After a HelloRetryRequest early data is told by its type alone, until the second ClientHello; none may follow that. */
    @Test
    void earlyDataIsSkippedAfterARetryToo() throws TlsFault {
        clientConfig.versions(ProtocolVersion.TLS13).groups(NamedGroup.X25519, NamedGroup.SECP384R1);
        serverConfig.groups(NamedGroup.SECP384R1);
        open();
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        server.deliver(withEarlyData(client.wrap()));
        byte[] early = new byte[5 + 100];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[4] = 100;
        server.deliver(early);
        server.deliver(early);
        while (server.connection.status() != Status.NEED_UNWRAP || server.inbox.length > 0) {
            assertTrue(server.step(client), "stuck");
        }
        while (client.step(server)) {
            assertTrue(client.failures.isEmpty(), "failed");
        }
        // The client's second ClientHello and its ChangeCipherSpec lead to the server's flight.
        while (server.step(client)) {
            assertTrue(server.failures.isEmpty(), () -> server.failures.toString());
        }
        assertEquals(NamedGroup.SECP384R1, server.connection.facts().group());
        server.deliver(early);
        assertEquals(Fault.BAD_RECORD_MAC, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    @Test
    void earlyDataWithoutItsExtensionIsRefused() throws TlsFault {
        open();
        server.connection.beginHandshake();
        byte[] early = {23, 3, 3, 0, 1, 0};
        server.deliver(early);
        assertEquals(Fault.UNEXPECTED_CONTENT_TYPE, assertThrows(TlsFault.class, server::unwrap).fault());
    }

    /** The record of a ClientHello, with the empty extension early_data at its end. */
    private static byte[] withEarlyData(byte[] record) {
        byte[] longer = Arrays.copyOf(record, record.length + 4);
        longer[record.length + 1] = 42;
        ByteBuffer b = ByteBuffer.wrap(longer);
        b.putShort(3, (short) (b.getShort(3) + 4));
        b.putShort(7, (short) (b.getShort(7) + 4));
        int at = 5 + 4 + 2 + 32;
        at += 1 + longer[at];
        at += 2 + b.getShort(at);
        at += 1 + longer[at];
        b.putShort(at, (short) (b.getShort(at) + 4));
        return longer;
    }
}
