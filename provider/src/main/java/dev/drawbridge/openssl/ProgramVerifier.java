package dev.drawbridge.openssl;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.VerifyException;
import dev.drawbridge.verify.VerifyWishes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BiFunction;

/** A program that verifies by itself (SSL_CTX_set_cert_verify_callback(3)). */
record ProgramVerifier(Ssl ssl, BiFunction<Ssl, List<X509Certificate>, VerifyResult> callback) implements PathJudge {
    @Override
    public Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException {
        VerifyResult result = callback.apply(ssl, peer.chain());
        if (result == null || result != VerifyResult.OK) {
            throw VerifyException.ofProgram(result == null ? VerifyResult.UNSPECIFIED : result);
        }
        return Judgement.OF_PROGRAM;
    }

    @Override
    public boolean takesWishes() {
        return false;
    }

    /** Nobody knows, so it is never the same. */
    @Override
    public Object trusted() {
        return new Object();
    }
}
