package dev.drawbridge.config;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;

/** Where our credentials come from: a key manager. Asked in a task, so it may be slow. */
@FunctionalInterface
public interface CredentialSource {
    /** A source that never has any. */
    CredentialSource NONE = request -> null;

    /**
     * Credentials that suit, or null when there are none.
     *
     * @throws TlsFault when there is no sense in going on
     */
    Credentials choose(Request request) throws TlsFault;

    /**
     * The OCSP response for our leaf, to be stapled; null for none. A server is asked in the task in which it chose, where the client asks for one.
     *
     * @param ours what was chosen
     * @param asked how the client asks for it
     * @throws TlsFault when there is no sense in going on
     */
    default byte[] staple(Credentials ours, StatusRequest asked) throws TlsFault {
        return null;
    }

    /**
     * What is needed.
     *
     * @param client whether we are the client
     * @param version the agreed version
     * @param schemes the signature schemes that both sides have and the key must be able to make one of, best first
     * @param authorities DER names of the authorities that the peer accepts; empty when it does not say
     * @param decrypts whether the key need not sign but decrypt, as in suites with RSA key exchange; then there are no schemes
     * @param suits whether a chain will do where the key does
     */
    record Request(boolean client, ProtocolVersion version, List<SignatureScheme> schemes, List<byte[]> authorities, boolean decrypts,
            Predicate<List<X509Certificate>> suits) {
        /** For a key that signs. */
        public Request(boolean client, ProtocolVersion version, List<SignatureScheme> schemes, List<byte[]> authorities) {
            this(client, version, schemes, authorities, chain -> true);
        }

        /** For a key that signs with a chain that suits. */
        public Request(boolean client, ProtocolVersion version, List<SignatureScheme> schemes, List<byte[]> authorities,
                Predicate<List<X509Certificate>> suits) {
            this(client, version, schemes, authorities, false, suits);
        }

        /** For the key of a server that decrypts. */
        public static Request decrypting(ProtocolVersion version) {
            return new Request(false, version, List.of(), List.of(), true, chain -> true);
        }
    }
}
