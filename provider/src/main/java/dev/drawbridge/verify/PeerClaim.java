package dev.drawbridge.verify;

import dev.drawbridge.spec.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a peer says of itself, to be checked as one: its chain and a signature of the leaf's key over {@code content}.
 *
 * @param chain parsed by {@link PeerCheck#parse}, leaf first, never empty
 * @param server whether the peer is a server
 * @param authType see {@link ChainJudge#judge}
 * @param scheme the scheme of the signature, already known to be one that we offered
 * @param content what is signed
 * @param signature the signature
 */
public record PeerClaim(List<X509Certificate> chain, boolean server, String authType, SignatureScheme scheme,
        byte[] content, byte[] signature) {
}
