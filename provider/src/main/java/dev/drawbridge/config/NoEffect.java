package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfOption;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.GroupList;
import dev.drawbridge.config.conf.Origin;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.SchemeList;
import dev.drawbridge.config.conf.SuiteB;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells which settings are understood but change nothing, so that nobody relies on one of them.
 */
final class NoEffect {
    private static final Set<ConfCommand> EFFECTIVE = EnumSet.of(ConfCommand.CIPHER_STRING, ConfCommand.CIPHERSUITES,
            ConfCommand.MIN_PROTOCOL, ConfCommand.MAX_PROTOCOL, ConfCommand.GROUPS, ConfCommand.SIGNATURE_ALGORITHMS, ConfCommand.CERTIFICATE,
            ConfCommand.PRIVATE_KEY, ConfCommand.VERIFY_CA_FILE, ConfCommand.VERIFY_CA_PATH, ConfCommand.VERIFY_CA_STORE,
            ConfCommand.ADD_CA_FILE, ConfCommand.ADD_CA_PATH, ConfCommand.CHAIN_CA_FILE, ConfCommand.CHAIN_CA_PATH, ConfCommand.CHAIN_CA_STORE,
            ConfCommand.REQUEST_CA_FILE, ConfCommand.REQUEST_CA_PATH, ConfCommand.REQUEST_CA_STORE, ConfCommand.CLIENT_CA_FILE,
            ConfCommand.CLIENT_CA_PATH, ConfCommand.CLIENT_CA_STORE,
            ConfCommand.RECORD_PADDING, ConfCommand.DH_PARAMETERS, ConfCommand.NUM_TICKETS, ConfCommand.CLIENT_SIGNATURE_ALGORITHMS, ConfCommand.SET_EXPECTED_DNS_NAME, ConfCommand.SET_EXPECTED_IP_ADDRESS);
    private static final Set<ConfOption> EFFECTIVE_OPTIONS = EnumSet.of(ConfOption.SERVER_PREFERENCE, ConfOption.CA_NAMES,
            ConfOption.PRIORITIZE_CHACHA, ConfOption.MIDDLEBOX_COMPAT, ConfOption.IGNORE_UNEXPECTED_EOF, ConfOption.SESSION_TICKET,
            ConfOption.NO_RESUMPTION_ON_RENEGOTIATION, ConfOption.UNSAFE_LEGACY_RENEGOTIATION, ConfOption.UNSAFE_LEGACY_SERVER_CONNECT,
            ConfOption.CLIENT_RENEGOTIATION, ConfOption.NO_RENEGOTIATION, ConfOption.ENCRYPT_THEN_MAC, ConfOption.EMPTY_FRAGMENTS);
    /** Older names, and those that add to what another sets. */
    private static final Set<ConfCommand> OTHER_NAMES = EnumSet.of(ConfCommand.CURVES, ConfCommand.ECDH_PARAMETERS,
            ConfCommand.ADD_EXPECTED_DNS_NAME, ConfCommand.ADD_EXPECTED_IP_ADDRESS);
    /** What Drawbridge always does: to ask for it is no mistake. */
    private static final Map<ConfOption, Boolean> ALWAYS = Map.ofEntries(
            Map.entry(ConfOption.COMPRESSION, false),
            Map.entry(ConfOption.DH_SINGLE, true),
            Map.entry(ConfOption.ECDH_SINGLE, true),
            Map.entry(ConfOption.EXTENDED_MASTER_SECRET, true),
            Map.entry(ConfOption.KTLS, false),
            Map.entry(ConfOption.KTLS_TX_ZEROCOPY_SENDFILE, false),
            Map.entry(ConfOption.TX_CERTIFICATE_COMPRESSION, false),
            Map.entry(ConfOption.RX_CERTIFICATE_COMPRESSION, false));

    private NoEffect() {
    }

    /**
     * Tells.
     *
     * @param suiteB the profile of Suite B that holds, or null
     */
    static void tell(ConfSettings settings, SuiteB suiteB) {
        for (Said<?> s : settings.values()) {
            if (!EFFECTIVE.contains(s.command()) && !OTHER_NAMES.contains(s.command())) {
                tell(s.origin(), s.command() + " = " + s.value() + " has no effect in Drawbridge yet");
            } else if (suiteB != null && (s.value() instanceof GroupList || s.value() instanceof SchemeList)) {
                tell(s.origin(), s.command() + " has no effect, because CipherString = " + suiteB + " says it");
            }
        }
        settings.options().forEach((option, on) -> {
            if (!EFFECTIVE_OPTIONS.contains(option) && !on.value().equals(ALWAYS.get(option))) {
                tell(on.origin(), "Options = " + (on.value() ? "" : "-") + option.word() + " has no effect in Drawbridge yet");
            }
        });
        settings.certificateFlags().forEach((flag, on) -> {
            if (flag.flag() == null) {
                tell(on.origin(), on.command() + " = " + flag.word() + " has no effect, because no command says the time to check at");
            }
        });
    }

    private static void tell(Origin origin, String text) {
        Notices.tell(origin + ": " + text);
    }
}
