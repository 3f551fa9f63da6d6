package dev.drawbridge.config;

import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.file.Path;
import java.util.List;

/**
 * What connections in one role have as long as the program says nothing, each with who decided it. Only what {@code rules} permits is in
 * the lists.
 *
 * @param versions enabled versions, newest first
 * @param suites enabled suites, best first
 * @param groups enabled groups, best first
 * @param schemes enabled signature schemes, best first
 * @param clientSchemes enabled signature schemes for clients that authenticate, best first
 * @param level the security level
 * @param serverPreference as a server: whether our order of suites and groups decides
 * @param clientAuth as a server: whether the client is asked for a certificate
 * @param asksLater as a server: whether that is left to the program in TLS 1.3, after the handshake
 * @param trust whom OpenSSL's configuration has trusted, and how chains are verified
 * @param keys the keys that OpenSSL's configuration names; empty when it names none
 * @param dhFile as a server: the group of Diffie-Hellman that OpenSSL's configuration names, or null
 * @param authorities the files whose names of authorities are sent to the peer; empty when OpenSSL's configuration names none
 * @param sendAuthorities whether names of authorities are sent at all
 * @param options what OpenSSL's options change
 * @param sessions how sessions are remembered
 * @param rules what may be used at all, by whomever it is asked for
 */
public record RoleDefaults(Chosen<List<ProtocolVersion>> versions, Chosen<List<CipherSuite>> suites, Chosen<List<NamedGroup>> groups,
        Chosen<List<SignatureScheme>> schemes, Chosen<List<SignatureScheme>> clientSchemes, Chosen<SecurityLevel> level,
        Chosen<Boolean> serverPreference, Chosen<ClientAuth> clientAuth, boolean asksLater, TrustDefaults trust, List<KeyFiles> keys,
        DhFile dhFile, List<Said<Path>> authorities, boolean sendAuthorities, SslOptions options, SessionSettings sessions,
        AlgorithmRules rules) {
}
