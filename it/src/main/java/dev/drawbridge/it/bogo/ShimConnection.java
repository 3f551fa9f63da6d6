package dev.drawbridge.it.bogo;

import dev.drawbridge.EarlyDataStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** One connection of a test. */
final class ShimConnection {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final int[] RECORD_SIZES = {1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769};
    private static final int TLS13 = 0x0304;

    private final Endpoints endpoints;
    private final Plan plan;
    private final int number;
    private Settings settings;
    private final Party party;
    private final Endpoint tls;
    /** What is said first was said early. */
    private boolean saidEarly;

    ShimConnection(Endpoints endpoints, Plan plan, int number) throws IOException, GeneralSecurityException, Unimplemented, Mismatch {
        this.endpoints = endpoints;
        this.plan = plan;
        this.number = number;
        this.settings = plan.of(number);
        this.party = new Party(settings);
        this.tls = endpoints.next(number, settings, party);
    }

    void run() throws IOException, Failure, Mismatch {
        try (Socket socket = new Socket(InetAddress.getByName(settings.ipv6 ? "::1" : "127.0.0.1"), settings.port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteBuffer id = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(settings.shimId);
            socket.getOutputStream().write(id.array());
            Link link = new Link(socket, tls, settings.async);
            try {
                exchange(link);
            } catch (Failure f) {
                link.flushAlert();
                throw f;
            } finally {
                drain(socket);
            }
        }
    }

    /**
     * Half-closes and reads to the end, so that a reset does not overtake our last words. One of the runner's says no more than that it has
     * ended first.
     */
    private static void drain(Socket socket) throws IOException {
        try {
            if (!socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            return;
        }
    }

    private void exchange(Link link) throws IOException, Failure, Mismatch {
        boolean early = settings.enableEarlyData && number > 0;
        if (early && !settings.server && settings.shimWritesFirst) {
            tls.sayEarly(ByteBuffer.wrap(HELLO));
        }
        if (!settings.implicitHandshake || early) {
            handshake(link, early && settings.server);
        }
        if (settings.writeDifferentRecordSizes) {
            for (int size : RECORD_SIZES) {
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) 0x42);
                link.write(data);
            }
            end(link, false);
            return;
        }
        if (settings.readWithUnfinishedWrite) {
            link.writeFirstByte(HELLO);
        } else if (settings.shimWritesFirst && !saidEarly) {
            link.write(HELLO);
        }
        end(link, settings.shimShutsDown || echo(link));
    }

    private void handshake(Link link, boolean answersEarly) throws IOException, Failure, Mismatch {
        if (!settings.implicitHandshake) {
            tls.begin();
        }
        link.handshake(answersEarly ? () -> answerEarly() : () -> { });
        party.check(tls.facts());
        saidEarly |= !settings.server && tls.earlyStatus() == EarlyDataStatus.ACCEPTED;
        boolean refused = !settings.server && number > 0 && settings.expectRejectEarlyData;
        Mismatch.check(!refused || tls.earlyStatus() == EarlyDataStatus.REJECTED, "early data: " + tls.earlyStatus());
        if (refused) {
            settings = plan.retry();
        }
        if (!settings.implicitHandshake) {
            new HandshakeChecks(settings, number > 0).check(tls, link);
            checkSessions();
        }
        if (settings.handshakeTwice) {
            link.handshake(() -> { });
        }
    }

    /** As a server: what comes early is sent back inverted, and what is to be said first is said before that. */
    private void answerEarly() throws Failure {
        ByteBuffer data = ByteBuffer.allocate(settings.readSize);
        while (!tls.connected() && tls.readEarly(data.clear()) > 0) {
            if (settings.shimWritesFirst && !saidEarly) {
                tls.answerEarly(ByteBuffer.wrap(HELLO));
            }
            saidEarly = true;
            tls.answerEarly(ByteBuffer.wrap(inverted(data.array(), data.position())));
        }
    }

    private static byte[] inverted(byte[] data, int length) {
        byte[] inverted = new byte[length];
        for (int i = 0; i < length; i++) {
            inverted[i] = (byte) (data[i] ^ 0xff);
        }
        return inverted;
    }

    /** RFC 5077: a client's session comes with the handshake; a server remembers one when there is no ticket. */
    private void checkSessions() throws Mismatch {
        if (settings.server) {
            boolean remembers = number == 0 && endpoints.remembers();
            Mismatch.check(number > 0 || !settings.expectSessionId || remembers, "no session is remembered");
            Mismatch.check(!settings.expectNoSessionId || !remembers, "a session is remembered");
        } else if (tls.facts().version() < TLS13) {
            boolean resumable = !Boolean.FALSE.equals(tls.facts().extendedMasterSecret());
            checkSession(resumable && !settings.expectNoSession && (!tls.facts().resumed() || settings.expectTicketRenewal));
        }
    }

    private void checkSession(boolean expected) throws Mismatch {
        Mismatch.check(endpoints.gotSession() == expected, expected ? "no new session" : "a new session");
    }

    /** RFC 8446 section 4.6.1: tickets come after the handshake, which is here before the data. */
    private void checkTickets() throws Mismatch {
        if (settings.server || tls.facts().version() < TLS13) {
            return;
        }
        boolean expected = !settings.expectNoSession && !settings.shimShutsDown;
        checkSession(expected);
        if (expected && endpoints.sessionsEarlyData() != null) {
            Mismatch.equal(settings.expectTicketSupportsEarlyData, endpoints.sessionsEarlyData() > 0, "early data of the ticket");
        }
    }

    /** Sends back what comes, inverted; returns whether the peer has yet to say close_notify. */
    private boolean echo(Link link) throws IOException, Failure {
        boolean rest = settings.readWithUnfinishedWrite;
        byte[] data = new byte[settings.readSize];
        while (true) {
            if (settings.keyUpdateBeforeRead) {
                tls.updateKeys();
            }
            int n;
            try {
                n = link.read(data, data.length);
            } catch (Failure f) {
                if (f.faultName().equals("TRUNCATED") && tls.connected()) {
                    return true; // an unclean end is an end
                }
                throw f;
            }
            if (n < 0) {
                return false;
            }
            if (rest) {
                link.writeRest();
                rest = false;
            }
            if (settings.keyUpdate) {
                tls.updateKeys();
            }
            link.write(inverted(data, n));
        }
    }

    private void end(Link link, boolean peerOpen) throws IOException, Failure, Mismatch {
        checkTickets();
        Mismatch.check(settings.expectRenegotiations < 0 || settings.expectRenegotiations == tls.renegotiations(),
                tls.renegotiations() + " renegotiations");
        if (!settings.checkCloseNotify) {
            return;
        }
        link.shutdown();
        if (peerOpen) {
            Mismatch.check(link.read(new byte[1], 1) < 0, "application data where close_notify was expected");
        }
    }
}
