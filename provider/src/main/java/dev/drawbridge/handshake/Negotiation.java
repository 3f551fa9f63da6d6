package dev.drawbridge.handshake;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The server's choices, and the client's checks of them, as pure functions of both offers. */
public final class Negotiation {
    private Negotiation() {
    }

    /** The enabled versions, newest first, for which a suite is enabled too: what a client can offer and a server can choose. */
    public static List<ProtocolVersion> offerableVersions(TlsConfig config) {
        List<ProtocolVersion> offerable = new ArrayList<>();
        for (ProtocolVersion v : config.versions()) {
            if (fitsOne(config.cipherSuites(), v)) {
                offerable.add(v);
            }
        }
        return offerable;
    }

    private static boolean fitsOne(List<CipherSuite> suites, ProtocolVersion v) {
        for (CipherSuite s : suites) {
            if (s.fits(v)) {
                return true;
            }
        }
        return false;
    }

    /** The suites both sides have for {@code version}, in the order of whoever decides, but those of last resort last. */
    public static List<CipherSuite> commonSuites(TlsConfig config, CodePoints offered, ProtocolVersion version) {
        List<CipherSuite> common = inOrder(config, offered, version);
        Set<CipherSuite> lastResort = config.tuning().lastResort();
        if (config.tuning().options().prioritizeChaCha() && config.preferLocalOrder() && chaCha(CipherSuite.of(offered.at(0)))) {
            common.sort(Comparator.comparing(s -> !chaCha(s)));
        }
        if (!lastResort.isEmpty()) {
            common.sort(Comparator.comparing(lastResort::contains));
        }
        return common;
    }

    /** SSL_CTX_set_options(3) has a client's first suite tell that ChaCha20-Poly1305 is faster for it. */
    private static boolean chaCha(CipherSuite suite) {
        return suite != null && suite.cipher() == AeadAlgorithm.CHACHA20_POLY1305;
    }

    private static List<CipherSuite> inOrder(TlsConfig config, CodePoints offered, ProtocolVersion version) {
        // RFC 8446 section 4.1.2: "If the list contains cipher suites that the server does not recognize, support, or wish to use, the
        // server MUST ignore those cipher suites".
        // RFC 5246 section 7.4.1.2: "If the list contains cipher suites the server does not recognize, support, or wish to use, the server
        // MUST ignore those cipher suites".
        List<CipherSuite> common = new ArrayList<>();
        if (config.preferLocalOrder()) {
            for (CipherSuite s : config.cipherSuites()) {
                if (s.fits(version) && offered.contains(s.code())) {
                    common.add(s);
                }
            }
        } else {
            for (int i = 0; i < offered.size(); i++) {
                CipherSuite s = CipherSuite.of(offered.at(i));
                if (s != null && s.fits(version) && config.cipherSuites().contains(s) && !common.contains(s)) {
                    common.add(s);
                }
            }
        }
        return common;
    }

    /** The groups both sides have that {@code version} knows, in the order of whoever decides. */
    public static List<NamedGroup> commonGroups(TlsConfig config, CodePoints offered, ProtocolVersion version) {
        List<NamedGroup> common = new ArrayList<>();
        if (config.preferLocalOrder()) {
            for (NamedGroup g : config.groups()) {
                if (offered.contains(g.code()) && g.fits(version)) {
                    common.add(g);
                }
            }
        } else {
            for (int i = 0; i < offered.size(); i++) {
                NamedGroup g = NamedGroup.of(offered.at(i));
                if (g != null && config.groups().contains(g) && !common.contains(g) && g.fits(version)) {
                    common.add(g);
                }
            }
        }
        return common;
    }

    /** The known schemes of an offer, in its order. */
    public static List<SignatureScheme> known(CodePoints offered) {
        List<SignatureScheme> known = new ArrayList<>(offered.size());
        for (int i = 0; i < offered.size(); i++) {
            SignatureScheme s = SignatureScheme.of(offered.at(i));
            if (s != null && !known.contains(s)) {
                known.add(s);
            }
        }
        return known;
    }

    /** Our schemes, best first, that the peer offered and that may sign in a handshake of {@code version}. */
    public static List<SignatureScheme> commonSchemes(TlsConfig config, CodePoints offered, ProtocolVersion version) {
        List<SignatureScheme> common = new ArrayList<>();
        for (SignatureScheme s : config.signingSchemes()) {
            // RFC 8446 section 4.2.3: of RSASSA-PKCS1-v1_5: "These values refer solely to signatures which appear in certificates [...] and
            // are not defined for use in signed TLS handshake messages".
            if (offered.contains(s.code())
                    && (version != ProtocolVersion.TLS13 || s.allowedInCertificateVerify13())) {
                common.add(s);
            }
        }
        return common;
    }

    /**
     * The server's ALPN choice (RFC 7301 section 3.2). The program's selector is foreign code: call this in a task.
     *
     * @param offered the client's protocols, or null when it sent no such extension
     * @return the choice, or "" for none
     * @throws TlsFault {@code NO_APPLICATION_PROTOCOL}: "If the server supports no protocols that the client advertises, then the server
     *     SHALL respond with a fatal 'no_application_protocol' alert."
     */
    public static String chooseApplicationProtocol(TlsConfig.Names names, List<String> offered) throws TlsFault {
        if (names.applicationProtocolSelector() != null) {
            String chosen = names.applicationProtocolSelector().apply(offered == null ? List.of() : offered);
            if (offered == null) {
                return "";
            }
            if (chosen == null) {
                throw new TlsFault(Fault.NO_APPLICATION_PROTOCOL, "the program's selector refused");
            }
            if (!chosen.isEmpty() && !offered.contains(chosen)) {
                throw new TlsFault(Fault.NO_APPLICATION_PROTOCOL, "the program's selector chose what was not offered");
            }
            return chosen;
        }
        if (offered == null || names.applicationProtocols().isEmpty()) {
            return "";
        }
        for (String p : names.applicationProtocols()) {
            if (offered.contains(p)) {
                return p;
            }
        }
        throw new TlsFault(Fault.NO_APPLICATION_PROTOCOL, "");
    }

    /** The client's check of the server's ALPN answer; null or absent means none. */
    public static String acceptApplicationProtocol(TlsConfig.Names names, List<String> answer) throws TlsFault {
        if (answer == null) {
            return "";
        }
        // RFC 7301 section 3.1: the answer's list "MUST contain exactly one 'ProtocolName'".
        if (answer.size() != 1) {
            throw new TlsFault(Fault.DECODE_ERROR, "application protocol answer with " + answer.size() + " names");
        }
        if (!names.applicationProtocols().contains(answer.get(0))) {
            throw new TlsFault(Fault.BAD_APPLICATION_PROTOCOL, "");
        }
        return answer.get(0);
    }

    /** The server's look at server_name (RFC 6066 section 3); {@code name} may be null. */
    public static void checkServerName(TlsConfig.Names names, String name) throws TlsFault {
        if (name != null && names.serverNameFilter() != null && !names.serverNameFilter().test(name)) {
            throw new TlsFault(Fault.UNRECOGNIZED_NAME, "");
        }
    }
}
