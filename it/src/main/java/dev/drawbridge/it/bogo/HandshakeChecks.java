package dev.drawbridge.it.bogo;

import dev.drawbridge.EarlyDataStatus;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * What the flags expect of a handshake that is done.
 *
 * @param settings of the connection
 * @param resuming whether it is to resume a session
 */
record HandshakeChecks(Settings settings, boolean resuming) {
    private static final String ACCEPTED = "accept";

    void check(Endpoint tls, Link link) throws Mismatch {
        Mismatch.check(!settings.handshakeNeverDone, "the handshake is done");
        Facts facts = tls.facts();
        expect(settings.expectVersion, facts.version(), "version");
        expect(settings.expectCipher, facts.cipherSuite(), "cipher suite");
        expect(settings.expectGroup, facts.group(), "group");
        // The scheme of an earlier handshake is not told, as in OpenSSL.
        expect(facts.resumed() ? 0 : settings.expectPeerScheme, facts.peerScheme(), "peer's signature scheme");
        String protocol = settings.server ? settings.selectedProtocol : settings.expectProtocol;
        Mismatch.equal(protocol == null ? "" : protocol, facts.applicationProtocol(), "application protocol");
        if (settings.expectServerName != null) {
            Mismatch.equal(settings.expectServerName, facts.serverName(), "server name");
        }
        Mismatch.check(!settings.expectNoServerName || facts.serverName() == null, "server name " + facts.serverName());
        boolean resumes = resuming && !settings.expectSessionMiss;
        Mismatch.check(facts.resumed() == resumes, resumes ? "no session was resumed" : "a session was resumed");
        checkEarly(tls.earlyStatus());
        if (!settings.server || settings.requireClientCertificate) {
            Mismatch.check(!facts.peerChain().isEmpty(), "no peer certificate");
        }
        if (settings.expectPeerCertificateFile != null) {
            checkPeerChain(facts);
        }
        if (settings.expectOcspResponse != null) {
            byte[] staple = facts.staples().isEmpty() ? new byte[0] : facts.staples().get(0);
            Mismatch.check(Arrays.equals(settings.expectOcspResponse, staple), "another OCSP response");
        }
        if (!settings.expectPeerPreferences.isEmpty()) {
            Mismatch.equal(settings.expectPeerPreferences, facts.peerSchemes(), "peer's signature schemes");
        }
        Mismatch.check(!settings.expectExtendedMasterSecret || Boolean.TRUE.equals(facts.extendedMasterSecret()),
                "no extended master secret");
        Mismatch.check(!settings.expectRetry || link.retried(), "no HelloRetryRequest");
        Mismatch.check(!settings.expectNoRetry || !link.retried(), "HelloRetryRequest");
    }

    private void checkPeerChain(Facts facts) throws Mismatch {
        try {
            Mismatch.check(facts.peerChain().equals(Pem.chain(settings.expectPeerCertificateFile)), "another peer chain");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(settings.expectPeerCertificateFile, e);
        }
    }

    private void checkEarly(EarlyDataStatus status) throws Mismatch {
        boolean accepted = status == EarlyDataStatus.ACCEPTED;
        boolean expected = settings.expectAcceptEarlyData || ACCEPTED.equals(settings.expectEarlyDataReason);
        boolean forbidden = settings.expectRejectEarlyData || !expected && settings.expectEarlyDataReason != null;
        Mismatch.check(accepted ? !forbidden : !expected, "early data: " + status);
        Mismatch.check(!settings.expectNoOfferEarlyData || status == EarlyDataStatus.NOT_SENT, "early data: " + status);
    }

    private static void expect(int expected, int found, String what) throws Mismatch {
        Mismatch.check(expected == 0 || expected == found, what + " is " + found + ", expected " + expected);
    }
}
