package dev.drawbridge.openssl;

/** What {@link SslBio} needs of a connection: the calls that {@code ssl/bio_ssl.c} makes, each returning what its namesake of {@code ssl.h} does. */
interface SecureStream {

    int read(byte[] buf, int off, int len);

    int write(byte[] buf, int off, int len);

    int doHandshake();

    int shutdown();

    /** Bytes that can be read without the Bio below. */
    int pending();

    /** About the last of the calls above, which returned {@code result}. */
    SslError getError(int result);

    /** Whether the handshake is still to come or under way ({@code SSL_in_init}). */
    boolean inInit();

    void setConnectState();

    void setAcceptState();

    /** Ready for another connection in the same role ({@code SSL_clear}). */
    boolean clear();

    /** Null before one was set. */
    Bio rbio();

    Bio wbio();

    /** Takes one reference to each, or one to both if they are the same, and frees those it had; nulls take away ({@code SSL_set_bio}). */
    void setBio(Bio rbio, Bio wbio);

    /** {@code SSL_free}: frees its Bios too. */
    void close();
}
