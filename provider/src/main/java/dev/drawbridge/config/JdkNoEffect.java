package dev.drawbridge.config;

import java.util.List;

/** Tells of properties of the JDK that change something in SunJSSE and nothing here, when they are set to do so. */
final class JdkNoEffect {
    private static final String RENEGOTIATION = "Drawbridge resumes only sessions that the extended master secret binds, which is what it guards";

    /**
     * A property that is true or false.
     *
     * @param asUsual what Drawbridge does anyway, so that nobody needs to be told
     * @param unset what SunJSSE does when it is not set
     */
    private record Flag(String name, boolean asUsual, boolean unset, String why) {
    }

    /** A property whose value, whatever it is, means nothing here. */
    private record Value(String name, boolean security, String why) {
    }

    private static final List<Flag> FLAGS = List.of(
            new Flag("jdk.tls.allowUnsafeServerCertChange", false, false, RENEGOTIATION),
            new Flag("jdk.tls.allowLegacyResumption", false, true,
                    "Drawbridge resumes only sessions that the extended master secret binds"));

    private static final List<Value> VALUES = List.of(
            new Value("jdk.tls.server.defaultDHEParameters", true, "a group that is no one of RFC 7919 is said by DHParameters"),
            new Value("jdk.tls.server.statelessKeyTimeout", false, "Drawbridge changes the key of tickets each hour"));

    private JdkNoEffect() {
    }

    static void tell(Properties properties) {
        for (Flag f : FLAGS) {
            boolean value = properties.flag(f.name, f.unset);
            if (properties.text(f.name) != null && value != f.asUsual) {
                tell(f.name, String.valueOf(value), f.why);
            }
        }
        for (Value v : VALUES) {
            String value = v.security ? properties.security(v.name) : properties.text(v.name);
            if (value != null) {
                tell(v.name, value, v.why);
            }
        }
        String size = properties.text("jdk.tls.ephemeralDHKeySize");
        if (size != null && !size.isEmpty() && !size.equals("matched") && properties.jdk().ephemeralDhGroup() == null) {
            tell("jdk.tls.ephemeralDHKeySize", size, "no group of RFC 7919 is of that size; servers take one as large as their key");
        }
        String missing = "com.sun.security.enableAIAcaIssuers";
        if (properties.flag(missing, false) && !properties.checkRevocation()) {
            tell(missing, "true", "missing certificates are fetched only with com.sun.net.ssl.checkRevocation=true");
        }
    }

    private static void tell(String name, String value, String why) {
        Notices.tell(name + "=" + value + " has no effect: " + why);
    }
}
