package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs commands of {@code SSL_CONF_cmd} one by one and gives what they said together. Strict, as it is meant to be used, it refuses every
 * command and every word that it cannot obey; lenient it does what OpenSSL does, which is to go on, and says what was passed over. One
 * difference remains: a cipher string that leaves no suite leaves OpenSSL without any, here the command is passed over.
 */
public final class ConfCommands {
    private static final String LIBRARY_SECTION = "openssl_conf";
    private static final String MODULE = "ssl_conf";

    final Map<ConfCommand, List<Said<?>>> said = new EnumMap<>(ConfCommand.class);
    final Map<ProtocolVersion, Said<Boolean>> protocols = new EnumMap<>(ProtocolVersion.class);
    final Map<ConfOption, Said<Boolean>> options = new EnumMap<>(ConfOption.class);
    final Map<CertificateFlag, Said<Boolean>> certificateFlags = new EnumMap<>(CertificateFlag.class);
    final Map<HostWord, Said<Boolean>> hostFlags = new EnumMap<>(HostWord.class);
    Said<Set<VerifyBit>> verifyMode;
    Said<Boolean> verifyPeer;

    private final Set<ConfRole> roles;
    private final ConfReading reading;

    /** Commands of these roles; of {@code reading} only strictness and warnings matter. */
    public ConfCommands(Set<ConfRole> roles, ConfReading reading) {
        this.roles = EnumSet.copyOf(roles);
        this.reading = reading;
    }

    /** The settings so far. */
    public ConfSettings settings() {
        return new ConfSettings(this);
    }

    /**
     * The settings that a file has under a name: {@code openssl_conf} in the default section names a section, {@code ssl_conf} in that
     * another, which gives names to sections of commands. Empty when one of the three is not said.
     */
    public static Optional<ConfSettings> named(String name, ConfFile file, Set<ConfRole> roles, ConfReading reading) throws ConfException {
        ConfFile.Value library = file.value(ConfFile.DEFAULT_SECTION, LIBRARY_SECTION);
        // A library without modules is no mistake.
        boolean nothing = library != null && List.of().equals(file.section(library.text()));
        List<ConfFile.Value> modules = library == null || nothing ? List.of() : section(file, library, reading);
        ConfFile.Value module = find(modules, MODULE);
        List<ConfFile.Value> names = module == null ? List.of() : section(file, module, reading);
        boolean complete = true; // OpenSSL drops all names when one section is missing or empty
        for (ConfFile.Value each : names) {
            complete &= !section(file, each, reading).isEmpty();
        }
        ConfFile.Value found = complete ? find(names, name) : null;
        if (found == null) {
            return Optional.empty();
        }
        ConfCommands commands = new ConfCommands(roles, reading);
        for (ConfFile.Value command : section(file, found, reading)) {
            commands.refuseRepeated(command);
            commands.run(command.name().substring(command.name().indexOf('.') + 1), command.text(), command.origin());
        }
        return Optional.of(commands.settings());
    }

    private static ConfFile.Value find(List<ConfFile.Value> values, String name) {
        return values.stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
    }

    private static List<ConfFile.Value> section(ConfFile file, ConfFile.Value named, ConfReading reading) throws ConfException {
        List<ConfFile.Value> values = file.section(named.text());
        if (values == null || values.isEmpty()) {
            String wrong = values == null ? "does not exist" : "is empty";
            reading.passOver(named.origin(), named.name() + " = " + named.text() + ": the section " + wrong, "the name of a section with something in it");
            return List.of();
        }
        return values;
    }

    private void refuseRepeated(ConfFile.Value command) throws ConfException {
        Origin before = command.replaces();
        if (before != null && before.source().equals(command.origin().source())) {
            reading.passOver(command.origin(), command.name() + " takes the place of the one in line " + before.line(),
                    "each name once, or different text before a dot as in 1." + command.name());
        }
    }

    /**
     * Runs one command.
     *
     * @param name the command's name in files; case does not count
     * @param value its value
     * @param origin where it was said
     */
    public void run(String name, String value, Origin origin) throws ConfException {
        ConfCommand command = ConfCommand.named(name);
        if (command == null) {
            reading.passOver(origin, "unknown command " + name + " = " + value, "a command of SSL_CONF_cmd, such as MinProtocol");
            return;
        }
        ConfRole missing = command.missing(roles);
        if (missing != null) {
            reading.passOver(origin, command + " = " + value + ": not allowed here", "this command only " + ConfCommand.forWhom(missing));
            return;
        }
        try {
            run(command, value, origin);
        } catch (ListException e) {
            reading.passOver(new ConfException(origin, command, value, e));
        }
    }

    private void run(ConfCommand command, String value, Origin origin) throws ListException, ConfException {
        ConfWords words = new ConfWords(command, roles, origin);
        switch (command.kind()) {
            case PROTOCOLS -> words.read(ConfProtocol.values(), value, (word, on) -> protocol(word, said(on, command, origin)));
            case OPTIONS -> words.read(ConfOption.values(), value, (word, on) -> options.put(word, said(on, command, origin)));
            case CERTIFICATE_FLAGS ->
                words.read(CertificateFlag.values(), value, (word, on) -> certificateFlags.put(word, said(on, command, origin)));
            case HOST_FLAGS -> words.read(HostWord.values(), value, (word, on) -> hostFlags.put(word, said(on, command, origin)));
            case VERIFY_MODE -> words.read(VerifyMode.values(), value, (word, on) -> verifyMode(word, on, origin));
            case NAMES, ADDRESSES -> expected(command, ConfValues.texts(command, value), origin);
            default -> {
                Object read = ConfValues.read(command, value, reading, origin);
                if (read != null) {
                    add(target(command), said(read, command, origin));
                }
            }
        }
    }

    /** The command under whose name a value is kept. */
    private static ConfCommand target(ConfCommand command) {
        return command == ConfCommand.CURVES || command == ConfCommand.ECDH_PARAMETERS ? ConfCommand.GROUPS : command;
    }

    private void add(ConfCommand command, Said<?> value) {
        said.computeIfAbsent(command, c -> new ArrayList<>()).add(value);
    }

    /** {@code ALL} takes SSL 3.0 away as well, but does not name it: as OpenSSL is built by default there is none. */
    private void protocol(ConfProtocol word, Said<Boolean> on) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            boolean among = word == ConfProtocol.ALL && !(version.ssl() && on.value());
            if (among || word.version() == version) {
                protocols.put(version, on);
            }
        }
    }

    private void verifyMode(VerifyMode word, boolean on, Origin origin) {
        Set<VerifyBit> flags = EnumSet.noneOf(VerifyBit.class);
        if (verifyMode != null) {
            flags.addAll(verifyMode.value());
        }
        if (on) {
            flags.addAll(word.flags());
        } else {
            flags.removeAll(word.flags());
        }
        verifyMode = said(Set.copyOf(flags), ConfCommand.VERIFY_MODE, origin);
        if (word == VerifyMode.PEER) {
            verifyPeer = said(on, ConfCommand.VERIFY_MODE, origin);
        }
    }

    private void expected(ConfCommand command, List<String> values, Origin origin) {
        boolean names = command.kind() == ConfCommand.Kind.NAMES;
        ConfCommand set = names ? ConfCommand.SET_EXPECTED_DNS_NAME : ConfCommand.SET_EXPECTED_IP_ADDRESS;
        if (command == set) {
            said.remove(set);
        }
        values.forEach(value -> add(set, said(value, command, origin)));
    }

    private static <T> Said<T> said(T value, ConfCommand command, Origin origin) {
        return new Said<>(value, command, origin);
    }
}
