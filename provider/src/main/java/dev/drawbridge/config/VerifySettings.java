package dev.drawbridge.config;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.config.conf.CertificateFlag;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.HostWord;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.verify.VerifyParameters;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How one role verifies its peers' chains as long as the connection does not say otherwise: {@code SetCertificateFlags},
 * {@code SetHostFlags}, {@code SetExpectedDNSName}, {@code SetExpectedIPAddress}, the depth, the level, and whether a client verifies at all.
 *
 * @param flags those that somebody turned on or off
 * @param hostFlags the same
 * @param hosts the peer must name one of these; empty for no check
 * @param addresses the peer must name one of these IP addresses; empty for no check
 * @param depth the most certificates between leaf and anchor
 * @param verifyPeer whether a client refuses a server whose chain does not verify; OpenSSL's SSL_VERIFY_NONE when not
 * @param level the security level
 * @param suiteB the profile of Suite B that chains have to keep to whatever else is said, or null
 */
public record VerifySettings(Map<VerifyFlag, Chosen<Boolean>> flags, Map<HostFlag, Chosen<Boolean>> hostFlags, List<Said<String>> hosts,
        List<Said<String>> addresses, Chosen<Integer> depth, Chosen<Boolean> verifyPeer, Chosen<SecurityLevel> level, SuiteB suiteB) {

    public VerifySettings {
        flags = Collections.unmodifiableMap(flags);
        hostFlags = Collections.unmodifiableMap(hostFlags);
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
    }

    static VerifySettings of(List<ConfSettings> layers, Chosen<Integer> depth, Chosen<Boolean> verifyPeer, Chosen<SecurityLevel> level) {
        Map<VerifyFlag, Chosen<Boolean>> flags = new EnumMap<>(VerifyFlag.class);
        Map<HostFlag, Chosen<Boolean>> hostFlags = new EnumMap<>(HostFlag.class);
        for (ConfSettings layer : layers) {
            for (Map.Entry<CertificateFlag, Said<Boolean>> e : layer.certificateFlags().entrySet()) {
                if (e.getKey().flag() != null) {
                    flags.putIfAbsent(e.getKey().flag(), chosen(e.getValue()));
                }
            }
            for (Map.Entry<HostWord, Said<Boolean>> e : layer.hostFlags().entrySet()) {
                hostFlags.putIfAbsent(e.getKey().flag(), chosen(e.getValue()));
            }
        }
        return new VerifySettings(flags, hostFlags, first(layers, ConfSettings::expectedNames), first(layers, ConfSettings::expectedAddresses),
                depth, verifyPeer, level, null);
    }

    /** The same with a profile of Suite B, or without one. */
    VerifySettings with(SuiteB profile) {
        return new VerifySettings(flags, hostFlags, hosts, addresses, depth, verifyPeer, level, profile);
    }

    private static Chosen<Boolean> chosen(Said<Boolean> said) {
        return new Chosen<>(said.value(), said.origin().toString());
    }

    private static <T> List<T> first(List<ConfSettings> layers, Function<ConfSettings, List<T>> setting) {
        return layers.stream().map(setting).filter(l -> !l.isEmpty()).findFirst().orElse(List.of());
    }

    /**
     * The same for the verification of a chain.
     *
     * @param partialChains whether any trusted certificate ends a chain when nobody says, as in JSSE's key stores
     */
    public VerifyParameters parameters(boolean partialChains) {
        VerifyParameters.Builder b = new VerifyParameters.Builder().level(level.value().level()).depth(depth.value());
        flags.forEach((flag, on) -> {
            if (on.value()) {
                b.flag(flag);
            }
        });
        if (partialChains && !flags.containsKey(VerifyFlag.PARTIAL_CHAIN)) {
            b.flag(VerifyFlag.PARTIAL_CHAIN);
        }
        hostFlagsOn().forEach(b::flag);
        b.hosts(hosts.stream().map(Said::value).toList());
        demand(b);
        return b.addresses(octets()).build();
    }

    /** Adds what nobody may take away. */
    public void demand(VerifyParameters.Builder b) {
        demanded().forEach(b::flag);
    }

    /** The flags that nobody may take away: those of Suite B. */
    public Set<VerifyFlag> demanded() {
        return suiteB == null ? Set.of() : Set.of(suiteB.flag());
    }

    /** The flags for host names that are on. */
    public Set<HostFlag> hostFlagsOn() {
        Set<HostFlag> on = EnumSet.noneOf(HostFlag.class);
        hostFlags.forEach((flag, chosen) -> {
            if (chosen.value()) {
                on.add(flag);
            }
        });
        return on;
    }

    private List<byte[]> octets() {
        List<byte[]> octets = new ArrayList<>();
        for (Said<String> address : addresses) {
            try {
                octets.add(InetAddress.getByName(address.value()).getAddress()); // a literal, so no name service is asked
            } catch (UnknownHostException e) {
                throw new SettingException(address, address.value(), "is no IP address", "one such as 192.0.2.1 or 2001:db8::1");
            }
        }
        return octets;
    }
}
