package dev.drawbridge.openssl;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.VerifyException;
import dev.drawbridge.verify.VerifyWishes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.IntSupplier;

/** Judges the peer of one connection, and remembers what it found. */
final class PeerJudge implements ChainJudge {
    private final PathJudge verifier;
    private final PathJudge withoutCallback;
    private final boolean verifyPeer;
    private final Suspension suspension;
    /** What else is to be found good of a server, in the words of a callback: 1, 0, or less. */
    private final IntSupplier more;
    /** OpenSSL's: nobody has shown a certificate yet. */
    private volatile VerifyResult result = VerifyResult.OK;

    /**
     * A judge.
     *
     * @param withoutCallback the same verifier, for those who resume
     * @param verifyPeer whether a chain that does not verify ends the handshake
     * @param suspension hears that a callback cannot answer yet
     * @param more is asked of a server that is let in: 1 for good, 0 for not, less for a failure
     */
    PeerJudge(PathJudge verifier, PathJudge withoutCallback, boolean verifyPeer, Suspension suspension, IntSupplier more) {
        this.verifier = verifier;
        this.withoutCallback = withoutCallback;
        this.verifyPeer = verifyPeer;
        this.suspension = suspension;
        this.more = more;
    }

    /**
     * SSL_CTX_set_verify(3) of SSL_VERIFY_NONE in a client: "the server will send a certificate which will be checked. The result of the
     * certificate verification process can be checked after the TLS/SSL handshake using the SSL_get_verify_result(3) function. The handshake
     * will be continued regardless of the verification result." SSL_set_retry_verify(3) is for callbacks of clients, and has an effect when they let
     * the server pass.
     */
    @Override
    public Judgement judge(List<X509Certificate> chain, boolean server, String authType) throws CertificateException {
        Judgement judgement = verified(chain, server);
        int r = server ? more.getAsInt() : 1;
        if (r <= 0) {
            TlsFault fault = new TlsFault(r == 0 ? Fault.STATUS_REFUSED : Fault.STATUS_CALLBACK_FAILED);
            throw new CertificateException(fault.getMessage(), fault);
        }
        return judgement;
    }

    private Judgement verified(List<X509Certificate> chain, boolean server) throws CertificateException {
        suspension.retryVerify(false);
        try {
            Judgement judgement = verifier.judge(Presented.of(chain, server), VerifyWishes.NONE);
            result = judgement.result();
            if (server && suspension.retryVerify()) {
                throw suspension.on(SslError.WANT_RETRY_VERIFY);
            }
            return judgement;
        } catch (CertificateException e) {
            result = e instanceof VerifyException v ? v.result() : VerifyResult.UNSPECIFIED;
            if (verifyPeer) {
                throw e;
            }
            return new Judgement(result, List.of(), null);
        }
    }

    /** As in OpenSSL the callback is not asked again: what it let pass then passes, and nothing else that is wrong. */
    @Override
    public Judgement judgeAgain(List<X509Certificate> chain, boolean server, String authType, Judgement before) throws CertificateException {
        try {
            return withoutCallback.judge(Presented.of(chain, server), VerifyWishes.NONE);
        } catch (VerifyException e) {
            if (before != null && e.result() == before.result() || !verifyPeer) {
                return new Judgement(e.result(), List.of(), null);
            }
            throw e;
        }
    }

    VerifyResult result() {
        return result;
    }

    /** A session brings the result of its handshake back. */
    void result(VerifyResult remembered) {
        result = remembered;
    }
}
