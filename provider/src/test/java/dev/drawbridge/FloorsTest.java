package dev.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The picture of the house. A package may import from any floor below it; on its own floor only along an arrow. No arrow points up.
 *
 * <pre>
 *  10  tool   agent
 *      (root: DrawbridgeProvider, SslControl, SavedSessions)
 *   9   jsse        openssl            thin faces; they do not know each other
 *   8   engine
 *   7   start
 *   6   tls12  tls13                   never import each other
 *   5   handshake                      owns the small interface Records, which engine implements over record
 *   4   config                         with config/conf
 *   3   session ---> verify            a Session can only be made from a PeerVerified
 *   2   message    record    crypto.bc    store    jcache
 *   1   wire       crypto (interfaces only)
 *   0   fault ---> spec                diag: imports only spec; any floor may call it
 *      (root: the small interfaces a user implements; they import only spec)
 * </pre>
 */
class FloorsTest {

    private static final String BASE = "dev.drawbridge";
    /** The types of the root package that stand on top of the faces; the others are plain interfaces at the bottom. */
    private static final Set<String> ROOT_TOP = Set.of("DrawbridgeProvider", "SslControl", "SavedSessions", "SslSessions");
    private static final int ROOT_TOP_FLOOR = 95;

    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("tool", 100), Map.entry("agent", 100),
            Map.entry("jsse", 90), Map.entry("openssl", 90),
            Map.entry("engine", 80),
            Map.entry("start", 70),
            Map.entry("tls12", 60), Map.entry("tls13", 60),
            Map.entry("handshake", 50),
            Map.entry("config", 40),
            Map.entry("session", 30), Map.entry("verify", 30),
            Map.entry("message", 20), Map.entry("record", 20), Map.entry("crypto.bc", 20), Map.entry("store", 20), Map.entry("jcache", 20),
            Map.entry("wire", 10), Map.entry("crypto", 10),
            Map.entry("fault", 0), Map.entry("spec", 0), Map.entry("diag", 0));

    private static final Set<String> ARROWS = Set.of("session -> verify", "fault -> spec", "diag -> spec");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("module-info"))
                .importPackages(BASE);
    }

    @Test
    void everyPackageHasItsFloor() {
        Set<String> unknown = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!room(type).isEmpty() && !FLOORS.containsKey(room(type))) {
                unknown.add(type.getPackageName());
            }
        }
        assertEquals(Set.of(), unknown, "packages that are not in the picture");
    }

    @Test
    void noImportPointsUp() {
        assertNone(dependencies(d -> ours(d.getTargetClass()) && !allowed(d)));
    }

    @Test
    void cryptographyEntersThroughOnePackage() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "javax.crypto", "org.bouncycastle.tls")
                && !rooms("crypto.bc").contains(room(d.getOriginClass()))));
    }

    /** And where sessions are: the form in which OpenSSL keeps them is ASN.1. */
    @Test
    void bouncyCastleStaysWhereCertificatesKeysAndSessionsAreRead() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "org.bouncycastle")
                && !rooms("crypto.bc", "store", "verify", "session", "tool").contains(room(d.getOriginClass()))));
    }

    @Test
    void sessionsTakeOnlyAsn1() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "org.bouncycastle") && !in(d.getTargetClass(), "org.bouncycastle.asn1")
                && room(d.getOriginClass()).equals("session")));
    }

    @Test
    void jsseStaysInItsFace() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "javax.net.ssl")
                && !rooms("", "jsse", "tool", "agent").contains(room(d.getOriginClass()))));
    }

    /** Whoever has no cache has no API of JCache either: only what is asked for by name may need it. */
    @Test
    void jcacheStaysInItsPackage() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "javax.cache") && !room(d.getOriginClass()).equals("jcache")));
    }

    @Test
    void picocliStaysInTheTool() {
        assertNone(dependencies(d -> in(d.getTargetClass(), "picocli") && !room(d.getOriginClass()).equals("tool")));
    }

    /** A comparison whose time depends on the bytes has no place where secrets and MACs are; MessageDigest.isEqual has. */
    @Test
    void nothingNearSecretsIsComparedByArraysEquals() {
        Set<String> secretive = rooms("tls12", "tls13", "handshake", "session", "record", "crypto", "crypto.bc");
        List<String> calls = new ArrayList<>();
        for (JavaClass type : classes) {
            if (secretive.contains(room(type))) {
                for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                    if (call.getTargetOwner().isEquivalentTo(Arrays.class) && call.getName().equals("equals")) {
                        calls.add(call.getDescription());
                    }
                }
            }
        }
        assertNone(calls);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> packages = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> explained = classes.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(packages.size() > 2, "the classes were not found");
        assertEquals(packages, explained, "packages and their package-info");
    }

    private static List<String> dependencies(Predicate<Dependency> wrong) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            type.getDirectDependenciesFromSelf().stream().filter(wrong).map(Dependency::getDescription).forEach(found::add);
        }
        return found;
    }

    private static boolean allowed(Dependency dependency) {
        String from = room(dependency.getOriginClass());
        String to = room(dependency.getTargetClass());
        int down = floor(dependency.getOriginClass()) - floor(dependency.getTargetClass());
        return from.equals(to) && down >= 0
                || down > 0
                || to.equals("diag") && !from.equals("spec")
                || isBottomRoot(dependency.getTargetClass())
                || ARROWS.contains(from + " -> " + to)
                || from.isEmpty() && to.equals("spec");
    }

    private static int floor(JavaClass type) {
        String room = room(type);
        if (room.isEmpty()) {
            return isBottomRoot(type) ? 0 : ROOT_TOP_FLOOR;
        }
        return FLOORS.getOrDefault(room, -1);
    }

    private static boolean isBottomRoot(JavaClass type) {
        return type.getPackageName().equals(BASE) && !ROOT_TOP.contains(outermost(type).getSimpleName());
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    /** The package below the root without its own parts ({@code message.extension} is {@code message}), "" for the root. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(BASE)) {
            return "";
        }
        String path = name.substring(BASE.length() + 1);
        return path.startsWith("crypto.bc") ? "crypto.bc" : path.split("\\.", 2)[0];
    }

    private static boolean ours(JavaClass type) {
        return in(type, BASE);
    }

    private static boolean in(JavaClass type, String... packages) {
        JavaClass element = type.getBaseComponentType();
        return Arrays.stream(packages)
                .anyMatch(p -> element.getPackageName().equals(p) || element.getPackageName().startsWith(p + "."));
    }

    private static Set<String> rooms(String... names) {
        return Set.of(names);
    }

    private static void assertNone(List<String> violations) {
        assertTrue(violations.isEmpty(), () -> violations.size() + " violations:\n" + String.join("\n", violations));
    }
}
