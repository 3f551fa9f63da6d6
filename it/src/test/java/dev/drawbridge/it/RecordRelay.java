package dev.drawbridge.it;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a server, one connection after the other, and notes how long their records are. */
final class RecordRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Integer> ofClient = new CopyOnWriteArrayList<>();
    private final List<Integer> ofServer = new CopyOnWriteArrayList<>();

    RecordRelay(int target) throws IOException {
        this.target = target;
        start("relay", this::accept);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // Whoever is at the ends sees it.
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The bytes of each fragment that the client, or the server, has sent, header not counted. */
    List<Integer> fragments(boolean client) {
        return List.copyOf(client ? ofClient : ofServer);
    }

    /** Counts anew. */
    void forget() {
        ofClient.clear();
        ofServer.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            start("relay of client", () -> copy(client, server, ofClient));
            start("relay of server", () -> copy(server, client, ofServer));
        }
    }

    private static void copy(Socket from, Socket to, List<Integer> fragments) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        try {
            while (true) {
                byte[] header = new byte[5];
                in.readFully(header);
                byte[] fragment = new byte[(header[3] & 0xff) << 8 | header[4] & 0xff];
                in.readFully(fragment);
                fragments.add(fragment.length);
                out.write(header);
                out.write(fragment);
                out.flush();
            }
        } catch (EOFException e) {
            to.shutdownOutput();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
