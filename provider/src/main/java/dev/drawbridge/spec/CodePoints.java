package dev.drawbridge.spec;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * An immutable list of registry numbers as it stands on the wire, known to us or not: cipher suites, groups,
 * signature schemes, versions. Unknown and GREASE values survive in it (RFC 8701).
 */
public final class CodePoints {
    /** What {@link #toString} shows: more than any honest peer sends, few enough for a log. */
    private static final int MAX_SHOWN = 100;

    private final int[] values;

    private CodePoints(int[] values) {
        this.values = values;
    }

    /** The given numbers; the array is copied. */
    public static CodePoints of(int... values) {
        return new CodePoints(values.clone());
    }

    /** The numbers of {@code items} in their order. */
    public static <T> CodePoints of(List<T> items, ToIntFunction<T> code) {
        int[] v = new int[items.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = code.applyAsInt(items.get(i));
        }
        return new CodePoints(v);
    }

    public int size() {
        return values.length;
    }

    /** The number at {@code index}, counted from 0. */
    public int at(int index) {
        return values[index];
    }

    public boolean contains(int value) {
        for (int v : values) {
            if (v == value) {
                return true;
            }
        }
        return false;
    }

    /** A copy with one more number at the end. */
    public CodePoints plus(int value) {
        int[] v = Arrays.copyOf(values, values.length + 1);
        v[values.length] = value;
        return new CodePoints(v);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof CodePoints other && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The numbers in hexadecimal; the first of them only when a peer sent very many. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("[");
        for (int i = 0; i < Math.min(values.length, MAX_SHOWN); i++) {
            s.append(i == 0 ? "0x" : " 0x").append(Integer.toHexString(values[i]));
        }
        return s.append(values.length > MAX_SHOWN ? " and so on, " + values.length + " in all]" : "]").toString();
    }
}
