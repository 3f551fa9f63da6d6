package dev.drawbridge.it.bogo;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run of the runner says, test by test, held against the configuration. */
final class Report {
    private final Config config;
    private final Map<List<String>, Integer> missing;
    private final List<String> passed = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> unimplemented = new ArrayList<>();
    /** Tests by the reason for which they are disabled; filled only when they were run all the same. */
    private final Map<String, List<String>> disabled = new TreeMap<>();
    private final List<String> disabledButPassing = new ArrayList<>();

    private Report(Config config, Map<List<String>, Integer> missing) {
        this.config = config;
        this.missing = missing;
    }

    /**
     * Reads the runner's results.
     *
     * @param json its {@code -json-output}
     * @param missing how many tests asked for these features that are not there, as {@link Resident#missing} has it
     */
    static Report of(String json, Config config, Map<List<String>, Integer> missing) {
        Report report = new Report(config, missing);
        JsonObject tests = new Gson().fromJson(json, JsonObject.class).getAsJsonObject("tests");
        for (Map.Entry<String, JsonElement> e : tests.entrySet()) {
            report.add(e.getKey(), e.getValue().getAsJsonObject().get("actual").getAsString());
        }
        return report;
    }

    private void add(String test, String result) {
        String reason = config.reasonToDisable(test);
        if (reason != null) {
            disabled.computeIfAbsent(reason, r -> new ArrayList<>()).add(test);
            if (result.equals("PASS")) {
                disabledButPassing.add(test);
            }
            return;
        }
        switch (result) {
            case "PASS" -> passed.add(test);
            case "SKIP" -> unimplemented.add(test);
            default -> failed.add(test);
        }
    }

    /** What the configuration itself is to blame for. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        Map<String, String> reasons = config.unimplementedReasons();
        features().keySet().stream().filter(f -> !reasons.containsKey(f))
                .forEach(f -> complaints.add("no reason is given for what is not implemented: " + f));
        config.disabled().forEach((pattern, reason) -> complainOf(pattern, reason, complaints));
        reasons.forEach((flag, reason) -> complainOf(flag, reason, complaints));
        disabledButPassing.forEach(t -> complaints.add("disabled, but passes: " + t));
        return complaints;
    }

    private static void complainOf(String what, String reason, List<String> complaints) {
        if (!Config.isReason(reason)) {
            complaints.add("no reason is given: " + what);
        }
    }

    boolean good() {
        return failed.isEmpty() && complaints().isEmpty();
    }

    String text(boolean audit) {
        StringBuilder out = new StringBuilder();
        line(out, passed.size(), "passed");
        line(out, failed.size(), "failed");
        line(out, unimplemented.size(), "unimplemented");
        if (audit) {
            line(out, disabled.values().stream().mapToInt(List::size).sum(), "disabled, because of");
            for (String c : Config.REASON_CLASSES) {
                int of = disabled.entrySet().stream().filter(e -> e.getKey().startsWith(c + ":")).mapToInt(e -> e.getValue().size()).sum();
                out.append(String.format(Locale.ROOT, "        %6d %s%n", of, c));
            }
            disabled.forEach((r, tests) -> out.append(String.format(Locale.ROOT, "        %6d %s%n", tests.size(), r)));
        }
        line(out, missing.values().stream().mapToInt(Integer::intValue).sum(), "ended as unimplemented"
                + (audit ? ", disabled ones included" : "") + ", for want of something that comes");
        Map<String, String> reasons = config.unimplementedReasons();
        for (String c : List.of("never", "api", "later")) {
            int of = missing.entrySet().stream().filter(e -> worst(e.getKey(), reasons).equals(c)).mapToInt(Map.Entry::getValue).sum();
            out.append(String.format(Locale.ROOT, "        %6d %s%n", of, c));
        }
        out.append("    by feature, of which a test may want several\n");
        features().forEach((f, n) -> out.append(String.format(Locale.ROOT, "        %6d %s (%s)%n", n, f, reasons.get(f))));
        failed.forEach(t -> out.append("failed: ").append(t).append('\n'));
        complaints().forEach(c -> out.append(c).append('\n'));
        return out.toString();
    }

    /** How many tests asked for each feature that is not there. */
    private Map<String, Integer> features() {
        Map<String, Integer> features = new TreeMap<>();
        missing.forEach((together, n) -> together.forEach(f -> features.merge(f, n, Integer::sum)));
        return features;
    }

    /** When a test can pass at the earliest: never if one of its features never comes. */
    private static String worst(List<String> together, Map<String, String> reasons) {
        for (String c : List.of("never", "api")) {
            if (together.stream().anyMatch(f -> String.valueOf(reasons.get(f)).startsWith(c + ":"))) {
                return c;
            }
        }
        return "later";
    }

    private static void line(StringBuilder out, int n, String what) {
        out.append(String.format(Locale.ROOT, "%6d %s%n", n, what));
    }
}
