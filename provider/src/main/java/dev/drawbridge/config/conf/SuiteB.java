package dev.drawbridge.config.conf;

import java.util.List;

/** The profiles of RFC 6460 that a cipher string can name in place of rules. */
public enum SuiteB {
    // In the order in which they are looked for: a longer word before one that begins it.
    ONLY_128("SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    SECOND_128("SUITEB128C2", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    AT_LEAST_128("SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    AT_LEAST_192("SUITEB192", "ECDHE-ECDSA-AES256-GCM-SHA384");

    private final String word;
    private final List<String> names;

    SuiteB(String word, String... names) {
        this.word = word;
        this.names = List.of(names);
    }

    String word() {
        return word;
    }

    List<OpensslSuite> suites() {
        return names.stream().map(OpensslSuite::named).toList();
    }

    /** The profile that a cipher string begins with, or null. */
    static SuiteB at(String text) {
        for (SuiteB profile : values()) {
            if (text.startsWith(profile.word)) {
                return profile;
            }
        }
        return null;
    }
}
