package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The table {@code suites.txt}. A class of its own, so that only programs that ask for a cipher string read it. */
final class SuiteTable {
    private static final String RESOURCE = "suites.txt";
    private static final int COLUMNS = 11;

    private static final List<OpensslSuite> READ = read();
    static final List<OpensslSuite> ALL = READ.stream().filter(OpensslSuite::built).toList();
    static final List<OpensslSuite> UNBUILT = READ.stream().filter(s -> !s.built()).toList();
    static final Map<String, OpensslSuite> BY_NAME = new HashMap<>();
    static final Map<String, OpensslSuite> BY_IANA_NAME = new HashMap<>();
    /** Registry names for which OpenSSL has a name but no suite: signals, and suites whose algorithms are not built. */
    static final Map<String, String> NAMES_ONLY = Map.of(
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
            "TLS_FALLBACK_SCSV", "TLS_FALLBACK_SCSV",
            "TLS_RSA_WITH_IDEA_CBC_SHA", "IDEA-CBC-SHA",
            "TLS_RSA_WITH_SEED_CBC_SHA", "SEED-SHA",
            "TLS_DHE_DSS_WITH_SEED_CBC_SHA", "DHE-DSS-SEED-SHA",
            "TLS_DHE_RSA_WITH_SEED_CBC_SHA", "DHE-RSA-SEED-SHA",
            "TLS_DH_anon_WITH_SEED_CBC_SHA", "ADH-SEED-SHA",
            "TLS_GOSTR341001_WITH_28147_CNT_IMIT", "GOST2001-GOST89-GOST89",
            "TLS_GOSTR341001_WITH_NULL_GOSTR3411", "GOST2001-NULL-GOST94");

    static {
        for (OpensslSuite s : READ) {
            BY_NAME.put(s.name(), s);
            BY_IANA_NAME.put(s.ianaName(), s);
        }
    }

    private SuiteTable() {
    }

    private static List<OpensslSuite> read() {
        List<OpensslSuite> all = new ArrayList<>();
        InputStream table = Objects.requireNonNull(SuiteTable.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    all.add(suite(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(all);
    }

    private static OpensslSuite suite(String line) {
        String[] column = line.split(" ", -1);
        if (column.length != COLUMNS) {
            throw new IllegalStateException(RESOURCE + ": expected " + COLUMNS + " columns in: " + line);
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.add(trait(Trait.Kind.KEY_EXCHANGE, column[4]));
        traits.add(trait(Trait.Kind.AUTHENTICATION, column[5]));
        traits.add(trait(Trait.Kind.ENCRYPTION, column[6]));
        traits.add(trait(Trait.Kind.MAC, column[7]));
        traits.add(trait(Trait.Kind.STRENGTH, column[9]));
        if (!column[10].equals("-")) {
            for (String flag : column[10].split(",", -1)) {
                traits.add(Trait.valueOf(flag));
            }
        }
        return new OpensslSuite(Integer.parseInt(column[0], 16), column[1], column[2], ProtocolVersion.named(column[3]),
                Integer.parseInt(column[8]), traits);
    }

    private static Trait trait(Trait.Kind kind, String word) {
        Trait trait = Trait.of(kind, word);
        if (trait == null) {
            throw new IllegalStateException(RESOURCE + ": no trait " + word + " of the kind " + kind);
        }
        return trait;
    }
}
