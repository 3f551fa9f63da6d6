package dev.drawbridge.openssl;

/** {@code BIO_s_null}: writes always succeed, reads always are at the end. */
final class NullBio extends Bio {

    NullBio() {
        super(BioType.NULL);
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        return 0;
    }

    @Override
    int receiveLine(byte[] buf) {
        return 0;
    }

    @Override
    int send(byte[] buf, int off, int len) {
        return len;
    }

    @Override
    boolean atEnd() {
        return true;
    }

    @Override
    int restart() {
        return 1;
    }

    /** Whatever was set: there is nothing to close. */
    @Override
    public CloseFlag closeFlag() {
        return CloseFlag.NOCLOSE;
    }
}
