package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommands;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.ConfFile;
import dev.drawbridge.config.conf.ConfReading;
import dev.drawbridge.config.conf.ConfRole;
import dev.drawbridge.config.conf.ConfSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** What openssl.cnf says. The file is read again only when it, or what it includes, has changed. */
final class OpensslConf {
    private static final String SYSTEM_DEFAULT = "system_default";
    private static final AtomicReference<Cached> LAST = new AtomicReference<>();

    /** Whatever was read last: most programs have one file and many contexts. */
    private record Cached(ConfPlace place, List<Path> files, List<State> states, Optional<ConfSettings> settings) {
    }

    /** One file; a time of null is that of a file that is not there. */
    private record State(FileTime modified, long size) {
        static List<State> of(List<Path> files) {
            List<State> states = new ArrayList<>();
            for (Path file : files) {
                states.add(of(file));
            }
            return states;
        }

        private static State of(Path file) {
            try {
                BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
                return new State(a.lastModifiedTime(), a.size());
            } catch (IOException e) {
                return new State(null, 0); // reading it says what is wrong
            }
        }
    }

    private OpensslConf() {
    }

    /** The settings of the section that counts; empty when no file or no section does. */
    static Optional<ConfSettings> settings(Properties properties) {
        ConfPlace place = properties.opensslConf();
        if (place == null) {
            return Optional.empty();
        }
        Cached last = LAST.get();
        if (last != null && last.place.equals(place) && last.states.equals(State.of(last.files))) {
            return last.settings;
        }
        State before = State.of(place.file());
        ConfReading reading = new ConfReading(properties::environment, Path.of(""), place.strict(), Notices::tell);
        try {
            ConfFile file = ConfFile.read(place.file(), reading);
            Optional<ConfSettings> settings = settings(place, file, reading);
            List<State> states = State.of(file.madeOf());
            if (states.get(0).equals(before)) { // else it was written just now, and the next context reads it again
                LAST.set(new Cached(place, file.madeOf(), states, settings));
            }
            return settings;
        } catch (ConfException e) {
            throw place.namedBy() == null ? new SettingException(e) : new SettingException(place.namedBy() + '=' + place.file(), e);
        }
    }

    /** OpenSSL takes no certificates from {@code system_default}, which every program has, but takes them where a name was asked for. */
    private static Optional<ConfSettings> settings(ConfPlace place, ConfFile file, ConfReading reading) throws ConfException {
        Set<ConfRole> roles = place.section() == null ? EnumSet.of(ConfRole.CLIENT, ConfRole.SERVER) : EnumSet.allOf(ConfRole.class);
        String name = place.section() == null ? SYSTEM_DEFAULT : place.section();
        Optional<ConfSettings> settings = ConfCommands.named(name, file, roles, reading);
        if (settings.isEmpty() && place.section() != null) {
            throw new SettingException("drawbridge.conf.section=" + name, place.file() + " has no such name in the table that ssl_conf names",
                    "openssl_conf = A, [A] ssl_conf = B, [B] " + name + " = C, [C] and commands such as MinProtocol = TLSv1.2");
        }
        return settings;
    }
}
