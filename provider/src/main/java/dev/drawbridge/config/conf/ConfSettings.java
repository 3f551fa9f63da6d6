package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a series of commands said, frozen. A command that nobody gave is absent: defaults are not the business of this class. */
public final class ConfSettings {
    private final Map<ConfCommand, List<Said<?>>> said;
    private final Map<ProtocolVersion, Said<Boolean>> protocols;
    private final Map<ConfOption, Said<Boolean>> options;
    private final Map<CertificateFlag, Said<Boolean>> certificateFlags;
    private final Map<HostWord, Said<Boolean>> hostFlags;
    private final Said<Set<VerifyBit>> verifyMode;
    private final Said<Boolean> verifyPeer;

    ConfSettings(ConfCommands commands) {
        Map<ConfCommand, List<Said<?>>> copy = new EnumMap<>(ConfCommand.class);
        commands.said.forEach((command, values) -> copy.put(command, List.copyOf(values)));
        said = copy;
        protocols = Collections.unmodifiableMap(new EnumMap<>(commands.protocols));
        options = Collections.unmodifiableMap(new EnumMap<>(commands.options));
        certificateFlags = Collections.unmodifiableMap(new EnumMap<>(commands.certificateFlags));
        hostFlags = Collections.unmodifiableMap(new EnumMap<>(commands.hostFlags));
        verifyMode = commands.verifyMode;
        verifyPeer = commands.verifyPeer;
    }

    /** The suites of TLS 1.2 and older: what was said last, or a profile of Suite B that was said before. */
    public Optional<Said<CipherString>> cipherString() {
        Said<CipherString> standing = null;
        for (Said<?> s : said.getOrDefault(ConfCommand.CIPHER_STRING, List.of())) {
            Said<CipherString> next = new Said<>((CipherString) s.value(), s.command(), s.origin());
            standing = standing == null ? next : after(standing, next);
        }
        return Optional.ofNullable(standing);
    }

    /** What holds when one cipher string is set after another, with the origin of the one that says it. */
    public static Said<CipherString> after(Said<CipherString> before, Said<CipherString> next) {
        CipherString held = next.value().after(before.value());
        return new Said<>(held, next.command(), held == next.value() ? next.origin() : before.origin());
    }

    /** The level that a cipher string named last. */
    public Optional<Said<SecurityLevel>> securityLevel() {
        Said<SecurityLevel> level = null;
        for (Said<?> s : said.getOrDefault(ConfCommand.CIPHER_STRING, List.of())) {
            Optional<SecurityLevel> named = ((CipherString) s.value()).securityLevel();
            level = named.isPresent() ? new Said<>(named.get(), s.command(), s.origin()) : level;
        }
        return Optional.ofNullable(level);
    }

    /** The suites of TLS 1.3. */
    public Optional<Said<Ciphersuites>> ciphersuites() {
        return last(Ciphersuites.class, ConfCommand.CIPHERSUITES);
    }

    /** The lowest version, or an empty value where {@code None} took the bound away. */
    public Optional<Said<VersionBound>> minProtocol() {
        return last(VersionBound.class, ConfCommand.MIN_PROTOCOL);
    }

    /** The highest version, or an empty value where {@code None} took the bound away. */
    public Optional<Said<VersionBound>> maxProtocol() {
        return last(VersionBound.class, ConfCommand.MAX_PROTOCOL);
    }

    /** The versions that {@code Protocol} allows or, with false, disables. */
    public Map<ProtocolVersion, Said<Boolean>> protocols() {
        return protocols;
    }

    /** The groups; {@code Curves} and {@code ECDHParameters} name them too. */
    public Optional<Said<GroupList>> groups() {
        return last(GroupList.class, ConfCommand.GROUPS);
    }

    public Optional<Said<SchemeList>> signatureAlgorithms() {
        return last(SchemeList.class, ConfCommand.SIGNATURE_ALGORITHMS);
    }

    public Optional<Said<SchemeList>> clientSignatureAlgorithms() {
        return last(SchemeList.class, ConfCommand.CLIENT_SIGNATURE_ALGORITHMS);
    }

    /** The options that were turned on or off. */
    public Map<ConfOption, Said<Boolean>> options() {
        return options;
    }

    /** The flags that {@code VerifyMode} left set, together. */
    public Optional<Said<Set<VerifyBit>>> verifyMode() {
        return Optional.ofNullable(verifyMode);
    }

    /** Whether {@code Peer}, the one word of {@code VerifyMode} that speaks of clients, was said last without or, false, with a minus. */
    public Optional<Said<Boolean>> verifyPeer() {
        return Optional.ofNullable(verifyPeer);
    }

    /** The paths that were given with a command for files or directories, as they were written, in their order. */
    public List<Said<Path>> paths(ConfCommand command) {
        List<Said<Path>> paths = new ArrayList<>();
        for (Said<?> s : said.getOrDefault(command, List.of())) {
            if (s.value() instanceof Path path) {
                paths.add(new Said<>(path, s.command(), s.origin()));
            }
        }
        return paths;
    }

    public Optional<Said<Integer>> numTickets() {
        return last(Integer.class, ConfCommand.NUM_TICKETS);
    }

    public Optional<Said<RecordPadding>> recordPadding() {
        return last(RecordPadding.class, ConfCommand.RECORD_PADDING);
    }

    /** The flags of certificate checking that were turned on or off. */
    public Map<CertificateFlag, Said<Boolean>> certificateFlags() {
        return certificateFlags;
    }

    /** The flags of host name checking that were turned on or off. */
    public Map<HostWord, Said<Boolean>> hostFlags() {
        return hostFlags;
    }

    /** The host names of which the peer must have one. */
    public List<Said<String>> expectedNames() {
        return texts(ConfCommand.SET_EXPECTED_DNS_NAME);
    }

    /** The IP addresses of which the peer must have one, as they were written. */
    public List<Said<String>> expectedAddresses() {
        return texts(ConfCommand.SET_EXPECTED_IP_ADDRESS);
    }

    /** What was said with the commands whose values are not words to turn on and off, in the order of {@link ConfCommand}. */
    public List<Said<?>> values() {
        List<Said<?>> all = new ArrayList<>();
        said.values().forEach(all::addAll);
        return all;
    }

    private List<Said<String>> texts(ConfCommand command) {
        List<Said<String>> texts = new ArrayList<>();
        for (Said<?> s : said.getOrDefault(command, List.of())) {
            texts.add(new Said<>((String) s.value(), s.command(), s.origin()));
        }
        return texts;
    }

    private <T> Optional<Said<T>> last(Class<T> type, ConfCommand command) {
        List<Said<?>> all = said.getOrDefault(command, List.of());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Said<?> s = all.get(all.size() - 1);
        return Optional.of(new Said<>(type.cast(s.value()), s.command(), s.origin()));
    }
}
