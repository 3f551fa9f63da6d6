package dev.drawbridge.config.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of TLS 1.3 suites as the command {@code Ciphersuites} has it: registry names, best first, separated by colons.
 *
 * @param suites the suites named, in their order
 * @param ignored the words that OpenSSL passes over, because no suite is called so
 */
public record Ciphersuites(List<OpensslSuite> suites, List<ListWord> ignored) {
    private static final String LIST = "list of TLS 1.3 cipher suites";
    private static final int DEFAULT_COUNT = 3;

    /** What OpenSSL has where nothing else is said. */
    public static final Ciphersuites DEFAULT = new Ciphersuites(OpensslSuite.all().subList(0, DEFAULT_COUNT), List.of());

    public Ciphersuites {
        suites = List.copyOf(suites);
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads a list. The empty string means none. As in OpenSSL a suite of an older version may stand in it, and repeatedly; {@link
     * #refuseMistakes} refuses that.
     */
    public static Ciphersuites parse(String text) throws ListException {
        List<OpensslSuite> suites = new ArrayList<>();
        List<ListWord> ignored = new ArrayList<>();
        for (ListWord word : ListWord.split(text, ':')) {
            OpensslSuite suite = OpensslSuite.ofIana(word.text());
            if (suite != null) {
                suites.add(suite);
            } else if (!word.text().isEmpty()) {
                ignored.add(word);
            }
        }
        if (suites.isEmpty() && !text.isEmpty()) {
            throw new ListException(LIST, "no cipher match", 1, text, "registry names such as TLS_AES_256_GCM_SHA384, separated by colons");
        }
        return new Ciphersuites(suites, ignored);
    }

    /** Refuses the first word that is no suite, and suites that TLS 1.3 does not have or that are named twice. */
    public Ciphersuites refuseMistakes() throws ListException {
        for (ListWord word : ignored) {
            throw new ListException(LIST, "no such suite", word.position(), word.text(), "a registry name such as TLS_AES_256_GCM_SHA384");
        }
        for (int i = 0; i < suites.size(); i++) {
            OpensslSuite suite = suites.get(i);
            if (!suite.tls13()) {
                throw new ListException(LIST, "not a suite of TLS 1.3", i + 1, suite.ianaName(), "suites of older versions in CipherString");
            }
            if (suites.indexOf(suite) < i) {
                throw new ListException(LIST, "named twice", i + 1, suite.ianaName(), "each suite once");
            }
        }
        return this;
    }
}
