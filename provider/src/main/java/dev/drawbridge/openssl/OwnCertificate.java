package dev.drawbridge.openssl;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Notices;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.KeyAndChain;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.verify.OwnChain;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;

/** Chooses what a connection shows of itself, after the callbacks that may yet give it something (SSL_CTX_set_cert_cb(3)). */
final class OwnCertificate implements CredentialSource {
    private final Ssl ssl;
    private final boolean client;
    private final Suspension suspension;
    private final TrustSource trusted;
    /** Whether the first callback need not be asked again. */
    private boolean asked;

    private OwnCertificate(Ssl ssl, boolean client, Suspension suspension, TrustSource trusted) {
        this.ssl = ssl;
        this.client = client;
        this.suspension = suspension;
        this.trusted = trusted;
    }

    /** What chooses for a connection, or none where it has nothing to choose from. */
    static CredentialSource of(Ssl ssl, boolean client, Suspension suspension, TrustSource trusted) {
        OwnCertificate own = new OwnCertificate(ssl, client, suspension, trusted);
        boolean callback = ssl.choices().certCb != null || client && ssl.getSslCtx().clientCertCb() != null;
        return own.keys().isEmpty() && !callback ? NONE : own;
    }

    /** A server may be asked several times in a handshake, for several kinds of keys; a client for each CertificateRequest once. */
    @Override
    public Credentials choose(Request request) throws TlsFault {
        if (!asked) {
            ask();
            asked = true;
        }
        Credentials found = fitting(request);
        if (found == null && client && clientCertCb()) {
            found = fitting(request);
        }
        asked = !client;
        return found;
    }

    private void ask() throws TlsFault {
        ToIntFunction<Ssl> callback = ssl.choices().certCb;
        int r = callback == null ? 1 : callback.applyAsInt(ssl);
        if (r < 0) {
            throw suspension.on(SslError.WANT_X509_LOOKUP);
        }
        if (r == 0) {
            throw new TlsFault(client ? Fault.CALLBACK_FAILED : Fault.CERTIFICATE_NOT_FOUND);
        }
    }

    /** Whether a client without a certificate that suits was given one now. */
    private boolean clientCertCb() {
        ToIntFunction<Ssl> callback = ssl.getSslCtx().clientCertCb();
        int r = callback == null ? 0 : callback.applyAsInt(ssl);
        if (r < 0) {
            throw suspension.on(SslError.WANT_X509_LOOKUP);
        }
        if (r > 0 && keys().isEmpty()) {
            ErrorQueue.put(OpensslError.of(SslReason.BAD_DATA_RETURNED_BY_CALLBACK, "SSL_do_handshake", ""));
        }
        return r > 0;
    }

    @Override
    public byte[] staple(Credentials ours, StatusRequest request) throws TlsFault {
        StatusCallback callback = ssl.getSslCtx().tlsextStatusCb();
        if (callback == null) {
            return null;
        }
        ssl.statusIsAsked();
        int r = callback.status(ssl);
        byte[] response = ssl.statusResponse();
        if (r == StatusCallback.NOACK || r == StatusCallback.OK && (response == null || response.length == 0)) {
            return null;
        }
        if (r != StatusCallback.OK) {
            throw new TlsFault(Fault.STATUS_NOT_FOUND);
        }
        return response.clone();
    }

    private Collection<KeyAndChain> keys() {
        return ssl.choices().keys(client, crypto());
    }

    private Crypto crypto() {
        return ssl.getSslCtx().crypto();
    }

    /** The first pair that can do what is wanted: make one of the signatures, the best signature first, or decrypt. */
    private Credentials fitting(Request request) {
        if (request.decrypts()) {
            return keys().stream().filter(p -> crypto().canDecrypt(p.key(), p.chain().get(0).getPublicKey())).findFirst().map(this::credentials)
                    .orElse(null);
        }
        for (SignatureScheme s : request.schemes()) {
            for (KeyAndChain pair : keys()) {
                X509Certificate leaf = pair.chain().get(0);
                // RFC 8446 section 4.2.3: ECDSA schemes of TLS 1.3 are tied to a curve; RFC 5246 leaves the curve to supported_groups.
                if (request.suits().test(pair.chain()) && crypto().canSign(pair.key(), leaf.getPublicKey(), s)
                        && (request.version() != ProtocolVersion.TLS13 || s.curve() == null || s.curve() == crypto().curveOf(leaf.getPublicKey()))) {
                    return credentials(pair);
                }
            }
        }
        return null;
    }

    /** A certificate that is alone is completed from whom is trusted, as OpenSSL does without SSL_MODE_NO_AUTO_CHAIN. */
    private Credentials credentials(KeyAndChain pair) {
        Choices choices = ssl.choices();
        try {
            List<X509Certificate> chain = new ArrayList<>(pair.chain());
            chain.addAll(choices.extraChain);
            return Credentials.of(chain.size() > 1 || choices.modes.contains(SslMode.NO_AUTO_CHAIN) ? chain : OwnChain.of(chain.get(0), trusted), pair.key());
        } catch (CertificateException e) {
            Notices.tell("the chain of " + pair + " cannot be sent: " + e.getMessage());
            return null;
        }
    }
}
