package dev.drawbridge.openssl;

import dev.drawbridge.openssl.BioCallback.Event;
import dev.drawbridge.openssl.BioCallback.Operation;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * OpenSSL's abstraction of I/O ({@code bio(7)}): sources and sinks, which are memory, a pair, a socket or streams, and filters before them, in a
 * chain that {@link #push} makes.
 *
 * <pre>{@code
 * Bio chain = Bio.buffer().push(Bio.connect("localhost:8080"));
 * chain.puts("GET / HTTP/1.0\r\n\r\n");
 * if (chain.flush() == 1) {
 *     String status = chain.gets(200);
 * }
 * chain.freeAll();
 * }</pre>
 *
 * <p><b>Results</b> are OpenSSL's ({@code BIO_read(3)}): a positive number of bytes; 0 or -1 when there were none, which is for later when
 * {@link #shouldRetry} says so and otherwise the end or a failure; -2 where a kind does not have the operation. I/O throws nothing: what
 * failed is told by {@link #lastError}. A null array is a {@link NullPointerException}, use after the last {@link #close} an
 * {@link IllegalStateException}.
 *
 * <p><b>References</b>: whoever makes a Bio has one, {@link #upRef} makes one more, {@link #close} gives one back, and the last one frees
 * the Bio and, under {@link CloseFlag#CLOSE}, what is below it. {@link #freeAll} does so for a chain.
 *
 * <p><b>Threads</b>: a Bio, with the chain it stands in, belongs to one thread at a time; the two ends of a {@link #pair} may belong to two.
 */
public abstract non-sealed class Bio extends BioLink implements AutoCloseable {
    private static final int UNSUPPORTED = -2;

    private CloseFlag closeFlag = CloseFlag.CLOSE;
    private BioCallback callback;

    /** Why {@link #shouldIoSpecial} is set ({@code BIO_get_retry_reason}). */
    public enum RetryReason {
        /** For none of these. */
        NONE,
        /** {@code BIO_RR_SSL_X509_LOOKUP}: a callback asked to be called again. */
        SSL_X509_LOOKUP,
        /** {@code BIO_RR_CONNECT}: a connection is being made. */
        CONNECT,
        /** {@code BIO_RR_ACCEPT}: nobody has connected yet. */
        ACCEPT
    }

    Bio(BioType type) {
        super(type);
    }

    // Makers

    /** Memory that is written and read, first in, first out ({@code BIO_s_mem(3)}); empty. */
    public static MemoryBio memory() {
        return new MemoryBio();
    }

    /**
     * Memory that can only be read ({@code BIO_new_mem_buf}).
     *
     * @param content which is not copied and must not change
     * @return one that holds it
     */
    public static MemoryBio memory(byte[] content) {
        return new MemoryBio(content);
    }

    /**
     * Two ends, where each reads what the other was given ({@code BIO_new_bio_pair}, {@code BIO_s_bio(3)}). Both must be freed.
     *
     * @param size1 what the end that is returned holds at most until the other has read it; 0 for 17 KiB, enough for one TLS record
     * @param size2 the same for the other end
     * @return one end, whose {@link PairBio#peer} is the other
     */
    public static PairBio pair(int size1, int size2) {
        return PairBio.ends(size1, size2);
    }

    /**
     * A connected socket ({@code BIO_new_socket}, {@code BIO_s_socket(3)}). A read that times out is one to retry.
     *
     * @param socket blocking, or of a channel that may be not
     * @param closeFlag whether it is closed with the Bio
     * @return the Bio around it
     */
    public static Bio socket(Socket socket, CloseFlag closeFlag) {
        SocketChannel channel = socket.getChannel();
        return channel != null ? socket(channel, closeFlag)
                : new TransportBio(BioType.SOCKET, new StreamTransport(socket::getInputStream, socket::getOutputStream, socket), closeFlag);
    }

    /**
     * A socket's channel ({@code BIO_new_socket}, {@code BIO_s_socket(3)}). Where it does not block, what would block is to be retried.
     *
     * @param channel in either mode
     * @param closeFlag whether it is closed with the Bio
     * @return the Bio around it
     */
    public static Bio socket(SocketChannel channel, CloseFlag closeFlag) {
        return new TransportBio(BioType.SOCKET, new ChannelTransport(channel, channel), closeFlag);
    }

    /**
     * Any channels ({@code BIO_s_fd(3)}); a program's own transport, too, is two of these. What transfers no byte is to be retried.
     *
     * @param in to read from, or null
     * @param out to write to, or null; may be the same object
     * @param closeFlag whether they are closed with the Bio
     * @return the Bio around them
     */
    public static Bio channel(ReadableByteChannel in, WritableByteChannel out, CloseFlag closeFlag) {
        return new TransportBio(BioType.FD, new ChannelTransport(in, out), closeFlag);
    }

    /**
     * Streams ({@code BIO_s_fd(3)}), {@code System.out} for example.
     *
     * @param in to read from, or null
     * @param out to write to, or null
     * @param closeFlag whether they are closed with the Bio
     * @return the Bio around them
     */
    public static Bio streams(InputStream in, OutputStream out, CloseFlag closeFlag) {
        return new TransportBio(BioType.FD, StreamTransport.of(in, out), closeFlag);
    }

    /**
     * A connection that is made on first use or by {@link ConnectBio#doConnect} ({@code BIO_new_connect}, {@code BIO_s_connect(3)}).
     *
     * @param hostPort as in {@code example.org:443}, {@code [::1]:443}; without port when {@link ConnectBio#setPort} follows
     * @return not connected yet
     * @throws IllegalArgumentException when it is neither
     */
    public static ConnectBio connect(String hostPort) {
        return new ConnectBio(hostPort);
    }

    /**
     * A socket that listens and accepts connections ({@code BIO_new_accept}, {@code BIO_s_accept(3)}).
     *
     * @param hostPort as in {@code 443}, {@code *:443}, {@code localhost:443}, {@code [::1]:443}; port 0 takes a free one
     * @return not listening yet
     * @throws IllegalArgumentException when it is none of these
     */
    public static AcceptBio accept(String hostPort) {
        return new AcceptBio(hostPort);
    }

    /**
     * A filter that collects what is written and reads ahead, 4096 bytes each way, and knows lines ({@code BIO_f_buffer(3)}).
     *
     * @return to be pushed before another Bio
     */
    public static BufferBio buffer() {
        return buffer(0, 0);
    }

    /**
     * The same with other sizes ({@code BIO_set_read_buffer_size}, {@code BIO_set_write_buffer_size}).
     *
     * @param readSize bytes; below 4096 it is 4096, as in OpenSSL
     * @param writeSize likewise
     * @return to be pushed before another Bio
     */
    public static BufferBio buffer(int readSize, int writeSize) {
        return new BufferBio(readSize, writeSize);
    }

    /** Swallows what is written and has nothing to read ({@code BIO_s_null(3)}). */
    public static Bio nullSink() {
        return new NullBio();
    }

    /** A filter that changes nothing ({@code BIO_f_null(3)}). */
    public static Bio nullFilter() {
        return new FilterBio(BioType.NULL_FILTER);
    }

    /** The filter that is TLS ({@code BIO_f_ssl(3)}), to be given a connection. */
    public static SslBio ssl() {
        return new SslBio();
    }

    // I/O

    /**
     * {@code BIO_read(3)}.
     *
     * @return a positive number of bytes, at most {@code len}; or 0, -1 or -2 as said above
     */
    public final int read(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        return operate(Operation.READ, buf, off, len);
    }

    /** The same into all of an array. */
    public final int read(byte[] buf) {
        return read(buf, 0, buf.length);
    }

    /** The same into a buffer, whose position moves by what was read. */
    public final int read(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (dst.hasArray()) {
            int n = read(dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
            dst.position(dst.position() + Math.max(n, 0));
            return n;
        }
        byte[] copy = new byte[dst.remaining()];
        int n = read(copy);
        dst.put(copy, 0, Math.max(n, 0));
        return n;
    }

    /**
     * {@code BIO_write(3)}.
     *
     * @return a positive number of bytes, which may be less than {@code len}; or 0, -1 or -2 as said above
     */
    public final int write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        if (len == 0) {
            requireAlive();
            return 0;
        }
        return operate(Operation.WRITE, buf, off, len);
    }

    /** The same with all of an array. */
    public final int write(byte[] buf) {
        return write(buf, 0, buf.length);
    }

    /** The same from a buffer, whose position moves by what was taken. */
    public final int write(ByteBuffer src) {
        byte[] bytes;
        int off = 0;
        int len = src.remaining();
        if (src.hasArray()) {
            bytes = src.array();
            off = src.arrayOffset() + src.position();
        } else {
            bytes = new byte[len];
            src.duplicate().get(bytes);
        }
        int n = write(bytes, off, len);
        src.position(src.position() + Math.max(n, 0));
        return n;
    }

    /**
     * {@code BIO_puts}: writes text.
     *
     * @param text in UTF-8, without a zero at its end
     * @return bytes, which may be less than there are; otherwise as {@link #write}
     */
    public final int puts(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return operate(Operation.PUTS, bytes, 0, bytes.length);
    }

    /**
     * {@code BIO_gets}: reads to the end of the line, the newline included, or as much as there is room or at hand.
     *
     * @param buf where to; a zero follows what was read, so that there is room for one byte less
     * @return bytes without that zero; -2 where this kind knows no lines and needs a {@link #buffer} before it
     * @throws IllegalArgumentException when there is not even room for the zero
     */
    public final int gets(byte[] buf) {
        if (buf.length == 0) {
            throw new IllegalArgumentException("gets into 0 bytes: expected at least 1, for the zero at the end");
        }
        return operate(Operation.GETS, buf, 0, buf.length);
    }

    /**
     * {@code BIO_gets} as text.
     *
     * @param size one more than the bytes that are read at most
     * @return the line in UTF-8 with its newline; null for 0, -1 and -2, which {@link #shouldRetry} and {@link #lastError} tell apart
     * @throws IllegalArgumentException when size is below 1
     */
    public final String gets(int size) {
        byte[] line = new byte[Math.max(size, 0)];
        int n = gets(line);
        return n > 0 ? new String(line, 0, n, StandardCharsets.UTF_8) : null;
    }

    private int operate(Operation operation, byte[] buf, int off, int len) {
        requireAlive();
        clearError();
        if (callback != null) {
            int goOn = callback.on(new Event(this, operation, false, view(buf, off, len), 1));
            if (goOn <= 0) {
                return goOn;
            }
        }
        int result = switch (operation) {
            case READ -> receive(buf, off, len);
            case GETS -> receiveLine(buf);
            default -> send(buf, off, len);
        };
        boolean reads = operation == Operation.READ || operation == Operation.GETS;
        if (result > 0) {
            clearError();
            if (operation != Operation.GETS) {
                count(reads, result);
            }
        }
        if (callback != null) {
            return callback.on(new Event(this, operation, true, view(buf, off, reads ? Math.max(result, 0) : len), result));
        }
        return result;
    }

    private static ByteBuffer view(byte[] buf, int off, int len) {
        return ByteBuffer.wrap(buf, off, len).slice().asReadOnlyBuffer();
    }

    // Controls, BIO_ctrl(3)

    /**
     * Whether the end of what can be read was reached ({@code BIO_eof}).
     *
     * @return of a socket only once a read has met it; always true of a {@link #nullSink}
     */
    public final boolean eof() {
        requireAlive();
        return atEnd();
    }

    /**
     * How many bytes can be read without asking anything outside the process ({@code BIO_pending}).
     *
     * @return 0 also where that is not known
     */
    public final int pending() {
        requireAlive();
        return readable();
    }

    /**
     * How many bytes were written and have not left ({@code BIO_wpending}).
     *
     * @return 0 also where that is not known
     */
    public final int wpending() {
        requireAlive();
        return unsent();
    }

    /**
     * Sends what was collected ({@code BIO_flush}).
     *
     * @return 1 when nothing is left; 0 or -1 when it must be retried or failed, or there is nothing below a filter
     */
    public final int flush() {
        requireAlive();
        clearError();
        return sendCollected();
    }

    /**
     * Back to the beginning ({@code BIO_reset}): memory to be written is emptied, memory to be read is as at first, connections are closed to be
     * made again, buffers forget.
     *
     * @return 1 for success and 0 where that is impossible; but 0 for success of pair, connect and accept, as in OpenSSL
     */
    public final int reset() {
        requireAlive();
        clearError();
        return restart();
    }

    /**
     * Connects, accepts or makes the handshake of TLS, whatever the kinds of this chain have to do before I/O ({@code BIO_do_handshake},
     * {@code BIO_do_connect}, {@code BIO_do_accept}). Where it was not called, the first I/O does it.
     *
     * @return 1 when it is done; otherwise 0 or less, and {@link #shouldRetry} tells whether to call again
     */
    public final int doHandshake() {
        requireAlive();
        clearError();
        return advance();
    }

    /**
     * What a {@code Selector} waits on when a call is to be retried ({@code BIO_get_fd}).
     *
     * @return null where the chain has none, or not yet
     */
    public final SelectableChannel selectableChannel() {
        requireAlive();
        return descriptor();
    }

    /** The close flag ({@code BIO_get_close}): that of the next Bio for a filter other than {@link SslBio}. */
    public CloseFlag closeFlag() {
        return closeFlag;
    }

    /** Sets the close flag ({@code BIO_set_close}): that of the next Bio for a filter other than {@link SslBio}. */
    public void setCloseFlag(CloseFlag flag) {
        closeFlag = Objects.requireNonNull(flag);
    }

    /** Has each operation reported to a callback, or to none if it is null ({@code BIO_set_callback_ex}). */
    public final void setCallback(BioCallback newCallback) {
        callback = newCallback;
    }

    final BioCallback callback() {
        return callback;
    }

    // The end

    /** Gives one reference back ({@code BIO_free}); the last one frees this Bio and leaves the rest of its chain alone. */
    @Override
    public final void close() {
        if (downRef()) {
            if (callback != null) {
                callback.on(new Event(this, Operation.FREE, false, view(new byte[0], 0, 0), 1));
            }
            free();
        }
    }

    // What a kind does

    abstract int receive(byte[] buf, int off, int len);

    abstract int send(byte[] buf, int off, int len);

    int receiveLine(byte[] buf) {
        return noLines();
    }

    final int noLines() {
        fail("knows no lines; gets needs a Bio.buffer() before it");
        return UNSUPPORTED;
    }

    boolean atEnd() {
        return false;
    }

    int readable() {
        return 0;
    }

    int unsent() {
        return 0;
    }

    int sendCollected() {
        return 1;
    }

    int restart() {
        return 0;
    }

    int advance() {
        return 0;
    }

    SelectableChannel descriptor() {
        return null;
    }

    /** The last reference is gone. */
    void free() {
    }
}
