package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.Provider;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty's SslHandler on our engines: against itself and against SunJSSE, as client and as server. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NettyIT {
    private static final int BIG = 20_000_000;
    private static EventLoopGroup group;

    /** Who plays which role in which version, with buffers inside or outside the heap. */
    record Play(Provider client, Provider server, String version, boolean direct) {
        @Override
        public String toString() {
            return client.getName() + " client, " + server.getName() + " server, " + version + (direct ? ", direct" : ", heap");
        }
    }

    static Stream<Play> plays() {
        Provider ours = Contexts.DRAWBRIDGE;
        Provider sun = Contexts.SUN;
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(v -> Stream.of(new Play(ours, ours, v, true), new Play(ours, ours, v, false),
                new Play(ours, sun, v, true), new Play(sun, ours, v, true), new Play(ours, sun, v, false), new Play(sun, ours, v, false)));
    }

    @BeforeAll
    static void start() {
        group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    }

    @AfterAll
    static void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    // ---- contexts

    private static SslContextBuilder client(Play play) {
        return common(SslContextBuilder.forClient(), play.client, play).trustManager(Keys.trustManagers());
    }

    private static SslContextBuilder server(Play play) {
        return common(SslContextBuilder.forServer(Keys.of(Keys.Kind.EC).keyManagers()), play.server, play)
                .trustManager(Keys.trustManagers());
    }

    private static SslContextBuilder common(SslContextBuilder b, Provider provider, Play play) {
        return b.sslProvider(SslProvider.JDK).sslContextProvider(provider).protocols(play.version);
    }

    private static ApplicationProtocolConfig alpn(String... protocols) {
        return new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, protocols);
    }

    // ---- a connection

    /** What the program at one end sees. */
    private static final class End extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        final CompletableFuture<Throwable> close = new CompletableFuture<>();
        final CompletableFuture<Long> checksum = new CompletableFuture<>();
        private final CRC32C crc = new CRC32C();
        private final int expected;
        private int received;
        /** Closes when the peer has, as programs do. */
        volatile boolean closesInTurn;
        volatile Channel channel;
        volatile SslHandler tls;

        End(int expected) {
            this.expected = expected;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf b = (ByteBuf) message;
            received += b.readableBytes();
            byte[] bytes = new byte[b.readableBytes()];
            b.readBytes(bytes);
            b.release();
            crc.update(bytes);
            if (received >= expected) {
                checksum.complete(crc.getValue());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslCloseCompletionEvent e) {
                close.complete(e.cause());
                if (closesInTurn) {
                    context.close();
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure.complete(cause.getCause() instanceof SSLException ? cause.getCause() : cause);
            checksum.completeExceptionally(cause);
        }

        void handshake() throws Exception {
            tls.handshakeFuture().get(30, TimeUnit.SECONDS);
        }

        void send(byte[] bytes) {
            ByteBuf b = channel.alloc().buffer(bytes.length).writeBytes(bytes);
            channel.writeAndFlush(b);
        }
    }

    private record Link(Channel listener, End client, End server) implements AutoCloseable {
        @Override
        public void close() {
            client.channel.close().syncUninterruptibly();
            if (server.channel != null) {
                server.channel.close().syncUninterruptibly();
            }
            listener.close().syncUninterruptibly();
        }
    }

    private static ChannelInitializer<SocketChannel> initializer(SslContext context, String host, End end, CompletableFuture<End> ready) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel ch) {
                end.channel = ch;
                end.tls = host == null ? context.newHandler(ch.alloc()) : context.newHandler(ch.alloc(), host, 443);
                ch.pipeline().addLast(end.tls, end);
                ready.complete(end);
            }
        };
    }

    private static Link connect(Play play, SslContext clients, SslContext servers, int toClient, int toServer) throws Exception {
        End client = new End(toClient);
        End server = new End(toServer);
        CompletableFuture<End> accepted = new CompletableFuture<>();
        var allocator = play.direct ? PooledByteBufAllocator.DEFAULT : new UnpooledByteBufAllocator(false);
        Channel listener = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(initializer(servers, null, server, accepted))
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        new Bootstrap().group(group).channel(NioSocketChannel.class).option(ChannelOption.ALLOCATOR, allocator)
                .handler(initializer(clients, "drawbridge.test", client, new CompletableFuture<>()))
                .connect((InetSocketAddress) listener.localAddress()).sync();
        accepted.get(10, TimeUnit.SECONDS);
        return new Link(listener, client, server);
    }

    // ---- tests

    @Test
    void alpnIsAvailable() {
        assertTrue(SslProvider.isAlpnSupported(SslProvider.JDK));
        assertTrue(SslProvider.isTlsv13Supported(SslProvider.JDK, Contexts.DRAWBRIDGE));
    }

    @ParameterizedTest
    @MethodSource("plays")
    void bigTransfersBothWaysOverHttp2sProtocol(Play play) throws Exception {
        byte[] data = new byte[BIG];
        new Random(1).nextBytes(data);
        CRC32C crc = new CRC32C();
        crc.update(data);
        SslContext clients = client(play).applicationProtocolConfig(alpn("h2", "http/1.1")).build();
        SslContext servers = server(play).applicationProtocolConfig(alpn("h2")).build();
        try (Link link = connect(play, clients, servers, BIG, BIG)) {
            link.client.handshake();
            link.server.handshake();
            assertEquals("h2", link.client.tls.applicationProtocol());
            assertEquals("h2", link.server.tls.applicationProtocol());
            assertEquals(play.version, link.client.tls.engine().getSession().getProtocol());
            link.client.send(data);
            link.server.send(data);
            assertEquals(crc.getValue(), link.client.checksum.get(60, TimeUnit.SECONDS));
            assertEquals(crc.getValue(), link.server.checksum.get(60, TimeUnit.SECONDS));
            link.client.channel.close().sync();
            assertNull(link.server.close.get(10, TimeUnit.SECONDS), "close_notify");
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void noProtocolInCommonIsNone(Play play) throws Exception {
        SslContext clients = client(play).applicationProtocolConfig(alpn("h2")).build();
        SslContext servers = server(play).applicationProtocolConfig(alpn("http/1.1")).build();
        try (Link link = connect(play, clients, servers, 1, 1)) {
            link.client.handshake();
            assertNull(link.client.tls.applicationProtocol());
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void clientAuthentication(Play play) throws Exception {
        SslContext clients = client(play).keyManager(Keys.of(Keys.Kind.RSA).keyManagers()).build();
        SslContext servers = server(play).clientAuth(ClientAuth.REQUIRE).build();
        try (Link link = connect(play, clients, servers, 1, 1)) {
            link.client.handshake();
            link.server.handshake();
            assertEquals(Keys.of(Keys.Kind.RSA).certificate, link.server.tls.engine().getSession().getPeerCertificates()[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void aMissingClientCertificateIsHeardOfOnBothSides(Play play) throws Exception {
        SslContext clients = client(play).build();
        SslContext servers = server(play).clientAuth(ClientAuth.REQUIRE).build();
        try (Link link = connect(play, clients, servers, 1, 1)) {
            ExecutionException e = assertThrows(ExecutionException.class, link.server::handshake);
            assertInstanceOf(SSLHandshakeException.class, e.getCause());
            Throwable heard = link.client.failure.get(30, TimeUnit.SECONDS);
            assertInstanceOf(SSLHandshakeException.class, heard);
            assertTrue(heard.getMessage().contains("Received fatal alert: "), heard.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void anUntrustedServerIsHeardOfOnBothSides(Play play) throws Exception {
        SslContext clients = client(play).trustManager(Keys.of(Keys.Kind.RSA).certificate).build();
        try (Link link = connect(play, clients, server(play).build(), 1, 1)) {
            ExecutionException e = assertThrows(ExecutionException.class, link.client::handshake);
            assertInstanceOf(SSLHandshakeException.class, e.getCause());
            Throwable heard = link.server.failure.get(30, TimeUnit.SECONDS);
            assertInstanceOf(SSLHandshakeException.class, heard);
            String alert = play.client == Contexts.SUN ? "certificate_unknown" : "unknown_ca";
            assertTrue(heard.getMessage().contains("Received fatal alert: " + alert), heard.getMessage());
        }
    }

    /** The server waits for the client's close_notify before it closes the transport, and gets it. */
    @ParameterizedTest
    @MethodSource("plays")
    void closeNotifyIsAnsweredInTime(Play play) throws Exception {
        try (Link link = connect(play, client(play).build(), server(play).build(), 1, 1)) {
            link.client.handshake();
            link.server.handshake();
            link.client.closesInTurn = true;
            link.server.tls.setCloseNotifyReadTimeout(5, TimeUnit.SECONDS);
            link.server.tls.setCloseNotifyFlushTimeout(5, TimeUnit.SECONDS);
            link.server.channel.close().get(10, TimeUnit.SECONDS);
            assertNull(link.client.close.get(10, TimeUnit.SECONDS), "close_notify");
            link.server.tls.sslCloseFuture().get(10, TimeUnit.SECONDS);
            link.client.channel.closeFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** The transport ends without close_notify, which the handler tells from an orderly end. */
    @ParameterizedTest
    @MethodSource("plays")
    void aMissingCloseNotifyIsSeen(Play play) throws Exception {
        try (Link link = connect(play, client(play).build(), server(play).build(), 1, 1)) {
            link.client.handshake();
            link.server.handshake();
            SocketChannel raw = (SocketChannel) link.client.channel;
            raw.shutdownOutput().get(10, TimeUnit.SECONDS); // goes by the handler
            assertInstanceOf(ClosedChannelException.class, link.server.close.get(10, TimeUnit.SECONDS));
        }
    }
}
