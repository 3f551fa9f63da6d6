package dev.drawbridge;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an object keeps alive: for tests of what it must not keep. */
public final class Reachable {
    private static final String OURS = "dev.drawbridge.";

    private Reachable() {
    }

    /**
     * Everything that {@code root} refers to, itself included, through fields of our own classes, arrays, collections, values of maps and
     * Optionals.
     *
     * @param without what is neither in the result nor followed
     */
    public static Set<Object> from(Object root, Predicate<Object> without) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Object o = left.pop();
            if (!without.test(o) && seen.add(o)) {
                references(o).filter(Objects::nonNull).forEach(left::push);
            }
        }
        return seen;
    }

    private static Stream<?> references(Object o) {
        if (o instanceof Collection<?> c) {
            return c.stream();
        }
        if (o instanceof Map<?, ?> m) {
            return m.values().stream();
        }
        if (o instanceof Optional<?> v) {
            return v.stream();
        }
        return o instanceof Object[] many ? Arrays.stream(many) : values(o, f -> true);
    }

    /** The values, nulls included, of those fields that our own classes declare in {@code o} and {@code which} chooses. */
    public static Stream<Object> values(Object o, Predicate<Field> which) {
        return Stream.<Class<?>>iterate(o.getClass(), c -> c != null && c.getName().startsWith(OURS), Class::getSuperclass)
                .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
                .filter(f -> !Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive() && which.test(f))
                .map(f -> value(f, o));
    }

    private static Object value(Field f, Object o) {
        try {
            f.setAccessible(true);
            return f.get(o);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
