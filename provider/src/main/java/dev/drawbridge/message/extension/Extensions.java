package dev.drawbridge.message.extension;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringJoiner;

/** The extensions of one message in their order on the wire, each type at most once. Immutable. */
public final class Extensions {
    private static final Extensions NONE = new Extensions(List.of());

    /** What {@link #toString} names: more than any honest peer sends, few enough for a log. */
    private static final int MAX_NAMED = 50;

    private final List<Extension> list;

    private Extensions(List<Extension> list) {
        this.list = List.copyOf(list);
    }

    public static Extensions none() {
        return NONE;
    }

    /** The given extensions in this order; giving a type twice is a bug. */
    public static Extensions of(Extension... extensions) {
        return of(List.of(extensions));
    }

    /** The given extensions in this order; giving a type twice is a bug. */
    public static Extensions of(List<Extension> extensions) {
        Extensions all = new Extensions(extensions);
        for (int i = 1; i < all.list.size(); i++) {
            int code = all.list.get(i).code();
            if (all.has(code, i)) {
                throw new IllegalArgumentException("extension " + code + " given twice");
            }
        }
        return all;
    }

    /** Reads the contents of an extensions vector, all of it. */
    public static Extensions read(WireReader vector, ExtensionContext context) throws TlsFault {
        List<Extension> list = new ArrayList<>();
        long low = 0; // the numbers below 64 that were seen, which nearly all are, as bits
        Set<Integer> high = Set.of();
        while (!vector.isEmpty()) {
            int code = vector.u16();
            boolean first;
            if (code < Long.SIZE) {
                first = (low & 1L << code) == 0;
                low |= 1L << code;
            } else {
                high = high.isEmpty() ? new HashSet<>() : high;
                first = high.add(code);
            }
            // RFC 8446 section 4.2: "There MUST NOT be more than one extension of the same type in a given extension block." RFC 5246
            // section 7.4.1.4: "There MUST NOT be more than one extension of the same type."
            if (!first) {
                throw new TlsFault(Fault.DUPLICATE_EXTENSION, name(code) + " in " + context);
            }
            list.add(ExtensionTable.read(code, vector.vector16(0, 0xffff), context));
            // RFC 8446 section 4.2: "When multiple extensions of different types are present, the extensions MAY appear in
            // any order, with the exception of "pre_shared_key" (Section 4.2.11) which MUST be the last extension in the
            // ClientHello". Section 4.2.11: "Servers MUST check that it is the last extension and otherwise fail the
            // handshake with an "illegal_parameter" alert."
            if (context == ExtensionContext.CLIENT_HELLO && code == ExtensionType.PRE_SHARED_KEY.code()
                    && !vector.isEmpty()) {
                throw new TlsFault(Fault.ILLEGAL_VALUE, "pre_shared_key is not the last extension of ClientHello");
            }
        }
        return new Extensions(list);
    }

    /** Whether an extensions vector has an extension of {@code type}; only types and lengths are looked at. */
    public static boolean mentions(WireReader vector, ExtensionType type) throws TlsFault {
        boolean found = false;
        while (!vector.isEmpty()) {
            found |= vector.u16() == type.code();
            vector.vector16(0, 0xffff);
        }
        return found;
    }

    /** Writes the vector with its length of two bytes. */
    public void write(WireWriter out) {
        out.vector16(block -> {
            for (Extension e : list) {
                block.u16(e.code()).vector16(e::write);
            }
        });
    }

    /** The extension of this class, or null when the message has none. */
    public <T extends Extension> T get(Class<T> type) {
        for (int i = 0; i < list.size(); i++) { // without an iterator: a handshake asks some fifty times
            Extension e = list.get(i);
            if (type.isInstance(e)) {
                return type.cast(e);
            }
        }
        return null;
    }

    public boolean has(ExtensionType type) {
        return has(type.code());
    }

    public boolean has(int code) {
        return has(code, list.size());
    }

    private boolean has(int code, int end) {
        for (int i = 0; i < end; i++) {
            if (list.get(i).code() == code) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** All of them in the order of the wire. */
    public List<Extension> all() {
        return list;
    }

    /** A copy with {@code extension} in the place of the one of its type, or at the end. */
    public Extensions with(Extension extension) {
        List<Extension> copy = new ArrayList<>(list);
        for (int i = 0; i < copy.size(); i++) {
            if (copy.get(i).code() == extension.code()) {
                copy.set(i, extension);
                return new Extensions(copy);
            }
        }
        copy.add(extension);
        return new Extensions(copy);
    }

    /**
     * The one extension of SSL 3.0, if it is there. RFC 5746 section 4.5: "Note that this will require adding at least minimal extension processing to
     * such stacks."
     */
    public Extensions inSsl30() {
        return new Extensions(list.stream().filter(e -> e.code() == ExtensionType.RENEGOTIATION_INFO.code()).toList());
    }

    /** A copy without the extensions of these types. */
    public Extensions without(Set<ExtensionType> types) {
        if (types.isEmpty()) {
            return this;
        }
        return new Extensions(list.stream().filter(e -> {
            ExtensionType type = ExtensionType.of(e.code());
            return type == null || !types.contains(type);
        }).toList());
    }

    /**
     * The number of an extension that only one of the two blocks has, or that has other data in each; the order means nothing. Both may be
     * a peer's, with thousands of extensions, so this takes time in proportion to their length.
     *
     * @param ignored numbers that may differ
     */
    public OptionalInt difference(Extensions other, Set<Integer> ignored) {
        Map<Integer, Extension> theirs = new HashMap<>();
        for (Extension e : other.list) {
            theirs.put(e.code(), e);
        }
        theirs.keySet().removeAll(ignored);
        for (Extension e : list) {
            if (!ignored.contains(e.code())) {
                Extension match = theirs.remove(e.code());
                if (match == null || !Arrays.equals(match.data(), e.data())) {
                    return OptionalInt.of(e.code());
                }
            }
        }
        return theirs.keySet().stream().mapToInt(Integer::intValue).findFirst();
    }

    /**
     * Checks that these extensions answer {@code offer}. RFC 8446 section 4.2: "Implementations MUST NOT send extension
     * responses if the remote endpoint did not send the corresponding extension requests, with the exception of the
     * "cookie" extension in the HelloRetryRequest. Upon receiving such an extension, an endpoint MUST abort the handshake
     * with an "unsupported_extension" alert."
     *
     * @param alsoAllowed numbers that may come although they are not in the offer: cookie in HelloRetryRequest, and
     *     renegotiation_info where the offer was the signaling cipher suite (RFC 5746 section 3.4)
     */
    public void requireOffered(Extensions offer, int... alsoAllowed) throws TlsFault {
        for (Extension e : list) {
            if (!offer.has(e.code()) && !contains(alsoAllowed, e.code())) {
                throw new TlsFault(Fault.UNSOLICITED_EXTENSION, name(e.code()));
            }
        }
    }

    /** The names of the types in the order of the wire; the first of them only when a peer sent very many. */
    @Override
    public String toString() {
        StringJoiner names = new StringJoiner(", ", "[", "]");
        for (Extension e : list.subList(0, Math.min(list.size(), MAX_NAMED))) {
            names.add(name(e.code()));
        }
        if (list.size() > MAX_NAMED) {
            names.add(list.size() + " in all");
        }
        return names.toString();
    }

    private static boolean contains(int[] codes, int code) {
        for (int c : codes) {
            if (c == code) {
                return true;
            }
        }
        return false;
    }

    private static String name(int code) {
        ExtensionType type = ExtensionType.of(code);
        return type == null ? "extension " + code : type.toString();
    }
}
