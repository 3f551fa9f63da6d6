package dev.drawbridge.verify;

import dev.drawbridge.spec.SignatureScheme;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The proof that the peer's chain was judged and its signature verified; only {@link PeerCheck} makes one that names somebody new. Or the
 * statement that the keys of the connection come from a PSK, so that only a peer that has it can end the handshake.
 */
public final class PeerVerified {
    private static final PeerVerified NOBODY = new PeerVerified(List.of(), null, null, List.of(), null);

    private final List<X509Certificate> chain;
    private final SignatureScheme scheme;
    private final Judgement judgement;
    private final List<byte[]> staples;
    private final byte[] pskIdentity;
    /** 0 as long as nobody asked. */
    private int chainBytes;

    PeerVerified(List<X509Certificate> chain, SignatureScheme scheme, Judgement judgement) {
        this(chain, scheme, judgement, List.of(), null);
    }

    private PeerVerified(List<X509Certificate> chain, SignatureScheme scheme, Judgement judgement, List<byte[]> staples, byte[] pskIdentity) {
        this.pskIdentity = pskIdentity;
        this.chain = List.copyOf(chain);
        this.scheme = scheme;
        this.judgement = judgement;
        this.staples = List.copyOf(staples);
    }

    /** A peer that was not asked to authenticate, or was and may stay anonymous: a client, or a server in an anonymous suite, and no other. */
    public static PeerVerified unauthenticated() {
        return NOBODY;
    }

    /**
     * The peer of a session: whoever has its secret is the one that was verified when it was made.
     *
     * @param chain as the peer sent it then; empty for an unauthenticated client
     * @param judgement what was found then, or by judging the chain again
     */
    public static PeerVerified remembered(List<X509Certificate> chain, Judgement judgement) {
        return chain.isEmpty() ? NOBODY : new PeerVerified(chain, null, judgement);
    }

    /** The same peer with the OCSP responses that it stapled then, by position in the chain. */
    public PeerVerified withStaples(List<byte[]> responses) {
        return responses.isEmpty() ? this : new PeerVerified(chain, scheme, judgement, responses, pskIdentity);
    }

    /** The same peer, remembered, whose chain was judged again. */
    public PeerVerified judgedAgain(Judgement other) {
        return remembered(chain, other).withStaples(staples);
    }

    /** The peer that has an external PSK too, whether server or client; it shows no certificate. */
    public static PeerVerified ofPsk(byte[] identity) {
        return new PeerVerified(List.of(), null, null, List.of(), identity.clone());
    }

    /** The same as the peer of a session: see {@link #remembered(List, Judgement)}. */
    public PeerVerified remembered() {
        return authenticated() ? judgedAgain(judgement) : this;
    }

    /** The chain as the peer sent it, leaf first; empty for an unauthenticated peer. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * How many bytes the chain takes encoded. Counted once, since a certificate copies its encoding for whoever asks; two threads that count at
     * the same time come to the same.
     */
    public int chainBytes() {
        int sum = chainBytes;
        if (sum == 0) {
            try {
                for (X509Certificate c : chain) {
                    sum += c.getEncoded().length;
                }
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that came encoded has no encoding", e);
            }
            chainBytes = sum;
        }
        return sum;
    }

    /** The scheme of the peer's signature, or null for an unauthenticated peer, for one that is remembered, and where RSA key exchange has none. */
    public SignatureScheme scheme() {
        return scheme;
    }

    /** What was found about the chain, or null for an unauthenticated peer. */
    public Judgement judgement() {
        return judgement;
    }

    /** The OCSP responses that were stapled when the chain was sent, by position in it; what a session brings back. Their bytes stay as they are. */
    public List<byte[]> staples() {
        return staples;
    }

    /** Whether by a certificate. */
    public boolean authenticated() {
        return !chain.isEmpty();
    }

    /** The identity of the external PSK that the peer has, or null where there was none. */
    public byte[] pskIdentity() {
        return pskIdentity == null ? null : pskIdentity.clone();
    }

    /** Whether nothing tells who the peer is, neither a certificate nor a PSK. */
    public boolean anonymous() {
        return chain.isEmpty() && pskIdentity == null;
    }
}
