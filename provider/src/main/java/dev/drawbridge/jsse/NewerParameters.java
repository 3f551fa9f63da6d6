package dev.drawbridge.jsse;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.net.ssl.SSLParameters;

/** The properties that {@link SSLParameters} got after Java 17: signature schemes in 19, named groups in 20; absent ones read as null. */
final class NewerParameters {
    private static final MethodHandle GET_SCHEMES = getter("getSignatureSchemes");
    private static final MethodHandle SET_SCHEMES = setter("setSignatureSchemes");
    private static final MethodHandle GET_GROUPS = getter("getNamedGroups");
    private static final MethodHandle SET_GROUPS = setter("setNamedGroups");

    private NewerParameters() {
    }

    static String[] signatureSchemes(SSLParameters p) {
        return get(GET_SCHEMES, p);
    }

    static void signatureSchemes(SSLParameters p, String[] names) {
        set(SET_SCHEMES, p, names);
    }

    static String[] namedGroups(SSLParameters p) {
        return get(GET_GROUPS, p);
    }

    static void namedGroups(SSLParameters p, String[] names) {
        set(SET_GROUPS, p, names);
    }

    private static MethodHandle getter(String name) {
        return find(name, MethodType.methodType(String[].class));
    }

    private static MethodHandle setter(String name) {
        return find(name, MethodType.methodType(void.class, String[].class));
    }

    /** The method of the running JDK, or null when it is older than the method. */
    private static MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name, type);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("SSLParameters." + name + " is not public", e);
        }
    }

    private static String[] get(MethodHandle getter, SSLParameters p) {
        try {
            return getter == null ? null : (String[]) getter.invokeExact(p);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private static void set(MethodHandle setter, SSLParameters p, String[] names) {
        try {
            if (setter != null) {
                setter.invokeExact(p, names);
            }
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** What a subclass of SSLParameters threw, unchecked because neither method declares more. */
    private static RuntimeException failed(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return t instanceof RuntimeException r ? r : new IllegalStateException(t);
    }
}
