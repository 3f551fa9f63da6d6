package dev.drawbridge.verify;

import dev.drawbridge.spec.NamedGroup;
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
 * @param curve the curve that the key and the scheme must be of, or null when more than one will do
 */
public record PeerClaim(List<X509Certificate> chain, boolean server, String authType, SignatureScheme scheme,
        byte[] content, byte[] signature, NamedGroup curve) {
    /** A claim that may be made with any key that the scheme takes. */
    public PeerClaim(List<X509Certificate> chain, boolean server, String authType, SignatureScheme scheme, byte[] content, byte[] signature) {
        this(chain, server, authType, scheme, content, signature, null);
    }
}
