package dev.drawbridge.it.bogo;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What was agreed, in numbers of the wire.
 *
 * @param version of the protocol
 * @param cipherSuite its number
 * @param group its number, 0 for none
 * @param peerScheme the peer's signature scheme, 0 for none
 * @param applicationProtocol "" for none
 * @param serverName that the client asked for, or null
 * @param peerChain leaf first
 * @param peerSchemes the schemes that the peer offered and we know
 * @param staples OCSP responses by place in the peer's chain
 * @param extendedMasterSecret whether RFC 7627 was used; null where the API does not tell
 * @param resumed whether an earlier session was
 */
record Facts(int version, int cipherSuite, int group, int peerScheme, String applicationProtocol, String serverName,
        List<X509Certificate> peerChain, List<Integer> peerSchemes, List<byte[]> staples, Boolean extendedMasterSecret,
        boolean resumed) {
}
