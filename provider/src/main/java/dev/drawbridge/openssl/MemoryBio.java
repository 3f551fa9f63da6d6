package dev.drawbridge.openssl;

import java.util.Arrays;

/**
 * Memory: what is written can be read, once ({@code BIO_s_mem(3)}). Made by {@link Bio#memory()}, or by {@link Bio#memory(byte[])} to be read
 * only. It grows without bound and is wiped when it is freed, reset or moved.
 */
public final class MemoryBio extends Bio {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private final boolean readOnly;
    private byte[] data;
    private int start;
    private int end;
    private int eofReturn;

    MemoryBio() {
        super(BioType.MEM);
        readOnly = false;
        data = new byte[0];
        eofReturn = -1;
    }

    MemoryBio(byte[] content) {
        super(BioType.MEM);
        readOnly = true;
        data = content;
        end = content.length;
    }

    /**
     * What reading returns when there is nothing ({@code BIO_set_mem_eof_return}): 0 is the end, anything else is to be retried.
     *
     * @param result at first -1, or 0 for memory that can only be read
     * @throws IllegalArgumentException when it is above 0, which would say that bytes were read
     */
    public void setMemEofReturn(int result) {
        requireAlive();
        if (result > 0) {
            throw new IllegalArgumentException("setMemEofReturn of " + result + ": expected 0 or less");
        }
        eofReturn = result;
    }

    /**
     * What could be read now ({@code BIO_get_mem_data}).
     *
     * @return a copy; nothing is taken out
     */
    public byte[] memData() {
        requireAlive();
        return Arrays.copyOfRange(data, start, end);
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        clearRetryFlags();
        int n = Math.min(len, end - start);
        if (n > 0) {
            System.arraycopy(data, start, buf, off, n);
            start += n;
            return n;
        }
        if (start < end || eofReturn == 0) {
            return 0;
        }
        retryRead();
        return eofReturn;
    }

    /** Without anything to read it is 0 and nothing to retry, whatever {@link #setMemEofReturn} said. */
    @Override
    int receiveLine(byte[] buf) {
        clearRetryFlags();
        int room = Math.min(end - start, buf.length - 1);
        int n = 0;
        while (n < room && (n == 0 || data[start + n - 1] != '\n')) {
            n++;
        }
        System.arraycopy(data, start, buf, 0, n);
        buf[n] = 0;
        start += n;
        return n;
    }

    @Override
    int send(byte[] buf, int off, int len) {
        if (readOnly) {
            return fail("write to memory that can only be read");
        }
        clearRetryFlags();
        if (len > MAX_SIZE - (end - start)) {
            return fail("no room for " + len + " bytes beside the " + (end - start) + " that were not read");
        }
        makeRoom(len);
        System.arraycopy(buf, off, data, end, len);
        end += len;
        return len;
    }

    /** At the end of the array. What was read makes the first room, so that memory which is read as it is written stays small. */
    private void makeRoom(int len) {
        if (len <= data.length - end) {
            return;
        }
        int kept = end - start;
        byte[] from = data;
        if (kept + len > data.length) {
            data = new byte[(int) Math.min(MAX_SIZE, (kept + (long) len + 3) / 3 * 4)];
        }
        System.arraycopy(from, start, data, 0, kept);
        Arrays.fill(from, from == data ? kept : 0, from == data ? end : from.length, (byte) 0);
        start = 0;
        end = kept;
    }

    @Override
    boolean atEnd() {
        return start == end;
    }

    @Override
    int readable() {
        return end - start;
    }

    @Override
    int restart() {
        start = 0;
        if (!readOnly) {
            wipe();
        }
        return 1;
    }

    private void wipe() {
        Arrays.fill(data, (byte) 0);
        end = 0;
    }

    @Override
    void free() {
        start = 0;
        if (!readOnly && closeFlag() == CloseFlag.CLOSE) {
            wipe();
        }
    }
}
