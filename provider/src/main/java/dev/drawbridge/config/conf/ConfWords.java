package dev.drawbridge.config.conf;

import java.util.Set;
import java.util.function.BiConsumer;

/** Reads the comma lists of words that are set, or cleared with a minus in front. */
final class ConfWords {
    private final ConfCommand command;
    private final Set<ConfRole> roles;
    private final Origin origin;

    ConfWords(ConfCommand command, Set<ConfRole> roles, Origin origin) {
        this.command = command;
        this.roles = roles;
        this.origin = origin;
    }

    /**
     * Gives each word in its order to {@code effect}, until one cannot be obeyed: that is an error, and what came before it stays done, as
     * in OpenSSL.
     */
    <W extends ConfWord> void read(W[] words, String list, BiConsumer<W, Boolean> effect) throws ListException {
        for (ListWord each : ListWord.split(list, ',')) {
            boolean on = !each.text().startsWith("-");
            String name = !on || each.text().startsWith("+") ? each.text().substring(1) : each.text();
            W word = find(words, name);
            if (word == null) {
                throw wrong(each, "unknown word", "one of " + names(words) + ", with nothing, + or - in front");
            }
            if (on && word == ConfOption.COMPRESSION) {
                throw wrong(each, "compression is not offered, because it tells secrets by the length of records", "-Compression, or nothing");
            }
            effect.accept(word, on);
        }
    }

    private <W extends ConfWord> W find(W[] words, String name) {
        for (W word : words) {
            if (word.word().equalsIgnoreCase(name) && here(word)) {
                return word;
            }
        }
        return null;
    }

    private boolean here(ConfWord word) {
        return word.role() == null || roles.contains(word.role());
    }

    private String names(ConfWord[] words) {
        StringBuilder names = new StringBuilder();
        for (ConfWord word : words) {
            if (here(word)) {
                names.append(names.length() == 0 ? "" : ", ").append(word.word());
            }
        }
        return names.toString();
    }

    private ListException wrong(ListWord word, String reason, String expected) {
        return new ListException("list of " + command + " in " + origin, reason, word.position(), word.text(), expected);
    }
}
