package dev.drawbridge.config.conf;

import dev.drawbridge.spec.NamedGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of groups as the command {@code Groups} has it, in the language of OpenSSL 3.5, which is a larger one than 3.0's: names between
 * colons; tuples of equally good ones between slashes; before a name {@code ?} to pass it over if it is unknown, {@code *} to send a key share
 * for it, {@code -} to take it out again; {@code DEFAULT} for OpenSSL's own list. That keeps its tuples, as since OpenSSL
 * 3.5.6 (before, it became one tuple, and a server no longer preferred the hybrid group: CVE-2026-2673); what stands before it in its tuple joins
 * the first of them, what stands after it the last.
 *
 * @param tuples the groups, best tuple first; no tuple is empty
 * @param keyShares the groups marked for a key share, in their order; none means that the first group gets one
 * @param passedOver unknown names that {@code ?} excused
 */
public record GroupList(List<List<KnownGroup>> tuples, List<KnownGroup> keyShares, List<ListWord> passedOver) {
    /** OpenSSL 3.5's. */
    static final String DEFAULT_GROUPS =
            "?*X25519MLKEM768 / ?*X25519:?secp256r1 / ?X448:?secp384r1:?secp521r1 / ?ffdhe2048:?ffdhe3072";
    private static final String DEFAULT_WORD = "DEFAULT";
    private static final String LIST = "list of groups";
    private static final int MAX_KEY_SHARES = 4;

    public GroupList {
        tuples = tuples.stream().map(List::copyOf).toList();
        keyShares = List.copyOf(keyShares);
        passedOver = List.copyOf(passedOver);
    }

    /** Reads a list; an unknown name is an error unless it is excused. A list that ends up empty is none either. */
    public static GroupList parse(String text) throws ListException {
        Reader reader = new Reader();
        reader.tuples(text, 0, false);
        GroupList list = new GroupList(reader.tuples.stream().filter(t -> !t.isEmpty()).toList(), reader.keyShares, reader.passedOver);
        if (list.tuples.isEmpty()) {
            throw new ListException(LIST, "no group is left", 1, text, "at least one group");
        }
        if (list.keyShares.size() > MAX_KEY_SHARES) {
            throw new ListException(LIST, "too many key shares", 1, text, "at most " + MAX_KEY_SHARES + " groups marked by *");
        }
        return list;
    }

    /** All groups, best first. */
    public List<KnownGroup> groups() {
        return tuples.stream().flatMap(List::stream).toList();
    }

    /** Those of {@code spoken} that are listed, best first. */
    public List<NamedGroup> among(List<NamedGroup> spoken) {
        return groups().stream().map(g -> g.among(spoken)).filter(g -> g != null).toList();
    }

    /** The groups that are listed but not {@code spoken}: known names that have no effect. */
    public List<KnownGroup> leftOut(List<NamedGroup> spoken) {
        return groups().stream().filter(g -> g.among(spoken) == null).toList();
    }

    private static final class Reader {
        final List<List<KnownGroup>> tuples = new ArrayList<>();
        final List<KnownGroup> keyShares = new ArrayList<>();
        final List<ListWord> passedOver = new ArrayList<>();
        private boolean excusing;

        /** Reads tuples; the first may join the one that is being read. */
        void tuples(String text, int offset, boolean joins) throws ListException {
            boolean first = joins;
            for (ListWord tuple : ListWord.split(text, '/', offset)) {
                if (!first) {
                    tuples.add(new ArrayList<>());
                }
                first = false;
                for (ListWord word : ListWord.split(tuple.text(), ':', tuple.position() - 1)) {
                    word(word);
                }
            }
        }

        private void word(ListWord word) throws ListException {
            String text = word.text();
            int start = 0;
            while (start < text.length() && "?*-".indexOf(text.charAt(start)) >= 0) {
                if (text.indexOf(text.charAt(start)) < start) {
                    throw wrong(word, "the prefix " + text.charAt(start) + " at most once");
                }
                start++;
            }
            String prefixes = text.substring(0, start);
            String name = text.substring(start);
            if (name.isEmpty()) {
                throw wrong(word, "the name of a group");
            }
            boolean remove = prefixes.indexOf('-') >= 0;
            boolean excused = prefixes.indexOf('?') >= 0;
            if (name.equalsIgnoreCase(DEFAULT_WORD)) {
                if (remove || excused) {
                    throw wrong(word, DEFAULT_WORD + " without - and ?");
                }
                expandDefault();
                return;
            }
            KnownGroup group = KnownGroup.named(name);
            if (group != null) {
                apply(group, remove, prefixes.indexOf('*') >= 0);
            } else if (!excusing && !excused) {
                throw wrong(word, "a group that OpenSSL knows, such as X25519 or P-256, or ? before the name to pass it over");
            } else {
                passedOver.add(word);
            }
        }

        /** OpenSSL also lets a star before DEFAULT mark its first group; that one is marked already. */
        private void expandDefault() throws ListException {
            excusing = true;
            tuples(DEFAULT_GROUPS, 0, true);
            excusing = false;
        }

        private void apply(KnownGroup group, boolean remove, boolean keyShare) {
            if (remove) {
                tuples.forEach(tuple -> tuple.remove(group));
                keyShares.remove(group);
            } else if (tuples.stream().noneMatch(tuple -> tuple.contains(group))) {
                tuples.get(tuples.size() - 1).add(group);
                if (keyShare) {
                    keyShares.add(group);
                }
            }
        }

        private static ListException wrong(ListWord word, String expected) {
            return new ListException(LIST, "group '" + word.text() + "' cannot be set", word.position(), word.text(), expected);
        }
    }
}
