package dev.drawbridge.openssl;

import java.util.Arrays;

/**
 * A filter that collects what is written until it is full or flushed, and reads ahead ({@code BIO_f_buffer(3)}); made by {@link Bio#buffer()}. It
 * gives {@link #gets} to kinds that know no lines. What was not flushed is lost when it is freed, as in OpenSSL.
 */
public final class BufferBio extends FilterBio {
    private static final int DEFAULT_SIZE = 4096;

    private byte[] in;
    private int inStart;
    private int inLength;
    private final byte[] out;
    private int outStart;
    private int outLength;

    BufferBio(int readSize, int writeSize) {
        super(BioType.BUFFER);
        in = new byte[Math.max(readSize, DEFAULT_SIZE)];
        out = new byte[Math.max(writeSize, DEFAULT_SIZE)];
    }

    /**
     * How many lines were read ahead ({@code BIO_get_buffer_num_lines}).
     *
     * @return newlines in the buffer
     */
    public int numberOfLines() {
        requireAlive();
        int lines = 0;
        for (int i = inStart; i < inStart + inLength; i++) {
            if (in[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /**
     * Puts data in the place of what was read ahead ({@code BIO_set_buffer_read_data}).
     *
     * @param data which is copied
     */
    public void setReadData(byte[] data) {
        requireAlive();
        if (data.length > in.length) {
            Arrays.fill(in, (byte) 0);
            in = new byte[data.length];
        }
        System.arraycopy(data, 0, in, 0, data.length);
        inStart = 0;
        inLength = data.length;
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        if (next() == null) {
            return 0;
        }
        clearRetryFlags();
        int done = take(buf, off, len);
        if (done == len && (len > 0 || inLength > 0)) {
            return done;
        }
        // What would not fit into the buffer goes straight to the caller.
        boolean straight = len - done > in.length;
        do {
            int n = straight ? next().read(buf, off + done, len - done) : readAhead();
            if (n <= 0) {
                copyNextRetry();
                return done > 0 ? done : n;
            }
            done += straight ? n : take(buf, off + done, len - done);
        } while (done < len);
        return done;
    }

    private int take(byte[] buf, int off, int len) {
        int n = Math.min(len, inLength);
        System.arraycopy(in, inStart, buf, off, n);
        inStart += n;
        inLength -= n;
        return n;
    }

    private int readAhead() {
        int n = next().read(in);
        if (n > 0) {
            inStart = 0;
            inLength = n;
        }
        return n;
    }

    @Override
    int receiveLine(byte[] buf) {
        if (next() == null) {
            buf[0] = 0;
            return 0;
        }
        clearRetryFlags();
        int done = 0;
        int last = buf.length - 1;
        boolean complete = false;
        while (!complete) {
            if (inLength == 0) {
                int n = readAhead();
                if (n <= 0) {
                    copyNextRetry();
                    buf[done] = 0;
                    return done > 0 ? done : n;
                }
            }
            int end = done;
            while (end < last && end - done < inLength && (end == done || in[inStart + end - done - 1] != '\n')) {
                end++;
            }
            done += take(buf, done, end - done);
            complete = done == last || done > 0 && buf[done - 1] == '\n';
        }
        buf[done] = 0;
        return done;
    }

    @Override
    int send(byte[] buf, int off, int len) {
        if (next() == null) {
            return 0;
        }
        clearRetryFlags();
        int done = 0;
        while (len - done > room()) {
            if (outLength > 0) {
                done += collect(buf, off + done, room());
                int n = sendOut();
                if (n <= 0) {
                    copyNextRetry();
                    return done > 0 ? done : n;
                }
            }
            // What would fill the buffer at once goes straight on.
            while (len - done >= out.length) {
                int n = next().write(buf, off + done, len - done);
                if (n <= 0) {
                    copyNextRetry();
                    return done > 0 ? done : n;
                }
                done += n;
            }
        }
        return done + collect(buf, off + done, len - done);
    }

    private int room() {
        return out.length - outStart - outLength;
    }

    private int collect(byte[] buf, int off, int len) {
        System.arraycopy(buf, off, out, outStart + outLength, len);
        outLength += len;
        return len;
    }

    /** All that was collected; what the next Bio answered where that was not possible. */
    private int sendOut() {
        while (outLength > 0) {
            int n = next().write(out, outStart, outLength);
            if (n <= 0) {
                return n;
            }
            outStart += n;
            outLength -= n;
        }
        outStart = 0;
        return 1;
    }

    @Override
    int sendCollected() {
        if (next() == null) {
            return 0;
        }
        if (outLength > 0) {
            clearRetryFlags();
            int n = sendOut();
            if (n <= 0) {
                copyNextRetry();
                return n;
            }
        }
        return next().flush();
    }

    @Override
    boolean atEnd() {
        return inLength == 0 && (next() == null || next().eof());
    }

    @Override
    int readable() {
        return inLength > 0 ? inLength : super.readable();
    }

    @Override
    int unsent() {
        return outLength > 0 ? outLength : super.unsent();
    }

    @Override
    int restart() {
        forget();
        return super.restart();
    }

    private void forget() {
        Arrays.fill(in, (byte) 0);
        Arrays.fill(out, (byte) 0);
        inStart = 0;
        inLength = 0;
        outStart = 0;
        outLength = 0;
    }

    @Override
    void free() {
        forget();
    }
}
