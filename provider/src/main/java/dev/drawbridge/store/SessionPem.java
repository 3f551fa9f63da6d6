package dev.drawbridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;

/** Sessions in files as {@code openssl s_client -sess_out} writes them: DER in PEM with the label SSL SESSION PARAMETERS. */
public final class SessionPem {
    private static final String LABEL = "SSL SESSION PARAMETERS";
    private static final int LARGEST = 1 << 20;
    private static final String EXPECTED = "a session in PEM (" + LABEL + ")";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private SessionPem() {
    }

    /** The DER of the first session in a file; the caller wipes it. */
    public static byte[] read(Path file) throws StoreException {
        byte[] text = FileBytes.read(file, LARGEST, EXPECTED);
        try {
            return der(file.toString(), text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** The DER of the first session in a text; the caller wipes it. */
    public static byte[] der(String origin, byte[] text) throws StoreException {
        PemReader in = new PemReader(origin, text);
        for (PemBlock block = in.next(); block != null; block = in.next()) {
            if (block.label().equals(LABEL)) {
                return block.der();
            }
        }
        throw Place.whole(origin).error("there is no session; expected " + EXPECTED, "no start line");
    }

    /** The PEM of a session; the caller wipes it. */
    public static byte[] pem(byte[] der) {
        byte[] begin = ("-----BEGIN " + LABEL + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("\n-----END " + LABEL + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] base64 = LINES.encode(der);
        byte[] all = Arrays.copyOf(begin, begin.length + base64.length + end.length);
        System.arraycopy(base64, 0, all, begin.length, base64.length);
        System.arraycopy(end, 0, all, begin.length + base64.length, end.length);
        Arrays.fill(base64, (byte) 0);
        return all;
    }

    /** Writes a session to a file that only we can read, in place of what was there. */
    public static void write(Path file, byte[] der) throws IOException {
        byte[] text = pem(der);
        Path whole = file.toAbsolutePath();
        Path fresh = Files.createTempFile(whole.resolveSibling("."), ".session", ".pem"); // with mode 600 where there are modes
        try {
            Files.write(fresh, text);
            Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Arrays.fill(text, (byte) 0);
            Files.deleteIfExists(fresh);
        }
    }
}
