package dev.drawbridge.it.soak;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A TCP socket that misbehaves at a chosen byte of what it sends. TLS runs over it and knows nothing. */
final class Wire extends Socket {
    /** What happens there. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** From here on one byte at a time, each in a segment of its own. */
        DRIP,
        /** Closed, as when the process dies. */
        CLOSE,
        /** Reset. */
        RESET,
        /** Nothing is sent any more, but the socket stays; the writer waits until the peer has hung up. */
        STALL,
        /** The same, but the writer is told at once. */
        LEAVE,
        /** One byte is changed. */
        CORRUPT,
        /** Random bytes are put in between. */
        GARBAGE
    }

    /** Thrown out of a write where the scenario ends the sending. */
    static final class Planned extends IOException {
        private static final long serialVersionUID = 1;

        Planned(Fault fault) {
            super("planned: " + fault);
        }
    }

    private final SplittableRandom random;
    private OutputStream faulty;
    private Fault fault = Fault.NONE;
    private long before;
    private Runnable onAnswer;

    Wire(SplittableRandom random) {
        this.random = random;
    }

    /** Misbehaves after so many further bytes. */
    synchronized void arm(Fault what, long bytes) {
        fault = what;
        before = bytes;
    }

    /** Misbehaves after so many further bytes, counted from the peer's first byte on: in the second flight of a handshake. */
    synchronized void armOnAnswer(Fault what, long bytes) {
        onAnswer = () -> arm(what, bytes);
    }

    /** Reads and forgets until the peer has hung up. */
    void awaitEnd() throws IOException {
        byte[] sink = new byte[4096];
        try {
            while (super.getInputStream().read(sink) >= 0) {
                // whatever it says
            }
        } catch (SocketException reset) {
            return; // that is an end too
        }
    }

    /** Sends these bytes as they are, past TLS. */
    void raw(byte[] b) throws IOException {
        super.getOutputStream().write(b);
    }

    /** Closes so that the peer gets a reset. */
    void reset() throws IOException {
        setSoLinger(true, 0);
        close();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        if (faulty == null) {
            faulty = new Faulty(super.getOutputStream());
        }
        return faulty;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                int n = super.read(b, off, len);
                answered();
                return n;
            }
        };
    }

    private synchronized void answered() {
        if (onAnswer != null) {
            onAnswer.run();
            onAnswer = null;
        }
    }

    private final class Faulty extends OutputStream {
        private final OutputStream out;

        Faulty(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            int plain = len;
            synchronized (Wire.this) {
                if (fault != Fault.NONE) {
                    plain = (int) Math.min(len, before);
                    before -= plain;
                }
            }
            out.write(b, off, plain);
            if (plain < len) {
                misbehave(b, off + plain, len - plain);
            }
        }

        private void misbehave(byte[] b, int off, int len) throws IOException {
            switch (fault) {
                case DRIP -> {
                    for (int i = off; i < off + len; i++) {
                        out.write(b, i, 1);
                    }
                }
                case CLOSE -> {
                    close0();
                    throw new Planned(fault);
                }
                case RESET -> {
                    reset();
                    throw new Planned(fault);
                }
                case STALL -> {
                    awaitEnd();
                    throw new Planned(fault);
                }
                case LEAVE -> throw new Planned(fault);
                case CORRUPT -> {
                    arm(Fault.NONE, 0);
                    byte[] changed = Arrays.copyOfRange(b, off, off + len);
                    changed[0] ^= (byte) (1 + random.nextInt(255));
                    out.write(changed);
                }
                case GARBAGE -> {
                    arm(Fault.NONE, 0);
                    byte[] garbage = new byte[1 + random.nextInt(400)];
                    random.nextBytes(garbage);
                    out.write(garbage);
                    out.write(b, off, len);
                }
                case NONE -> throw new IllegalStateException("a fault was disarmed in the middle of a write");
            }
        }

        private void close0() throws IOException {
            Wire.this.close();
        }
    }
}
