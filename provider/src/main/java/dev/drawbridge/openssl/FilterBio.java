package dev.drawbridge.openssl;

import java.nio.channels.SelectableChannel;

/** What passes on everything to the next Bio, as it is ({@code BIO_f_null}), and what other filters are made from. Without a next one all is 0. */
class FilterBio extends Bio {

    FilterBio(BioType type) {
        super(type);
    }

    /** Unlike OpenSSL's this one also tells what to retry after puts and gets. */
    private int passedOn(int result) {
        clearRetryFlags();
        copyNextRetry();
        return result;
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        return next() == null ? 0 : passedOn(next().read(buf, off, len));
    }

    @Override
    int send(byte[] buf, int off, int len) {
        return next() == null ? 0 : passedOn(next().write(buf, off, len));
    }

    @Override
    int receiveLine(byte[] buf) {
        return next() == null ? 0 : passedOn(next().gets(buf));
    }

    @Override
    boolean atEnd() {
        return next() != null && next().eof();
    }

    @Override
    int readable() {
        return next() == null ? 0 : next().pending();
    }

    @Override
    int unsent() {
        return next() == null ? 0 : next().wpending();
    }

    @Override
    int sendCollected() {
        return next() == null ? 0 : next().flush();
    }

    @Override
    int restart() {
        return next() == null ? 0 : next().reset();
    }

    @Override
    int advance() {
        return next() == null ? 0 : passedOn(next().doHandshake());
    }

    @Override
    SelectableChannel descriptor() {
        return next() == null ? null : next().selectableChannel();
    }

    @Override
    public CloseFlag closeFlag() {
        return next() == null ? CloseFlag.NOCLOSE : next().closeFlag();
    }

    @Override
    public void setCloseFlag(CloseFlag flag) {
        if (next() != null) {
            next().setCloseFlag(flag);
        }
    }

    @Override
    void pushed() {
        if (next() != null) {
            next().pushed();
        }
    }
}
