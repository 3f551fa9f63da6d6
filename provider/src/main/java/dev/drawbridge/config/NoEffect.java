package dev.drawbridge.config;

import dev.drawbridge.config.conf.CipherString;
import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfOption;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Origin;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.VerifyFlag;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Tells which settings are understood but change nothing yet, so that nobody relies on one of them. */
final class NoEffect {
    private static final Set<ConfCommand> EFFECTIVE = EnumSet.of(ConfCommand.CIPHER_STRING, ConfCommand.CIPHERSUITES,
            ConfCommand.MIN_PROTOCOL, ConfCommand.MAX_PROTOCOL, ConfCommand.GROUPS, ConfCommand.SIGNATURE_ALGORITHMS, ConfCommand.CERTIFICATE,
            ConfCommand.PRIVATE_KEY, ConfCommand.VERIFY_CA_FILE, ConfCommand.VERIFY_CA_PATH, ConfCommand.VERIFY_CA_STORE);
    /** What Drawbridge always does: to ask for it is no mistake. */
    private static final Map<ConfOption, Boolean> ALWAYS = Map.ofEntries(
            Map.entry(ConfOption.SESSION_TICKET, false),
            Map.entry(ConfOption.COMPRESSION, false),
            Map.entry(ConfOption.NO_RESUMPTION_ON_RENEGOTIATION, true),
            Map.entry(ConfOption.DH_SINGLE, true),
            Map.entry(ConfOption.ECDH_SINGLE, true),
            Map.entry(ConfOption.UNSAFE_LEGACY_RENEGOTIATION, false),
            Map.entry(ConfOption.UNSAFE_LEGACY_SERVER_CONNECT, false),
            Map.entry(ConfOption.CLIENT_RENEGOTIATION, false),
            Map.entry(ConfOption.NO_RENEGOTIATION, true),
            Map.entry(ConfOption.ALLOW_NO_DHE_KEX, false),
            Map.entry(ConfOption.PREFER_NO_DHE_KEX, false),
            Map.entry(ConfOption.PRIORITIZE_CHACHA, false),
            Map.entry(ConfOption.MIDDLEBOX_COMPAT, true),
            Map.entry(ConfOption.ANTI_REPLAY, true),
            Map.entry(ConfOption.EXTENDED_MASTER_SECRET, true),
            Map.entry(ConfOption.KTLS, false),
            Map.entry(ConfOption.KTLS_TX_ZEROCOPY_SENDFILE, false),
            Map.entry(ConfOption.TX_CERTIFICATE_COMPRESSION, false),
            Map.entry(ConfOption.RX_CERTIFICATE_COMPRESSION, false));

    private NoEffect() {
    }

    static void tell(ConfSettings settings) {
        for (Said<?> s : settings.values()) {
            if (!EFFECTIVE.contains(s.command()) && s.command() != ConfCommand.CURVES && s.command() != ConfCommand.ECDH_PARAMETERS) {
                tell(s.origin(), s.command() + " = " + s.value() + " has no effect in Drawbridge yet");
            } else if (s.value() instanceof CipherString c && c.suiteB().isPresent()) {
                tell(s.origin(), s.command() + " = " + c.suiteB().get() + " chooses the cipher suites and no groups or signature algorithms yet");
            }
        }
        settings.options().forEach((option, on) -> {
            if (option != ConfOption.SERVER_PREFERENCE && !on.value().equals(ALWAYS.get(option))) {
                tell(on.origin(), "Options = " + (on.value() ? "" : "-") + option.word() + " has no effect in Drawbridge yet");
            }
        });
        settings.certificateFlags().forEach((flag, on) ->
                tell(on.origin(), "SetCertificateFlags = " + flag.word() + " has no effect in Drawbridge yet"));
        settings.hostFlags().forEach((flag, on) -> tell(on.origin(), "SetHostFlags = " + flag.word() + " has no effect in Drawbridge yet"));
        settings.verifyMode().ifPresent(NoEffect::verifyMode);
    }

    private static void verifyMode(Said<Set<VerifyFlag>> mode) {
        if (!mode.value().contains(VerifyFlag.PEER)) {
            tell(mode.origin(), "VerifyMode does not turn off the verification of servers by a client");
        }
        if (mode.value().contains(VerifyFlag.POST_HANDSHAKE)) {
            tell(mode.origin(), "VerifyMode asks for authentication after the handshake, which is not there yet: clients are asked in the handshake");
        }
        // CLIENT_ONCE is what there is: without renegotiation a client is asked once.
    }

    private static void tell(Origin origin, String text) {
        Notices.tell(origin + ": " + text);
    }
}
