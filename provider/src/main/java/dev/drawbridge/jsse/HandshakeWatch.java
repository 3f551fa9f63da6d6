package dev.drawbridge.jsse;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.diag.HandshakeReport;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/** Follows one handshake for the trace; made when it begins, told once how it ended. Does nothing when there is no trace. */
final class HandshakeWatch {
    private final ContextCore core;
    private final TlsConfig config;
    private final String checkedName;
    private final String peer;
    private final long begun = System.nanoTime();
    /** Written under the connection's locks, as both calls come. What fails after the handshake is no handshake's failure. */
    private boolean told;

    HandshakeWatch(ContextCore core, TlsConfig config, SslSettings settings, String peerHost, int peerPort) {
        this.core = core;
        this.config = config;
        this.checkedName = settings.identifiesEndpoint() ? peerHost : null;
        this.peer = peerHost == null ? null : peerPort < 0 ? peerHost : peerHost + ":" + peerPort;
    }

    void connected(ConnectionFacts facts) {
        report(facts, null);
    }

    void failed(ConnectionFacts facts, TlsFault fault) {
        report(facts, new HandshakeReport.Failure(fault.alert() == null ? null : fault.alert().toString(),
                fault.received() ? "the peer sent it" : fault.getMessage()));
    }

    private void report(ConnectionFacts facts, HandshakeReport.Failure failure) {
        if (core.trace() == null || told) {
            return;
        }
        told = true;
        SignatureScheme scheme = config.client() ? facts.peer().scheme() : facts.localScheme();
        List<X509Certificate> peerChain = failure == null ? facts.peer().chain() : facts.claimedPeerChain();
        core.trace().write(new HandshakeReport(config.client() ? "client" : "server", peer,
                new HandshakeReport.Agreed(facts.version(), facts.cipherSuite(), facts.group(), scheme,
                        core.alpnNames().fromWire(facts.applicationProtocol()), facts.resumed()),
                new HandshakeReport.Chains(names(facts.localChain()), names(peerChain), verifiedBy(facts)),
                (System.nanoTime() - begun) / 1_000_000, failure));
    }

    private String verifiedBy(ConnectionFacts facts) {
        byte[] identity = facts.peer().pskIdentity();
        if (identity != null) {
            return "pre-shared key " + new String(identity, StandardCharsets.UTF_8);
        }
        if (!facts.peer().authenticated()) {
            return null;
        }
        return core.managers().describeTrust() + (checkedName == null ? "; no host name" : "; host name " + checkedName);
    }

    private static List<String> names(List<X509Certificate> chain) {
        return chain.stream().map(c -> c.getSubjectX500Principal().getName()).toList();
    }
}
