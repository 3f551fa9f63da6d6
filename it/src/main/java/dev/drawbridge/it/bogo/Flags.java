package dev.drawbridge.it.bogo;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runner's flags, as {@code test_config.cc} of BoringSSL defines them, as far as this shim has what they ask for. */
final class Flags {
    /** What one flag does; {@code value} is null for a flag without one. */
    private interface Setter {
        void set(Settings s, String value) throws Unimplemented;
    }

    private record Flag(boolean hasValue, Setter setter) {
    }

    private static final Map<String, Flag> TABLE = new TreeMap<>();
    private static final Pattern CONNECTION = Pattern.compile("^-on-(initial|resume|retry)-");

    static {
        connection();
        negotiation();
        authentication();
        sessions();
        behaviour();
        expectations();
        withoutMeaning();
    }

    private Flags() {
    }

    /**
     * Reads the arguments of one test. A flag is for all of its connections unless its prefix says for which.
     *
     * @param unimplemented the flags that are known but not implemented, and whether each has a value
     * @throws Unimplemented with all flags that ask for what is not there
     */
    static Plan parse(List<String> arguments, Map<String, Boolean> unimplemented) throws Unimplemented {
        Map<String, Settings> settings = new LinkedHashMap<>();
        List.of("initial", "resume", "retry").forEach(which -> settings.put(which, new Settings()));
        Set<String> missing = new LinkedHashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean elsewhere = argument.startsWith("-on-handshaker-");
            Matcher m = CONNECTION.matcher(argument.replaceFirst("^-on-(shim|handshaker)-", "-"));
            String which = m.lookingAt() ? m.group(1) : "";
            String name = m.replaceFirst("-");
            Flag flag = TABLE.get(name);
            Boolean hasValue = flag != null ? Boolean.valueOf(flag.hasValue) : unimplemented.get(name);
            if (hasValue == null) {
                missing.add(name + " (unknown)");
                break; // what follows may be its value
            }
            String value = hasValue ? arguments.get(++i) : null;
            if (elsewhere) {
                continue; // for the other process of a split handshake
            }
            if (flag == null) {
                missing.add(name);
                continue;
            }
            try {
                for (Map.Entry<String, Settings> s : settings.entrySet()) {
                    if (which.isEmpty() || which.equals(s.getKey())) {
                        flag.setter.set(s.getValue(), value);
                    }
                }
            } catch (Unimplemented u) {
                missing.addAll(u.features());
            }
        }
        Settings initial = settings.get("initial");
        Plan plan = new Plan(initial, settings.get("resume"), settings.get("retry"), initial.resumeCount);
        if (initial.versions().isEmpty()) {
            missing.add("no version of TLS");
        }
        if (plan.resume().enableEarlyData && plan.resume().readWithUnfinishedWrite) {
            missing.add("early data that is written in part");
        }
        if (!missing.isEmpty()) {
            throw new Unimplemented(missing);
        }
        return plan;
    }

    /** Whether this shim implements the flag. */
    static boolean known(String name) {
        return TABLE.containsKey(name);
    }

    private static void connection() {
        number("-port", (s, n) -> s.port = n);
        value("-shim-id", (s, v) -> s.shimId = Long.parseLong(v));
        flag("-ipv6", s -> s.ipv6 = true);
        flag("-server", s -> s.server = true);
    }

    private static void negotiation() {
        number("-min-version", (s, n) -> s.minVersion = n);
        number("-max-version", (s, n) -> s.maxVersion = n);
        flag("-no-tls13", s -> s.excluded.add(ProtocolVersion.TLS13));
        flag("-no-tls12", s -> s.excluded.add(ProtocolVersion.TLS12));
        flag("-no-tls11", s -> s.excluded.add(ProtocolVersion.TLS11));
        flag("-no-tls1", s -> s.excluded.add(ProtocolVersion.TLS10));
        value("-cipher", (s, v) -> {
            s.cipherSuites = cipherSuites(v);
            s.serverPreference = true;
        });
        flag("-fallback-scsv", s -> s.fallback = true);
        flag("-server-preference", s -> s.serverPreference = true);
        value("-curves", (s, v) -> s.groups.add(known("-curves", v, NamedGroup.of(Integer.parseInt(v)))));
        value("-verify-prefs", (s, v) -> s.verifyPreferences.add(scheme("-verify-prefs", v)));
        value("-signing-prefs", (s, v) -> s.signingPreferences.add(scheme("-signing-prefs", v)));
        value("-host-name", (s, v) -> s.hostName = v);
        value("-advertise-alpn", (s, v) -> s.advertisedProtocols = protocols(v));
        value("-select-alpn", (s, v) -> s.selectedProtocol = v);
        flag("-decline-alpn", s -> s.declineProtocols = true);
        flag("-reject-alpn", s -> s.rejectProtocols = true);
    }

    private static void authentication() {
        value("-cert-file", (s, v) -> s.certificateFile = v);
        value("-key-file", (s, v) -> s.keyFile = v);
        flag("-require-any-client-certificate", s -> s.requireClientCertificate = true);
        flag("-verify-peer", s -> s.verifyPeer = true);
        flag("-verify-fail", s -> s.verifyFail = true);
        flag("-use-old-client-cert-callback", s -> s.leafOnly = true);
        flag("-fail-cert-callback", s -> s.failCertificateCallback = true);
        value("-use-client-ca-list", (s, v) -> s.clientAuthorities = v.startsWith("<") ? List.of() : names(v));
        number("-max-cert-list", (s, n) -> s.maxCertificateList = n);
        flag("-enable-ocsp-stapling", s -> s.ocspStapling = true);
    }

    private static void sessions() {
        number("-resume-count", (s, n) -> s.resumeCount = n);
        number("-resumption-delay", (s, n) -> s.resumptionDelay = n);
        flag("-no-ticket", s -> s.noTicket = true);
        value("-ticket-key", (s, v) -> s.ticketKey = Base64.getDecoder().decode(v));
        flag("-renew-ticket", s -> s.renewTicket = true);
        flag("-skip-ticket", s -> s.skipTicket = true);
        flag("-enable-early-data", s -> s.enableEarlyData = true);
        flag("-expect-session-miss", s -> s.expectSessionMiss = true);
        flag("-expect-ticket-renewal", s -> s.expectTicketRenewal = true);
        flag("-expect-no-session", s -> s.expectNoSession = true);
        flag("-expect-session-id", s -> s.expectSessionId = true);
        flag("-expect-no-session-id", s -> s.expectNoSessionId = true);
        flag("-expect-ticket-supports-early-data", s -> s.expectTicketSupportsEarlyData = true);
        flag("-expect-accept-early-data", s -> s.expectAcceptEarlyData = true);
        flag("-expect-reject-early-data", s -> s.expectRejectEarlyData = true);
        flag("-expect-no-offer-early-data", s -> s.expectNoOfferEarlyData = true);
        value("-expect-early-data-reason", (s, v) -> s.expectEarlyDataReason = v);
    }

    private static void behaviour() {
        flag("-async", s -> s.async = true);
        flag("-implicit-handshake", s -> s.implicitHandshake = true);
        flag("-handshake-twice", s -> s.handshakeTwice = true);
        flag("-no-op-extra-handshake", s -> s.handshakeTwice = true);
        flag("-shim-writes-first", s -> s.shimWritesFirst = true);
        flag("-write-different-record-sizes", s -> s.writeDifferentRecordSizes = true);
        flag("-read-with-unfinished-write", s -> s.readWithUnfinishedWrite = true);
        number("-read-size", (s, n) -> s.readSize = n);
        flag("-key-update", s -> s.keyUpdate = true);
        flag("-key-update-before-read", s -> s.keyUpdateBeforeRead = true);
        flag("-renegotiate-freely", s -> s.renegotiations = 1000);
        flag("-renegotiate-explicit", s -> s.renegotiations = 1000); // each needs a call of the program, which this one makes each time
        flag("-renegotiate-once", s -> s.renegotiations = 1);
        flag("-shim-shuts-down", s -> s.shimShutsDown = true);
        flag("-check-close-notify", s -> s.checkCloseNotify = true);
    }

    private static void expectations() {
        flag("-handshake-never-done", s -> s.handshakeNeverDone = true);
        number("-expect-version", (s, n) -> s.expectVersion = n);
        number("-expect-cipher", (s, n) -> s.expectCipher = n);
        number("-expect-curve-id", (s, n) -> s.expectGroup = n);
        number("-expect-peer-signature-algorithm", (s, n) -> s.expectPeerScheme = n);
        value("-expect-ocsp-response", (s, v) -> s.expectOcspResponse = Base64.getDecoder().decode(v));
        value("-expect-alpn", (s, v) -> s.expectProtocol = v);
        value("-expect-advertised-alpn", (s, v) -> s.expectAdvertisedProtocols = protocols(v));
        value("-expect-server-name", (s, v) -> s.expectServerName = v);
        flag("-expect-no-server-name", s -> s.expectNoServerName = true);
        flag("-expect-extended-master-secret", s -> s.expectExtendedMasterSecret = true);
        flag("-expect-verify-result", s -> s.expectVerifyResult = true);
        number("-expect-total-renegotiations", (s, n) -> s.expectRenegotiations = n);
        flag("-expect-hrr", s -> s.expectRetry = true);
        flag("-expect-no-hrr", s -> s.expectNoRetry = true);
        value("-expect-peer-cert-file", (s, v) -> s.expectPeerCertificateFile = v);
        value("-expect-client-ca-list", (s, v) -> s.expectClientAuthorities = v.startsWith("<") ? List.of() : names(v));
        value("-expect-peer-verify-pref", (s, v) -> s.expectPeerPreferences.add(Integer.parseInt(v)));
    }

    /** Flags that change nothing here: what they ask for is always so, or is of the runner's own bookkeeping. */
    private static void withoutMeaning() {
        value("-trust-cert", (s, v) -> { }); // every chain is accepted, or none with -verify-fail
        value("-write-settings", (s, v) -> { });
        value("-handshaker-path", (s, v) -> { });
        flag("-cbc-record-splitting", s -> { }); // as is the default
        flag("-use-custom-verify-callback", s -> { }); // there is one kind of judge
        flag("-use-early-callback", s -> { }); // credentials are always asked for after the ClientHello was read
        flag("-partial-write", s -> { }); // a wrap takes what fits in one record
        flag("-allow-hint-mismatch", s -> { });
        flag("-use-ticket-callback", s -> { }); // keys are always asked for
        flag("-use-ticket-aead-callback", s -> { });
    }

    private static List<CipherSuite> cipherSuites(String list) throws Unimplemented {
        List<CipherSuite> suites = new ArrayList<>();
        for (String name : list.split(":", -1)) {
            CipherSuite suite = CipherSuite.named(name);
            if (suite == null) {
                throw new Unimplemented("-cipher"); // of a suite that is not spoken, or in OpenSSL's words for sets of them
            }
            suites.add(suite);
        }
        for (CipherSuite s : CipherSuite.values()) { // -cipher is about older versions; suites of TLS 1.3 are always on
            if (s.tls13()) {
                suites.add(s);
            }
        }
        return suites;
    }

    private static SignatureScheme scheme(String flag, String number) throws Unimplemented {
        return known(flag, number, SignatureScheme.of(Integer.parseInt(number)));
    }

    private static <T> T known(String flag, String value, T found) throws Unimplemented {
        if (found == null) {
            throw new Unimplemented(flag + " " + value);
        }
        return found;
    }

    /** Names with a length byte before each. */
    private static List<String> protocols(String encoded) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < encoded.length(); i += 1 + encoded.charAt(i)) {
            names.add(encoded.substring(i + 1, i + 1 + encoded.charAt(i)));
        }
        return names;
    }

    private static List<byte[]> names(String hex) {
        List<byte[]> names = new ArrayList<>();
        for (String name : hex.split(",", -1)) {
            names.add(HexFormat.of().parseHex(name));
        }
        return names;
    }

    private static void flag(String name, Consumer<Settings> set) {
        TABLE.put(name, new Flag(false, (s, v) -> set.accept(s)));
    }

    private static void value(String name, Setter set) {
        TABLE.put(name, new Flag(true, set));
    }

    private interface NumberSetter {
        void set(Settings s, int n);
    }

    private static void number(String name, NumberSetter set) {
        TABLE.put(name, new Flag(true, (s, v) -> set.set(s, Integer.parseInt(v))));
    }
}
