package dev.drawbridge.openssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.openssl.Bio.RetryReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets as Java has them; what they have in common with C is in {@link BioTranscriptTest}. */
@Timeout(60)
class SocketBioTest {

    @Test
    void aSocketIsReadAndWritten() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Bio bio = Bio.socket(client, CloseFlag.NOCLOSE);
            assertEquals(BioType.SOCKET, bio.type());
            assertEquals(5, bio.puts("hello"));
            assertEquals("hello", new String(accepted.getInputStream().readNBytes(5), UTF_8));

            client.setSoTimeout(1);
            assertEquals(-1, bio.read(new byte[10]));
            assertTrue(bio.shouldRetry() && bio.shouldRead(), "a time that is over is none");
            client.setSoTimeout(0);

            accepted.getOutputStream().write("yes".getBytes(UTF_8));
            byte[] buf = new byte[3];
            assertEquals(3, bio.read(buf, 0, 1) + bio.read(buf, 1, 1) + bio.read(buf, 2, 1));
            assertEquals("yes", new String(buf, UTF_8));
            accepted.close();
            assertEquals(0, bio.read(buf));
            assertTrue(bio.eof());
            assertFalse(bio.shouldRetry());
            bio.close();
            assertFalse(client.isClosed());

            Bio second = Bio.socket(client, CloseFlag.CLOSE);
            second.close();
            assertTrue(client.isClosed());
        }
    }

    @Test
    void aClosedSocketIsAFailureAndOneThatIsNotConnectedYetIsNot() throws Exception {
        Socket socket = new Socket();
        socket.close();
        Bio bio = Bio.socket(socket, CloseFlag.CLOSE);
        assertEquals(-1, bio.read(new byte[1]));
        assertNotNull(bio.lastError());
        assertFalse(bio.shouldRetry());

        try (SocketChannel channel = SocketChannel.open()) {
            Bio early = Bio.socket(channel, CloseFlag.NOCLOSE);
            assertEquals(-1, early.read(new byte[1]));
            assertTrue(early.shouldRead(), "ENOTCONN is to be retried");
            assertEquals(-1, early.write(new byte[1]));
            assertTrue(early.shouldWrite());
            assertNull(early.lastError());
        }
    }

    @Test
    void aChannelThatDoesNotBlockAsksForARetry() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept();
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            Bio bio = Bio.socket(client.socket(), CloseFlag.NOCLOSE);
            assertSame(client, bio.selectableChannel());
            assertEquals(-1, bio.read(new byte[10]));
            assertTrue(bio.shouldRead());

            byte[] much = new byte[1 << 16];
            long written = 0;
            int n = bio.write(much);
            while (n > 0) {
                written += n;
                n = bio.write(much);
            }
            assertEquals(-1, n);
            assertTrue(bio.shouldRetry() && bio.shouldWrite() && !bio.shouldRead());

            Bio other = Bio.socket(accepted, CloseFlag.NOCLOSE);
            for (long read = 0; read < written;) {
                read += other.read(much);
            }
            other.puts("now");
            bio.selectableChannel().register(selector, SelectionKey.OP_READ);
            assertEquals(1, selector.select());
            assertEquals(3, bio.read(new byte[10]));
        }
    }

    @Test
    void connectingCanBeWaitedFor() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            ConnectBio bio = Bio.connect("127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort());
            assertEquals("127.0.0.1", bio.host());
            assertNull(bio.selectableChannel());
            bio.setNonBlocking(true);
            int done = bio.doConnect();
            while (done != 1) {
                assertTrue(bio.shouldRetry() && bio.shouldIoSpecial());
                assertEquals(RetryReason.CONNECT, bio.retryReason());
                try (Selector selector = Selector.open()) {
                    bio.selectableChannel().register(selector, SelectionKey.OP_CONNECT);
                    selector.select();
                }
                done = bio.doConnect();
            }
            assertFalse(bio.shouldRetry());
            SocketChannel channel = (SocketChannel) bio.selectableChannel();
            assertTrue(channel.isConnected());
            bio.close();
            assertFalse(channel.isOpen());
        }
    }

    @Test
    void whyItCouldNotConnectIsTold() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        ConnectBio refused = Bio.connect("127.0.0.1:" + port);
        assertEquals(0, refused.doConnect());
        assertEquals("connect to 127.0.0.1:" + port + ": Connection refused", refused.lastError().getMessage());
        assertTrue(refused.lastError().getCause() instanceof ConnectException);
        assertEquals(0, refused.puts("x"));
        assertNotNull(refused.lastError());

        ConnectBio portless = Bio.connect("127.0.0.1");
        assertEquals(-1, portless.doConnect());
        assertEquals("socket connect BIO: no port to connect to; expected host:port, or setPort", portless.lastError().getMessage());

        ConnectBio nowhere = Bio.connect("[::none]:1");
        assertEquals(-1, nowhere.doConnect());
        assertTrue(nowhere.lastError() instanceof UnknownHostException);
    }

    @Test
    void eachAcceptedConnectionGetsItsFilters() {
        AcceptBio accept = Bio.accept("127.0.0.1:0");
        accept.setAcceptBios(Bio::buffer);
        accept.setCallback(e -> e.result());
        assertNull(accept.acceptPort());
        assertEquals(1, accept.doAccept());
        assertEquals("127.0.0.1", accept.acceptName());
        for (int i = 0; i < 2; i++) {
            ConnectBio client = Bio.connect("127.0.0.1:" + accept.acceptPort());
            assertEquals(10, client.puts("some\nlines"));
            assertEquals(1, accept.doAccept());
            assertEquals("127.0.0.1", accept.peerName());
            assertEquals(((InetSocketAddress) ((SocketChannel) client.selectableChannel()).socket().getLocalSocketAddress()).getPort(),
                    Integer.parseInt(accept.peerPort()));
            Bio served = accept.pop();
            assertEquals(BioType.BUFFER, served.type());
            assertEquals(BioType.SOCKET, served.next().type());
            assertNotNull(served.next().callback(), "as OpenSSL hands it on");
            assertEquals("some\n", served.gets(100));
            served.freeAll();
            assertEquals(0, client.read(new byte[1]));
            client.close();
        }
        accept.close();
    }

    @Test
    void aMakerOfFiltersThatFailsLeavesNoConnectionOpen() {
        AcceptBio accept = Bio.accept("127.0.0.1:0");
        accept.setAcceptBios(() -> {
            throw new IllegalArgumentException("no filter today");
        });
        assertEquals(1, accept.doAccept());
        ConnectBio client = Bio.connect("127.0.0.1:" + accept.acceptPort());
        assertEquals(1, client.doConnect());
        assertThrows(IllegalArgumentException.class, accept::doAccept);
        assertEquals(0, client.read(new byte[1]));
        client.close();
        accept.close();
    }

    @Test
    void whyItCouldNotListenIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            AcceptBio accept = Bio.accept("127.0.0.1:" + taken.getLocalPort());
            assertEquals(-1, accept.doAccept());
            assertTrue(accept.lastError().getMessage().matches("listen on .*:" + taken.getLocalPort() + ": Address already in use.*"),
                    accept.lastError().getMessage());
            assertFalse(accept.shouldRetry());
            accept.setPort("0");
            assertEquals(1, accept.doAccept());
            accept.freeAll();
        }
        AcceptBio portless = Bio.accept("127.0.0.1:");
        assertEquals(-1, portless.read(new byte[1]));
        assertEquals("socket accept BIO: no port to listen on; expected host:port, or setPort", portless.lastError().getMessage());
    }

    @Test
    void acceptedConnectionsNeedNotBlock() {
        AcceptBio accept = Bio.accept("127.0.0.1:0");
        accept.setNonBlocking(true);
        assertEquals(1, accept.doAccept());
        ConnectBio client = Bio.connect("127.0.0.1:" + accept.acceptPort());
        assertEquals(1, client.doConnect());
        assertEquals(-1, accept.read(new byte[1]));
        assertTrue(accept.shouldRead());
        assertSame(accept.next(), accept.retryBio());
        client.close();
        accept.freeAll();
    }
}
