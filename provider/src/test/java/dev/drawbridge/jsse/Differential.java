package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.verify.TestCa;
import java.security.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * One scenario played by our provider and by SunJSSE, and what a program sees compared line by line. The peer, where there is one, is
 * SunJSSE both times, so that only the subject differs.
 */
final class Differential {
    static final TestCa CA = authority();
    static final TestCa.Identity EC = identity("EC");
    static final TestCa.Identity RSA = identity("RSA");

    private Differential() {
    }

    private static TestCa authority() {
        try {
            return TestCa.root("Root");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static TestCa.Identity identity(String keyType) {
        try {
            return CA.issue(keyType, TestCa.Leaf.of(keyType, "ec.test", "localhost").address("127.0.0.1"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a program catches it as: ours have subclasses of the JDK's exceptions. */
    static String kind(Throwable t) {
        Class<?> kind = t.getClass();
        while (kind.getName().startsWith("dev.drawbridge.")) {
            kind = kind.getSuperclass();
        }
        return kind.getSimpleName();
    }

    /** What is played. */
    interface Scenario {
        void play(Lab lab) throws Exception;
    }

    /** Something a program may call that gives nothing back. */
    interface Act {
        void run() throws Exception;
    }

    /** One provider's turn. */
    static final class Lab {
        final Provider subject;
        final Map<String, String> seen = new LinkedHashMap<>();

        private Lab(Provider subject) {
            this.subject = subject;
        }

        SSLContext context() throws Exception {
            return Contexts.context(subject, CA, EC, RSA);
        }

        /** An engine of the subject and one of SunJSSE, in their roles and this version. */
        EnginePair pair(boolean subjectIsClient, String version) throws Exception {
            SSLContext ours = context();
            SSLContext theirs = Contexts.context(Contexts.SUN, CA, EC, RSA);
            EnginePair p = subjectIsClient ? EnginePair.of(ours, theirs) : EnginePair.of(theirs, ours);
            for (SSLEngine e : List.of(p.client.engine, p.server.engine)) {
                e.setEnabledProtocols(new String[] {version});
            }
            return p;
        }

        /** Notes a value, or the class of the exception instead of it. */
        void see(String what, Callable<?> value) {
            String found;
            try {
                found = String.valueOf(value.call());
            } catch (Exception e) {
                found = kind(e);
            }
            assertEquals(null, seen.put(what, found), what + " was noted twice");
        }

        /** Notes that an act was done, or the class of its exception. */
        void act(String what, Act act) {
            see(what, () -> {
                act.run();
                return "done";
            });
        }
    }

    /** Plays for both and compares everything. */
    static void same(Scenario scenario) throws Exception {
        compare(scenario, Map.of());
    }

    /**
     * Plays for both and compares everything but what differs on purpose.
     *
     * @param onPurpose what is seen of us in those lines; SunJSSE has to show something else, or the line is no difference
     */
    static void compare(Scenario scenario, Map<String, String> onPurpose) throws Exception {
        Map<String, String> sun = compareAcrossJdks(scenario, onPurpose);
        onPurpose.forEach((k, v) -> assertNotEquals(v, sun.get(k), k + " is no difference"));
    }

    /** The same where newer JDKs do as we do. Gives back what was seen of SunJSSE. */
    static Map<String, String> compareAcrossJdks(Scenario scenario, Map<String, String> onPurpose) throws Exception {
        Map<String, String> sun = play(Contexts.SUN, scenario);
        Map<String, String> ours = play(Contexts.OURS, scenario);
        assertTrue(sun.keySet().containsAll(onPurpose.keySet()), "differences that were not looked for: " + onPurpose.keySet());
        StringBuilder expected = new StringBuilder();
        sun.forEach((k, v) -> expected.append(k).append(" = ").append(onPurpose.getOrDefault(k, v)).append('\n'));
        StringBuilder found = new StringBuilder();
        ours.forEach((k, v) -> found.append(k).append(" = ").append(v).append('\n'));
        assertEquals(expected.toString(), found.toString());
        return sun;
    }

    private static Map<String, String> play(Provider subject, Scenario scenario) throws Exception {
        Lab lab = new Lab(subject);
        SocketPeers.async(() -> {
            scenario.play(lab);
            return null;
        }).get(60, TimeUnit.SECONDS);
        return lab.seen;
    }
}
