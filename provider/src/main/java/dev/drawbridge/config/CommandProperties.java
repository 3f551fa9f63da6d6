package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfCommands;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.ConfReading;
import dev.drawbridge.config.conf.ConfRole;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The commands of OpenSSL as properties: {@code drawbridge.MinProtocol}, for one role {@code drawbridge.client.MinProtocol}. */
final class CommandProperties {
    private static final String PREFIX = "drawbridge.";
    /** Our properties that are no commands. */
    private static final List<String> OTHERS = List.of("drawbridge.trace", "drawbridge.conf", "drawbridge.conf.section",
            "drawbridge.conf.strict", "drawbridge.SSL_CERT_FILE", "drawbridge.SSL_CERT_DIR", "drawbridge.resumeAfterFailure",
            "drawbridge.maxEarlyData", "drawbridge.maxRenegotiations", "drawbridge.maxRenegotiationsPerMinute", "drawbridge.ssl2Hello",
            "drawbridge.client.pskIdentity");
    /** Our settings that are no commands and may be said for one role. */
    private static final List<String> OF_ROLES = List.of("verifyDepth", "passin", "pskFile");

    private CommandProperties() {
    }

    /** What the properties of this role say. */
    static ConfSettings ofRole(Properties properties, boolean client) {
        return settings(properties, prefix(client), EnumSet.of(client ? ConfRole.CLIENT : ConfRole.SERVER, ConfRole.CERTIFICATE));
    }

    /** What the properties for both roles say. */
    static ConfSettings ofBoth(Properties properties) {
        return settings(properties, PREFIX, EnumSet.allOf(ConfRole.class));
    }

    private static String prefix(boolean client) {
        return PREFIX + (client ? "client." : "server.");
    }

    private static ConfSettings settings(Properties properties, String prefix, Set<ConfRole> roles) {
        Set<String> set = properties.drawbridgeNames();
        ConfReading reading = new ConfReading(properties::environment, Path.of(""), true, Notices::tell);
        ConfCommands commands = new ConfCommands(roles, reading);
        try {
            for (ConfCommand command : ConfCommand.values()) {
                String name = prefix + command;
                if (set.contains(name)) {
                    commands.run(command.toString(), properties.drawbridge(name), Origin.property(name));
                }
            }
        } catch (ConfException e) {
            throw new SettingException(e);
        }
        return commands.settings();
    }

    /** Refuses a name that begins as ours do and is none of them: what it was meant to set would silently not be set. */
    static void refuseUnknown(Properties properties) {
        Set<String> names = properties.drawbridgeNames();
        List<String> known = names.isEmpty() ? List.of() : known();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new PropertyException(name, properties.drawbridge(name),
                        "a property of Drawbridge; the nearest name is " + nearest(name, known));
            }
        }
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(OTHERS);
        for (String prefix : List.of(PREFIX, prefix(true), prefix(false))) {
            OF_ROLES.forEach(setting -> known.add(prefix + setting));
            if (!prefix.equals(prefix(true))) {
                SharingSettings.NAMES.forEach(setting -> known.add(prefix + setting));
                known.add(prefix + StaplingSettings.FILE);
            }
            for (ConfCommand command : ConfCommand.values()) {
                known.add(prefix + command);
            }
        }
        return known;
    }

    private static String nearest(String name, List<String> known) {
        String nearest = known.get(0);
        for (String each : known) {
            nearest = edits(name, each) < edits(name, nearest) ? each : nearest;
        }
        return nearest;
    }

    /** How many letters must be added, taken away or replaced to make one of the other (Levenshtein); case does not count. */
    private static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
