package dev.drawbridge.config;

import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.ChainJudge;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All settings of one connection, frozen when its handshake begins.
 *
 * @param client our role
 * @param versions enabled versions, newest first, never empty
 * @param cipherSuites enabled suites, best first; those with pre-shared keys are left out where none count
 * @param preferLocalOrder as a server: whether our order of suites and groups decides, or the client's
 * @param groups enabled groups, best first
 * @param signatureSchemes schemes for handshake signatures, best first: offered to the peer and used for our own
 * @param names who is called and what is spoken
 * @param authentication who we are and who judges the peer
 * @param requireExtendedMasterSecret whether a TLS 1.2 peer without RFC 7627 is refused
 * @param allowUnsafeLegacy as a client: whether a TLS 1.2 server without RFC 5746 is accepted
 * @param resumption where sessions are found and left
 * @param limits bounds on the peer
 * @param tuning what the JDK's own properties change
 * @param crypto the cryptography of the context
 */
public record TlsConfig(boolean client, List<ProtocolVersion> versions, List<CipherSuite> cipherSuites,
        boolean preferLocalOrder, List<NamedGroup> groups, List<SignatureScheme> signatureSchemes, Names names,
        Authentication authentication, boolean requireExtendedMasterSecret, boolean allowUnsafeLegacy, Resumption resumption, Limits limits,
        Tuning tuning, Crypto crypto) {

    public TlsConfig {
        versions = List.copyOf(versions);
        if (versions.contains(ProtocolVersion.SSL30)) {
            Notices.tell("SSLv3 is enabled, which RFC 7568 forbids: whoever is on the way may read what is repeated in it (POODLE, CVE-2014-3566)");
        }
        cipherSuites = possible(cipherSuites, takesPsks(client, authentication), client || authentication.clientAuth() != ClientAuth.NEED);
        preferLocalOrder |= tuning.options().suiteB() != null; // OpenSSL's ssl3_choose_cipher has Suite B before any wish
        groups = List.copyOf(groups);
        signatureSchemes = List.copyOf(signatureSchemes);
    }

    /**
     * The suites that authenticate as is wanted. As with SunJSSE an anonymous one does not do for a server that demands a certificate, which it could
     * not ask for; with OpenSSL such a handshake fails.
     */
    private static List<CipherSuite> possible(List<CipherSuite> suites, boolean psk, boolean anonymous) {
        for (CipherSuite s : suites) {
            if (s.psk() && !psk || s.anonymous() && !anonymous) {
                return suites.stream().filter(x -> (psk || !x.psk()) && (anonymous || !x.anonymous())).toList();
            }
        }
        return List.copyOf(suites);
    }

    /**
     * Where sessions are found and left.
     *
     * @param client as a client
     * @param server as a server
     * @param only whether a handshake that resumes nothing is refused
     * @param early what the program says or hears before the handshake is done; null when it does not want to
     */
    public record Resumption(ClientSessions client, ServerSessions server, boolean only, EarlyData early) {
        /** Every handshake is a full one. */
        public static final Resumption NONE = new Resumption(ClientSessions.NONE, ServerSessions.NONE);

        /** Without a session a handshake is a full one. */
        public Resumption(ClientSessions client, ServerSessions server) {
            this(client, server, false, null);
        }
    }

    /**
     * Names on the wire.
     *
     * @param serverName as a client: the host name of server_name, or null to send none
     * @param serverNameFilter as a server: whether a requested name is served; null serves all
     * @param applicationProtocols ALPN, best first; empty to neither offer nor choose
     * @param applicationProtocolSelector as a server: the program's own choice among the client's protocols, run in a task: null
     *     refuses, "" ignores ALPN; when it is null the list decides
     */
    public record Names(String serverName, Predicate<String> serverNameFilter, List<String> applicationProtocols,
            Function<List<String>, String> applicationProtocolSelector) {
        public static final Names NONE = new Names(null, null, List.of(), null);

        public Names {
            applicationProtocols = List.copyOf(applicationProtocols);
        }
    }

    /**
     * Authentication of both sides.
     *
     * @param clientAuth as a server: whether the client is asked
     * @param clientSchemes schemes for clients that authenticate, best first: asked for by servers, used by clients
     * @param credentials ours
     * @param judge of the peer's chain
     * @param acceptableAuthorities DER names of the authorities to tell the peer of: as a server in CertificateRequest, as a client in a
     *     ClientHello of TLS 1.3; empty to tell nothing
     * @param askForStaples as a client: whether the server is asked for OCSP responses (status_request)
     * @param psks our external pre-shared keys; a peer that has one shows no certificate
     * @param postHandshake whether a client may be asked for its certificate after the handshake of TLS 1.3: as a client it offers that
     * @param onlyLater as a server: whether it is asked only then, and not in the handshake of TLS 1.3
     */
    public record Authentication(ClientAuth clientAuth, List<SignatureScheme> clientSchemes, CredentialSource credentials, ChainJudge judge,
            Supplier<List<byte[]>> acceptableAuthorities, boolean askForStaples, PskSource psks, boolean postHandshake, boolean onlyLater) {
        public Authentication {
            clientSchemes = List.copyOf(clientSchemes);
        }

        /** Whether the client is asked in the handshake of TLS 1.3. */
        public ClientAuth clientAuth13() {
            return onlyLater ? ClientAuth.NONE : clientAuth;
        }

        /** Authentication without pre-shared keys. */
        public Authentication(ClientAuth clientAuth, List<SignatureScheme> clientSchemes, CredentialSource credentials, ChainJudge judge,
                Supplier<List<byte[]>> acceptableAuthorities, boolean askForStaples) {
            this(clientAuth, clientSchemes, credentials, judge, acceptableAuthorities, askForStaples, PskSource.NONE, false, false);
        }
    }

    /**
     * The same for a renegotiation. RFC 8446 section 4.1.2: a server "MUST retain the previous protocol version"; no client of ours offers
     * another either.
     *
     * @param version of the connection
     * @param protocol of the connection, "" for none, which stays too: as in OpenSSL a client offers none again, and a server answers with it
     * @param full whether a client proposes no session to resume
     */
    public TlsConfig renegotiating(ProtocolVersion version, String protocol, boolean full) {
        Resumption sessions = full ? new Resumption(resumption.client.onlyKeeping(), resumption.server, resumption.only, null) : resumption;
        Names again = new Names(names.serverName, names.serverNameFilter, List.of(),
                client ? null : offered -> offered.contains(protocol) ? protocol : "");
        return new TlsConfig(client, List.of(version), cipherSuites, preferLocalOrder, groups, signatureSchemes, again, authentication,
                requireExtendedMasterSecret, allowUnsafeLegacy, sessions, limits, tuning, crypto);
    }

    public boolean enabled(ProtocolVersion version) {
        return versions.contains(version);
    }

    /** The schemes that we may sign with, best first. */
    public List<SignatureScheme> signingSchemes() {
        return client ? authentication.clientSchemes() : signatureSchemes;
    }

    /** The schemes that the peer may sign with, best first. */
    public List<SignatureScheme> acceptedSchemes() {
        return client ? signatureSchemes : authentication.clientSchemes();
    }

    /**
     * Whether external pre-shared keys count. As a server that demands a certificate of its clients not: a key does not stand for one. OpenSSL
     * lets a client with a key in there, but programs that demand a certificate go on to ask who it names.
     */
    public boolean takesPsks() {
        return takesPsks(client, authentication);
    }

    private static boolean takesPsks(boolean client, Authentication authentication) {
        return authentication.psks() != PskSource.NONE && (client || authentication.clientAuth() != ClientAuth.NEED);
    }

    /** The profile of Suite B that binds the connection, or null. */
    public SuiteB suiteB() {
        return tuning.options().suiteB();
    }

    /** The newest enabled version. */
    public ProtocolVersion newest() {
        return versions.get(0);
    }
}
