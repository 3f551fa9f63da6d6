package dev.drawbridge.it.bogo;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the runner is told about Drawbridge, from {@code it/src/bogo/config.json}: which tests are not run and why, which flags lead to
 * "unimplemented" and why, and which of our faults stand for which of BoringSSL's error strings.
 *
 * <p>A reason begins with its class and a colon: {@code later} (to be built), {@code never} (not set out to do), {@code differs} (OpenSSL,
 * SunJSSE or the RFC has it another way, on purpose), {@code api} (the API that is tested cannot say it).
 */
final class Config {
    static final List<String> REASON_CLASSES = List.of("later", "never", "differs", "api");

    private final Map<String, String> disabled;
    private final Map<String, String> unimplemented;
    private final Map<String, List<String>> errors;
    private final List<Integer> curves;

    private Config(Map<String, String> disabled, Map<String, String> unimplemented, Map<String, List<String>> errors,
            List<Integer> curves) {
        this.disabled = disabled;
        this.unimplemented = unimplemented;
        this.errors = errors;
        this.curves = curves;
    }

    /**
     * Reads the file.
     *
     * @throws IOException when it cannot be read or is not what it should be; the message says where
     */
    static Config read(Path file, Shim.Api api) throws IOException {
        try {
            String text = Files.readString(file);
            refuseDuplicates(new StringReader(text));
            JsonObject root = new Gson().fromJson(text, JsonObject.class);
            Map<String, String> disabled = strings(root.getAsJsonObject("DisabledTests"));
            disabled.putAll(strings(root.getAsJsonObject("DisabledTestsOf" + api.title())));
            Map<String, List<String>> errors = new LinkedHashMap<>();
            root.getAsJsonObject("ErrorMap").entrySet().forEach(e -> errors.put(e.getKey(),
                    e.getValue().getAsJsonArray().asList().stream().map(v -> v.getAsString()).toList()));
            List<Integer> curves = root.getAsJsonArray("AllCurves").asList().stream().map(v -> v.getAsInt()).toList();
            return new Config(disabled, strings(root.getAsJsonObject("Unimplemented")), errors, curves);
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException(file + " is not a configuration of these tests: " + e, e);
        }
    }

    /** Of two entries with one name a parser keeps the last, and so a reason would be lost. */
    private static void refuseDuplicates(Reader text) throws IOException {
        List<TreeSet<String>> open = new ArrayList<>();
        try (JsonReader in = new JsonReader(text)) {
            for (JsonToken t = in.peek(); t != JsonToken.END_DOCUMENT; t = in.peek()) {
                switch (t) {
                    case BEGIN_OBJECT -> {
                        in.beginObject();
                        open.add(new TreeSet<>());
                    }
                    case END_OBJECT -> {
                        in.endObject();
                        open.remove(open.size() - 1);
                    }
                    case BEGIN_ARRAY -> in.beginArray();
                    case END_ARRAY -> in.endArray();
                    case NAME -> {
                        String name = in.nextName();
                        if (!open.get(open.size() - 1).add(name)) {
                            throw new IOException(name + " is there twice, the second time at " + in.getPath());
                        }
                    }
                    default -> in.skipValue();
                }
            }
        }
    }

    private static Map<String, String> strings(JsonObject object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.entrySet().forEach(e -> map.put(e.getKey(), e.getValue().getAsString()));
        return map;
    }

    /** Patterns of tests that are not run, with the reasons. */
    Map<String, String> disabled() {
        return disabled;
    }

    /** Features whose absence leads to exit status 89, as {@link Unimplemented} names them, with the reasons. */
    Map<String, String> unimplementedReasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        unimplemented.forEach((flag, reason) -> reasons.put(flag.replaceFirst(" VALUE$", ""), reason));
        return reasons;
    }

    /** The flags among them, and whether each has a value. */
    Map<String, Boolean> unimplementedFlags() {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        unimplemented.forEach((flag, reason) -> {
            if (flag.startsWith("-")) {
                flags.put(flag.replaceFirst(" VALUE$", ""), flag.endsWith(" VALUE"));
            }
        });
        return flags;
    }

    /** BoringSSL's error strings, with the faults of ours that stand for each. */
    Map<String, List<String>> errors() {
        return errors;
    }

    /** BoringSSL's error strings for a fault. */
    List<String> errorsOf(String fault) {
        List<String> found = new ArrayList<>();
        errors.forEach((error, faults) -> {
            if (faults.contains(fault)) {
                found.add(error);
            }
        });
        return found;
    }

    /** The reason why a test is not run, or null. */
    String reasonToDisable(String test) {
        for (Map.Entry<String, String> e : disabled.entrySet()) {
            if (matches(e.getKey(), test)) {
                return e.getValue();
            }
        }
        return null;
    }

    /** As the runner matches, for the one special character that patterns here have. */
    static boolean matches(String pattern, String test) {
        return Pattern.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q"), test);
    }

    /** Whether a reason says what class it is of, and more. */
    static boolean isReason(String reason) {
        int colon = reason.indexOf(": ");
        return colon > 0 && REASON_CLASSES.contains(reason.substring(0, colon)) && reason.length() > colon + 10;
    }

    /** What the runner itself reads: its own form of configuration. It is given no error map, since the shim says both names. */
    String forRunner() {
        JsonObject root = new JsonObject();
        JsonObject tests = new JsonObject();
        disabled.forEach((pattern, reason) -> tests.add(pattern, new JsonPrimitive(reason)));
        root.add("DisabledTests", tests);
        root.add("AllCurves", new Gson().toJsonTree(curves));
        root.add("HalfRTTTickets", new JsonPrimitive(0)); // tickets come after the client's Finished
        return root.toString();
    }
}
