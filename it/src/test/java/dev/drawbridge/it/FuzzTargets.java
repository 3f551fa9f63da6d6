package dev.drawbridge.it;

import dev.drawbridge.tool.TraceLineFuzz;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All targets by name, for a fuzzer that is started alone: one of them, named by the system property {@code fuzz.target}, or all in one
 * process, where the first byte of an input says which. Prints at the end how often each was executed.
 */
public final class FuzzTargets {
    /** A target as every target is. */
    interface Target {
        void run(byte[] input) throws Exception;
    }

    private static final Map<String, Target> ALL = new LinkedHashMap<>();

    static {
        CodecFuzz codec = new CodecFuzz();
        ALL.put("CodecFuzz/message", codec::message);
        ALL.put("CodecFuzz/extensions", codec::extensions);
        ALL.put("CodecFuzz/wire", codec::wire);
        RecordFuzz record = new RecordFuzz();
        ALL.put("RecordFuzz/records", record::records);
        ALL.put("RecordFuzz/messages", record::messages);
        BytesFuzz bytes = new BytesFuzz();
        ALL.put("BytesFuzz/client", bytes::client);
        ALL.put("BytesFuzz/server", bytes::server);
        HandshakeFuzz handshake = new HandshakeFuzz();
        ALL.put("HandshakeFuzz/strikes", handshake::strikes);
        ALL.put("HandshakeFuzz/bends", handshake::bends);
        EngineFuzz engine = new EngineFuzz();
        ALL.put("EngineFuzz/calls", engine::calls);
        InputFuzz input = new InputFuzz();
        ALL.put("InputFuzz/certificate", input::certificate);
        ALL.put("InputFuzz/staple", input::staple);
        ALL.put("InputFuzz/names", input::names);
        ALL.put("InputFuzz/properties", input::properties);
        ALL.put("InputFuzz/store", input::store);
        FileFuzz file = new FileFuzz();
        ALL.put("FileFuzz/store", file::store);
        ALL.put("FileFuzz/conf", file::conf);
        SessionFuzz session = new SessionFuzz();
        ALL.put("SessionFuzz/session", session::session);
        ALL.put("SessionFuzz/ticket", session::ticket);
        TraceLineFuzz trace = new TraceLineFuzz();
        ALL.put("TraceLineFuzz/written", trace::written);
        ALL.put("TraceLineFuzz/read", trace::read);
        ALL.put("CodecFuzz/ssl2Hello", codec::ssl2Hello);
    }

    private static final List<String> NAMES = List.copyOf(ALL.keySet());
    private static final String ONLY = System.getProperty("fuzz.target");
    private static final int[] EXECUTIONS = new int[NAMES.size()];

    private FuzzTargets() {
    }

    static List<String> names() {
        return NAMES;
    }

    /** What Jazzer calls for each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (ONLY == null && input.length == 0) {
            return;
        }
        int which = ONLY == null ? (input[0] & 0xff) % NAMES.size() : NAMES.indexOf(ONLY);
        EXECUTIONS[which]++;
        ALL.get(NAMES.get(which)).run(ONLY == null ? Arrays.copyOfRange(input, 1, input.length) : input);
    }

    /** What Jazzer calls at the end. */
    public static void fuzzerTearDown() {
        for (int i = 0; i < EXECUTIONS.length; i++) {
            if (EXECUTIONS[i] > 0) {
                System.out.println("executed " + NAMES.get(i) + " " + EXECUTIONS[i]);
            }
        }
    }

    /** Prints the names. */
    public static void main(String[] arguments) {
        NAMES.forEach(System.out::println);
    }
}
