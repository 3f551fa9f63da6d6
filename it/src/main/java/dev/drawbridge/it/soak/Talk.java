package dev.drawbridge.it.soak;

/** The server's side of one connection's data, whatever moves the bytes. Receiving and sending may be done by a thread each. */
interface Talk {
    void received(byte[] b, int off, int len);

    /** The next bytes to send into the start of {@code b}; 0 when there is nothing to say now. */
    int next(byte[] b);

    /** Whether everything was received that the client promised. */
    boolean whole();

    /** Whether everything was sent that is to be sent; true while nothing is known. */
    boolean silent();

    /** How this server is to end the connection by now, or null. */
    Mischief mischief();

    /** Whether keys are to be changed before the next bytes. */
    boolean keyUpdateDue();

    /** What a server does to its clients. */
    enum Mischief { CLOSE, RESET, GARBAGE }
}
